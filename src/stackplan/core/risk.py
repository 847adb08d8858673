"""Runs that may break, at the ends of their stacks: Spyral drops what comes after a failure."""

from collections.abc import Collection

from stackplan.core.ordering import with_changed
from stackplan.core.plan import Plan
from stackplan.core.runs import Run


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
    changed: dict[int, tuple[Run, ...]] = {}
    for index, stack in enumerate(plan.stacks):
        order = tuple(sorted(stack.runs, key=lambda run: run.number in risky))
        if order != stack.runs:
            changed[index] = order
    return with_changed(plan, changed) if changed else plan
