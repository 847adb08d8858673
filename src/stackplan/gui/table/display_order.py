"""In which order the table shows stacks and runs; the plan has its own, which is data."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from stackplan.gui.table.stack_columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackplan.core.plan import Plan
    from stackplan.core.runs import Run

    StackKey = Callable[[Plan, int], int | Fraction]


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
    if sorting is None or sorting.column not in SORTABLE:
        return [ShownStack(index, stack.runs) for index, stack in enumerate(plan.stacks)]
    key = partial(_STACK_KEYS[sorting.column], plan)
    order = sorted(range(len(plan.stacks)), key=key, reverse=sorting.descending)
    return [ShownStack(stack, _shown_runs(plan.stacks[stack].runs, sorting)) for stack in order]


def _shown_runs(runs: tuple[Run, ...], sorting: Sorting) -> tuple[Run, ...]:
    if sorting.column == Column.NAME:
        return tuple(sorted(runs, key=lambda run: run.number, reverse=sorting.descending))
    if sorting.column in _BY_SIZE:
        by_number = sorted(runs, key=lambda run: run.number)
        return tuple(sorted(by_number, key=lambda run: run.load, reverse=sorting.descending))
    return runs
