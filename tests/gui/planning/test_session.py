"""What a person's wishes do to the plan, and what a rescan says."""

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QSpinBox

from desk import (
    OpenWindow,
    act_on,
    current,
    enter,
    find,
    messages,
    planned,
    press,
    said,
    set_stacks,
    settle,
    stacks,
    undo_text,
    wait_until,
)
from folders import MakeFolder, fill
from stackplan.core.run_numbers import RunNumbers
from stackplan.files.scan import ScanResult, scan
from stackplan.gui.planning import scan_jobs
from stackplan.gui.table.columns import Column
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder(SIZES)


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    """Five runs on two stacks, with nothing to undo."""
    made = open_window(folder)
    set_stacks(made, 2)
    made.document.load(current(made), made.document.traces)
    made.session.rescan()
    return settle(made)


def rescan(window: MainWindow) -> None:
    press(window, "rescanButton")
    settle(window)


def move_run_1(window: MainWindow) -> None:
    window.hand_edits.move((1,), 1 - current(window).places[1])


def test_that_each_setting_is_one_step_and_comes_back_by_undo(window: MainWindow) -> None:
    before, history = current(window), window.document.history
    set_stacks(window, 3)
    find(window, QSpinBox, "runMinSpin").setValue(2)
    enter(window, "skipEdit", "5")
    assert sorted(sum(stacks(window), ())) == [2, 3, 6]
    assert (history.count(), undo_text(window)) == (3, "Skip 5")
    for _ in range(3):
        history.undo()
    assert current(window) == before
    assert find(window, QSpinBox, "stacksSpin").value() == 2
    assert find(window, QLineEdit, "skipEdit").text() == ""
    assert history.count() == 3


def test_that_moves_lost_to_a_setting_are_named_until_the_next_step(window: MainWindow) -> None:
    move_run_1(window)
    moved = current(window)
    set_stacks(window, 3)
    assert "1 move by hand" in messages(window)["edit"].text
    act_on(window, "edit")
    assert current(window) == moved
    set_stacks(window, 3)
    set_stacks(window, 4)
    assert "edit" not in messages(window)


def test_that_balance_plans_by_the_best_method(
    open_window: OpenWindow, make_folder: MakeFolder
) -> None:
    window = open_window(make_folder({1: 100, 2: 90, 3: 20, 4: 10, 5: 5}))
    set_stacks(window, 2)
    window.hand_edits.move((1, 2), 0)
    settle(window)
    button, before = find(window, QPushButton, "balanceButton"), current(window).makespan
    assert button.isEnabled()
    assert button.toolTip().startswith("Make the longest stack ")
    button.click()
    settle(window)
    assert current(window).makespan < before
    assert current(window).request.method == "balanced"
    assert not button.isEnabled()
    assert "Already balanced" in button.toolTip()


def test_that_a_rescan_takes_sizes_over_and_moves_no_run(window: MainWindow, folder: Path) -> None:
    before = stacks(window)
    fill(folder, {1: 9000})
    rescan(window)
    assert stacks(window) == before
    assert planned(window, 1).size == 9000
    assert "Run 1 changed its size" in messages(window)["scan"].text
    assert not window.document.has_unsaved_work
    move_run_1(window)
    fill(folder, {1: 8000})
    rescan(window)
    window.document.history.undo()
    assert stacks(window) == before
    assert planned(window, 1).size == 8000


def test_that_a_message_that_is_cut_off_says_so(window: MainWindow, folder: Path) -> None:
    fill(folder, {number: size + 1 for number, size in SIZES.items() if number < 4})
    rescan(window)
    assert messages(window)["scan"].text.endswith("(+1 bytes).")
    fill(folder, dict.fromkeys(range(11, 400, 2), 100))
    rescan(window)
    assert messages(window)["scan"].text.endswith(" ...")


def test_that_new_runs_are_offered_once_and_placed_behind(window: MainWindow, folder: Path) -> None:
    before = stacks(window)
    fill(folder, {7: 500, 8: 400})
    rescan(window)
    assert stacks(window) == before
    assert "7-8" in messages(window)["scan"].text
    act_on(window, "scan")
    assert [stack[: len(old)] for stack, old in zip(stacks(window), before, strict=True)] == before
    assert {7, 8} <= current(window).places.keys()
    assert undo_text(window) == "Add 2 new runs"
    rescan(window)
    assert "scan" not in messages(window)
    window.document.history.undo()
    assert stacks(window) == before


def test_that_new_runs_that_were_skipped_are_not_placed(window: MainWindow, folder: Path) -> None:
    fill(folder, {7: 500, 8: 400})
    rescan(window)
    offer = messages(window)["scan"].on_action
    assert offer is not None
    window.session.skip(RunNumbers.of([7, 8]))
    before, steps = stacks(window), window.document.history.count()
    offer()
    assert (stacks(window), window.document.history.count()) == (before, steps)
    words = "These runs are skipped or outside the range now; nothing was added."
    assert messages(window)["edit"].text == words


def test_that_a_vanished_run_is_marked_and_stays(window: MainWindow, folder: Path) -> None:
    before = stacks(window)
    (folder / "run_0003.h5").unlink()
    rescan(window)
    assert stacks(window) == before
    assert "No longer in the folder: 3" in messages(window)["scan"].text
    row = window.panes.table.stack_model.index_of_run(3)
    assert "no longer in the folder" in row.siblingAtColumn(Column.REMARKS).data()


def test_that_a_folder_that_has_gone_leaves_the_plan(window: MainWindow, folder: Path) -> None:
    before = current(window)
    folder.rename(folder.with_name("elsewhere"))
    rescan(window)
    assert current(window) == before
    assert "is not there" in messages(window)["scan"].text
    folder.with_name("elsewhere").rename(folder)
    rescan(window)
    assert "scan" not in messages(window)


def test_that_stopping_a_scan_says_how_to_go_on(window: MainWindow) -> None:
    window.session.rescan()
    window.panes.status.cancel.click()
    assert "F5" in messages(window)["scan"].text
    assert not window.session.worker.running
    rescan(window)
    assert "scan" not in messages(window)


def test_that_without_a_folder_a_rescan_says_how_to_choose_one(open_window: OpenWindow) -> None:
    window = open_window()
    window.session.rescan()
    window.session.balance()
    window.hand_edits.move((1,), 0)
    assert "Ctrl+O" in said(window)
    assert window.document.plan is None


def test_that_a_setting_made_during_the_first_scan_is_used(
    open_window: OpenWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let = threading.Event()

    def scan_when_let(*given: Any, **more: Any) -> ScanResult:
        let.wait(60)
        return scan(*given, **more)

    monkeypatch.setattr(scan_jobs, "scan", scan_when_let)
    window = open_window(folder, wait=False)
    wait_until(lambda: window.session.worker.running)
    set_stacks(window, 5)
    let.set()
    assert current(settle(window)).request.n_stacks == 5


def test_that_pins_stay_in_a_new_plan_and_undo_brings_all_back(window: MainWindow) -> None:
    window.hand_edits.move((1,), 1)
    window.hand_edits.pin((1,), True)
    assert undo_text(window) == "Pin run 1"
    pinned = current(window)
    set_stacks(window, 3)
    window.session.balance()
    settle(window)
    assert current(window).places[1] == 1
    assert current(window).pinned == {1}
    for _ in range(2):
        window.document.history.undo()
    assert current(window) == pinned
    assert window.document.has_unsaved_work


def test_that_a_pin_goes_with_its_stack_and_that_is_said(window: MainWindow) -> None:
    window.hand_edits.pin((1,), True)
    window.hand_edits.move((1,), 1)
    pinned = current(window)
    set_stacks(window, 1)
    assert not current(window).pinned
    assert "1 pin gone with its stack" in messages(window)["edit"].text
    act_on(window, "edit")
    assert current(window) == pinned


def test_that_pins_that_decide_are_said_with_a_way_out(window: MainWindow) -> None:
    window.hand_edits.move((1, 2, 3), 0)
    assert "pins" not in messages(window)
    window.hand_edits.pin((1, 2, 3), True)
    assert "The pins are the limit" in messages(window)["pins"].text
    act_on(window, "pins")
    assert not current(window).pinned
    assert undo_text(window) == "Unpin 3 runs"
    assert "pins" not in messages(window)


def test_that_speeds_go_with_the_stacks_and_come_back_by_undo(window: MainWindow) -> None:
    speeds, table = find(window, QLineEdit, "speedsEdit"), window.panes.table
    enter(window, "speedsEdit", "100, 55")
    assert undo_text(window) == "Speeds 100, 55"
    assert current(window).request.speeds == (100, 55)
    assert not table.isColumnHidden(Column.SPEED)
    set_stacks(window, 3)
    assert current(window).request.speeds == (100, 55, 100)
    assert messages(window)["edit"].text == "1 new stack runs at 100 %."
    assert speeds.text() == "100, 55, 100"
    act_on(window, "edit")
    assert speeds.text() == "100, 55"
    set_stacks(window, 1)
    assert "1 stack gone, with the speed: 55 %." in messages(window)["edit"].text
    window.document.history.undo()
    window.document.history.undo()
    assert current(window).request.speeds is None
    assert table.isColumnHidden(Column.TIME)
    assert speeds.text() == ""
