"""Paints the curve of "How many stacks?": scales, bound, points, and marks with words."""

from itertools import pairwise
from math import log10
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from stackplan.core.stack_count import CurvePoint
from stackplan.core.text import format_load
from stackplan.gui.what_if.scales import round_numbers, round_step
from stackplan.gui.widgets.appearance import Colours

# The tone of the mark at the present number.
PRESENT = "longest"

_MOST_TICKS = 8
# Room above and below the curve, as part of a decade.
_MARGIN = 0.06

_LEGEND = (
    ("longest stack", "bar", Qt.PenStyle.SolidLine),
    ("no plan is below", "good", Qt.PenStyle.DashLine),
)


class Mark(NamedTuple):
    """A number of stacks that means something, the words for it, and a field of `Colours`."""

    n_stacks: int
    words: str
    tone: str


class Curve(NamedTuple):
    """What is drawn.

    Parameters
    ----------
    points : tuple of CurvePoint
        Ascending; none while there is nothing to show.
    marks : tuple of Mark
        Lines with words; those beyond the curve are left out.
    weight : str
        `PlanRequest.weight`, for the scale.
    alone : int or None
        Where the longest run alone begins to decide: shaded from there on.
    limit : float or None
        Makespan that fits a wall time.
    limit_words : str
        The wall time.
    """

    points: tuple[CurvePoint, ...] = ()
    marks: tuple[Mark, ...] = ()
    weight: str = "bytes"
    alone: int | None = None
    limit: float | None = None
    limit_words: str = ""

    @property
    def shown_marks(self) -> list[Mark]:
        """Marks that lie on the curve, from left to right."""
        last = self.points[-1].n_stacks if self.points else 0
        return sorted(mark for mark in self.marks if mark.n_stacks <= last)


class CurvePainter:
    """Paints a curve that has points into a rectangle, in a widget's font and colours."""

    def __init__(self, painter: QPainter, colours: Colours, curve: Curve, area: QRectF) -> None:
        self._painter, self._colours, self._curve, self._area = painter, colours, curve, area
        self._metrics = painter.fontMetrics()
        loads = [float(point.makespan) for point in curve.points]
        loads += [float(point.lower_bound) for point in curve.points]
        if curve.limit is not None and min(loads) / 3 <= curve.limit <= max(loads) * 3:
            loads.append(curve.limit)
        self._low, self._high = log10(min(loads)) - _MARGIN, log10(max(loads)) + _MARGIN

    def paint(self, pointed: CurvePoint | None, *, focused: bool) -> None:
        """Paint everything; the point that is pointed at gets a ring."""
        self._paint_alone()
        self._paint_loads()
        self._paint_counts()
        self._paint_limit()
        self._paint_marks()
        self._paint_line(self._bounds(), self._colours.good, Qt.PenStyle.DashLine)
        self._paint_line(self._makespans(), self._colours.bar[0], Qt.PenStyle.SolidLine)
        self._paint_dots(pointed, focused=focused)
        self._paint_legend()

    def x(self, n_stacks: float) -> float:
        """Where a number of stacks stands."""
        last = self._curve.points[-1].n_stacks
        return self._area.left() + self._area.width() * (n_stacks - 0.5) / last

    def y(self, load: float) -> float:
        """Where a makespan stands, on the logarithmic scale."""
        part = (log10(load) - self._low) / (self._high - self._low)
        return self._area.bottom() - self._area.height() * part

    def _makespans(self) -> list[QPointF]:
        return [QPointF(self.x(p.n_stacks), self.y(float(p.makespan))) for p in self._curve.points]

    def _bounds(self) -> list[QPointF]:
        points = self._curve.points
        return [QPointF(self.x(p.n_stacks), self.y(float(p.lower_bound))) for p in points]

    def _colour(self, tone: str) -> str:
        colour = getattr(self._colours, tone)
        return colour if isinstance(colour, str) else str(colour[0])

    def _pen(
        self, colour: str, width: float = 1, style: Qt.PenStyle = Qt.PenStyle.SolidLine
    ) -> None:
        self._painter.setPen(QPen(QColor(colour), width, style))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_alone(self) -> None:
        if self._curve.alone is not None:
            shade = QColor(self._colours.warning)
            shade.setAlpha(26)
            left = self.x(self._curve.alone - 0.5)
            area = self._area
            box = QRectF(left, area.top(), area.right() - left, area.height())
            self._painter.fillRect(box, shade)

    def _paint_loads(self) -> None:
        """Paint the scale of makespans, with faint lines at round numbers."""
        grid = QColor(self._colours.faint)
        grid.setAlpha(60)
        for load in round_numbers(self._low, self._high, _MOST_TICKS):
            y = self.y(load)
            self._painter.setPen(grid)
            self._painter.drawLine(QPointF(self._area.left(), y), QPointF(self._area.right(), y))
            self._pen(self._colours.text)
            words = (
                format_load(round(load), self._curve.weight).replace(".00", "").replace(".0 ", " ")
            )
            row = self._metrics.height()
            box = QRectF(0, y - row / 2, self._area.left() - row / 2, row)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._painter.drawText(box, align, words)

    def _paint_counts(self) -> None:
        area, row = self._area, self._metrics.height()
        self._pen(self._colours.faint)
        self._painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._pen(self._colours.text)
        last = self._curve.points[-1].n_stacks
        width = self._metrics.horizontalAdvance(f"{last:,}  ")
        step = round_step(last * width / area.width())
        for number in (1, *range(step, last + 1, step)):
            if number == 1 or number - 1 >= 0.6 * step:
                box = QRectF(self.x(number) - width, area.bottom() + row * 0.1, 2 * width, row)
                self._painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, f"{number:,}")
        box = QRectF(area.left(), area.bottom() + 1.1 * row, area.width(), row)
        self._painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, "number of stacks")

    def _paint_limit(self) -> None:
        limit, area = self._curve.limit, self._area
        if limit is None or not self._low <= log10(limit) <= self._high:
            return
        y = self.y(limit)
        self._pen(self._colours.good, 1.5)
        self._painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        row = self._metrics.height()
        box = QRectF(area.left(), y - row, area.width() - row / 3, row)
        self._painter.drawText(box, Qt.AlignmentFlag.AlignRight, self._curve.limit_words)

    def _paint_marks(self) -> None:
        """Paint a line down from each mark's words, which have a row of their own."""
        row = self._metrics.height()
        marks = self._curve.shown_marks
        for index, mark in enumerate(marks):
            self._pen(self._colour(mark.tone), 1.5, Qt.PenStyle.DotLine)
            x = self.x(mark.n_stacks)
            top = QPointF(x, row * (index + 0.5))
            self._painter.drawLine(top, QPointF(x, self._area.bottom()))
        for index, mark in enumerate(marks):
            self._paint_words(mark, row * (index + 0.1))

    def _paint_words(self, mark: Mark, top: float) -> None:
        row, x = self._metrics.height(), self.x(mark.n_stacks)
        width = self._metrics.horizontalAdvance(mark.words) + row * 0.8
        right = x + width <= self._area.right()
        box = QRectF(x if right else x - width, top, width, row)
        # Other marks' lines would run through the words.
        ground = box.adjusted(2 if right else 0, 0, 0 if right else -2, 0)
        self._painter.fillRect(ground, QColor(self._colours.background))
        self._pen(self._colour(mark.tone))
        self._painter.setBrush(QColor(self._colour(mark.tone)))
        middle, size = top + row / 2, row * 0.22
        tip = x + size * 1.4 if right else x - size * 1.4
        corners = [QPointF(x, middle - size), QPointF(x, middle + size), QPointF(tip, middle)]
        self._painter.drawPolygon(QPolygonF(corners))
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.words)

    def _paint_legend(self) -> None:
        """Say what the lines are, where a falling curve leaves room."""
        row, area = self._metrics.height(), self._area
        width = max(self._metrics.horizontalAdvance(words) for words, *_ in _LEGEND)
        left = area.right() - width - 3.2 * row
        ground = QColor(self._colours.background)
        ground.setAlpha(215)
        height = row * (len(_LEGEND) + 0.3)
        self._painter.fillRect(QRectF(left, area.top(), area.right() - left, height), ground)
        for index, (words, tone, style) in enumerate(_LEGEND):
            middle = area.top() + row * (index + 0.65)
            self._pen(self._colour(tone), 1.6, style)
            start = QPointF(left + 0.4 * row, middle)
            self._painter.drawLine(start, QPointF(left + 2.2 * row, middle))
            self._pen(self._colours.text)
            box = QRectF(left + 2.7 * row, middle - row / 2, width + row, row)
            self._painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_line(self, line: list[QPointF], colour: str, style: Qt.PenStyle) -> None:
        self._pen(colour, 1.6, style)
        self._painter.drawPolyline(QPolygonF(line))

    def _paint_dots(self, pointed: CurvePoint | None, *, focused: bool) -> None:
        places = self._makespans()
        nearest = min((b.x() - a.x() for a, b in pairwise(places)), default=self._area.width())
        size = max(1.5, min(self._metrics.height() * 0.22, nearest * 0.4))
        present = next((m.n_stacks for m in self._curve.marks if m.tone == PRESENT), None)
        for point, place in zip(self._curve.points, places, strict=True):
            here = point.n_stacks == present
            colour = QColor(self._colours.longest[0] if here else self._colours.bar[0])
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(colour)
            self._painter.drawEllipse(
                place, size * (1.5 if here else 1), size * (1.5 if here else 1)
            )
            if pointed is not None and point.n_stacks == pointed.n_stacks:
                self._pen(self._colours.text, 2.5 if focused else 1.2)
                self._painter.drawEllipse(place, size + 4, size + 4)
