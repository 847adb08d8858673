"""What a person's wishes do to the plan, and what a rescan says."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from desk import OpenWindow, act_on, current, find, messages, said, stacks, wait_idle
from folders import MakeFolder, fill
from stackplan.core.run_numbers import RunNumbers
from stackplan.gui.table.columns import Column
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder(SIZES)


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    made = open_window(folder)
    find(made, QSpinBox, "stacksSpin").setValue(2)
    made.document.load(current(made), made.document.traces)
    made.session.rescan()
    return made


def rescan(qtbot: QtBot, window: MainWindow) -> None:
    QTest.mouseClick(find(window, QPushButton, "rescanButton"), LEFT)
    wait_idle(qtbot, window)


def test_that_each_setting_is_one_undoable_step_and_comes_back_with_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    before = current(window)
    find(window, QSpinBox, "stacksSpin").setValue(3)
    find(window, QSpinBox, "runMinSpin").setValue(2)
    find(window, QLineEdit, "skipEdit").setText("5")
    find(window, QLineEdit, "skipEdit").editingFinished.emit()
    assert sorted(sum(stacks(window), ())) == [2, 3, 6]
    assert window.document.history.count() == 3
    assert window.document.history.undoText() == "Skip 5"
    for _ in range(3):
        window.document.history.undo()
    assert current(window) == before
    assert find(window, QSpinBox, "stacksSpin").value() == 2
    assert find(window, QLineEdit, "skipEdit").text() == ""
    assert window.document.history.count() == 3


def test_that_moves_that_go_with_the_settings_are_named_with_an_undo(
    window: MainWindow, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    window.hand_edits.move((1,), 1 - current(window).places[1])
    moved = current(window)
    find(window, QSpinBox, "stacksSpin").setValue(3)
    assert "1 move by hand" in messages(window)["edit"].text
    act_on(window, "edit")
    assert current(window) == moved


def test_that_the_offer_to_undo_goes_with_the_next_step(window: MainWindow, qtbot: QtBot) -> None:
    wait_idle(qtbot, window)
    window.hand_edits.move((1,), 1 - current(window).places[1])
    find(window, QSpinBox, "stacksSpin").setValue(3)
    find(window, QSpinBox, "stacksSpin").setValue(4)
    assert "edit" not in messages(window)


def test_that_a_move_to_a_stack_that_is_not_there_is_explained_and_changes_nothing(
    window: MainWindow, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    before = current(window)
    window.hand_edits.move((1,), 8)
    assert "There is no stack 9" in messages(window)["edit"].text
    assert current(window) == before


def test_that_balance_plans_by_the_best_method_and_then_has_nothing_to_gain(
    open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot
) -> None:
    window = open_window(make_folder({1: 100, 2: 90, 3: 20, 4: 10, 5: 5}))
    find(window, QSpinBox, "stacksSpin").setValue(2)
    window.hand_edits.move((1, 2), 0)
    wait_idle(qtbot, window)
    button = find(window, QPushButton, "balanceButton")
    assert button.isEnabled()
    assert button.toolTip().startswith("Make the longest stack ")
    before = current(window).makespan
    QTest.mouseClick(button, LEFT)
    wait_idle(qtbot, window)
    assert current(window).makespan < before
    assert current(window).request.method == "balanced"
    assert not button.isEnabled()
    assert "Already balanced" in button.toolTip()


def test_that_a_rescan_takes_sizes_over_and_moves_no_run(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    before = stacks(window)
    fill(folder, {1: 9000})
    rescan(qtbot, window)
    assert stacks(window) == before
    assert {run.number: run.size for run in current(window).runs}[1] == 9000
    assert "Run 1 changed its size" in messages(window)["scan"].text
    assert not window.document.has_unsaved_work


def test_that_a_message_that_is_cut_off_says_so(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    fill(folder, {number: size + 1 for number, size in SIZES.items() if number < 4})
    rescan(qtbot, window)
    assert messages(window)["scan"].text.endswith("(+1 bytes).")
    fill(folder, dict.fromkeys(range(11, 400, 2), 100))
    rescan(qtbot, window)
    assert messages(window)["scan"].text.endswith(" ...")


def test_that_new_runs_are_offered_and_placed_without_moving_another(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    before = stacks(window)
    fill(folder, {7: 500, 8: 400})
    rescan(qtbot, window)
    assert stacks(window) == before
    assert "7-8" in messages(window)["scan"].text
    act_on(window, "scan")
    assert [stack[: len(old)] for stack, old in zip(stacks(window), before, strict=True)] == before
    assert {7, 8} <= set(current(window).places)
    assert window.document.history.undoText() == "Add 2 new runs"
    window.document.history.undo()
    assert stacks(window) == before


def test_that_new_runs_that_were_placed_are_offered_no_more(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    fill(folder, {7: 500})
    rescan(qtbot, window)
    act_on(window, "scan")
    rescan(qtbot, window)
    assert "scan" not in messages(window)


def test_that_new_runs_that_were_skipped_since_they_were_offered_are_not_placed(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    fill(folder, {7: 500, 8: 400})
    rescan(qtbot, window)
    offer = messages(window)["scan"].on_action
    assert offer is not None
    window.session.skip(RunNumbers.of([7, 8]))
    before, steps = stacks(window), window.document.history.count()
    offer()
    assert stacks(window) == before
    assert window.document.history.count() == steps
    assert (
        messages(window)["edit"].text
        == "These runs are skipped or outside the range now; nothing was added."
    )


def test_that_a_vanished_run_is_marked_and_stays(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    before = stacks(window)
    (folder / "run_0003.h5").unlink()
    rescan(qtbot, window)
    assert stacks(window) == before
    assert "No longer in the folder: 3" in messages(window)["scan"].text
    model = window.panes.table.stack_model
    index = model.index_of_run(3).siblingAtColumn(model.columnCount() - 1)
    assert "no longer in the folder" in str(model.data(index))


def test_that_an_undo_past_a_rescan_keeps_todays_sizes(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    before = stacks(window)
    window.hand_edits.move((1,), 1 - current(window).places[1])
    fill(folder, {1: 9000})
    rescan(qtbot, window)
    window.document.history.undo()
    assert stacks(window) == before
    assert {run.number: run.size for run in current(window).runs}[1] == 9000


def test_that_a_folder_that_has_gone_leaves_the_plan_on_screen(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    before = current(window)
    folder.rename(folder.with_name("elsewhere"))
    rescan(qtbot, window)
    assert current(window) == before
    assert "is not there" in messages(window)["scan"].text
    folder.with_name("elsewhere").rename(folder)
    rescan(qtbot, window)
    assert "scan" not in messages(window)


def test_that_stopping_a_scan_says_how_to_go_on(window: MainWindow, qtbot: QtBot) -> None:
    wait_idle(qtbot, window)
    window.session.rescan()
    window.panes.status.cancel_requested.emit()
    assert "F5" in messages(window)["scan"].text
    assert not window.session.worker.running
    rescan(qtbot, window)
    assert "scan" not in messages(window)


def test_that_without_a_folder_a_rescan_says_how_to_choose_one(
    open_window: OpenWindow,
) -> None:
    window = open_window()
    window.session.rescan()
    window.session.balance()
    window.hand_edits.move((1,), 0)
    assert "Ctrl+O" in said(window)
    assert window.document.plan is None


def test_that_a_setting_changed_while_the_first_scan_runs_is_used(
    open_window: OpenWindow, folder: Path, qtbot: QtBot
) -> None:
    window = open_window(folder, wait=False)
    find(window, QSpinBox, "stacksSpin").setValue(5)
    wait_idle(qtbot, window)
    assert current(window).request.n_stacks == 5


def test_that_pins_stay_when_the_plan_is_made_anew_and_undo_brings_all_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    window.hand_edits.move((1,), 1)
    window.hand_edits.pin((1,), True)
    assert window.document.history.undoText() == "Pin run 1"
    pinned = current(window)
    find(window, QSpinBox, "stacksSpin").setValue(3)
    window.session.balance()
    wait_idle(qtbot, window)
    assert current(window).places[1] == 1
    assert current(window).pinned == {1}
    for _ in range(2):
        window.document.history.undo()
    assert current(window) == pinned
    assert window.document.has_unsaved_work


def test_that_a_pin_goes_with_its_stack_and_that_is_said(window: MainWindow, qtbot: QtBot) -> None:
    wait_idle(qtbot, window)
    window.hand_edits.pin((1,), True)
    window.hand_edits.move((1,), 1)
    pinned = current(window)
    find(window, QSpinBox, "stacksSpin").setValue(1)
    assert not current(window).pinned
    assert "1 pin gone with its stack" in messages(window)["edit"].text
    act_on(window, "edit")
    assert current(window) == pinned


def test_that_a_run_that_is_not_planned_cannot_be_pinned(window: MainWindow, qtbot: QtBot) -> None:
    wait_idle(qtbot, window)
    window.hand_edits.pin((99,), True)
    assert "Run 99 is not in the plan" in messages(window)["edit"].text
    window.hand_edits.pin((), True)
    window.hand_edits.unpin_all()
    assert not window.document.history.canUndo()


def test_that_pins_that_decide_are_said_with_a_way_out(window: MainWindow, qtbot: QtBot) -> None:
    wait_idle(qtbot, window)
    window.hand_edits.move((1, 2, 3), 0)
    assert "pins" not in messages(window)
    window.hand_edits.pin((1, 2, 3), True)
    assert "The pins are the limit" in messages(window)["pins"].text
    act_on(window, "pins")
    assert not current(window).pinned
    assert window.document.history.undoText() == "Unpin 3 runs"
    assert "pins" not in messages(window)


def test_that_speeds_go_with_the_stacks_and_undo_brings_them_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    speeds = find(window, QLineEdit, "speedsEdit")
    speeds.setText("100, 55")
    speeds.editingFinished.emit()
    assert window.document.history.undoText() == "Speeds 100, 55"
    assert current(window).request.speeds == (100, 55)
    model = window.panes.table
    assert not model.isColumnHidden(Column.SPEED)
    find(window, QSpinBox, "stacksSpin").setValue(3)
    assert current(window).request.speeds == (100, 55, 100)
    assert messages(window)["edit"].text == "1 new stack runs at 100 %."
    assert speeds.text() == "100, 55, 100"
    act_on(window, "edit")
    assert speeds.text() == "100, 55"
    find(window, QSpinBox, "stacksSpin").setValue(1)
    assert "1 stack gone, with the speed: 55 %." in messages(window)["edit"].text
    window.document.history.undo()
    window.document.history.undo()
    assert current(window).request.speeds is None
    assert model.isColumnHidden(Column.TIME)
    assert speeds.text() == ""
