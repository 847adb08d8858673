"""The stack table: typing, dragging, sorting, and what stays as it was over an edit."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPoint,
    QPointF,
    Qt,
)
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from desk import plan_of, wait_until
from painted import Painted
from stackplan.core.compare import Comparison
from stackplan.core.edits import move_runs, remove_stack
from stackplan.core.plan import Plan
from stackplan.gui.table.columns import COLUMNS, Column, Sorting
from stackplan.gui.table.stack_model import run_content
from stackplan.gui.table.stack_table import StackTable

CONTROL = Qt.KeyboardModifier.ControlModifier
EVERY = QAbstractItemView.EditTrigger.AllEditTriggers
LEFT = Qt.MouseButton.LeftButton
MOVE, NO_KEY = Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier
PLAN = plan_of([5000, 4000, 3000, 2000, 1000], 3)


class Desk:
    """A table and the moves that it asked for."""

    def __init__(self, qtbot: QtBot, plan: Plan = PLAN) -> None:
        self.table = StackTable()
        self.model = self.table.stack_model
        self.moves: list[tuple[tuple[int, ...], int]] = []
        self.selected: list[tuple[int, ...]] = []
        self.table.move_requested.connect(lambda runs, stack: self.moves.append((runs, stack)))
        self.table.runs_selected.connect(self.selected.append)
        self.table.set_plan(plan, {})
        self.table.resize(640, 400)
        qtbot.addWidget(self.table)
        self.table.show()
        self.table.activateWindow()
        self.table.setFocus()
        qtbot.waitUntil(self.table.hasFocus)

    def place(self, index: QModelIndex) -> QPoint:
        return self.table.visualRect(index).center()

    def open(self, runs: Iterable[int]) -> None:
        self.table.select_runs(runs)
        self.selected.clear()

    def show(self, plan: Plan | None) -> None:
        self.table.set_plan(plan, {})
        QApplication.processEvents()

    def edit(self, index: QModelIndex) -> QSpinBox | QLineEdit:
        """Begin to type into a cell."""
        self.table.setCurrentIndex(index)
        QTest.keyClick(self.table, Qt.Key.Key_F2)
        lists = self.table.findChildren(QLineEdit, "runListEdit")
        fields: list[QSpinBox | QLineEdit] = [*self.table.findChildren(QSpinBox), *lists]
        (editor,) = (field for field in fields if field.isVisible())
        return editor

    def is_open(self, stack: int) -> bool:
        return self.table.isExpanded(self.model.index_of_stack(stack))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_that_a_run_is_moved_by_typing_into_its_cell_unless_escape_ends_it(desk: Desk) -> None:
    desk.open([1])
    index = desk.model.index_of_run(1).siblingAtColumn(Column.RUNS)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        assert desk.moves == []
        editor = desk.edit(index)
        editor.selectAll()
        QTest.keyClicks(editor, "3")
        QTest.keyClick(editor, key)
        QApplication.processEvents()
    wait_until(lambda: bool(desk.moves))
    assert desk.moves == [((1,), 2)]


def test_that_runs_are_dragged_onto_a_stack_and_between_others(desk: Desk, qtbot: QtBot) -> None:
    first, second = PLAN.stacks[1].run_numbers
    desk.open([first, second])
    box = desk.table.visualRect(desk.model.index_of_run(second))
    for place, before in ((box.topLeft(), second), (box.bottomLeft(), None)):
        with qtbot.waitSignal(desk.table.insert_requested) as asked:
            drop(desk, run_content([1]), place)
        assert asked.args == [(1,), 1, before]
    assert desk.moves == []
    desk.table.scrollToTop()
    content = desk.model.mimeData([desk.model.index_of_run(1)])
    drop(desk, content, desk.place(desk.model.index(1, 0)))
    wait_until(lambda: bool(desk.moves))
    assert desk.moves == [((1,), 1)]


def test_that_the_mark_of_a_drop_goes_with_it_and_other_content_is_left_alone(desk: Desk) -> None:
    view, content = desk.table.viewport(), run_content([1])
    plain = view.grab().toImage()
    place = desk.place(desk.model.index(1, 0))
    QApplication.sendEvent(view, QDragEnterEvent(place, MOVE, content, LEFT, NO_KEY))
    QApplication.sendEvent(view, QDragMoveEvent(place, MOVE, content, LEFT, NO_KEY))
    assert view.grab().toImage() != plain
    QApplication.sendEvent(view, QDragLeaveEvent())
    assert view.grab().toImage() == plain
    folder = QMimeData()
    folder.setText("54")
    event = QDragMoveEvent(place, MOVE, folder, LEFT, NO_KEY)
    desk.table.dragMoveEvent(event)
    assert not event.isAccepted()


def drop(desk: Desk, content: QMimeData, place: QPoint) -> None:
    """Do what the system does while something is dragged over the table and let go."""
    view = desk.table.viewport()
    QApplication.sendEvent(view, QDragEnterEvent(place, MOVE, content, LEFT, NO_KEY))
    QApplication.sendEvent(view, QDragMoveEvent(place, MOVE, content, LEFT, NO_KEY))
    event = QDropEvent(QPointF(place), MOVE, content, LEFT, NO_KEY, QEvent.Type.Drop)
    QApplication.sendEvent(view, event)


def test_that_a_run_list_is_typed_into_a_stack(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(desk.table.list_typed, wait=20):
        QTest.keyClick(desk.edit(desk.model.index(2, 0)), Qt.Key.Key_Return)
    desk.table.edit(desk.model.index(2, Column.LOAD), EVERY, QEvent(QEvent.Type.None_))
    assert desk.table.state() != QAbstractItemView.State.EditingState
    for column in (Column.NAME, Column.REMARKS):
        editor = desk.edit(desk.model.index(2, column))
        QTest.keyClicks(editor, "1, 4")
        with qtbot.waitSignal(desk.table.list_typed) as asked:
            QTest.keyClick(editor, Qt.Key.Key_Return)
        assert asked.args == ["1, 4", 2]


def test_that_selecting_runs_opens_their_stack_and_says_so_once(desk: Desk) -> None:
    desk.table.select_runs([2])
    assert desk.selected == [(2,)]
    assert desk.is_open(PLAN.places[2])
    desk.table.select_runs([99])
    assert desk.table.selected_runs() == ()


def test_that_selected_current_and_opened_rows_stay_over_an_edit(desk: Desk) -> None:
    desk.open([1, 4])
    desk.show(move_runs(PLAN, [1], 2))
    assert set(desk.table.selected_runs()) == {1, 4}
    run = desk.model.run_at(desk.table.currentIndex())
    assert run is not None
    assert run.number == 1
    assert desk.is_open(PLAN.places[4])
    assert desk.selected == []
    desk.table.setCurrentIndex(desk.model.index(1, 0))
    desk.show(PLAN)
    assert desk.model.stack_at(desk.table.currentIndex()) == 1
    assert desk.table.selectionModel().isSelected(desk.model.index(1, 0))


def test_that_a_run_that_is_planned_no_more_is_selected_no_more(desk: Desk) -> None:
    desk.open([5])
    desk.show(plan_of([5000, 4000]))
    assert desk.selected == [()]


def test_that_the_table_stays_scrolled_where_it_was_over_an_edit(qtbot: QtBot) -> None:
    plan = plan_of(list(range(1000, 1200)), 4)
    desk = Desk(qtbot, plan)
    desk.table.expandAll()
    bar = desk.table.verticalScrollBar()
    QApplication.processEvents()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    assert before > 0
    desk.show(move_runs(plan, [1], 1 - min(1, plan.places[1])))
    assert bar.value() == before


def test_that_only_rows_that_say_something_else_are_painted_again(desk: Desk) -> None:
    desk.open([1])
    painted = Painted(desk.table.viewport())
    desk.show(PLAN)
    assert not painted.times
    desk.show(replace(PLAN, pinned=frozenset({1})))
    run = desk.model.index_of_run(1)
    rows = {desk.table.visualRect(index).top() for index in (run, run.parent())}
    assert {rect.top() for rect in painted.rects} == rows


def test_that_a_run_that_moves_paints_only_cells_that_differ(desk: Desk) -> None:
    assert [stack.run_numbers for stack in PLAN.stacks] == [(1,), (2, 5), (3, 4)]
    desk.table.expandAll()
    painted = Painted(desk.table.viewport())
    desk.show(move_runs(PLAN, [2], 2))
    # Run 5 has come up to where run 2 was; neither has a remark.
    place = desk.place(desk.model.index_of_run(5))
    remark = QPoint(desk.table.columnViewportPosition(COLUMNS[-1]) + 1, place.y())
    assert any(rect.contains(place) for rect in painted.rects)
    for same in (remark, desk.place(desk.model.index_of_run(1))):
        assert not any(rect.contains(same) for rect in painted.rects)


def test_that_without_a_plan_the_table_is_empty(desk: Desk) -> None:
    desk.open([1])
    row = desk.place(desk.model.index_of_run(1))
    painted = Painted(desk.table.viewport())
    desk.show(None)
    assert desk.model.rowCount() == 0
    assert any(rect.contains(row) for rect in painted.rects)
    assert desk.selected == [()]


def header_click(table: StackTable, column: Column) -> None:
    header = table.header()
    place = QPoint(header.sectionViewportPosition(column) + 8, header.height() // 2)
    QTest.mouseClick(header.viewport(), LEFT, pos=place)


def shown(desk: Desk) -> list[int]:
    return [desk.model.shown_at(row).stack for row in range(desk.model.rowCount())]


def test_that_the_header_sorts_the_largest_first_then_the_smallest_then_as_planned(
    desk: Desk,
) -> None:
    plan = move_runs(PLAN, [5], 2)  # 5, 4 and 6 kB
    desk.show(plan)
    for order in ([2, 0, 1], [1, 0, 2], [0, 1, 2]):
        header_click(desk.table, Column.LOAD)
        assert shown(desk) == order
    header_click(desk.table, Column.NAME)
    header_click(desk.table, Column.NAME)
    assert shown(desk) == [2, 1, 0]
    header_click(desk.table, Column.REMARKS)
    assert shown(desk) == [2, 1, 0]
    assert desk.table.header().sortIndicatorSection() == Column.NAME
    assert desk.model.plan is plan


def test_that_sorting_keeps_what_is_selected_current_open_and_scrolled_to(qtbot: QtBot) -> None:
    plan = plan_of([1000 + n * 7919 % 1009 for n in range(200)], 4)
    desk = Desk(qtbot, plan)
    table = desk.table
    table.expandAll()
    table.collapse(desk.model.index_of_stack(2))
    chosen = {plan.stacks[0].run_numbers[5], plan.stacks[3].run_numbers[7]}
    desk.open(sorted(chosen))
    current = desk.model.run_at(table.currentIndex())
    table.verticalScrollBar().setValue(31)
    for sorting in (Sorting(Column.LOAD, True), Sorting(Column.NAME, True), None):
        table.sort_rows(sorting)
        assert set(table.selected_runs()) == chosen
        assert desk.model.run_at(table.currentIndex()) == current
        assert {stack for stack in range(4) if desk.is_open(stack)} == {0, 1, 3}
        assert table.verticalScrollBar().value() == 31
    assert desk.selected == []


def test_that_stacks_stay_open_and_selected_when_one_before_them_is_removed(desk: Desk) -> None:
    desk.table.expand(desk.model.index(2, 0))
    desk.table.select_stack(2)
    desk.show(remove_stack(PLAN, 0))
    assert desk.is_open(1)
    assert desk.table.selected.stacks == (1,)
    desk.show(PLAN)
    assert desk.table.selected.stacks == (2,)
    assert not desk.is_open(0)


def test_that_all_rows_are_selected_stack_by_stack_and_taken_out_by_parts(desk: Desk) -> None:
    desk.table.expand(desk.model.index(1, 0))
    QTest.keyClick(desk.table, Qt.Key.Key_A, CONTROL)
    assert desk.table.selected == (PLAN.stacks[1].run_numbers, (0, 1, 2))
    desk.table.expandAll()
    desk.table.selectAll()
    flag = QItemSelectionModel.SelectionFlag
    for number in (2, 4):
        index = desk.model.index_of_run(number)
        desk.table.selectionModel().select(index, flag.Deselect | flag.Rows)
    assert set(desk.table.selected_runs()) == {1, 3, 5}


def test_that_a_comparison_opens_a_column_of_its_own(desk: Desk) -> None:
    table = desk.table
    assert table.isColumnHidden(Column.WAS)
    table.set_comparison(Comparison(move_runs(PLAN, [1], 2), PLAN))
    assert not table.isColumnHidden(Column.WAS)
    index = table.stack_model.index_of_run(1)
    assert index.siblingAtColumn(Column.WAS).data() == "stack 3"
    table.set_comparison(None)
    assert table.isColumnHidden(Column.WAS)


def test_that_the_header_can_be_kept_and_brought_back(desk: Desk, qtbot: QtBot) -> None:
    header_click(desk.table, Column.LOAD)
    desk.table.setColumnWidth(Column.NAME, 222)
    state = desk.table.header().saveState()
    other = Desk(qtbot)
    assert other.table.header().restoreState(state)
    assert other.table.columnWidth(Column.NAME) == 222
    assert desk.table.header().objectName() == "stackTableHeader"


def test_that_typing_letters_searches_no_row(desk: Desk) -> None:
    desk.table.setCurrentIndex(desk.table.stack_model.index(0, 0))
    QTest.keyClick(desk.table, Qt.Key.Key_S)
    assert desk.table.currentIndex().row() == 0
