"""Planning beside the window: of many runs a plan takes longer than a window may stand still."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stackplan.core.balance import BEST_METHOD, draft_plan, snake_of
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.widgets.worker import Job

# So many are planned within the time that a hand takes to move on.
MANY_RUNS = 5000


class Planned(NamedTuple):
    """A plan, Spyral's deal of the same runs, and whether a search will bring a better plan."""

    plan: Plan
    snake: Plan
    is_draft: bool


def planned(runs: Iterable[Run], request: PlanRequest, pins: Mapping[int, int]) -> Planned:
    """Plan at once, and compute what the window will ask of the plan."""
    plan = draft_plan(runs, request, pins)
    is_own_deal = request.method == "snake" and not pins
    snake = plan if is_own_deal else snake_of(plan)
    return Planned(prepare(plan), prepare(snake), request.method == BEST_METHOD and bool(plan.runs))


def prepare(plan: Plan) -> Plan:
    """Compute what the window will ask of a plan; in a worker, so that it does not have to."""
    for _ in (plan.runs, plan.places, plan.is_known, plan.bounds, plan.longest):
        pass
    return plan


def planning(runs: Iterable[Run], request: PlanRequest, pins: Mapping[int, int]) -> Job:
    """Make the job that plans."""
    return lambda _: planned(runs, request, pins)
