"""The chart of "How many stacks?": pointing and taking by mouse and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from stackplan.core.stack_count import stack_curve
from stackplan.gui.what_if.curve_painter import Curve, Mark
from stackplan.gui.what_if.stack_count_chart import StackCountChart

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

POINTS = stack_curve([10**9] * 40, range(1, 9))
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def chart(qtbot: QtBot) -> StackCountChart:
    chart = StackCountChart()
    qtbot.addWidget(chart)
    chart.resize(500, 300)
    chart.set_curve(Curve(POINTS, (Mark(4, "now: 4", "longest"),)))
    chart.show()
    return chart


@pytest.fixture
def chosen(chart: StackCountChart) -> list[int]:
    """Numbers taken so far."""
    numbers: list[int] = []
    chart.chosen.connect(numbers.append)
    return numbers


def place(chart: StackCountChart, n_stacks: float) -> QPoint:
    return QPoint(round(chart.x_of(n_stacks)), 150)


def move_mouse(chart: StackCountChart, at: QPoint) -> None:
    """Hand the widget a move: one by `QTest.mouseMove` is dropped if the mouse is there already."""
    move, on_screen = QEvent.Type.MouseMove, QPointF(chart.mapToGlobal(at))
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(chart, QMouseEvent(move, QPointF(at), on_screen, none, none, NO_KEYS))


def pointed(chart: StackCountChart) -> int | None:
    return chart.point.n_stacks if chart.point else None


def test_that_the_mouse_points_at_the_nearest_number(chart: StackCountChart, qtbot: QtBot) -> None:
    told: list[object] = []
    chart.pointed.connect(told.append)
    for at, number in ((3, 3), (3.4, 3), (3.6, 4), (8, 8)):
        move_mouse(chart, place(chart, at))
        assert pointed(chart) == number
    assert told == [POINTS[2], POINTS[3], POINTS[7]]
    # Beside the curve nothing changes.
    move_mouse(chart, QPoint(3, 150))
    assert pointed(chart) == 8


def test_that_a_click_takes_a_number(
    chart: StackCountChart, chosen: list[int], qtbot: QtBot
) -> None:
    QTest.mouseClick(chart, LEFT, NO_KEYS, place(chart, 6))
    assert chosen == [6]
    QTest.mouseClick(chart, Qt.MouseButton.RightButton, NO_KEYS, place(chart, 7))
    QTest.mouseClick(chart, LEFT, NO_KEYS, QPoint(2, 150))
    assert chosen == [6]


def test_that_keys_point_and_enter_takes(
    chart: StackCountChart, chosen: list[int], qtbot: QtBot
) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert chosen == []
    for key, number in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_End, 8),
        (Qt.Key.Key_Right, 8),
        (Qt.Key.Key_Left, 7),
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_Left, 1),
    ):
        QTest.keyClick(chart, key)
        assert pointed(chart) == number
    QTest.keyClick(chart, Qt.Key.Key_Enter)
    assert chosen == [1]
    QTest.keyClick(chart, Qt.Key.Key_A)
    assert pointed(chart) == 1


def test_that_another_curve_keeps_the_number_pointed_at(chart: StackCountChart) -> None:
    chart.point_at(5)
    chart.set_curve(Curve(stack_curve([1] * 9, range(1, 20))))
    assert pointed(chart) == 5
    chart.set_curve(Curve(POINTS[:3]))
    assert pointed(chart) == 3


def test_that_without_a_curve_there_are_words_and_nothing_to_take(
    chart: StackCountChart, chosen: list[int], qtbot: QtBot
) -> None:
    chart.set_curve(Curve(), "No plan yet.")
    before = chart.grab().toImage()
    move_mouse(chart, QPoint(200, 150))
    QTest.mouseClick(chart, LEFT, NO_KEYS, QPoint(200, 150))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(chart, key)
    assert (chosen, chart.point) == ([], None)
    chart.set_curve(Curve(), "Computing...")
    assert chart.grab().toImage() != before
