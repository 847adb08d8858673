"""What comes and goes over the drawn chart: marks of moved and selected runs, hover, drag, words.

Painted by Qt with every paint event, so that no mark waits for a drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from stackplan.gui.chart.parts import Box, Spot
from stackplan.gui.widgets.appearance import Colours

if TYPE_CHECKING:
    from stackplan.gui.chart.picture import Picture


_RING = 4.0
_LETTERS = 16
_LEAST_RING = 1.2
_AWAY = 14
_PAD = 6


class Label(NamedTuple):
    """Words at a place of the widget."""

    words: str
    x: float
    y: float


class Floating(NamedTuple):
    """A segment that follows the mouse, and how many more runs come with it."""

    box: Box
    more: int
    target: int | None


class Marks(NamedTuple):
    """All that is painted over the picture."""

    moved: frozenset[int]
    selected: frozenset[int]
    hovered: Spot | None
    cursor: Spot | None
    floating: Floating | None
    label: Label | None


def paint_chart(painter: QPainter, widget: QWidget, picture: Picture, marks: Marks) -> None:
    """Paint the picture, and over it all marks."""
    # Where the widget has just got another size the old picture is stretched.
    size = picture.frame.size
    painter.save()
    painter.scale(widget.width() / size.width, widget.height() / size.height)
    painter.drawImage(0, 0, picture.image)
    painter.restore()
    _Overlay(painter, widget, picture).paint(marks)


class _Overlay:
    def __init__(self, painter: QPainter, widget: QWidget, picture: Picture) -> None:
        self._painter, self._widget = painter, widget
        self._places, self._columns = picture.places, picture.columns
        self._colours = picture.frame.colours
        # Lines grow with the letters: on a wall display both are seen from afar.
        self._unit = max(1.0, widget.fontMetrics().height() / _LETTERS)

    def paint(self, marks: Marks) -> None:
        """Paint all marks, the most fleeting ones last."""
        painter, places, columns = self._painter, self._places, self._columns
        colours = self._colours
        text, ground = QColor(colours.text), QColor(colours.background)
        axes = QRectF(
            places.left, places.top - 1, places.right - places.left, places.bottom - places.top + 2
        )
        painter.save()
        painter.setClipRect(axes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_rings(places.boxes(columns, marks.moved), text, ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._paint_outlines(places.boxes(columns, marks.selected), text, ground)
        if marks.hovered is not None and marks.floating is None:
            self._outline(places.box_of(columns, marks.hovered), QPen(text, self._unit))
        if marks.floating is not None and marks.floating.target is not None:
            self._paint_target(marks.floating.target)
        painter.restore()
        if marks.cursor is not None:
            self._paint_cursor(places.box_of(columns, marks.cursor), text, ground)
        if marks.floating is not None:
            self._paint_floating(marks.floating, colours)
        if marks.label is not None:
            self._paint_label(marks.label)

    def _paint_rings(self, boxes: Iterable[Box], text: QColor, ground: QColor) -> None:
        self._painter.setPen(QPen(text, 1.4 * self._unit))
        self._painter.setBrush(ground)
        for box in boxes:
            radius = max(_LEAST_RING, min(_RING * self._unit, box.width / 2 - 1))
            middle = QPointF(box.left + box.width / 2, box.top + box.height / 2)
            self._painter.drawEllipse(middle, radius, radius)

    def _paint_outlines(self, boxes: Iterable[Box], text: QColor, ground: QColor) -> None:
        rectangles = [_rectangle(box) for box in boxes]
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        # A line of each colour: seen on every shade of a bar.
        for colour, width in ((ground, 4), (text, 2)):
            pen = QPen(colour, width * self._unit)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            self._painter.setPen(pen)
            self._painter.drawRects(rectangles)

    def _outline(self, box: Box, pen: QPen) -> None:
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(pen)
        self._painter.drawRect(_rectangle(box).adjusted(-1, -1, 1, 1))

    def _paint_target(self, stack: int) -> None:
        colour = self._widget.palette().color(QPalette.ColorRole.Highlight)
        box = _rectangle(self._places.column_box(stack))
        self._painter.setPen(QPen(colour, 2))
        colour.setAlpha(40)
        self._painter.setBrush(colour)
        self._painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _paint_cursor(self, box: Box, text: QColor, ground: QColor) -> None:
        self._outline(box, QPen(ground, 3 * self._unit))
        self._outline(box, QPen(text, 2 * self._unit, Qt.PenStyle.DotLine))

    def _paint_floating(self, floating: Floating, colours: Colours) -> None:
        painter, box = self._painter, floating.box
        fill = QColor(colours.bar[0] if floating.target is not None else colours.faint)
        fill.setAlpha(190)
        rectangle = QRectF(box.left, box.top, max(box.width, 8.0), max(box.height, 6.0))
        painter.setPen(QPen(QColor(colours.text), 1))
        painter.setBrush(fill)
        if floating.more:
            painter.drawRect(rectangle.translated(3, 3))
        painter.drawRect(rectangle)

    def _paint_label(self, label: Label) -> None:
        painter, widget, palette = self._painter, self._widget, self._widget.palette()
        left = Qt.AlignmentFlag.AlignLeft
        room = widget.fontMetrics().boundingRect(widget.rect(), left, label.words)
        box = QRectF(room).adjusted(-_PAD, -_PAD, _PAD, _PAD)
        x, y = label.x + _AWAY, label.y + _AWAY
        if x + box.width() > widget.width():
            x = label.x - _AWAY - box.width()
        if y + box.height() > widget.height():
            y = label.y - _AWAY - box.height()
        box.moveTo(round(max(0.0, x)), round(max(0.0, y)))
        painter.setPen(palette.color(QPalette.ColorRole.ToolTipText))
        painter.setBrush(palette.color(QPalette.ColorRole.ToolTipBase))
        painter.drawRect(box)
        painter.drawText(box.adjusted(_PAD, _PAD, _PAD, _PAD), left, label.words)


def _rectangle(box: Box) -> QRectF:
    """Snap to whole pixels, as the picture is drawn."""
    left, top = round(box.left), round(box.top)
    right, bottom = round(box.left + box.width), round(box.top + box.height)
    return QRectF(left, top, right - left - 1, bottom - top - 1)
