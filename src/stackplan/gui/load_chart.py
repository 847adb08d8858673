"""The chart as a widget: a picture that a worker draws, and what the mouse finds in it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import longest_words
from stackplan.core.runs import Run
from stackplan.core.words import count, format_load
from stackplan.gui.background import Report, Task
from stackplan.gui.chart_parts import ChartContent, ChartPicture, ChartSize, snake_loads
from stackplan.gui.overriding import override
from stackplan.gui.theme import colours_for

if TYPE_CHECKING:
    from stackplan.gui.chart_figure import LoadFigure

_PAUSE_MS = 20


class LoadChart(QWidget):
    """Draws one bar a stack with a segment for each run; clicks leave as signals."""

    runs_clicked = Signal(object)
    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loadChart")
        self.setAccessibleName("Load of each stack")
        self.setMinimumSize(320, 160)
        self.setMouseTracking(True)
        self.words = ""
        self._plan: Plan | None = None
        self._ghost: tuple[int, ...] = ()
        self._selected: frozenset[int] = frozenset()
        self._figure: LoadFigure | None = None
        self._picture: ChartPicture | None = None
        self._image = QImage()
        self._stale = False
        # The table paints first: beside the thread that draws here it would take twice as long.
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self.task = Task(self)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(self._on_failed)
        self._failure = ""

    def set_plan(self, plan: Plan | None) -> None:
        """Show a plan; without runs the words of `set_words` stand in its place."""
        before, self._plan = self._plan, plan if plan is not None and plan.runs else None
        self._ghost = snake_loads(self._plan) if self._plan else ()
        self.setAccessibleDescription(_description(self._plan) if self._plan else self.words)
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
        if self._figure is None and not self.task.running and not self._failure:
            self.task.start(_make_figure)

    def _draw(self) -> None:
        figure = self._figure
        if figure is None or self._plan is None:
            return
        content = ChartContent(self._plan, self._ghost, self._selected)
        colours, ratio = colours_for(self.palette()), self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        dpi = self.logicalDpiX() * ratio * self.font().pointSizeF() / 10
        size = ChartSize(width, height, dpi)
        self.task.start(lambda _: figure.draw(content, colours, size))

    def _on_finished(self, result: "LoadFigure | ChartPicture") -> None:
        if isinstance(result, ChartPicture):
            self._show(result)
        else:
            self._figure = result
            self._redraw()

    def _on_failed(self, error: StackplanError) -> None:
        self._failure = str(error)
        self.update()

    def _show(self, picture: ChartPicture) -> None:
        self._picture = picture
        size = picture.size
        rgba = QImage.Format.Format_RGBA8888
        self._image = QImage(picture.pixels, size.width, size.height, size.width * 4, rgba)
        self._image.setDevicePixelRatio(self.devicePixelRatioF())
        self.update()
        if self._stale:
            self._redraw()
        else:
            self.drawn.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        if self._plan is not None and not self._image.isNull():
            painter.drawImage(QRect(0, 0, self.width(), self.height()), self._image)
            return
        # After the first paint, since nothing may delay that.
        QTimer.singleShot(0, self, self._prepare)
        drawing = self._failure or "Drawing the chart..."
        words = drawing if self._plan is not None else self.words
        painter.setPen(self.palette().placeholderText().color())
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
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
        if self._plan is None:
            return
        stack = self._stack_at(event.position().x())
        run = self._run_at(event.position().x(), event.position().y())
        if run is not None:
            self.runs_clicked.emit((run.number,))
        elif stack is not None:
            self.runs_clicked.emit(self._plan.stacks[stack].run_numbers)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.x(), event.y()), self)
            return True
        return super().event(event)

    def words_at(self, x: float, y: float) -> str:
        """Say what stands at a place of the widget, in its pixels."""
        stack = self._stack_at(x)
        if self._plan is None or stack is None:
            return ""
        weight = self._plan.request.weight
        load = format_load(self._plan.loads[stack], weight)
        runs = count(len(self._plan.stacks[stack].runs), "run")
        run = self._run_at(x, y)
        head = f"Run {run.number}: {format_load(run.load, weight)}\n" if run else ""
        return f"{head}Stack {stack + 1}: {load}, {runs}"

    def _stack_at(self, x: float) -> int | None:
        picture, plan = self._picture, self._plan
        if picture is None or plan is None:
            return None
        place = (x * self.devicePixelRatioF() - picture.left) / (picture.right - picture.left)
        index = int(place * picture.n_stacks)
        return index if 0 <= place < 1 and index < len(plan.stacks) else None

    def _run_at(self, x: float, y: float) -> Run | None:
        stack, picture = self._stack_at(x), self._picture
        if stack is None or picture is None or self._plan is None:
            return None
        height = picture.bottom - y * self.devicePixelRatioF()
        load = height / (picture.bottom - picture.top) * picture.high
        for run in self._plan.stacks[stack].runs:
            if 0 <= load < run.load:
                return run
            load -= run.load
        return None


def _description(plan: Plan) -> str:
    loads = "; ".join(
        f"stack {i}: {format_load(load, plan.request.weight)}"
        for i, load in enumerate(plan.loads[:64], start=1)
    )
    return f"Longest stack: {longest_words(plan)}. {loads}."


def _make_figure(_: Report) -> object:
    # matplotlib takes half a second to import: here, where nobody waits for it.
    try:
        from stackplan.gui.chart_figure import LoadFigure
    except ImportError as error:
        message = f"The chart cannot be drawn, matplotlib is broken ({error}); install it again."
        raise StackplanError(message) from error
    return LoadFigure()
