"""Method ``balanced``: the best plan that can be found, with a bound that a search has proved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from stackplan.core import metrics
from stackplan.core.balance.pipeline import Pipeline
from stackplan.core.balance.problem import Problem, Work, problem_of
from stackplan.core.balance.stack_names import in_order, like
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

if TYPE_CHECKING:
    from stackplan.core.balance import Dealt, Report

# Work units of a plan that a person waits for, under a tenth of a second: more with so few runs
# that patterns can be tested within it, and more for each run, since ten thousand may take longer.
QUICK_WORK, QUICK_WORK_A_RUN = 75_000_000, 12_000
FEW_RUNS, QUICK_WORK_OF_FEW = 105, 105_000_000
# Who goes on searching wants the last millionth, too.
_FINER = 100_000_000


def balanced(runs: Sequence[Run], request: PlanRequest, pins: Mapping[int, int]) -> "Dealt":
    """Spread runs as evenly as a tenth of a second allows.

    Parameters
    ----------
    runs : sequence of Run
        In canonical order: largest load first, ties by ascending number.
    request : PlanRequest
        Number of stacks, and their speeds if they differ.
    pins : mapping of int to int
        Index of the stack of each pinned run.

    Returns
    -------
    Dealt
        One list for each stack asked for, and the bound, where the search has proved more than
        the plan knows by itself; none with pins, since it would go with them.
    """
    from stackplan.core.balance import Dealt

    problem, free = problem_of(runs, request, pins)
    simple = _simple_bound(runs, request, problem)
    pipeline = Pipeline(problem, simple)
    pipeline.run(Work(_quick_work(len(free))))
    names = in_order(problem, pipeline.places)
    places = {run.number: name for run, name in zip(free, names, strict=True)} | dict(pins)
    stacks = _stacks(runs, places, request, problem)
    is_proof = pipeline.bound > simple and not pins
    return Dealt(stacks, _exact(pipeline.bound, request) if is_proof else None)


def _quick_work(n_runs: int) -> int:
    if n_runs <= FEW_RUNS:
        return QUICK_WORK_OF_FEW
    return QUICK_WORK + QUICK_WORK_A_RUN * n_runs


def improved(plan: Plan, work: int, report: "Report | None") -> Plan:
    """Go on from a plan; see `stackplan.core.balance.improve`."""
    request = plan.request
    runs = sorted(plan.runs, key=lambda run: (-run.load, run.number))
    pins = {number: plan.places[number] for number in plan.pinned}
    # What weighs nothing, or is of unknown size, has no reason to move.
    pins |= {run.number: plan.places[run.number] for run in runs if not run.load}
    problem, free = problem_of(runs, request, pins)
    if not free:
        return plan
    bound = _times(plan.lower_bound, request)
    before = [plan.places[run.number] for run in free]
    pipeline = Pipeline(problem, bound, before, _FINER)
    known: dict[tuple[int, int], Plan] = {}

    def best() -> Plan:
        # Looked at many times a second, and changed a few times in all.
        found = (pipeline.makespan, pipeline.bound)
        if found not in known:
            known.clear()
            known[found] = made()
        return known[found]

    def made() -> Plan:
        if pipeline.makespan >= problem.makespan(before):
            return _proved(plan, pipeline)
        places = like(problem, pipeline.places, before)
        moved = dict(zip((run.number for run in free), places, strict=True)) | pins
        return _with_places(_proved(plan, pipeline), moved)

    watch = (lambda done: report(done, best())) if report else None
    pipeline.run(Work(work, watch=watch))
    return best()


def _proved(plan: Plan, pipeline: Pipeline) -> Plan:
    """Give a plan the bound that was proved for it; with pins there is none of its own."""
    if plan.pinned or pipeline.bound <= _times(plan.lower_bound, plan.request):
        return plan
    loads = tuple(run.load for run in plan.runs)
    bound = _exact(pipeline.bound, plan.request)
    return replace(plan, proof=Proof(bound, loads, plan.request.n_stacks, plan.request.speeds))


def _with_places(plan: Plan, places: Mapping[int, int]) -> Plan:
    """Move runs: what stays on a stack keeps its order, what comes goes to its end."""
    stacks: list[list[Run]] = [[] for _ in range(plan.request.n_stacks)]
    runs = [run for stack in plan.stacks for run in stack.runs]
    arriving = sorted(runs, key=lambda run: (-run.load, run.number))
    for run in runs:
        if places[run.number] == plan.places[run.number]:
            stacks[places[run.number]].append(run)
    for run in arriving:
        if places[run.number] != plan.places[run.number]:
            stacks[places[run.number]].append(run)
    while len(stacks) > len(plan.stacks) and not stacks[-1]:
        stacks.pop()
    return replace(plan, stacks=tuple(Stack(tuple(stack)) for stack in stacks))


def _stacks(
    runs: Sequence[Run], places: Mapping[int, int], request: PlanRequest, problem: Problem
) -> list[list[Run]]:
    """List runs in canonical order; a run that weighs nothing goes where it ends earliest."""
    stacks: list[list[Run]] = [[] for _ in range(request.n_stacks)]
    for run in runs:
        if run.number in places:
            stacks[places[run.number]].append(run)
    loads = [sum(run.load for run in stack) for stack in stacks]
    ends = [load * cost for load, cost in zip(loads, problem.costs, strict=True)]
    earliest = ends.index(min(ends))
    stacks[earliest] += [run for run in runs if run.number not in places]
    return stacks


def _simple_bound(runs: Sequence[Run], request: PlanRequest, problem: Problem) -> int:
    loads = [run.load for run in runs]
    bound = metrics.lower_bound(loads, request.n_stacks, request.speeds)
    if any(problem.bases):
        level = metrics.water_level(sum(loads), problem.bases, request.speeds)
        bound = max(bound, level)
    return _times(bound, request)


def _times(bound: Exact, request: PlanRequest) -> int:
    """Bring a bound to the times of a problem, rounded up: they are whole."""
    if request.speeds is None:
        return int(bound)
    scaled = Fraction(bound) * lcm(*request.speeds) / 100
    return -(-scaled.numerator // scaled.denominator)


def _exact(time: int, request: PlanRequest) -> Exact:
    """Undo `_times`."""
    return time if request.speeds is None else Fraction(time * 100, lcm(*request.speeds))
