"""Pins: runs that stay on their stacks while everything else is planned anew."""

from collections.abc import Iterable
from dataclasses import replace

from stackplan.core.errors import StackplanError
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
    return replace(plan, pinned=plan.pinned | _planned(plan, run_numbers))


def unpin_runs(plan: Plan, run_numbers: Iterable[int]) -> Plan:
    """Let runs go again; parameters, result and errors as `pin_runs`."""
    return replace(plan, pinned=plan.pinned - _planned(plan, run_numbers))


def _planned(plan: Plan, run_numbers: Iterable[int]) -> frozenset[int]:
    numbers = frozenset(run_numbers)
    if strangers := numbers - plan.places.keys():
        raise StackplanError(f"Run {min(strangers)} is not in the plan.")
    return numbers
