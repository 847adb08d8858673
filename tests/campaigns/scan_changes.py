"""Folders that change during a scan, huge ones, hostile names; two minutes."""

import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, said
from faults.campaign import seed, tell
from faults.restless import SIZES, hostile_names, is_escaped, scan_restless
from folders import fill
from stackplan.core.file_problems import left_out_words
from stackplan.core.request import PlanRequest
from stackplan.core.runs import run_number
from stackplan.core.text import printable
from stackplan.files.scan import scan

pytestmark = [pytest.mark.timeout(0), pytest.mark.qt_log_ignore("This plugin does not support")]

MANY, NAMES = 100_000, 500
ENDS = {1: 0, 2: 1, 3: 2**53 + 1, 4: 2**63 - 1, 5: 2**63 - 2}


def test_that_a_folder_may_change_at_each_call(tmp_path: Path) -> None:
    cases, stale = scan_restless(tmp_path, targets=SIZES)
    tell("changes during a scan", cases=cases, stale=stale, exceptions=0)
    assert stale > cases // 2


def test_that_a_hundred_thousand_files_are_exact(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    folder = fill(tmp_path / "many", {number: 1000 + number for number in range(MANY)})
    start = time.monotonic()
    found = scan(str(folder))
    seconds = time.monotonic() - start
    assert [(run.number, run.size) for run in found.runs] == [(n, 1000 + n) for n in range(MANY)]
    beats: list[float] = []
    heart = QTimer(interval=5)
    heart.timeout.connect(lambda: beats.append(time.monotonic()))
    heart.start()
    start = time.monotonic()
    window = open_window(folder)
    opened = time.monotonic() - start
    gap = max(after - before for before, after in pairwise(beats))
    tell("100,000 files", scan=f"{seconds:.2f} s", window=f"{opened:.1f} s", gap=f"{gap:.3f} s")
    assert len(current(window).runs) == MANY
    assert current(window).total == sum(range(MANY)) + 1000 * MANY


def test_that_hostile_names_are_shown_escaped(open_window: OpenWindow, tmp_path: Path) -> None:
    folder = fill(tmp_path / "traces", {9000: 5, 9001: 6})
    names = [n for n in hostile_names(NAMES, seed()) if run_number(n) is None]
    for name in names:
        (folder / name).write_bytes(b"12345")
    found = scan(str(folder))
    assert set(found.misnamed) <= set(names)
    assert [run.number for run in found.runs] == [9000, 9001]
    entries = found.left_out(PlanRequest())
    assert {entry.name for entry in entries if entry.name} == set(found.misnamed)
    assert all(map(is_escaped, map(printable, left_out_words(entries))))
    window = open_window(folder)
    assert is_escaped(said(window))
    assert is_escaped(window.windowTitle())
    tell("hostile names", names=len(names), told=len(found.misnamed))


def test_that_a_folder_of_a_hostile_name_opens(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = 0
    for name in hostile_names(40, seed()):
        window = open_window(fill(tmp_path / name, {1: 5, 2: 6}))
        assert len(current(window).runs) == 2
        assert is_escaped(window.windowTitle())
        window.close()
        opened += 1
    tell("folders of hostile names", opened=opened)


def test_that_the_ends_of_sizes_are_exact(open_window: OpenWindow) -> None:
    if not Path("/dev/shm").is_dir():
        pytest.skip("no disk that takes a file of 8 EiB")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as scratch:
        folder = fill(Path(scratch) / "traces", ENDS)
        window = open_window(folder)
        plan = current(window)
        assert {run.number: run.size for run in plan.runs} == {n: s for n, s in ENDS.items() if s}
        assert plan.total == sum(ENDS.values())
        assert is_escaped(printable(str(folder)))
        window.close()
    tell("sizes", exact=", ".join(map(str, ENDS.values())))
