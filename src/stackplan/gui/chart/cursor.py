"""Where the keys are in the chart, and how they walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stackplan.core.plan import Plan


class Cursor(NamedTuple):
    """Where the keys are: a stack, and one of its runs; none for the whole stack."""

    stack: int
    run: int | None


def runs_on(plan: Plan, stack: int) -> tuple[int, ...]:
    """Give the runs of a stack; one that got none so far may not be in the plan yet."""
    return plan.stacks[stack].run_numbers if stack < len(plan.stacks) else ()


def walk(plan: Plan, cursor: Cursor | None, right: int, up: int) -> Cursor:
    """Step to a neighbouring stack at about the same height, or along a bar."""
    if cursor is None or not plan.stacks:
        return Cursor(0, next(iter(runs_on(plan, 0)), None))
    stack = min(max(cursor.stack + right, 0), len(plan.stacks) - 1)
    numbers = runs_on(plan, cursor.stack)
    at = numbers.index(cursor.run) if cursor.run in numbers else len(numbers)
    runs = runs_on(plan, stack)
    at = min(max(at + up, 0), len(runs))
    return Cursor(stack, runs[at] if at < len(runs) else None)


def follow(plan: Plan, cursor: Cursor) -> Cursor | None:
    """Stay with a run that has moved; a cursor whose stack is gone is nowhere."""
    if cursor.run is not None and cursor.run in plan.places:
        return Cursor(plan.places[cursor.run], cursor.run)
    return Cursor(cursor.stack, None) if cursor.stack < len(plan.stacks) else None
