"""Edits by hand and by rescans: a plan in, a new plan out. Nothing is changed in place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from stackplan.core.ordering import insert_runs, planned_numbers, with_changed
from stackplan.core.plan import Plan, Stack
from stackplan.core.runs import Run


def move_runs(
    plan: Plan, run_numbers: Iterable[int], to_stack: int, before: int | None = None
) -> Plan:
    """Move runs to the end of a stack, or to a place in it.

    Parameters
    ----------
    plan : Plan
        The plan before.
    run_numbers : iterable of int
        Runs to move, in the order they shall have. Without `before`, those already on the stack
        stay where they are; `insert_runs` takes them to its end, too.
    to_stack : int
        Index of the stack, 0-based, below the number of stacks asked for: a stack that got no run
        so far is made.
    before : int, optional
        Number of a run of the stack before which they are put, as by `insert_runs`.

    Returns
    -------
    Plan
        The plan after; equal to `plan` if nothing moves. A pinned run stays pinned.

    Raises
    ------
    StackplanError
        If a run is not in the plan, the stack does not exist, or `before` is not on it.
    """
    numbers = planned_numbers(plan, run_numbers)
    if before is None:
        numbers = [number for number in numbers if plan.places[number] != to_stack]
    return insert_runs(plan, numbers, to_stack, before)


def with_sizes(plan: Plan, known: Mapping[int, Run], true: Iterable[Stack] = ()) -> Plan:
    """Take over today's sizes and weights; no run moves.

    Parameters
    ----------
    plan : Plan
        The plan before.
    known : mapping of int to Run
        What is known of runs now, by number; a run that is not in it keeps its size.
    true : iterable of Stack, optional
        Stacks that are known to have these sizes already.

    Returns
    -------
    Plan
        The same assignment with the sizes of `known`.
    """
    right = {id(stack) for stack in true}
    stacks = tuple(
        [stack if id(stack) in right else _with_sizes(stack, known) for stack in plan.stacks]
    )
    same = all(new is old for new, old in zip(stacks, plan.stacks, strict=True))
    return plan if same else replace(plan, stacks=stacks)


def _with_sizes(stack: Stack, known: Mapping[int, Run]) -> Stack:
    pairs = zip(stack.run_numbers, stack.runs, strict=True)
    runs = tuple([known.get(number, run) for number, run in pairs])
    return stack if runs == stack.runs else Stack(runs)


def place_runs(plan: Plan, runs: Iterable[Run]) -> Plan:
    """Place new runs without moving a planned one: largest first, each where it ends earliest.

    Parameters
    ----------
    plan : Plan
        The plan before.
    runs : iterable of Run
        Runs that are not in the plan yet, in any order; those that are in it are passed over.

    Returns
    -------
    Plan
        The plan with the new runs at the ends of stacks.
    """
    places = plan.places
    new = sorted(
        (run for run in runs if run.number not in places), key=lambda run: (-run.load, run.number)
    )
    if not new:
        return plan
    n_stacks = plan.request.n_stacks
    speeds = plan.request.speeds or (1,) * n_stacks
    loads = [plan.stack_at(stack).load for stack in range(n_stacks)]
    changed: dict[int, list[Run]] = {}
    for run in new:
        ends = [Fraction(load + run.load, speed) for load, speed in zip(loads, speeds, strict=True)]
        target = ends.index(min(ends))
        changed.setdefault(target, list(plan.stack_at(target).runs)).append(run)
        loads[target] += run.load
    return with_changed(plan, changed)


def drop_runs(plan: Plan, run_numbers: Iterable[int]) -> Plan:
    """Take runs out of a plan; the others stay where they are, and so do emptied stacks."""
    gone = frozenset(run_numbers)
    stacks = tuple([_without(stack, gone) for stack in plan.stacks])
    return replace(plan, stacks=stacks, pinned=plan.pinned - gone)


def _without(stack: Stack, gone: frozenset[int]) -> Stack:
    if gone.isdisjoint(stack.run_numbers):
        return stack
    return Stack(tuple(run for run in stack.runs if run.number not in gone))


def moved_runs(before: Plan, after: Plan) -> tuple[int, ...]:
    """Numbers of the runs that both plans have, on different stacks; ascending."""
    if before is after:
        return ()
    old, moved = before.places, []
    for index, stack in enumerate(after.stacks):
        # Most stacks outlive an edit.
        if before.stack_at(index) is not stack:
            moved += [number for number in stack.run_numbers if old.get(number, index) != index]
    return tuple(sorted(moved))


def with_moves(plan: Plan, before: Plan, after: Plan) -> Plan:
    """Make in one plan the moves that lead from a second one to a third.

    Parameters
    ----------
    plan : Plan
        The plan whose runs are moved.
    before, after : Plan
        What differs between these two is moved to where `after` has it.

    Returns
    -------
    Plan
        `plan` with those moves; its other runs stay where they are.
    """
    moved = (number for number in moved_runs(before, after) if number in plan.places)
    return put_on(plan, {number: after.places[number] for number in moved})


def put_on(plan: Plan, places: Mapping[int, int]) -> Plan:
    """Move each of some runs to a stack of its own.

    Parameters
    ----------
    plan : Plan
        The plan before.
    places : mapping of int to int
        Index of the stack, 0-based, by run number.

    Returns
    -------
    Plan
        The plan after: what comes to a stack stands at its end, by ascending number.

    Raises
    ------
    StackplanError
        As `move_runs`.
    """
    arriving: dict[int, list[int]] = {}
    for number, stack in sorted(places.items()):
        arriving.setdefault(stack, []).append(number)
    for stack, numbers in sorted(arriving.items()):
        plan = move_runs(plan, numbers, stack)
    return plan
