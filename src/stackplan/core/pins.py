"""Pins: runs that stay on their stacks while everything else is planned anew."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from stackplan.core.edits import put_on
from stackplan.core.ordering import planned_numbers
from stackplan.core.plan import Plan


def pins_of(plan: Plan) -> dict[int, int]:
    """Index of the stack of each pinned run, by number, as `make_plan` takes it."""
    return {number: plan.places[number] for number in sorted(plan.pinned)}


def pin_runs(plan: Plan, run_numbers: Iterable[int]) -> Plan:
    """Pin runs where they are.

    Parameters
    ----------
    plan : Plan
        The plan before.
    run_numbers : iterable of int
        Runs to pin; those that are pinned stay so.

    Returns
    -------
    Plan
        The plan after; nothing moves.

    Raises
    ------
    StackplanError
        If a run is not in the plan.
    """
    return replace(plan, pinned=plan.pinned.union(planned_numbers(plan, run_numbers)))


def unpin_runs(plan: Plan, run_numbers: Iterable[int]) -> Plan:
    """Let runs go again; parameters, result and errors as `pin_runs`."""
    return replace(plan, pinned=plan.pinned.difference(planned_numbers(plan, run_numbers)))


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
    planned = {n: stack for n, stack in pinned_places.items() if n in plan.places}
    asked = {n: stack for n, stack in planned.items() if stack < plan.request.n_stacks}
    return replace(put_on(plan, asked), pinned=frozenset(planned))
