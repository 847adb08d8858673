"""The chart as a widget: a picture that a worker draws, and what the mouse finds in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QRect, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QWidget

from stackplan.core.errors import StackplanError
from stackplan.gui.background import Report, Task
from stackplan.gui.overriding import override
from stackplan.gui.qt_values import ALIGN_H_CENTRE, ALIGN_V_CENTRE, WORD_WRAP
from stackplan.gui.theme import colours_for

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent, QImage, QMouseEvent, QPaintEvent, QResizeEvent

    from stackplan.core.plan import Plan
    from stackplan.gui.chart.figure import LoadFigure
    from stackplan.gui.chart.parts import ChartPicture

_PAUSE_MS = 20


class LoadChart(QWidget):
    """Draws one bar a stack with a segment for each run; clicks leave as signals."""

    runs_clicked = Signal(object)
    painted = Signal()  # without a picture: the window is on screen, and there is time for one
    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loadChart")
        self.setAccessibleName("Load of each stack")
        self.setMinimumSize(320, 160)
        self.setMouseTracking(True)
        self.words = ""
        self._plan: Plan | None = None
        self._ghost: tuple[float, ...] = ()
        self._selected: frozenset[int] = frozenset()
        self._figure: LoadFigure | None = None
        self._picture: ChartPicture | None = None
        self._image: QImage | None = None
        self._stale = False
        # The table paints first: beside the thread that draws here it would take twice as long.
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self.task = Task(self)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(self._on_failed)
        self._failure = ""
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        # The pen that a painter starts with.
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def set_plan(self, plan: Plan | None) -> None:
        """Show a plan; without runs the words of `set_words` stand in its place."""
        before, self._plan = self._plan, plan if plan is not None and plan.runs else None
        self._ghost, words = (), self.words
        if self._plan is not None:
            # Imported after the first paint, as is all that a picture needs.
            from stackplan.gui.chart.parts import description, snake_heights

            self._ghost, words = snake_heights(self._plan), description(self._plan)
        self.setAccessibleDescription(words)
        if self._plan is None or self._plan != before:
            self._redraw()

    def set_words(self, words: str) -> None:
        """Say what stands here while there is nothing to draw: the next step."""
        self.words = words
        self.update()

    def set_selected(self, run_numbers: tuple[int, ...]) -> None:
        """Outline runs."""
        if self._selected != frozenset(run_numbers):
            self._selected = frozenset(run_numbers)
            self._redraw()

    def stop(self) -> None:
        """Draw no more: the window is closing."""
        self._plan = None
        self._pause.stop()
        self.task.cancel()
        self.task.wait(0.5)

    @property
    def is_current(self) -> bool:
        """Tell whether the picture shows what was last asked for."""
        undrawn = self._plan is not None and self._picture is None and not self._failure
        under_way = self.task.running or self._stale or self._pause.isActive()
        return not (under_way or (undrawn and self.isVisible()))

    def _redraw(self) -> None:
        self.update()
        # One drawing at a time: what comes meanwhile is drawn once, at its end.
        self._stale = self.task.running
        if self._stale or self._plan is None or not self.isVisible():
            return
        if self._figure is None:
            return  # it is on its way since the first paint
        if self._picture is None:
            self._draw()
        else:
            self._pause.start()

    def _prepare(self) -> None:
        """Have matplotlib imported, whether there is a plan yet or not: it takes longest of all."""
        self.painted.emit()
        if self._figure is None and not self.task.running and not self._failure:
            self.task.start(_make_figure)

    def _draw(self) -> None:
        figure = self._figure
        if figure is None or self._plan is None:
            return
        from stackplan.gui.chart.parts import ChartContent, ChartSize

        content = ChartContent(self._plan, self._ghost, self._selected)
        colours, ratio = colours_for(self.palette()), self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        dpi = self.logicalDpiX() * ratio * self.font().pointSizeF() / 10
        size = ChartSize(width, height, dpi)
        self.task.start(lambda _: figure.draw(content, colours, size))

    def _on_finished(self, result: LoadFigure | ChartPicture) -> None:
        from stackplan.gui.chart.parts import ChartPicture

        if isinstance(result, ChartPicture):
            self._show(result)
        else:
            self._figure = result
            self._redraw()

    def _on_failed(self, error: StackplanError) -> None:
        self._failure = str(error)
        self.update()

    def _show(self, picture: ChartPicture) -> None:
        from PySide6.QtGui import QImage

        self._picture = picture
        size = picture.size
        rgba = QImage.Format.Format_RGBA8888
        image = QImage(picture.pixels, size.width, size.height, size.width * 4, rgba)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._image = image
        self.update()
        if self._stale:
            self._redraw()
        else:
            self.drawn.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._plan is not None and self._image is not None:
            painter.drawImage(QRect(0, 0, self.width(), self.height()), self._image)
            return
        # After the paint, since nothing may delay the first one.
        QTimer.singleShot(0, self, self._prepare)
        drawing = self._failure or "Drawing the chart..."
        words = drawing if self._plan is not None else self.words
        flags = ALIGN_H_CENTRE | ALIGN_V_CENTRE | WORD_WRAP
        painter.drawText(self.rect().adjusted(20, 20, -20, -20), flags, words)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._redraw()

    @override
    def showEvent(self, event: QEvent) -> None:
        self._redraw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._redraw()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._plan is None or self._picture is None:
            return
        place, ratio = event.position(), self.devicePixelRatioF()
        runs = self._picture.runs_at(self._plan, place.x() * ratio, place.y() * ratio)
        if runs:
            self.runs_clicked.emit(runs)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(cast("QHelpEvent", event))
            return True
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        from PySide6.QtWidgets import QToolTip

        QToolTip.showText(event.globalPos(), self.words_at(event.x(), event.y()), self)

    def words_at(self, x: float, y: float) -> str:
        """Say what stands at a place of the widget, in its pixels."""
        if self._plan is None or self._picture is None:
            return ""
        ratio = self.devicePixelRatioF()
        return self._picture.words_at(self._plan, x * ratio, y * ratio)


def _make_figure(_: Report) -> object:
    # matplotlib takes half a second to import: here, where nobody waits for it.
    try:
        from stackplan.gui.chart.figure import LoadFigure
    except ImportError as error:
        message = f"The chart cannot be drawn, matplotlib is broken ({error}); install it again."
        raise StackplanError(message) from error
    return LoadFigure()
