"""The words in the cells of the stack table, row by row, in the order of `Column`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from stackplan.core.plan import Plan
from stackplan.core.runs import Run
from stackplan.core.words import format_load, format_percent

_MAX_LISTED = 200
_MAX_REMARKS = 2
_MAX_PINS = 6


def stack_cells(plan: Plan, stack: int, marks: Mapping[int, str]) -> Sequence[str]:
    """Say what a stack is; `marks` has words about single runs."""
    runs, load = plan.stacks[stack].run_numbers, plan.loads[stack]
    more = f" ... {len(runs) - _MAX_LISTED} more" if len(runs) > _MAX_LISTED else ""
    listed = ", ".join(map(str, runs[:_MAX_LISTED])) + more
    longest = ", longest" if stack == plan.longest else ""
    remark = "; ".join(filter(None, (_pins(plan, runs), _remark(runs, marks))))
    return (
        f"Stack {stack + 1}{longest}",
        "",
        str(len(runs)),
        format_load(load, plan.request.weight),
        *_speed_cells(plan, load, stack),
        _over_mean(plan, stack),
        (f"{listed}   ({remark})" if remark else listed) or "empty: drop runs here",
    )


def _pins(plan: Plan, runs: Sequence[int]) -> str:
    pinned = [str(number) for number in runs if number in plan.pinned]
    if len(pinned) > _MAX_PINS:
        return f"{len(pinned)} runs pinned"
    return f"pinned: {', '.join(pinned)}" if pinned else ""


def _remark(runs: Sequence[int], marks: Mapping[int, str]) -> str:
    marked = [number for number in runs if number in marks]
    if len(marked) > _MAX_REMARKS:
        return f"{len(marked)} runs with remarks"
    return "; ".join(f"run {n}: {marks[n]}" for n in marked)


def _speed_cells(plan: Plan, load: int, stack: int) -> tuple[str, str]:
    """Speed of a stack, and the time that a load takes there."""
    speeds = plan.request.speeds
    if speeds is None:
        return "", ""
    time = ceil(Fraction(load * 100, speeds[stack]))
    return f"{speeds[stack]} %", format_load(time, plan.request.weight)


def _over_mean(plan: Plan, stack: int) -> str:
    speeds = plan.request.speeds or (100,) * plan.request.n_stacks
    level = Fraction(plan.total * 100, sum(speeds))
    if not level:
        return ""
    over = Fraction(plan.loads[stack] * 100, speeds[stack]) / level - 1
    return f"{float(over) * 100:+.1f} %".replace("-0.0", "0.0")


def run_cells(plan: Plan, run: Run, stack: int, marks: Mapping[int, str]) -> Sequence[str]:
    """Say what a run on a stack is."""
    load = plan.loads[stack]
    known = run.load > 0
    return (
        f"Run {run.number}{', pinned' * (run.number in plan.pinned)}",
        str(stack + 1),
        "",
        format_load(run.load, plan.request.weight) if known else "not known",
        "",
        _speed_cells(plan, run.load, stack)[1] if known else "",
        format_percent(run.load / load) if load else "",
        marks.get(run.number, ""),
    )
