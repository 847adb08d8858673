"""The table keeps in sight what an edit is about, and no column is out of sight to the right."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, find, wait_idle
from folders import MakeFolder
from stackplan.gui.window.main_window import MainWindow

SIZES = {number: 1000 - number for number in range(1, 121)}


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot) -> MainWindow:
    """Give a window whose table has all 8 stacks open, many more rows than it shows at once."""
    made = open_window(make_folder(SIZES))
    find(made, QSpinBox, "stacksSpin").setValue(8)
    wait_idle(qtbot, made)
    made.panes.table.expandAll()
    made.panes.table.scrollToTop()
    return made


def is_in_sight(window: MainWindow, number: int) -> bool:
    table = window.panes.table
    row = table.visualRect(table.stack_model.index_of_run(number))
    return row.isValid() and table.viewport().rect().contains(row)


def test_that_a_moved_run_and_its_way_back_are_followed(window: MainWindow, qtbot: QtBot) -> None:
    first, last = current(window).stacks[0].run_numbers[0], current(window).stacks[7].run_numbers
    window.panes.table.select_runs([first])
    window.hand_edits.move((first,), 7)
    assert is_in_sight(window, first)
    window.document.history.undo()
    assert is_in_sight(window, first)
    window.panes.table.select_runs([])
    window.hand_edits.move((last[-1],), 0)
    window.panes.table.scrollToBottom()
    window.document.history.undo()
    window.document.history.redo()
    assert is_in_sight(window, last[-1])


def test_that_a_run_on_a_closed_stack_brings_the_stack_in_sight(window: MainWindow) -> None:
    table, number = window.panes.table, current(window).stacks[7].run_numbers[0]
    table.collapse(table.stack_model.index_of_stack(7))
    window.hand_edits.move((current(window).stacks[0].run_numbers[0],), 7)
    top = table.visualRect(table.stack_model.index_of_stack(7))
    assert table.viewport().rect().contains(top)
    assert not table.isExpanded(table.stack_model.index_of_stack(7))
    assert not is_in_sight(window, number)


def test_that_a_found_run_is_in_sight_with_its_stack(window: MainWindow) -> None:
    table, number = window.panes.table, current(window).stacks[5].run_numbers[0]
    table.select_runs([number])
    assert is_in_sight(window, number)
    stack = table.visualRect(table.stack_model.index_of_stack(5))
    assert table.viewport().rect().contains(stack)


def test_that_another_number_of_stacks_leaves_the_table_where_it_is(
    window: MainWindow, qtbot: QtBot
) -> None:
    find(window, QSpinBox, "stacksSpin").setValue(9)
    wait_idle(qtbot, window)
    assert window.panes.table.verticalScrollBar().value() == 0


def test_that_the_last_column_takes_the_room_that_is_left(
    window: MainWindow, open_window: OpenWindow
) -> None:
    window.resize(1900, 900)
    window.appearance.enlarge()
    window.appearance.show_normal_size()
    window.close()
    again = open_window()
    again.resize(1280, 720)
    table = again.panes.table
    assert table.horizontalScrollBar().maximum() == 0
    assert table.textElideMode() == Qt.TextElideMode.ElideRight
