"""The stack table: each way to move a run, and what stays as it was over an edit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QSpinBox

from desk import plan_of
from stackplan.core.edits import move_runs
from stackplan.gui.table.stack_columns import Column
from stackplan.gui.table.stack_table import StackTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytestqt.qtbot import QtBot

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
PLAN = plan_of([5000, 4000, 3000, 2000, 1000], 3)


class Desk:
    """A table and the moves that it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.table = StackTable()
        self.moves: list[tuple[tuple[int, ...], int]] = []
        self.selected: list[tuple[int, ...]] = []
        self.table.move_requested.connect(lambda runs, stack: self.moves.append((runs, stack)))
        self.table.runs_selected.connect(self.selected.append)
        self.table.set_plan(PLAN, {})
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


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_that_a_run_is_moved_by_typing_into_its_cell(desk: Desk, qtbot: QtBot) -> None:
    desk.open([1])
    index = desk.table.stack_model.index_of_run(1).siblingAtColumn(Column.STACK)
    desk.table.setCurrentIndex(index)
    QTest.keyClick(desk.table, Qt.Key.Key_F2)
    editor = desk.table.findChild(QSpinBox)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "3")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(desk.moves))
    assert desk.moves == [((1,), 2)]


def test_that_typing_is_given_up_by_escape(desk: Desk) -> None:
    desk.open([1])
    index = desk.table.stack_model.index_of_run(1).siblingAtColumn(Column.STACK)
    desk.table.setCurrentIndex(index)
    QTest.keyClick(desk.table, Qt.Key.Key_F2)
    editor = desk.table.findChild(QSpinBox)
    assert editor is not None
    QTest.keyClicks(editor, "3")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert desk.moves == []


@pytest.mark.parametrize("number", range(1, 10))
def test_that_control_and_a_digit_move_the_selected_runs(desk: Desk, number: int) -> None:
    desk.open([1, 4])
    QTest.keyClick(desk.table, Qt.Key(Qt.Key.Key_0 + number), CONTROL)
    assert desk.moves == [((1, 4), number - 1)]


def test_that_alt_and_an_arrow_move_to_the_neighbour(desk: Desk) -> None:
    middle = PLAN.stacks[1].run_numbers[0]
    desk.open([middle])
    QTest.keyClick(desk.table, Qt.Key.Key_Left, ALT)
    QTest.keyClick(desk.table, Qt.Key.Key_Right, ALT)
    assert desk.moves == [((middle,), 0), ((middle,), 2)]


@pytest.mark.parametrize(("key", "stack"), [(Qt.Key.Key_Left, 0), (Qt.Key.Key_Right, 2)])
def test_that_there_is_no_neighbour_beyond_the_first_and_the_last_stack(
    desk: Desk, key: Qt.Key, stack: int
) -> None:
    desk.open([PLAN.stacks[stack].run_numbers[0]])
    QTest.keyClick(desk.table, key, ALT)
    assert desk.moves == []


def test_that_p_pins_what_is_selected_and_lets_go_what_is_pinned(desk: Desk, qtbot: QtBot) -> None:
    plan = desk.table.stack_model.plan
    assert plan is not None
    for held, selected, runs, pinned in (
        ((), (1, 2), (1, 2), True),
        ((1,), (1, 2), (2,), True),
        ((1, 2), (1, 2), (1, 2), False),
    ):
        desk.table.set_plan(replace(plan, pinned=frozenset(held)), {})
        desk.table.select_runs(selected)
        with qtbot.waitSignal(desk.table.pin_requested) as asked:
            QTest.keyClick(desk.table, Qt.Key.Key_P)
        assert asked.args == [runs, pinned]
    with qtbot.assertNotEmitted(desk.table.pin_requested):
        desk.table.ask_pins(pinned=True)


def test_that_without_a_selected_run_the_keys_ask_for_nothing(desk: Desk) -> None:
    desk.table.setCurrentIndex(desk.table.stack_model.index(0, 0))
    QTest.keyClick(desk.table, Qt.Key.Key_2, CONTROL)
    QTest.keyClick(desk.table, Qt.Key.Key_Right, ALT)
    assert desk.moves == []


def test_that_runs_are_moved_by_dragging_them_onto_a_stack(desk: Desk, qtbot: QtBot) -> None:
    desk.open([1])
    content = desk.table.stack_model.mimeData([desk.table.stack_model.index_of_run(1)])
    desk.table.scrollToTop()
    drop(desk, content, desk.place(desk.table.stack_model.index(1, 0)))
    qtbot.waitUntil(lambda: bool(desk.moves))
    assert desk.moves == [((1,), 1)]


def drop(desk: Desk, content: QMimeData, place: QPoint) -> None:
    """Do what the system does while something is dragged over the table and let go."""
    move, none = Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier
    view = desk.table.viewport()
    QApplication.sendEvent(view, QDragEnterEvent(place, move, content, LEFT, none))
    QApplication.sendEvent(view, QDragMoveEvent(place, move, content, LEFT, none))
    event = QDropEvent(QPointF(place), move, content, LEFT, none, QEvent.Type.Drop)
    QApplication.sendEvent(view, event)


def test_that_the_menu_moves_to_every_stack_asked_for(desk: Desk, qtbot: QtBot) -> None:
    desk.open([1, 4])
    desk.table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = next(m for m in desk.table.findChildren(QMenu) if m.isVisible())
    targets = menu.findChildren(QMenu)[0]
    assert targets.title() == "Move 2 runs to"
    assert [action.text() for action in targets.actions()] == ["Stack 1", "Stack 2", "Stack 3"]
    targets.actions()[2].trigger()
    assert desk.moves == [((1, 4), 2)]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_that_without_a_selected_run_the_menu_says_what_to_do(desk: Desk) -> None:
    desk.table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = next(m for m in desk.table.findChildren(QMenu) if m.isVisible())
    first = menu.actions()[0]
    assert first.text() == "Move: select runs first"
    assert not first.isEnabled()
    menu.close()


def test_that_selecting_runs_opens_their_stack_and_says_so_once(desk: Desk) -> None:
    desk.table.select_runs([2])
    assert desk.selected == [(2,)]
    assert desk.table.isExpanded(desk.table.stack_model.index(PLAN.places[2], 0))
    desk.table.select_runs([99])
    assert desk.table.selected_runs() == ()


def test_that_selected_current_and_opened_rows_stay_over_an_edit(desk: Desk) -> None:
    desk.open([1, 4])
    desk.table.set_plan(move_runs(PLAN, [1], 2), {})
    assert set(desk.table.selected_runs()) == {1, 4}
    run = desk.table.stack_model.run_at(desk.table.currentIndex())
    assert run is not None
    assert run.number == 1
    assert desk.table.isExpanded(desk.table.stack_model.index(PLAN.places[4], 0))
    assert desk.selected == []


def test_that_a_selected_stack_stays_selected_over_an_edit(desk: Desk) -> None:
    desk.table.setCurrentIndex(desk.table.stack_model.index(1, 0))
    desk.table.set_plan(move_runs(PLAN, [1], 2), {})
    assert desk.table.stack_model.stack_at(desk.table.currentIndex()) == 1
    assert desk.table.selectionModel().isSelected(desk.table.stack_model.index(1, 0))


def test_that_a_run_that_is_planned_no_more_is_selected_no_more(desk: Desk) -> None:
    desk.open([5])
    desk.table.set_plan(plan_of([5000, 4000]), {})
    assert desk.selected == [()]


def test_that_the_table_stays_scrolled_where_it_was_over_an_edit(qtbot: QtBot) -> None:
    plan = plan_of(list(range(1000, 1200)), 4)
    desk = Desk(qtbot)
    desk.table.set_plan(plan, {})
    desk.table.expandAll()
    bar = desk.table.verticalScrollBar()
    QApplication.processEvents()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    assert before > 0
    desk.table.set_plan(move_runs(plan, [1], 1 - min(1, plan.places[1])), {})
    QApplication.processEvents()
    assert bar.value() == before


def test_that_without_a_plan_the_table_is_empty(desk: Desk) -> None:
    desk.open([1])
    desk.table.set_plan(None, {})
    assert desk.table.stack_model.rowCount() == 0
    assert desk.selected == [()]
