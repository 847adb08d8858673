"""Method ``balanced``: the best plan that can be found, with a bound that a search has proved."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stackplan.core.balance.greedy import lpt
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

if TYPE_CHECKING:
    from stackplan.core.balance import Dealt, Report


def balanced(runs: Sequence[Run], request: PlanRequest, pins: Mapping[int, int]) -> "Dealt":
    """Spread runs (being written: still the plan of LPT)."""
    from stackplan.core.balance import Dealt

    return Dealt(lpt(runs, request, pins))


def improved(plan: Plan, work: int, report: "Report | None") -> Plan:
    """Improve a plan (being written)."""
    if report is not None and work > 0:
        report(1.0, plan)
    return plan
