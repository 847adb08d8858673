"""What the keys do in the chart: arrows walk over bars and segments, Alt with them moves runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from stackplan.core.plan import Plan
from stackplan.gui.chart.cursor import Cursor, walk
from stackplan.gui.chart.surface import ChartSurface


class Keys:
    """Turns key presses in a chart into its signals."""

    def __init__(self, chart: ChartSurface) -> None:
        self._chart = chart

    def enter(self) -> None:
        """Show where the keys are: first where runs are selected, else on the first stack."""
        plan, selected = self._chart.state.plan, self._chart.state.selected
        if plan is None or self._chart.state.cursor is not None:
            return
        chosen = sorted(selected & plan.places.keys())
        there = Cursor(plan.places[chosen[0]], chosen[0]) if chosen else walk(plan, None, 0, 0)
        self._chart.set_cursor(there)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; tell whether it means anything."""
        plan, key = self._chart.state.plan, event.key()
        if plan is None:
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return self._shift(plan, key)
        if control and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            return self._move(plan, key - Qt.Key.Key_1)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            return self._select(plan, add=control)
        steps: dict[int, tuple[int, int]] = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
            Qt.Key.Key_Home: (-len(plan.stacks), 0),
            Qt.Key.Key_End: (len(plan.stacks), 0),
        }
        step = steps.get(key)
        if step is None or control:
            return False
        self._chart.set_cursor(walk(plan, self._chart.state.cursor, *step))
        return True

    def _runs(self, plan: Plan) -> tuple[int, ...]:
        """Give the runs at the cursor; all selected ones where it is on one of them."""
        cursor = self._chart.state.cursor
        if cursor is None:
            return tuple(sorted(self._chart.state.selected))
        here, selected = _runs_at(cursor, plan), self._chart.state.selected
        return tuple(sorted(selected)) if selected.issuperset(here) else here

    def _select(self, plan: Plan, *, add: bool) -> bool:
        cursor = self._chart.state.cursor
        if cursor is None:
            return False
        here = _runs_at(cursor, plan)
        chosen = tuple(sorted(self._chart.state.selected ^ frozenset(here))) if add else here
        self._chart.runs_clicked.emit(chosen)
        return True

    def _shift(self, plan: Plan, key: int) -> bool:
        steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(key, 0)
        runs = self._runs(plan)
        return bool(step and runs) and self._move(plan, plan.places[runs[0]] + step)

    def _move(self, plan: Plan, stack: int) -> bool:
        runs = self._runs(plan)
        if runs and 0 <= stack < plan.request.n_stacks:
            self._chart.move_requested.emit(runs, stack)
        return True


def _runs_at(cursor: Cursor, plan: Plan) -> tuple[int, ...]:
    return (cursor.run,) if cursor.run is not None else plan.stack_at(cursor.stack).run_numbers
