"""The chart as a widget: a drawn picture, marks over it, and what mouse and keys mean in it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QWidget

from stackplan.gui.chart.drawing import Drawing
from stackplan.gui.chart.state import ChartState
from stackplan.gui.overriding import override
from stackplan.gui.qt_values import (
    ALIGN_H_CENTRE,
    ALIGN_V_CENTRE,
    STRONG_FOCUS,
    WORD_WRAP,
)
from stackplan.gui.theme import colours_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent

    from stackplan.core.errors import StackplanError
    from stackplan.core.plan import Plan
    from stackplan.gui.chart.gestures import Gestures
    from stackplan.gui.chart.keys import Cursor, Keys
    from stackplan.gui.chart.picture import Picture


class LoadChart(QWidget):
    """Draws one bar a stack with a segment for each run; wishes leave as signals."""

    runs_clicked = Signal(object)
    move_requested = Signal(object, int)
    painted = Signal()  # without a picture: the window is on screen, and there is time for one
    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loadChart")
        self.setAccessibleName("Load of each stack")
        self.setMinimumSize(320, 160)
        self.setMouseTracking(True)
        self.setProperty("focusPolicy", STRONG_FOCUS)
        self.words = ""
        self.state = ChartState()
        self.drawing = Drawing(self)
        self.task = self.drawing.task
        self.drawing.changed.connect(self.update)
        self.drawing.drawn.connect(self._on_drawn)
        self.drawing.failed.connect(self._on_failed)
        self._failure = ""
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        # The pen that a painter starts with.
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    # Imported with the first plan: the window's first paint waits for neither.

    @cached_property
    def gestures(self) -> Gestures:
        """What the mouse is doing."""
        from stackplan.gui.chart.gestures import Gestures

        return Gestures(self)

    @cached_property
    def keys(self) -> Keys:
        """What the keys mean."""
        from stackplan.gui.chart.keys import Keys

        return Keys(self)

    @property
    def picture(self) -> Picture | None:
        """What is on screen; `None` before the first picture, and without a plan."""
        return self.drawing.picture if self.state.plan is not None else None

    def set_plan(self, plan: Plan | None, snake: Plan | None = None) -> None:
        """Show a plan, and Spyral's deal of its runs; without runs, the words of `set_words`."""
        if self.picture is not None:
            self.gestures.cancel()
        self.state.set_plan(plan, snake)
        self._describe()
        self.refresh()

    def set_words(self, words: str) -> None:
        """Say what stands here while there is nothing to draw: the next step."""
        self.words = words
        self._describe()
        self.update()

    def set_selected(self, run_numbers: Iterable[int]) -> None:
        """Outline runs."""
        self.state.selected = frozenset(run_numbers)
        self.update()

    def set_moved(self, run_numbers: Iterable[int]) -> None:
        """Mark runs as just moved; the next step marks its own."""
        self.state.moved = frozenset(run_numbers)
        self.refresh()

    def set_suspicious(self, run_numbers: Iterable[int]) -> None:
        """Mark runs whose files are suspicious."""
        numbers = frozenset(run_numbers)
        if numbers != self.state.suspicious:
            self.state.suspicious = numbers
            self.refresh()

    def set_ghost(self, heights: tuple[float, ...] | None, label: str) -> None:
        """Outline other heights behind the bars; `None` brings back what the menu asks for."""
        from stackplan.gui.chart.parts import Ghost

        self.state.ghosts.given = None if heights is None else Ghost(heights, label)
        self.refresh()

    def set_ghost_kind(self, kind: str) -> None:
        """Choose what stands behind the bars: a key of `GHOSTS`."""
        self.state.ghost_kind = kind
        self.refresh()

    def set_cursor(self, cursor: Cursor | None) -> None:
        """Move the focus mark of the keys; a screen reader hears what it is on."""
        self.state.cursor = cursor
        self._describe()
        self.update()

    def show_instead(self, plan: Plan | None) -> None:
        """Show a plan that is only tried out; `None` brings back the true one."""
        self.state.instead = plan
        self.refresh()

    def stop(self) -> None:
        """Draw no more: the window is closing."""
        self.state.set_plan(None, None)
        self.drawing.stop()

    @property
    def is_current(self) -> bool:
        """Tell whether the picture shows what was last asked for."""
        return bool(self._failure) or self.drawing.is_current

    def refresh(self) -> None:
        """Bring the picture up to date."""
        self.update()
        picture = self.drawing.picture
        content = self.state.content(picture.frame.n_places if picture is not None else 0)
        if content is None or not self.isVisible():
            self.drawing.clear()
            return
        from stackplan.gui.chart.parts import ChartSize

        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        dpi = self.logicalDpiX() * ratio * self.font().pointSizeF() / 10
        colours = colours_for(self.palette())
        self.drawing.show(content, colours, ChartSize(width, height, dpi), ratio)

    def _describe(self) -> None:
        words = self.state.description or self.words
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def _prepare(self) -> None:
        self.painted.emit()
        if not self._failure:
            self.drawing.prepare()

    def _on_drawn(self) -> None:
        if self.hasFocus():
            self.keys.enter()
        self.drawn.emit()

    def _on_failed(self, error: StackplanError) -> None:
        self._failure = str(error)
        self.update()

    @override
    def paintEvent(self, event: QEvent) -> None:
        painter = QPainter(self)
        if self.picture is not None:
            from stackplan.gui.chart.overlay import paint_chart

            paint_chart(painter, self, self.picture)
            return
        # After the paint, since nothing may delay the first one.
        QTimer.singleShot(0, self, self._prepare)
        drawing = self._failure or "Drawing the chart..."
        words = drawing if self.state.plan is not None else self.words
        flags = ALIGN_H_CENTRE | ALIGN_V_CENTRE | WORD_WRAP
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
        if self.picture is not None:
            self.keys.enter()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.gestures.show_menu(event.globalPos())

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.gestures.explain(cast("QHelpEvent", event))
            return True
        return super().event(event)
