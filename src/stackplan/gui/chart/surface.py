"""The widget that shows a plan as a chart: what it shows, and how its picture is kept true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.gui.chart.cursor import Cursor
from stackplan.gui.chart.drawing import Drawing
from stackplan.gui.chart.parts import ChartSize, Ghost
from stackplan.gui.chart.state import ChartState
from stackplan.gui.widgets.appearance import colours_for

if TYPE_CHECKING:
    from stackplan.gui.chart.picture import Picture


class ChartSurface(QWidget):
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
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words = ""
        self.state = ChartState()
        self.drawing = Drawing(self)
        self.task = self.drawing.task
        self.drawing.changed.connect(self._on_changed)
        self.drawing.drawn.connect(self.drawn)
        self.drawing.failed.connect(self._on_failed)
        self.failure = ""
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        # The pen that a painter starts with.
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    @property
    def picture(self) -> Picture | None:
        """What is on screen; `None` before the first picture, and without a plan."""
        return self.drawing.picture if self.state.plan is not None else None

    def set_plan(self, plan: Plan | None, snake: Plan | None = None) -> None:
        """Show a plan, and Spyral's deal of its runs; without runs, the words of `set_words`."""
        self.state.set_plan(plan, snake)
        self._describe()
        self.refresh()

    def set_snake(self, snake: Plan) -> None:
        """Take over Spyral's deal of the runs on screen, which may come after the plan."""
        self.state.ghosts.snake = snake
        self.refresh()

    def set_words(self, words: str) -> None:
        """Say what stands here while there is nothing to draw: the next step."""
        if words != self.words:
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
        """Tell whether the picture shows what was last asked for, as far as there is one to see."""
        # A chart out of sight is never drawn: it counts as current, or waiting code would hang.
        return bool(self.failure) or self.visibleRegion().isEmpty() or self.drawing.is_current

    def refresh(self) -> None:
        """Bring the picture up to date."""
        self.update()
        picture = self.drawing.picture
        content = self.state.content(picture.frame.n_places if picture is not None else 0)
        if content is None or not self.isVisible():
            self.drawing.clear()
            return

        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        dpi = self.logicalDpiX() * ratio * self.font().pointSizeF() / 10
        colours = colours_for(self.palette())
        self.drawing.show(content, colours, ChartSize(width, height, dpi), ratio)

    def _describe(self) -> None:
        words = self.state.description or self.words
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def _on_changed(self) -> None:
        self.failure = ""
        self.update()

    def _on_failed(self, error: StackplanError) -> None:
        self.failure = str(error)
        self.update()
