"""The table keeps in sight what an edit is about, and no column is out of sight to the right."""

import pytest
from PySide6.QtCore import QModelIndex, Qt

from desk import OpenWindow, current, set_stacks, settle
from folders import MakeFolder
from stackplan.gui.window.main_window import MainWindow

SIZES = {number: 1000 - number for number in range(1, 121)}


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    """Give a window whose table has all 8 stacks open, many more rows than it shows at once."""
    made = open_window(make_folder(SIZES))
    set_stacks(made, 8)
    settle(made).panes.table.expandAll()
    made.panes.table.scrollToTop()
    return made


def shows(window: MainWindow, index: QModelIndex) -> bool:
    row = window.panes.table.visualRect(index)
    return row.isValid() and window.panes.table.viewport().rect().contains(row)


def shows_run(window: MainWindow, number: int) -> bool:
    return shows(window, window.panes.table.stack_model.index_of_run(number))


def test_that_a_moved_run_and_its_way_back_are_followed(window: MainWindow) -> None:
    first, last = current(window).stacks[0].run_numbers[0], current(window).stacks[7].run_numbers
    table, history = window.panes.table, window.document.history
    assert not shows_run(window, last[-1])
    table.select_runs([first])
    window.hand_edits.move((first,), 7)
    assert shows_run(window, first)
    history.undo()
    assert shows_run(window, first)
    table.select_runs([])
    window.hand_edits.move((last[-1],), 0)
    table.scrollToBottom()
    history.undo()
    history.redo()
    assert shows_run(window, last[-1])


def test_that_of_a_closed_stack_the_stack_is_brought_in_sight(window: MainWindow) -> None:
    table, number = window.panes.table, current(window).stacks[7].run_numbers[0]
    stack = table.stack_model.index_of_stack(7)
    table.collapse(stack)
    window.hand_edits.move((current(window).stacks[0].run_numbers[0],), 7)
    stack = table.stack_model.index_of_stack(7)
    assert shows(window, stack)
    assert not table.isExpanded(stack)
    assert not shows_run(window, number)


def test_that_a_found_run_is_in_sight_with_its_stack(window: MainWindow) -> None:
    table, number = window.panes.table, current(window).stacks[5].run_numbers[0]
    table.select_runs([number])
    assert shows_run(window, number)
    assert shows(window, table.stack_model.index_of_stack(5))


def test_that_another_number_of_stacks_leaves_the_table_where_it_is(window: MainWindow) -> None:
    set_stacks(window, 9)
    assert settle(window).panes.table.verticalScrollBar().value() == 0


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
