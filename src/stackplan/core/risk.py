"""Runs that may break, at the ends of their stacks: Spyral drops what comes after a failure."""

from collections.abc import Collection
from dataclasses import replace

from stackplan.core.plan import Plan, Stack


def risky_last(plan: Plan, risky: Collection[int]) -> Plan:
    """Put risky runs last in their stacks; no run changes its stack, and no load changes.

    Parameters
    ----------
    plan : Plan
        The plan before.
    risky : collection of int
        Runs that may fail, for example `remarks.suspicious_runs`; others are passed over.

    Returns
    -------
    Plan
        The plan after; the others keep their order, and so do the risky ones. `plan` itself if
        nothing changes.
    """
    stacks = tuple(
        Stack(tuple(sorted(stack.runs, key=lambda run: run.number in risky)))
        for stack in plan.stacks
    )
    return plan if stacks == plan.stacks else replace(plan, stacks=stacks)
