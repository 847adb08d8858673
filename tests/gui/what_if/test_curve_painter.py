"""The painting of the curve: what is seen where."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from stackplan.core.stack_count import CurvePoint, stack_curve
from stackplan.gui.what_if.curve_painter import PRESENT, Curve, CurvePainter, Mark
from stackplan.gui.widgets.appearance import DARK_COLOURS, LIGHT_COLOURS, Colours

pytestmark = pytest.mark.usefixtures("qapp")
AREA = QRectF(60, 60, 320, 180)
POINTS = stack_curve([10**9] * 40, range(1, 9))


def painted(
    curve: Curve, colours: Colours = LIGHT_COLOURS, pointed: CurvePoint | None = None
) -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.background))
    with QPainter(image) as painter:
        CurvePainter(painter, colours, curve, AREA).paint(pointed, focused=True)
    return image


def count(image: QImage, colour: str) -> int:
    """Pixels that are exactly of a colour."""
    wanted = QColor(colour).rgb()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixel(x, y) == wanted for x, y in places)


@pytest.mark.parametrize("colours", [LIGHT_COLOURS, DARK_COLOURS])
def test_that_points_and_bound_are_painted_in_the_theme(colours: Colours) -> None:
    image = painted(Curve(POINTS), colours)
    assert count(image, colours.bar[0]) > 50
    assert count(image, colours.good) > 10
    assert count(image, colours.longest[0]) == 0


def test_that_the_present_number_has_a_colour_of_its_own() -> None:
    image = painted(Curve(POINTS, (Mark(4, "now: 4", PRESENT),)))
    assert count(image, LIGHT_COLOURS.longest[0]) > 20


def test_that_marks_beyond_the_curve_are_left_out_and_others_come_from_left_to_right() -> None:
    marks = (Mark(8, "b", "good"), Mark(99, "far", "bad"), Mark(2, "a", "warning"))
    curve = Curve(POINTS, marks)
    assert [mark.words for mark in curve.shown_marks] == ["a", "b"]
    assert Curve(marks=marks).shown_marks == []
    assert count(painted(curve), LIGHT_COLOURS.bad) == 0
    # The words of the right one are painted to its left, inside the picture.
    long = painted(Curve(POINTS, (Mark(8, "from 8 on run 1 alone decides", "warning"),)))
    assert count(long.copy(0, 0, 300, 40), LIGHT_COLOURS.warning) > 0


def test_that_a_wall_time_is_a_line_where_it_is_in_reach() -> None:
    plain = count(painted(Curve(POINTS)), LIGHT_COLOURS.good)
    near = painted(Curve(POINTS, limit=8e9, limit_words="4 h"))
    far = painted(Curve(POINTS, limit=8e15, limit_words="4 h"))
    assert count(near, LIGHT_COLOURS.good) > plain + 100
    assert count(far, LIGHT_COLOURS.good) == plain


def test_that_it_is_shaded_where_the_longest_run_alone_decides() -> None:
    shaded = painted(Curve(POINTS, alone=5))
    corner = shaded.pixelColor(int(AREA.right()) - 2, int(AREA.bottom()) - 4)
    assert corner != QColor(LIGHT_COLOURS.background)
    assert shaded.pixelColor(int(AREA.left()) + 30, int(AREA.bottom()) - 4).lightness() > 250


def test_that_the_number_pointed_at_has_a_ring() -> None:
    plain, ringed = painted(Curve(POINTS)), painted(Curve(POINTS), pointed=POINTS[3])
    assert plain != ringed


def test_that_a_flat_curve_can_be_painted() -> None:
    level = painted(Curve((CurvePoint(1, 5, 5), CurvePoint(2, 5, 5))))
    assert count(level, LIGHT_COLOURS.bar[0]) > 20
