"""Where exactly a run stands: before another run, at the end of a stack, or in place of another.

The order inside a stack is the order of processing. Stacks that an edit does not touch stay the
same objects, so that a view can tell which ones changed without looking at their runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.runs import Run


def insert_runs(
    plan: Plan, run_numbers: Iterable[int], to_stack: int, before: int | None = None
) -> Plan:
    """Put runs next to one another at a place in a stack, wherever they have been.

    Parameters
    ----------
    plan : Plan
        The plan before.
    run_numbers : iterable of int
        Runs to move, in the order they shall have; those already on the stack move, too.
    to_stack : int
        Index of the stack, 0-based, below the number of stacks asked for; made if it had no run.
    before : int, optional
        Number of the run before which they are put; if it moves itself, before the next one that
        does not. `None` is the end of the stack.

    Returns
    -------
    Plan
        The plan after; `plan` itself if no run changes its place. A pinned run stays pinned.

    Raises
    ------
    StackplanError
        If a run is not in the plan, the stack does not exist, or `before` is not on it.
    """
    moving = planned_numbers(plan, run_numbers)
    check_stack(plan, to_stack)
    if before is not None and plan.places.get(before) != to_stack:
        raise StackplanError(f"Run {before} is not on stack {to_stack + 1}.")
    if not moving:
        return plan
    return _inserted(plan, moving, to_stack, before)


def swap_runs(plan: Plan, first: int, second: int) -> Plan:
    """Let two runs change places, on one stack or on two.

    Parameters
    ----------
    plan : Plan
        The plan before.
    first, second : int
        Run numbers.

    Returns
    -------
    Plan
        The plan after; `plan` itself if both are one run. A pinned run stays pinned, where it is
        now.

    Raises
    ------
    StackplanError
        If a run is not in the plan.
    """
    planned_numbers(plan, (first, second))
    if first == second:
        return plan
    touched = {plan.places[first], plan.places[second]}
    by_number = {run.number: run for stack in touched for run in plan.stacks[stack].runs}
    other = {first: by_number[second], second: by_number[first]}
    changed = {
        stack: [other.get(run.number, run) for run in plan.stacks[stack].runs] for stack in touched
    }
    return with_changed(plan, changed)


def planned_numbers(plan: Plan, run_numbers: Iterable[int]) -> list[int]:
    """Run numbers in their order, each once; an error if one is not in the plan."""
    numbers = list(dict.fromkeys(run_numbers))
    for number in numbers:
        if number not in plan.places:
            raise StackplanError(f"Run {number} is not in the plan.")
    return numbers


def check_stack(plan: Plan, stack: int) -> None:
    """Refuse the index of a stack that was not asked for."""
    last = plan.request.n_stacks
    if not 0 <= stack < last:
        raise StackplanError(f"There is no stack {stack + 1}; the plan has stacks 1 to {last}.")


def _inserted(plan: Plan, moving: Sequence[int], to_stack: int, before: int | None) -> Plan:
    gone = frozenset(moving)
    sources = {plan.places[number] for number in moving}
    by_number = {run.number: run for stack in sources for run in plan.stacks[stack].runs}
    changed = {stack: _without(plan, stack, gone) for stack in {*sources, to_stack}}
    place = len(changed[to_stack])
    if before is not None:
        order = plan.stacks[to_stack].run_numbers
        place = sum(number not in gone for number in order[: order.index(before)])
    changed[to_stack][place:place] = [by_number[number] for number in moving]
    return with_changed(plan, changed)


def _without(plan: Plan, stack: int, gone: frozenset[int]) -> list[Run]:
    return [run for run in plan.stack_at(stack).runs if run.number not in gone]


def with_changed(plan: Plan, changed: Mapping[int, Sequence[Run]]) -> Plan:
    """Give some stacks other runs.

    Parameters
    ----------
    plan : Plan
        The plan before.
    changed : mapping of int to sequence of Run
        All runs of each stack that changes, in processing order, by its 0-based index; not empty.

    Returns
    -------
    Plan
        The plan after; `plan` itself if nothing differs.
    """
    stacks = list(plan.stacks)
    stacks += [Stack() for _ in range(max(changed) + 1 - len(stacks))]
    for stack, runs in changed.items():
        stacks[stack] = Stack(tuple(runs))
    after = tuple(stacks)
    return plan if after == plan.stacks else replace(plan, stacks=after)
