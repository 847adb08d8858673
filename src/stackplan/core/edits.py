"""Edits by hand and by rescans: a plan in, a new plan out. Nothing is changed in place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.runs import Run


def move_runs(plan: Plan, run_numbers: Iterable[int], to_stack: int) -> Plan:
    """Move runs to the end of a stack.

    Parameters
    ----------
    plan : Plan
        The plan before.
    run_numbers : iterable of int
        Runs to move, in the order they shall have; those already on the stack stay where they are.
    to_stack : int
        Index of the stack, 0-based, below the number of stacks asked for: a stack that got no run
        so far is made.

    Returns
    -------
    Plan
        The plan after; equal to `plan` if nothing moves. A pinned run stays pinned.

    Raises
    ------
    StackplanError
        If a run is not in the plan or the stack does not exist.
    """
    if not 0 <= to_stack < plan.request.n_stacks:
        last = plan.request.n_stacks
        raise StackplanError(f"There is no stack {to_stack + 1}; the plan has stacks 1 to {last}.")
    places = plan.places
    numbers = list(dict.fromkeys(run_numbers))
    for number in numbers:
        if number not in places:
            raise StackplanError(f"Run {number} is not in the plan.")
    moving = [number for number in numbers if places[number] != to_stack]
    if not moving:
        return plan
    by_number = {run.number: run for run in plan.runs}
    gone = set(moving)
    stacks = [[run for run in stack.runs if run.number not in gone] for stack in plan.stacks]
    stacks += [[] for _ in range(to_stack + 1 - len(stacks))]
    stacks[to_stack] += [by_number[number] for number in moving]
    return replace(plan, stacks=tuple(Stack(tuple(stack)) for stack in stacks))


def with_sizes(plan: Plan, known: Mapping[int, Run]) -> Plan:
    """Take over today's sizes and weights; no run moves.

    Parameters
    ----------
    plan : Plan
        The plan before.
    known : mapping of int to Run
        What is known of runs now, by number; a run that is not in it keeps its size.

    Returns
    -------
    Plan
        The same assignment with the sizes of `known`.
    """
    stacks = tuple(
        Stack(tuple(known.get(run.number, run) for run in stack.runs)) for stack in plan.stacks
    )
    return plan if stacks == plan.stacks else replace(plan, stacks=stacks)


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
    stacks = [list(stack.runs) for stack in plan.stacks]
    stacks += [[] for _ in range(n_stacks - len(stacks))]
    loads = [sum(run.load for run in stack) for stack in stacks]
    for run in new:
        ends = [Fraction(load + run.load, speed) for load, speed in zip(loads, speeds, strict=True)]
        target = ends.index(min(ends))
        stacks[target].append(run)
        loads[target] += run.load
    while not stacks[-1] and len(stacks) > len(plan.stacks):
        stacks.pop()
    return replace(plan, stacks=tuple(Stack(tuple(stack)) for stack in stacks))


def drop_runs(plan: Plan, run_numbers: Iterable[int]) -> Plan:
    """Take runs out of a plan; the others stay where they are, and so do emptied stacks."""
    gone = frozenset(run_numbers)
    stacks = tuple(
        Stack(tuple(run for run in stack.runs if run.number not in gone)) for stack in plan.stacks
    )
    return replace(plan, stacks=stacks, pinned=plan.pinned - gone)


def moved_runs(before: Plan, after: Plan) -> tuple[int, ...]:
    """Numbers of the runs that both plans have, on different stacks; ascending."""
    old, new = before.places, after.places
    return tuple(sorted(n for n in old.keys() & new.keys() if old[n] != new[n]))


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
    targets: dict[int, list[int]] = {}
    for number in moved_runs(before, after):
        if number in plan.places:
            targets.setdefault(after.places[number], []).append(number)
    for stack, numbers in sorted(targets.items()):
        plan = move_runs(plan, numbers, stack)
    return plan


def with_pins(plan: Plan, pinned_places: Mapping[int, int]) -> Plan:
    """Put pinned runs back on their stacks in a plan that was made anew.

    Parameters
    ----------
    plan : Plan
        The new plan.
    pinned_places : mapping of int to int
        Index of the stack of each pinned run, by number. A run that is no longer planned is passed
        over, and one whose stack is no longer asked for stays where the plan has it.

    Returns
    -------
    Plan
        The plan with those runs pinned.
    """
    places = plan.places
    for number, stack in sorted(pinned_places.items()):
        if number in places and stack < plan.request.n_stacks:
            plan = move_runs(plan, [number], stack)
    return replace(plan, pinned=frozenset(n for n in pinned_places if n in places))
