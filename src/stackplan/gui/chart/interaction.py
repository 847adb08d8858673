"""What mouse and keys mean in the board; nothing here changes a plan."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from stackplan.core.edits import insert_runs
from stackplan.core.plan import Plan
from stackplan.gui.chart.geometry import View
from stackplan.gui.chart.scene import Cursor, Drag, Spot, move_words

_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
# So near to an edge a drag scrolls, in parts of a row.
_EDGE = 0.5


def walk(plan: Plan, cursor: Cursor | None, stacks: int, runs: int) -> Cursor:
    """Step to a neighbouring stack, at about the same place in it, or along a stack.

    Before its first run stands the stack as a whole.
    """
    if cursor is None or not plan.stacks:
        return Cursor(0, next(iter(plan.stack_at(0).run_numbers), None))
    stack = min(max(cursor.stack + stacks, 0), len(plan.stacks) - 1)
    numbers = plan.stack_at(cursor.stack).run_numbers
    at = numbers.index(cursor.run) if cursor.run in numbers else -1
    others = plan.stack_at(stack).run_numbers
    at = min(max(at + runs, -1), len(others) - 1)
    return Cursor(stack, others[at] if at >= 0 else None)


def follow(plan: Plan, cursor: Cursor) -> Cursor | None:
    """Stay with a run that has moved; a cursor whose stack is gone is nowhere."""
    if cursor.run is not None and cursor.run in plan.places:
        return Cursor(plan.places[cursor.run], cursor.run)
    return Cursor(cursor.stack, None) if cursor.stack < len(plan.stacks) else None


def drop_at(view: View, runs: tuple[int, ...], x: float, y: float) -> Drag:
    """Say where dragged runs would stand if they were let go at a place."""
    plan, place = view.scene.plan, view.layout.place_at(x, y)
    if place is None or place >= plan.request.n_stacks:
        return Drag(runs, x, y, words="Not here: nothing moves")
    gap = view.layout.gap_at(view.pieces[place], x, y)
    last = view.drag
    if last is not None and (last.runs, last.target, last.gap) == (runs, place, gap):
        return last._replace(x=x, y=y)
    behind = run_behind(plan, place, gap)
    after = insert_runs(plan, runs, place, behind)
    return Drag(runs, x, y, place, gap, move_words(plan, after, runs, place, behind))


def run_behind(plan: Plan, stack: int, gap: int) -> int | None:
    """Give the run behind a gap, as `insert_runs` wants it; none at the end of the stack."""
    numbers = plan.stack_at(stack).run_numbers
    return numbers[gap] if gap < len(numbers) else None


@dataclass(frozen=True)
class _Grip:
    """Runs that the mouse holds, and where: a drag once it has gone far enough.

    `pressed` are those of the segment; all that are selected with them are dragged.
    """

    runs: tuple[int, ...]
    pressed: tuple[int, ...]
    start: QPointF
    is_drag: bool = False


class Mouse(QObject):
    """Turns mouse events into wishes; nothing moves before a drop."""

    runs_clicked = Signal(object)
    stack_clicked = Signal(int)
    cursor_moved = Signal(object)
    dragged = Signal(object)  # a Drag, or None
    dropped = Signal(object, int, object)
    scroll_wanted = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._grip: _Grip | None = None

    def press(self, view: View, event: QMouseEvent) -> None:
        """Take hold of a segment and select it; what is selected with others stays so."""
        place, plan = event.position(), view.scene.plan
        spot = view.layout.spot_at(view.pieces, place.x(), place.y())
        if spot is None:
            self.runs_clicked.emit(())
            return
        runs = runs_at(plan, spot)
        self.cursor_moved.emit(Cursor(spot.stack, runs[0] if runs else None))
        if event.modifiers() & (_CONTROL | _SHIFT):
            self.runs_clicked.emit(_in_order(plan, view.selected ^ frozenset(runs)))
        elif not runs:
            self.stack_clicked.emit(spot.stack)
        else:
            is_chosen = view.selected.issuperset(runs)
            if not is_chosen:
                self.runs_clicked.emit(runs)
            taken = _in_order(plan, view.selected) if is_chosen else runs
            self._grip = _Grip(taken, runs, place)

    def move(self, view: View, event: QMouseEvent) -> bool:
        """Drag what is held; tells whether something is."""
        grip, place = self._grip, event.position()
        if grip is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        far = (place - grip.start).manhattanLength() >= QApplication.startDragDistance()
        if grip.is_drag or far:
            self._grip = _Grip(grip.runs, grip.pressed, grip.start, is_drag=True)
            self._scroll_at_edge(view, place)
            self.dragged.emit(drop_at(view, grip.runs, place.x(), place.y()))
        return True

    def _scroll_at_edge(self, view: View, place: QPointF) -> None:
        layout = view.layout
        across = place.x() if layout.upright else place.y()
        margin = layout.pitch * _EDGE
        if layout.reach and across > layout.far - margin:
            self.scroll_wanted.emit(1)
        elif layout.reach and across < layout.near + margin:
            self.scroll_wanted.emit(-1)

    def release(self, view: View | None) -> None:
        """Drop; a click on one of several selected runs selects it alone."""
        grip, self._grip = self._grip, None
        if grip is None or view is None:
            return
        drag = view.drag
        if grip.is_drag:
            self.dragged.emit(None)
            if drag is not None and drag.target is not None:
                behind = run_behind(view.scene.plan, drag.target, drag.gap)
                self.dropped.emit(drag.runs, drag.target, behind)
        elif grip.runs != grip.pressed:
            self.runs_clicked.emit(grip.pressed)

    def double_click(self, view: View, event: QMouseEvent) -> None:
        """Select all runs of a stack whose name, or whose end, is clicked twice."""
        place = event.position()
        spot = view.layout.spot_at(view.pieces, place.x(), place.y())
        if spot is not None and spot.first == spot.last:
            self.runs_clicked.emit(view.scene.plan.stack_at(spot.stack).run_numbers)

    def choose(self, view: View, x: float, y: float) -> None:
        """Select what a context menu is about, unless it is selected already."""
        spot = view.layout.spot_at(view.pieces, x, y)
        if spot is None:
            return
        runs = runs_at(view.scene.plan, spot)
        self.cursor_moved.emit(Cursor(spot.stack, runs[0] if runs else None))
        if not runs:
            self.stack_clicked.emit(spot.stack)
        elif not view.selected.issuperset(runs):
            self.runs_clicked.emit(runs)

    def let_go(self) -> bool:
        """Put dragged runs back; tells whether there were any."""
        grip, self._grip = self._grip, None
        if grip is None or not grip.is_drag:
            return False
        self.dragged.emit(None)
        return True


def runs_at(plan: Plan, spot: Spot) -> tuple[int, ...]:
    """Numbers of the runs at a place."""
    return plan.stack_at(spot.stack).run_numbers[spot.first : spot.last]


def _in_order(plan: Plan, numbers: frozenset[int]) -> tuple[int, ...]:
    """Sort runs as they stand in the plan: dragged together they keep their order."""
    return tuple(n for stack in plan.stacks for n in stack.run_numbers if n in numbers)


class Keys(QObject):
    """Turns key presses into wishes: arrows walk and select, as in the table.

    With Control they only walk, with Shift they select more; Space and Enter select, the whole
    stack where the keys are on its name.
    """

    runs_clicked = Signal(object)
    stack_clicked = Signal(int)
    cursor_moved = Signal(object)

    def press(self, view: View, cursor: Cursor | None, event: QKeyEvent) -> bool:
        """Do what a key means; tells whether it means anything."""
        key, held = event.key(), event.modifiers()
        if held & Qt.KeyboardModifier.AltModifier:
            return False
        plan = view.scene.plan
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            return self._select(view, cursor, add=bool(held & (_CONTROL | _SHIFT)))
        step = _step(Qt.Key(key), len(plan.stacks), upright=view.layout.upright)
        if step is None:
            return False
        there = walk(plan, cursor, *step)
        self.cursor_moved.emit(there)
        if not held & _CONTROL:
            self._take(view, there, add=bool(held & _SHIFT))
        return True

    def _take(self, view: View, there: Cursor, *, add: bool) -> None:
        if there.run is None:
            self.stack_clicked.emit(there.stack)
        else:
            here = frozenset({there.run})
            chosen = view.selected | here if add else here
            self.runs_clicked.emit(_in_order(view.scene.plan, chosen))

    def _select(self, view: View, cursor: Cursor | None, *, add: bool) -> bool:
        if cursor is None:
            return False
        plan = view.scene.plan
        here = frozenset(
            plan.stack_at(cursor.stack).run_numbers if cursor.run is None else (cursor.run,)
        )
        self.runs_clicked.emit(_in_order(plan, view.selected ^ here if add else here))
        return True


def _step(key: Qt.Key, n_stacks: int, *, upright: bool) -> tuple[int, int] | None:
    """Give the way of a key: so many stacks, so many runs."""
    steps = {
        Qt.Key.Key_Left: (0, -1),
        Qt.Key.Key_Right: (0, 1),
        Qt.Key.Key_Up: (-1, 0),
        Qt.Key.Key_Down: (1, 0),
    }
    if upright:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
    steps |= {Qt.Key.Key_Home: (-n_stacks, 0), Qt.Key.Key_End: (n_stacks, 0)}
    return steps.get(key)
