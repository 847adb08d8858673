"""The keys of the chart: they walk, select and ask for moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desk import plan_of
from drawn_chart import DrawnChart
from stackplan.gui.chart.cursor import Cursor

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SIZES = [5_000_000, 4_000_000, 3_000_000, 2_000_000, 1_000_000]
KEY = Qt.Key


def test_that_keys_begin_where_runs_are_selected(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.chart.set_cursor(None)
    drawn.chart.set_selected((2,))
    drawn.chart.keys.enter()
    assert drawn.chart.state.cursor == Cursor(drawn.plan.places[2], 2)


def test_that_above_a_bar_its_whole_stack_is_selected(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.chart.set_cursor(Cursor(1, None))
    QTest.keyClick(drawn.chart, KEY.Key_Space)
    assert drawn.clicked == [drawn.plan.stacks[1].run_numbers]


def test_that_a_moved_run_keeps_the_cursor(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    first = drawn.plan.stacks[0].run_numbers[0]
    drawn.chart.set_cursor(Cursor(0, first))
    QTest.keyClick(drawn.chart, KEY.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert drawn.moves == [((first,), 1)]
    assert drawn.chart.state.cursor == Cursor(1, first)


def test_that_other_keys_and_an_empty_chart_mean_nothing(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    cursor = drawn.chart.state.cursor
    QTest.keyClick(drawn.chart, KEY.Key_F7)
    QTest.keyClick(drawn.chart, KEY.Key_Left, Qt.KeyboardModifier.ControlModifier)
    drawn.chart.set_plan(None)
    QTest.keyClick(drawn.chart, KEY.Key_Right)
    assert (drawn.clicked, drawn.moves, drawn.chart.state.cursor) == ([], [], None)
    assert cursor is None or cursor.stack == 0
