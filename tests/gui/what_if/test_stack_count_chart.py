"""The chart of "How many stacks?": what is drawn; pointing and taking by mouse and keys."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stackplan.core.metrics import CurvePoint
from stackplan.core.stack_count import stack_curve
from stackplan.gui.chart.scene import PRESENT, Curve, Mark
from stackplan.gui.what_if.stack_count_chart import StackCountChart
from stackplan.gui.widgets.appearance import DARK_COLOURS, LIGHT_COLOURS, Colours, make_palette

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
    qtbot.waitUntil(lambda: chart.is_drawn)
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


@pytest.mark.parametrize("size", [(500, 60), (60, 300), (1, 1)])
def test_that_larger_letters_than_there_is_room_for_stop_nothing(
    chart: StackCountChart, size: tuple[int, int]
) -> None:
    # Found by the monkey: the letters grow before the dialog does.
    chart.resize(*size)
    font = chart.font()
    font.setPointSizeF(4 * font.pointSizeF())
    chart.setFont(font)
    assert chart.x_of(1) < chart.x_of(8)
    chart.grab()
    chart.resize(1500, 900)
    assert 0 < chart.x_of(1) < chart.x_of(8) < 1500


def test_that_the_mouse_points_at_the_nearest_number(chart: StackCountChart) -> None:
    told: list[object] = []
    chart.pointed.connect(told.append)
    for at, number in ((3, 3), (3.4, 3), (3.6, 4), (8, 8)):
        move_mouse(chart, place(chart, at))
        assert pointed(chart) == number
    assert told == [POINTS[2], POINTS[3], POINTS[7]]
    # Beside the curve nothing changes.
    move_mouse(chart, QPoint(3, 150))
    assert pointed(chart) == 8


def test_that_a_click_takes_a_number(chart: StackCountChart, chosen: list[int]) -> None:
    QTest.mouseClick(chart, LEFT, NO_KEYS, place(chart, 6))
    assert chosen == [6]
    QTest.mouseClick(chart, Qt.MouseButton.RightButton, NO_KEYS, place(chart, 7))
    QTest.mouseClick(chart, LEFT, NO_KEYS, QPoint(2, 150))
    assert chosen == [6]


def test_that_keys_point_and_enter_takes(chart: StackCountChart, chosen: list[int]) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert chosen == []
    for key, number in (
        ("Right", 1), ("Right", 2), ("End", 8), ("Right", 8), ("Left", 7), ("Home", 1), ("Left", 1),
    ):  # fmt: skip
        QTest.keyClick(chart, Qt.Key[f"Key_{key}"])
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


def test_that_without_a_curve_there_is_nothing_to_take(
    chart: StackCountChart, chosen: list[int]
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


def count(image: QImage, colour: str) -> int:
    """Pixels that are about of a colour: lines are smoothed."""
    # Kept by name: the bits are those of this image, and are freed with it.
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(-1, 4)[:, :3].astype(int)
    wanted = QColor(colour)
    apart = np.abs(pixels - (wanted.red(), wanted.green(), wanted.blue()))
    return int((apart < 40).all(axis=1).sum())


def drawn(chart: StackCountChart, curve: Curve) -> QImage:
    chart.set_curve(curve)
    return chart.grab().toImage()


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT_COLOURS), ("dark", DARK_COLOURS)])
def test_that_points_and_bound_are_drawn_in_the_theme(
    chart: StackCountChart, theme: str, colours: Colours
) -> None:
    chart.setPalette(make_palette(theme))
    below = tuple(replace(point, lower_bound=point.makespan * Fraction(4, 5)) for point in POINTS)
    image = drawn(chart, Curve(below))
    assert count(image, colours.bar[0]) > 50
    assert count(image, colours.good) > 50
    assert count(image, colours.longest[0]) == 0
    assert image.pixelColor(2, 2) == QColor(colours.background)


def test_that_points_are_drawn_where_they_are_pointed_at_and_get_a_ring(
    chart: StackCountChart,
) -> None:
    image = drawn(chart, Curve(POINTS))
    for point in POINTS:
        column = round(chart.x_of(point.n_stacks))
        blue = QColor(LIGHT_COLOURS.bar[0]).rgb()
        assert any(image.pixel(column, y) == blue for y in range(image.height()))
    chart.point_at(3)
    assert chart.grab().toImage() != image


def test_that_the_present_number_has_a_colour_and_stands_at_its_own_load(
    chart: StackCountChart,
) -> None:
    mark = (Mark(4, "now: 4", PRESENT),)
    on_curve = drawn(chart, Curve(POINTS, mark))
    assert count(on_curve, LIGHT_COLOURS.longest[0]) > 20
    assert drawn(chart, Curve(POINTS, mark, now=float(POINTS[3].makespan) * 1.5)) != on_curve


def test_that_marks_beyond_the_curve_are_left_out_and_others_come_from_left_to_right(
    chart: StackCountChart,
) -> None:
    marks = (Mark(8, "b", "good"), Mark(99, "far", "bad"), Mark(2, "a", "warning"))
    curve = Curve(POINTS, marks)
    assert [mark.words for mark in curve.shown_marks] == ["a", "b"]
    assert Curve(marks=marks).shown_marks == []
    assert count(drawn(chart, curve), LIGHT_COLOURS.bad) == 0


def test_that_a_wall_time_is_a_line_where_it_is_in_reach(chart: StackCountChart) -> None:
    plain = count(drawn(chart, Curve(POINTS)), LIGHT_COLOURS.good)
    near = count(drawn(chart, Curve(POINTS, limit=8e9, limit_words="4 h")), LIGHT_COLOURS.good)
    far = count(drawn(chart, Curve(POINTS, limit=8e15, limit_words="4 h")), LIGHT_COLOURS.good)
    assert near > plain + 10
    assert far == plain


def test_that_it_is_shaded_where_the_longest_run_alone_decides(chart: StackCountChart) -> None:
    shaded = drawn(chart, Curve(POINTS, alone=5))
    right, left = (QPoint(round(chart.x_of(at)), 220) for at in (7.5, 2.5))
    assert shaded.pixelColor(right) != shaded.pixelColor(left)


@pytest.mark.parametrize("loads", [(5, 5), (10**12, 10**7), (3, 2)])
def test_that_flat_and_steep_curves_can_be_drawn(
    chart: StackCountChart, loads: tuple[int, int]
) -> None:
    image = drawn(chart, Curve(tuple(CurvePoint(n, x, x) for n, x in enumerate(loads, start=1))))
    assert count(image, LIGHT_COLOURS.bar[0]) > 20
