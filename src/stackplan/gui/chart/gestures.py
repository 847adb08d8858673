"""What the mouse does in the chart: hover, click, and drag a segment onto another bar."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu

from stackplan.core.edits import move_runs
from stackplan.core.plan import Plan
from stackplan.gui.chart.cursor import Cursor
from stackplan.gui.chart.overlay import Floating, Label
from stackplan.gui.chart.parts import Box, Spot
from stackplan.gui.chart.surface import ChartSurface
from stackplan.gui.chart.words import MARKS, move_words, spot_words


@dataclass(frozen=True)
class Grip:
    """A segment that the mouse holds, and where; a drag once the mouse has gone far enough.

    `runs` are dragged: those of the segment (`pressed`), or all that are selected with them.
    """

    box: Box
    runs: tuple[int, ...]
    pressed: tuple[int, ...]
    start: QPointF
    now: QPointF
    is_drag: bool = False
    target: int | None = None
    words: str = ""

    @property
    def floating(self) -> Floating:
        """Where the segment is now."""
        way = self.now - self.start
        box = self.box._replace(left=self.box.left + way.x(), top=self.box.top + way.y())
        return Floating(box, len(self.runs) - 1, self.target)


class Gestures:
    """Turns mouse events of a chart into its signals; nothing changes until a drop."""

    def __init__(self, chart: ChartSurface) -> None:
        self._chart = chart
        self._place: QPointF | None = None
        self._grip: Grip | None = None

    @property
    def hovered(self) -> Spot | None:
        """What the mouse is over."""
        place = self._place
        picture = self._chart.picture
        if place is None or picture is None:
            return None
        return picture.spot_at(place.x(), place.y())

    @property
    def floating(self) -> Floating | None:
        """The segment that is dragged."""
        grip = self._grip
        return grip.floating if grip is not None and grip.is_drag else None

    @property
    def label(self) -> Label | None:
        """The words beside the mouse."""
        place, grip = self._place, self._grip
        if place is None:
            return None
        if grip is not None and grip.is_drag:
            return Label(grip.words, place.x(), place.y()) if grip.words else None
        words = self.words_at(place.x(), place.y())
        return Label(words, place.x(), place.y()) if words else None

    def words_at(self, x: float, y: float) -> str:
        """Say what stands at a place of the widget, in its pixels."""
        plan, picture = self._chart.state.plan, self._chart.picture
        spot = picture.spot_at(x, y) if picture is not None else None
        if plan is None or spot is None:
            return ""
        return spot_words(plan, spot, self._chart.state.suspicious)

    def press(self, event: QMouseEvent) -> None:
        """Take hold of a segment, and select it; what is selected with others stays so."""
        chart, place, plan = self._chart, event.position(), self._chart.state.plan
        if event.button() != Qt.MouseButton.LeftButton or chart.picture is None or plan is None:
            return
        self._place, selected = place, chart.state.selected
        spot = self.hovered
        # Until it is drawn anew the picture may be that of an older plan.
        drawn = chart.picture.runs_of(spot) if spot is not None else ()
        runs = tuple(number for number in drawn if number in plan.places)
        if spot is not None:
            run = runs[0] if runs and spot.first < spot.last else None
            chart.set_cursor(Cursor(spot.stack if run is None else plan.places[run], run))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            chart.runs_clicked.emit(tuple(sorted(selected ^ frozenset(runs))))
            return
        is_chosen = bool(runs) and selected.issuperset(runs)
        if not is_chosen:
            chart.runs_clicked.emit(runs)
        if spot is not None and spot.first < spot.last and runs:
            taken = tuple(sorted(selected)) if is_chosen else runs
            self._grip = Grip(chart.picture.box_of(spot), taken, runs, place, place)

    def move(self, event: QMouseEvent) -> None:
        """Show what is under the mouse, or drag."""
        self._place = event.position()
        if self._grip is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(self._grip, event.position())
        # The marks are explained beside the axes; on them words follow the mouse anyway.
        is_beside = self._chart.picture is not None and self.hovered is None
        self._chart.setToolTip(MARKS if is_beside else "")
        self._chart.update()

    def release(self, event: QMouseEvent) -> None:
        """Drop; a click on one of several selected runs selects it alone."""
        grip = self._grip
        if event.button() != Qt.MouseButton.LeftButton or grip is None:
            return
        self._grip = None
        if grip.is_drag and grip.target is not None:
            self._chart.move_requested.emit(grip.runs, grip.target)
        elif not grip.is_drag and grip.runs != grip.pressed:
            self._chart.runs_clicked.emit(grip.pressed)
        # Where the move was refused, or there was none, the plan is as it was.
        self._chart.show_instead(None)

    def leave(self) -> None:
        """Forget where the mouse was."""
        self._place = None
        self._chart.update()

    def show_menu(self, place: QPoint) -> None:
        """Show the chart's entries of the menu bar; `place` is on the screen."""
        menu = QMenu(self._chart)
        menu.setObjectName("chartMenu")
        menu.setToolTipsVisible(True)
        menu.addActions(self._chart.actions())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def cancel(self) -> bool:
        """Put a dragged segment back; tell whether there was one."""
        dragged = self._grip is not None and self._grip.is_drag
        self._grip = None
        if dragged:
            self._chart.show_instead(None)
        return dragged

    def _drag(self, grip: Grip, place: QPointF) -> None:
        chart, plan = self._chart, self._chart.state.plan
        far = (place - grip.start).manhattanLength() >= QApplication.startDragDistance()
        if plan is None or not (grip.is_drag or far):
            return
        target = self._target_at(place, plan)
        if not grip.is_drag or target != grip.target:
            preview, words = _preview(plan, grip.runs, target)
            grip = replace(grip, target=target, words=words)
            chart.show_instead(preview)
        self._grip = replace(grip, now=place, is_drag=True)

    def _target_at(self, place: QPointF, plan: Plan) -> int | None:
        picture = self._chart.picture
        if picture is None or not self._chart.rect().contains(place.toPoint()):
            return None
        stack = picture.places.stack_at(place.x())
        return stack if stack is not None and stack < plan.request.n_stacks else None


def _preview(plan: Plan, runs: tuple[int, ...], target: int | None) -> tuple[Plan, str]:
    """Make the plan as it would be, and say what would change."""
    if target is None:
        return plan, "Not here: nothing moves"
    after = move_runs(plan, runs, target)
    return after, move_words(plan, after, runs, target)
