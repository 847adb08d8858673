"""Unsaved work: whatever opening the folder again with the settings on screen would not give."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from beam import Beam
from desk import (
    OpenWindow,
    act_on,
    current,
    enter,
    find,
    messages,
    plan_of,
    save_to,
    settle,
    stacks,
    wait_until,
)
from folders import MakeFolder, fill
from stackplan.core.balance import make_plan
from stackplan.core.edits import insert_runs, move_runs, pin_runs, unpin_runs
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.files.autosave import load_work
from stackplan.files.scan import ScanResult
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.window.header import SAVED
from stackplan.gui.window.main_window import MainWindow

SIZES = {n: 30_000_000 + 1_234_567 * (n * n % 17) for n in range(1, 16)}
NEW = {16: 41_000_000, 17: 33_000_000, 18: 52_000_000}


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder(SIZES)


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    made = open_window(folder)
    made.panes.settings.stacks.setValue(4)
    settle(made)
    return made


def balance(window: MainWindow) -> None:
    window.session.balance()
    settle(window)


def rescan(window: MainWindow) -> None:
    find(window, QAction, "rescanAction").trigger()
    settle(window)


def state_of(window: MainWindow) -> str:
    return window.panes.header.save.toolTip()


def question(window: MainWindow) -> QMessageBox | None:
    """Close the window, and give the question that it asks."""
    event = QCloseEvent()
    QApplication.sendEvent(window, event)
    asked = window.findChild(QMessageBox, "unsavedQuestion")
    assert (asked is not None) != event.isAccepted()
    return asked


def opened_anew(window: MainWindow) -> list[tuple[int, ...]]:
    """Give the stacks that the folder as it is and the settings on screen make."""
    found = window.document.found
    assert found is not None
    return [stack.run_numbers for stack in make_plan(found.runs, current(window).request).stacks]


def is_told_unsaved(window: MainWindow) -> bool:
    """Tell what the window says; title, tip and document must say the same."""
    unsaved = window.document.has_unsaved_work
    assert window.isWindowModified() == unsaved
    assert (state_of(window) == SAVED["unsaved"]) == unsaved
    return unsaved


@pytest.mark.parametrize("method", ["snake", "balanced"])
def test_that_placed_runs_are_asked_about_kept_and_offered_again(
    window: MainWindow, open_window: OpenWindow, folder: Path, method: str,
    settings_folder: Path,
) -> None:  # fmt: skip
    if method == "balanced":
        balance(window)
    assert not is_told_unsaved(window)
    assert state_of(window) == SAVED["computed"]
    fill(folder, NEW)
    rescan(window)
    act_on(window, "scan")
    settle(window)
    placed = stacks(window)
    assert placed != opened_anew(window)
    assert is_told_unsaved(window)
    box = question(window)
    assert box is not None
    box.reject()

    recovery = window.recovery
    wait_until(lambda: recovery.idle)
    states = settings_folder.parent / "home" / ".local" / "state" / "stackplan" / "windows"
    (journal,) = states.glob("*.journal")
    kept = load_work(str(journal)).plan_file.plan
    assert [stack.run_numbers for stack in kept.stacks] == placed
    journal.rename(journal.with_name("dead.journal"))  # as if the window had died
    other = open_window(folder)
    wait_until(lambda: "recovery" in messages(other))
    act_on(other, "recovery")
    wait_until(lambda: "recovered" in messages(other))
    settle(other)
    assert stacks(other) == placed
    assert is_told_unsaved(other)

    window.document.history.undo()
    assert is_told_unsaved(window)  # the folder has 18 runs by now, and this plan 15
    enter(window, "skipEdit", "16-18")
    settle(window)
    assert not is_told_unsaved(window)
    assert state_of(window) == SAVED["computed"]


def test_that_runs_placed_by_following_are_asked_about(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    beam = Beam(window, folder, qtbot)
    beam.begin()
    window.follower.places_at_once = True
    assert not is_told_unsaved(window)
    beam.write(16, 41_000_000)
    beam.wait(10)
    # It would be planned if the folder were opened now: elsewhere than it will be placed.
    assert is_told_unsaved(window)
    beam.wait(61)
    assert 16 in current(window).places
    assert stacks(window) != opened_anew(window)
    assert is_told_unsaved(window)
    assert question(window) is not None


@pytest.mark.parametrize("method", ["snake", "balanced"])
def test_that_a_rescan_makes_a_plan_unsaved_exactly_if_it_would_be_another_one(
    window: MainWindow, folder: Path, method: str
) -> None:
    if method == "balanced":
        balance(window)
    before = stacks(window)
    seen = set()
    for number, size in [(1, SIZES[1] + 1), (2, 90_000_000), (2, SIZES[2]), (1, SIZES[1])]:
        fill(folder, {number: size})
        rescan(window)
        assert stacks(window) == before
        assert is_told_unsaved(window) == (opened_anew(window) != before)
        seen.add(is_told_unsaved(window))
    assert seen == {False, True}
    fill(folder, {2: 90_000_000})
    rescan(window)
    assert is_told_unsaved(window)
    window.panes.settings.stacks.setValue(3)  # plans today's sizes anew
    settle(window)
    assert not is_told_unsaved(window)


def test_that_a_vanished_run_makes_a_plan_unsaved_and_its_return_saved_again(
    window: MainWindow, folder: Path
) -> None:
    (folder / "run_0015.h5").rename(folder / "elsewhere")
    rescan(window)
    assert 15 in current(window).places
    assert is_told_unsaved(window)
    (folder / "elsewhere").rename(folder / "run_0015.h5")
    rescan(window)
    assert not is_told_unsaved(window)
    window.panes.settings.last.setValue(15)
    fill(folder, NEW)  # runs out of the range change nothing
    rescan(window)
    assert not is_told_unsaved(window)


def test_that_a_skip_list_is_given_again_however_runs_came_into_it(window: MainWindow) -> None:
    window.hand_edits.skip((3, 9))
    settle(window)
    assert stacks(window) == opened_anew(window)
    assert not is_told_unsaved(window)
    window.document.history.undo()
    enter(window, "skipEdit", "3, 9")
    settle(window)
    assert stacks(window) == opened_anew(window)
    assert not is_told_unsaved(window)


def test_that_a_plan_out_of_the_longer_search_is_unsaved(window: MainWindow) -> None:
    window.session.search.improve()
    wait_until(lambda: "improve" in messages(window))
    act_on(window, "improve")
    assert is_told_unsaved(window)
    window.document.history.undo()
    assert not is_told_unsaved(window)


def test_that_a_plan_file_is_saved_until_an_edit_whatever_the_folder_does(
    window: MainWindow, open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    window.hand_edits.move((1,), 3)
    assert is_told_unsaved(window)
    save_to(window, tmp_path / "night.txt")
    assert not is_told_unsaved(window)
    fill(folder, {**NEW, 2: 90_000_000})
    rescan(window)
    assert not is_told_unsaved(window)
    other = open_window(tmp_path / "night.txt")
    assert not is_told_unsaved(other)
    assert state_of(other) == SAVED["saved"]
    act_on(other, "scan")
    assert is_told_unsaved(other)
    other.document.history.undo()
    assert not is_told_unsaved(other)


SMALL = [900, 800, 700, 600, 500]


@pytest.fixture
def document(qtbot: QtBot) -> PlanDocument:
    made = PlanDocument()
    plan = plan_of(SMALL)
    made.load(plan, "/traces", ScanResult("/traces", plan.runs))
    return made


def plan(document: PlanDocument) -> Plan:
    assert document.plan is not None
    return document.plan


def test_that_the_order_within_a_stack_is_work(document: PlanDocument) -> None:
    runs = plan(document).stacks[0].run_numbers
    document.apply(insert_runs(plan(document), [runs[-1]], 0, runs[0]), "Reorder")
    assert document.has_unsaved_work


def test_that_a_plan_made_round_a_pin_stays_work_when_the_pin_is_gone(
    document: PlanDocument,
) -> None:
    document.apply(move_runs(plan(document), [1], 1), "Move run 1")
    document.apply(pin_runs(plan(document), [1]), "Pin run 1")
    again = make_plan(plan(document).runs, plan(document).request, {1: 1})
    document.apply(again, "Plan anew", replanned=True)
    document.apply(unpin_runs(plan(document), [1]), "Unpin run 1")
    assert plan(document).stacks != plan_of(SMALL).stacks
    assert document.has_unsaved_work


def test_that_reasons_for_skipping_are_work(document: PlanDocument) -> None:
    document.add_skip_reasons([(RunNumbers.of([2]), "HV trip")])
    assert not document.has_unsaved_work  # run 2 is not skipped
    request = plan(document).request
    skipping = type(request)(n_stacks=2, skip=(2,))
    document.apply(make_plan(plan(document).runs, skipping), "Skip 2", replanned=True)
    assert document.has_unsaved_work


def test_that_a_plan_by_anything_but_size_is_work(document: PlanDocument) -> None:
    # A folder is opened by size; what its runs cost else was read from somewhere.
    runs = [Run(run.number, run.size, weight=run.size // 2) for run in plan(document).runs]
    request = type(plan(document).request)(n_stacks=2, weight="ms")
    document.known.learn("ms", runs)
    document.apply(make_plan(runs, request), "By time", replanned=True)
    assert document.has_unsaved_work


def test_that_moves_that_lead_back_are_no_work(document: PlanDocument) -> None:
    last = plan(document).stacks[0].run_numbers[-1]
    for stack in (1, 0):
        document.apply(move_runs(plan(document), [last], stack), "Move")
    assert not document.has_unsaved_work
