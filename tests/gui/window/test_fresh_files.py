"""Files that grow or may be written to: named, marked, and put last in their stacks."""

import os
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from desk import OpenWindow, current, find, messages, settle, stacks, wait_until
from stackplan.core.run_numbers import parse
from stackplan.gui.window import presenter as views
from superblocks import superblock

HOUR_S = 3600


def write(folder: Path, number: int, size: int, *, closed: bool = True, age_s: int = 0) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / f"run_{number:04d}.h5"
    path.write_bytes(superblock(3, size, flags=0 if closed else 5))
    os.truncate(path, size)
    if age_s:
        changed = path.stat().st_mtime - age_s
        os.utime(path, (changed, changed))


def test_that_a_file_that_grew_between_two_looks_is_marked_until_it_grows_no_more(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "traces"
    for number in range(1, 5):
        write(folder, number, 1000 * number)
    window = open_window(folder)
    assert "fresh" not in messages(window)  # closed and young is complete
    write(folder, 3, 3500)
    window.session.rescan()
    settle(window)
    assert messages(window)["fresh"].text == (
        "Run 3: still growing; what counts here is the size of a moment ago."
    )
    assert window.document.grown == parse("3")
    before = stacks(window)
    window.session.rescan()
    settle(window)
    assert "fresh" not in messages(window)
    assert stacks(window) == before


def test_that_a_young_file_that_is_open_is_told_and_an_old_one_is_only_suspicious(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "traces"
    write(folder, 1, 1000, closed=False)
    write(folder, 2, 2000, closed=False, age_s=HOUR_S)
    write(folder, 3, 3000)
    window = open_window(folder)
    assert messages(window)["fresh"].text == (
        "Run 1: changed less than a minute ago; the writer may be at work."
    )
    assert "runs 1-2" in messages(window)["suspicious"].text


def test_that_young_files_are_told_no_longer_when_their_minute_is_over(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_FRESH_MS", 200)
    folder = tmp_path / "traces"
    write(folder, 1, 1000, closed=False)
    write(folder, 2, 3000)
    window = open_window(folder)
    assert "fresh" in messages(window)
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + HOUR_S * 10**9)
    wait_until(lambda: "fresh" not in messages(window))
    assert "run 1" in messages(window)["suspicious"].text


def test_that_risky_runs_go_last_in_their_stacks_in_one_step(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "traces"
    for number in range(1, 7):
        write(folder, number, 1000 * number, closed=number not in {5, 6})
    window = open_window(folder)
    window.panes.settings.stacks.setValue(2)
    before, loads = stacks(window), current(window).loads
    steps = window.document.history.count()
    find(window, QAction, "riskyLastAction").trigger()
    assert window.document.history.count() == steps + 1
    assert window.document.history.undoText() == "Run suspicious files last"
    assert [set(stack) for stack in stacks(window)] == [set(stack) for stack in before]
    assert {stack[-1] for stack in stacks(window)} == {5, 6}
    assert current(window).loads == loads
    find(window, QAction, "riskyLastAction").trigger()
    assert "last in its stack already" in messages(window)["edit"].text
    window.document.history.undo()
    assert stacks(window) == before
    for number in (5, 6):
        write(folder, number, 1000 * number)
    window.session.rescan()
    settle(window)
    find(window, QAction, "riskyLastAction").trigger()
    assert "No planned file looks wrong" in messages(window)["edit"].text
    assert stacks(window) == before
