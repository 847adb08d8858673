"""What is left of a plan by a Spyral workspace: told first, then planned as one step."""

import os
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desk import OpenWindow, act_on, choose, current, find, messages, open_dialog, stacks, wait_idle
from folders import MakeFolder
from stackplan.gui.window.main_window import MainWindow

SIZES = {number: 1000 * number for number in range(1, 7)}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Runs 6 and 5 are done, in a job that has ended long after the files were made."""
    folder = tmp_path / "workspace" / "log"
    folder.mkdir(parents=True)
    begin = time.time() + 86_400

    def log(name: str, *lines: tuple[int, str]) -> None:
        text = "".join(
            f"{time.strftime('%Y-%m-%d %H:%M:%S,000', time.localtime(begin + after))}"
            f" - spyral.core.pipeline - INFO - {words}\n"
            for after, words in lines
        )
        (folder / f"log_proc{name}.txt").write_text(text, encoding="utf-8")

    log(
        "Parent",
        (0, "Run stacks: [[6], [5]]"),
        (0, "Stack 0 load: 50.00%"),
        (90, "Total ellapsed time: 0 hrs 1 min 30 s"),
    )
    log("0", (60, "Phase Cluster complete for run 6"))
    log("1", (80, "Phase Cluster complete for run 5"))
    return folder.parent


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    made.panes.settings.stacks.setValue(2)
    return made


def read(window: MainWindow, qtbot: QtBot, folder: Path) -> str:
    find(window, QAction, "leftAction").trigger()
    choose(open_dialog(window), folder)
    qtbot.waitUntil(lambda: "rest" in messages(window), timeout=20_000)
    return messages(window)["rest"].text


def test_that_the_rest_is_told_first_and_planned_as_one_step(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    before, steps = stacks(window), window.document.history.count()
    words = read(window, qtbot, workspace)
    assert "2 runs done: 5-6." in words
    assert stacks(window) == before
    act_on(window, "rest")
    assert sorted(current(window).places) == [1, 2, 3, 4]
    assert window.document.history.count() == steps + 1
    assert window.document.history.undoText() == "Plan what is left"
    reasons = [(str(n), why) for n, why in window.document.plan_file("").skip_reasons]
    assert reasons == [("5-6", "done")]
    window.document.history.undo()
    assert stacks(window) == before


def test_that_what_is_done_may_stay_where_it_was(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    read(window, qtbot, workspace)
    places = dict(current(window).places)
    keep = messages(window)["rest"].on_other
    assert keep is not None
    keep()
    plan = current(window)
    assert sorted(plan.places) == [1, 2, 3, 4, 5, 6]
    assert {n: plan.places[n] for n in (5, 6)} == {n: places[n] for n in (5, 6)}
    assert plan.pinned == {5, 6}
    assert plan.stacks[plan.places[6]].run_numbers[0] == 6
    window.document.history.undo()
    assert dict(current(window).places) == places
    assert current(window).pinned == frozenset()


def test_that_an_offer_for_another_plan_is_taken_back(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    read(window, qtbot, workspace)
    window.panes.settings.stacks.setValue(3)
    assert "rest" not in messages(window)


def test_that_a_folder_that_is_no_workspace_is_named(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    before = stacks(window)
    assert "no Spyral workspace" in read(window, qtbot, tmp_path / "empty")
    assert stacks(window) == before


@pytest.mark.parametrize("holds", [True, False])
def test_that_results_older_than_their_traces_may_hold(
    window: MainWindow, qtbot: QtBot, workspace: Path, holds: bool
) -> None:
    later = time.time() + 2 * 86_400
    os.utime(Path(window.document.traces) / "run_0006.h5", (later, later))
    find(window, QAction, "rescanAction").trigger()
    wait_idle(qtbot, window)
    before = stacks(window)
    words = read(window, qtbot, workspace)
    assert words == (
        "Results are older than the trace files, as after a copy without times: run 6."
        " Do they hold?"
    )
    if holds:
        act_on(window, "rest")
        assert "2 runs done: 5-6." in messages(window)["rest"].text
        assert (
            "Counted as done although the trace files are newer: 6."
            in messages(window)["rest"].text
        )
    else:
        again = messages(window)["rest"].on_other
        assert again is not None
        again()
        assert "1 run done before its trace file" in messages(window)["rest"].text
    assert stacks(window) == before
    act_on(window, "rest")
    left = [1, 2, 3, 4] if holds else [1, 2, 3, 4, 6]
    assert sorted(current(window).places) == left
