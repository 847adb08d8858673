"""In which order the table shows stacks and runs; the plan has its own, which is data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from stackplan.gui.table.stack_columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackplan.core.plan import Plan
    from stackplan.core.runs import Run

    StackKey = Callable[[Plan, int], object]


class Sorting(NamedTuple):
    """The column that rows are sorted by, and the end that they begin with."""

    column: Column
    descending: bool = False


class ShownStack(NamedTuple):
    """A row of the table: which stack it is (0-based), and its runs as they are shown."""

    stack: int
    runs: tuple[Run, ...]


def _time(plan: Plan, stack: int) -> Fraction:
    speeds = plan.request.speeds
    return Fraction(plan.loads[stack], speeds[stack] if speeds else 1)


def _speed(plan: Plan, stack: int) -> int:
    return plan.request.speeds[stack] if plan.request.speeds else 1


_STACK_KEYS: dict[Column, StackKey] = {
    Column.NAME: lambda _, stack: stack,
    Column.RUNS: lambda plan, stack: len(plan.stacks[stack].runs),
    Column.LOAD: lambda plan, stack: plan.loads[stack],
    Column.SPEED: _speed,
    Column.TIME: _time,
    Column.DONE_IN: _time,
    Column.OVER_MEAN: _time,
}
_BY_SIZE = frozenset({Column.LOAD, Column.TIME, Column.DONE_IN, Column.OVER_MEAN})
SORTABLE = frozenset(_STACK_KEYS)


def shown_stacks(plan: Plan, sorting: Sorting | None) -> list[ShownStack]:
    """Order the stacks of a plan, and the runs of each; as they are planned without a sorting.

    Rows that are equal stand by ascending number either way.
    """
    order = list(range(len(plan.stacks)))
    if sorting is None or sorting.column not in SORTABLE:
        return [ShownStack(stack, plan.stacks[stack].runs) for stack in order]
    column, back = sorting
    keys = [_STACK_KEYS[column](plan, stack) for stack in order]
    order.sort(key=keys.__getitem__, reverse=back)  # type: ignore[arg-type]
    if column == Column.NAME:
        return [ShownStack(s, _by_number(plan.stacks[s].runs, back=back)) for s in order]
    if column in _BY_SIZE:
        return [ShownStack(s, _by_load(plan.stacks[s].runs, back=back)) for s in order]
    return [ShownStack(stack, plan.stacks[stack].runs) for stack in order]


def _by_number(runs: tuple[Run, ...], *, back: bool) -> tuple[Run, ...]:
    return tuple(sorted(runs, key=lambda run: run.number, reverse=back))


def _by_load(runs: tuple[Run, ...], *, back: bool) -> tuple[Run, ...]:
    by_number = _by_number(runs, back=False)
    return tuple(sorted(by_number, key=lambda run: run.load, reverse=back))
