"""Everything about a plan as one JSON object."""

import json
from collections.abc import Mapping
from fractions import Fraction

from stackplan.core.left_out import LeftOut
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan
from stackplan.core.plan_record import FORMAT, VERSION
from stackplan.core.plan_text import PlanFile


def render(plan_file: PlanFile, states: Mapping[int, str]) -> bytes:
    r"""Render a plan as JSON.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    states : mapping of int to str
        State of each run's file, by number; ``unknown`` where it has none.

    Returns
    -------
    bytes
        One ASCII object; whole numbers are exact, bytes of a path that are no UTF-8 stand as
        ``\udcXX`` escapes.
    """
    plan, request = plan_file.plan, plan_file.plan.request
    content = {
        "format": FORMAT,
        "version": VERSION,
        "traces": plan_file.traces,
        "made": plan_file.made,
        "run_min": request.run_min,
        "run_max": request.run_max,
        "skip": str(request.skipped),
        "method": request.method,
        "weight": request.weight,
        "n_stacks": request.n_stacks,
        "speeds": None if request.speeds is None else list(request.speeds),
        "runs": _runs(plan, states),
        "stacks": _stacks(plan),
        "makespan": _number(plan.makespan),
        "lower_bound": _number(plan.lower_bound),
        "gap": float(plan.gap),
        "left_out": [_left_out(entry) for entry in plan_file.left_out],
        "note": plan_file.note,
    }
    return (json.dumps(content, indent=2) + "\n").encode("ascii")


def _left_out(entry: LeftOut) -> dict[str, object]:
    subject = {"name": entry.name} if entry.name else {"runs": str(entry.runs)}
    return {**subject, "reason": entry.reason}


def _runs(plan: Plan, states: Mapping[int, str]) -> list[dict[str, object]]:
    return [
        {
            "run": run.number,
            "size": run.size,
            "weight": run.load,
            "estimated": run.estimated,
            "pinned": run.number in plan.pinned,
            "state": states.get(run.number, "unknown"),
        }
        for run in plan.runs
    ]


def _stacks(plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "stack": index,
            "runs": list(stack.run_numbers),
            "load": load,
            "share": load / plan.total if plan.total else 0.0,
        }
        for index, (stack, load) in enumerate(zip(plan.stacks, plan.loads, strict=True), start=1)
    ]


def _number(value: Exact) -> int | float:
    """With speeds a makespan may be a fraction, which JSON has not."""
    return int(value) if Fraction(value).denominator == 1 else float(value)
