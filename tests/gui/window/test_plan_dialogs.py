"""The dialogs about the plan, in the whole window."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from desk import OpenWindow, act_on, current, features, find, messages, plan_of, settle, stacks
from folders import MakeFolder, fill
from stackplan.core.file_problems import FileProblems
from stackplan.gui.what_if.few_moves_dialog import FewMovesDialog
from stackplan.gui.what_if.stack_count_dialog import StackCountDialog
from stackplan.gui.window.plan_dialogs import plan_details

SIZES = {number: 10**6 + number * 7919 % 1009 * 1000 for number in range(1, 41)}


def test_that_a_number_is_taken_as_if_it_were_typed_and_the_rate_is_remembered(
    open_window: OpenWindow, make_folder: MakeFolder
) -> None:
    window = open_window(make_folder(SIZES))
    window.panes.settings.stacks.setValue(4)
    find(window, QPushButton, "stackCountButton").click()
    dialog = find(window, StackCountDialog, "stackCountDialog")
    settle(window)
    assert dialog.isVisible()
    dialog.chart.chosen.emit(9)
    settle(window)
    assert len(stacks(window)) == 9
    assert window.document.history.undoText() == "9 stacks"
    assert window.panes.settings.stacks.value() == 9
    assert dialog.words.text().startswith("4 stacks:")
    assert dialog.take.isEnabled()
    window.document.history.undo()
    settle(window)
    assert len(stacks(window)) == 4
    assert dialog.take.text() == "In use"
    find(window, QAction, "stackCountAction").trigger()
    assert len(window.findChildren(StackCountDialog)) == 1
    assert dialog.hours.text() == "4"
    dialog.rate.setText(" 87,5 ")
    dialog.rate.editingFinished.emit()
    assert (window.preferences.rate, window.preferences.hours) == ("87,5", "4")
    dialog.reject()
    window.panes.settings.stacks.setValue(5)
    assert not dialog.worker.running


def test_that_new_runs_are_placed_and_then_few_others_move_as_one_step(
    open_window: OpenWindow, make_folder: MakeFolder, tmp_path: Path
) -> None:
    folder = make_folder(SIZES)
    window = open_window(folder)
    window.panes.settings.stacks.setValue(4)
    before = current(window)
    fill(folder, {50: 1_700_000, 51: 1_650_000})
    window.session.rescan()
    settle(window)
    act_on(window, "scan")
    placed = current(window)
    assert all(placed.places[number] == place for number, place in before.places.items())
    assert messages(window)["edit"].text == "2 new runs added; no other run has moved."
    act_on(window, "edit")
    dialog = find(window, FewMovesDialog, "gentleDialog")
    settle(window)
    assert dialog.isVisible()
    step = dialog.chosen
    assert step is not None
    dialog.apply.click()
    settle(window)
    assert not dialog.isVisible()
    assert current(window) == step.plan
    assert current(window).gap < placed.gap
    many = len(step.moved)
    assert window.document.history.undoText() == f"Rebalance gently: {many} runs move"
    window.document.history.undo()
    assert current(window) == placed


def test_that_no_plan_is_no_trouble(open_window: OpenWindow) -> None:
    window = open_window()
    features(window).dialogs.ask_gentle()
    features(window).dialogs.ask_stack_count()
    settle(window)
    assert find(window, StackCountDialog, "stackCountDialog").facts.text() == "No plan yet."


def test_that_a_small_difference_to_the_average_is_never_told_as_none() -> None:
    plan = plan_of([10**9, 10**9 - 1000], 2)
    words = plan_details(plan, plan, FileProblems(), "")
    assert "the longest has under 0.01 % more" in words
