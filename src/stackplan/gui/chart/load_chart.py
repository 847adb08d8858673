"""The chart as a widget: its picture and the marks over it, and what mouse and keys mean in it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from stackplan.core.plan import Plan
from stackplan.gui.chart.gestures import Gestures
from stackplan.gui.chart.keys import Keys
from stackplan.gui.chart.overlay import Marks, paint_chart
from stackplan.gui.chart.surface import ChartSurface
from stackplan.gui.widgets.overriding import override

if TYPE_CHECKING:
    from stackplan.gui.chart.picture import Picture


_ESCAPE = "\x1b"


class LoadChart(ChartSurface):
    """Draws one bar a stack with a segment for each run; wishes leave as signals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawn.connect(self._show_cursor)

    @cached_property
    def gestures(self) -> Gestures:
        """What the mouse is doing."""
        return Gestures(self)

    @cached_property
    def keys(self) -> Keys:
        """What the keys mean."""
        return Keys(self)

    @override
    def set_plan(self, plan: Plan | None, snake: Plan | None = None) -> None:
        if self.picture is not None:
            self.gestures.cancel()
        super().set_plan(plan, snake)

    def _prepare(self) -> None:
        self.painted.emit()
        if not self.failure:
            self.drawing.prepare()

    def _show_cursor(self) -> None:
        if self.hasFocus() and self.picture is not None:
            self.keys.enter()

    def _paint_chart(self, painter: QPainter, picture: Picture) -> None:
        state, gestures = self.state, self.gestures
        is_walking = self.hasFocus() and gestures.floating is None
        cursor = picture.spot_of(state.cursor) if state.cursor and is_walking else None
        marks = Marks(
            state.moved, state.selected, gestures.hovered, cursor, gestures.floating, gestures.label
        )
        paint_chart(painter, self, picture, marks)

    @override
    def paintEvent(self, event: QEvent) -> None:
        painter = QPainter(self)
        if self.picture is not None:
            self._paint_chart(painter, self.picture)
            return
        # After the paint, since nothing may delay the first one.
        QTimer.singleShot(0, self, self._prepare)
        drawing = self.failure or "Drawing the chart..."
        words = drawing if self.state.plan is not None else self.words
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(20, 20, -20, -20), flags, words)

    @override
    def resizeEvent(self, event: QEvent) -> None:
        self.refresh()

    @override
    def showEvent(self, event: QEvent) -> None:
        self.refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self.refresh()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gestures.press(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.move(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.gestures.leave()

    @override
    def focusInEvent(self, event: QEvent) -> None:
        self._show_cursor()
        self.update()

    @override
    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == _ESCAPE and self.gestures.cancel():
            return
        if not self.keys.press(event):
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.gestures.show_menu(event.globalPos())
