"""What is left of a plan by a Spyral workspace: told first, then planned as one step."""

import os
import time
from pathlib import Path

import pytest

from desk import (
    OpenWindow,
    act_on,
    choose,
    current,
    messages,
    open_dialog,
    set_stacks,
    settle,
    stacks,
    trigger,
    undo_text,
    wait_until,
)
from folders import MakeFolder
from spyral_jobs import write_log
from stackplan.gui.window.main_window import MainWindow

SIZES = {number: 1000 * number for number in range(1, 7)}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Runs 6 and 5 are done, in a job that has ended long after the files were made."""
    made, begin = tmp_path / "workspace", time.time() + 86_400
    write_log(made, begin, "Parent", (0, "Run stacks: [[6], [5]]"), (0, "Stack 0 load: 50.00%"),
              (90, "Total ellapsed time: 0 hrs 1 min 30 s"))  # fmt: skip
    write_log(made, begin, "0", (60, "Phase Cluster complete for run 6"))
    write_log(made, begin, "1", (80, "Phase Cluster complete for run 5"))
    return made


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    set_stacks(made, 2)
    return made


def read(window: MainWindow, folder: Path) -> str:
    trigger(window, "leftAction")
    choose(open_dialog(window), folder)
    wait_until(lambda: "rest" in messages(window))
    return messages(window)["rest"].text


def act_otherwise(window: MainWindow) -> None:
    """Press the other button of the offer."""
    other = messages(window)["rest"].on_other
    assert other is not None
    other()


def test_that_the_rest_is_told_first_and_planned_as_one_step(
    window: MainWindow, workspace: Path
) -> None:
    before, history = stacks(window), window.document.history
    steps = history.count()
    assert "2 runs done: 5-6." in read(window, workspace)
    assert stacks(window) == before
    act_on(window, "rest")
    assert sorted(current(window).places) == [1, 2, 3, 4]
    assert (history.count(), undo_text(window)) == (steps + 1, "Plan what is left")
    reasons = [(str(n), why) for n, why in window.document.plan_file("").skip_reasons]
    assert reasons == [("5-6", "done")]
    history.undo()
    assert stacks(window) == before


def test_that_what_is_done_may_stay_where_it_was(window: MainWindow, workspace: Path) -> None:
    read(window, workspace)
    places = dict(current(window).places)
    act_otherwise(window)
    plan = current(window)
    assert sorted(plan.places) == [1, 2, 3, 4, 5, 6]
    assert {n: plan.places[n] for n in (5, 6)} == {n: places[n] for n in (5, 6)}
    assert plan.pinned == {5, 6}
    assert plan.stacks[plan.places[6]].run_numbers[0] == 6
    window.document.history.undo()
    assert dict(current(window).places) == places
    assert current(window).pinned == frozenset()


def test_that_an_offer_for_another_plan_is_taken_back(window: MainWindow, workspace: Path) -> None:
    read(window, workspace)
    set_stacks(window, 3)
    assert "rest" not in messages(window)


def test_that_a_folder_that_is_no_workspace_is_named(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    before = stacks(window)
    assert "no Spyral workspace" in read(window, tmp_path / "empty")
    assert stacks(window) == before


@pytest.mark.parametrize("holds", [True, False])
def test_that_results_older_than_their_traces_may_hold(
    window: MainWindow, workspace: Path, holds: bool
) -> None:
    later = time.time() + 2 * 86_400
    os.utime(Path(window.document.traces) / "run_0006.h5", (later, later))
    trigger(window, "rescanAction")
    before = stacks(settle(window))
    assert read(window, workspace) == (
        "Results are older than the trace files, as after a copy without times: run 6."
        " Do they hold?"
    )
    if holds:
        act_on(window, "rest")
        words = messages(window)["rest"].text
        assert "2 runs done: 5-6." in words
        assert "Counted as done although the trace files are newer: 6." in words
    else:
        act_otherwise(window)
        assert "1 run done before its trace file" in messages(window)["rest"].text
    assert stacks(window) == before
    act_on(window, "rest")
    assert sorted(current(window).places) == ([1, 2, 3, 4] if holds else [1, 2, 3, 4, 6])
