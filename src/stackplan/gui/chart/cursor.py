"""The keyboard cursor of the chart."""

from __future__ import annotations

from typing import NamedTuple

from stackplan.core.plan import Plan


class Cursor(NamedTuple):
    """Where the keys are: a stack, and one of its runs; none for the whole stack."""

    stack: int
    run: int | None


def walk(plan: Plan, cursor: Cursor | None, right: int, up: int) -> Cursor:
    """Step to a neighbouring stack at about the same height, or along a bar."""
    if cursor is None or not plan.stacks:
        return Cursor(0, next(iter(plan.stack_at(0).run_numbers), None))
    stack = min(max(cursor.stack + right, 0), len(plan.stacks) - 1)
    numbers = plan.stack_at(cursor.stack).run_numbers
    at = numbers.index(cursor.run) if cursor.run in numbers else len(numbers)
    runs = plan.stack_at(stack).run_numbers
    at = min(max(at + up, 0), len(runs))
    return Cursor(stack, runs[at] if at < len(runs) else None)


def follow(plan: Plan, cursor: Cursor) -> Cursor | None:
    """Stay with a run that has moved; a cursor whose stack is gone is nowhere."""
    if cursor.run is not None and cursor.run in plan.places:
        return Cursor(plan.places[cursor.run], cursor.run)
    return Cursor(cursor.stack, None) if cursor.stack < len(plan.stacks) else None
