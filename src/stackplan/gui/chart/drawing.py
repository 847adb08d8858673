"""Draws the chart with matplotlib in a worker; the window's thread repaints single columns."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.core.errors import StackplanError
from stackplan.gui.chart.parts import ChartContent, ChartSize, Frame
from stackplan.gui.widgets.appearance import Colours
from stackplan.gui.widgets.worker import Report, Task

if TYPE_CHECKING:
    from stackplan.gui.chart.figure import LoadFigure
    from stackplan.gui.chart.picture import Picture, Wanted


_PAUSE_MS = 20


class Drawing(QObject):
    """Shows what is wanted: what an edit changes at once, the rest as soon as it is drawn.

    Two figures take turns: one is on screen, and patched by the window's thread; the other one
    belongs to the worker. One drawing at a time: what comes meanwhile is drawn once, at its end.
    """

    changed = Signal()
    drawn = Signal()  # whole, and what was last wanted
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: Picture | None = None
        self._spare: LoadFigure | None = None
        self._asked: tuple[ChartContent, Colours, ChartSize, float] | None = None
        # The table paints first: beside the thread that draws here it would take twice as long.
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self.task = Task(self)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(self.failed)

    def prepare(self) -> None:
        """Have matplotlib imported, whether there is a plan yet or not: it takes longest of all."""
        if self._spare is None and self.picture is None and not self.task.running:
            self.task.start(_make_figure)

    def show(self, content: ChartContent, colours: Colours, size: ChartSize, ratio: float) -> None:
        """Show a chart: the picture is patched now, and drawn anew if need be.

        `ratio` says how many of the picture's pixels are one of the widget's.
        """
        self._asked = content, colours, size, ratio
        if self.picture is None:
            self._draw()
            return
        if content.n_places == self.picture.frame.n_places and content != self.picture.content:
            self.picture = self.picture.patched(content)
            self.changed.emit()
        if self._is_whole():
            self._pause.stop()
        else:
            self._pause.start()

    def clear(self) -> None:
        """Show nothing, or nothing new."""
        self._asked = None
        self._pause.stop()

    def stop(self) -> None:
        """Draw no more: the window is closing."""
        self.clear()
        self.task.cancel()
        self.task.wait(0.5)

    @property
    def is_current(self) -> bool:
        """Tell whether the picture shows all of what was last asked for."""
        return not (self.task.running or self._pause.isActive()) and self._is_whole()

    def _is_whole(self) -> bool:
        wanted, picture = self._wanted(), self.picture
        if wanted is None or picture is None:
            return self._asked is None
        is_same = picture.content == wanted.content
        return is_same and picture.frame == wanted.frame(picture.frame.high)

    def _wanted(self) -> Wanted | None:
        if self._asked is None or (self.picture is None and self._spare is None):
            return None
        # Imported by the worker that made the first figure.
        from stackplan.gui.chart.picture import Wanted

        return Wanted(*self._asked)

    def _draw(self) -> None:
        wanted = self._wanted()
        if wanted is None or self.task.running:
            return
        figure = self._spare  # kept until the picture is there: a worker may fail
        frame = wanted.frame(self.picture.frame.high if self.picture is not None else 0.0)
        self.task.start(lambda _: _drawn(figure, wanted, frame))

    def _on_finished(self, result: LoadFigure | Picture) -> None:
        if not isinstance(result, tuple):
            self._spare = result
            self._draw()
            return
        self._spare = self.picture.figure if self.picture is not None else None
        self.picture = result
        self.changed.emit()
        if self._asked is not None:
            self.show(*self._asked)
            if self.is_current:
                self.drawn.emit()


def _drawn(figure: LoadFigure | None, wanted: Wanted, frame: Frame) -> Picture:
    from stackplan.gui.chart.figure import LoadFigure
    from stackplan.gui.chart.picture import drawn

    try:
        return drawn(figure or LoadFigure(), wanted, frame)
    except (OSError, RuntimeError) as error:
        # matplotlib reads its fonts while it draws, from a disk that may fail.
        message = f"The chart cannot be drawn now ({error}); the next change tries again."
        raise StackplanError(message) from error


def _make_figure(_: Report) -> object:
    # matplotlib takes half a second to import: here, where nobody waits for it.
    try:
        with _importing():
            from stackplan.gui.chart.figure import LoadFigure

            import_module("stackplan.gui.chart.picture")
    except ImportError as error:
        message = f"The chart cannot be drawn, matplotlib is broken ({error}); install it again."
        raise StackplanError(message) from error
    return LoadFigure()


@contextmanager
def _importing() -> Iterator[None]:
    """Import without the garbage collector, which would walk all that is there to find none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
