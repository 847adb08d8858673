"""Method `balanced`: from runs to a plan and a bound, and on from a plan that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from stackplan.core import metrics
from stackplan.core.balance import IMPROVE_WORK, Dealt, OnProgress, Search
from stackplan.core.balance.pipeline import Pipeline
from stackplan.core.balance.problem import (
    Assignment,
    Incumbent,
    Problem,
    Work,
    problem_of,
    relabel_canonically,
    relabel_like,
)
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# Work units of a plan that a person waits for, under a tenth of a second, and for each run as much
# more, since ten thousand may take longer.
QUICK_WORK, QUICK_WORK_A_RUN = 75_000_000, 12_000
# With so few runs two fifths more are enough to test whether a makespan can be reached.
FEW_RUNS = 105
# `improve` stops at 1e-8 above the bound, `make_plan` at 1e-6.
_FINER = 100_000_000


def balanced(runs: Sequence[Run], request: PlanRequest, pins: Mapping[int, int]) -> Dealt:
    """Spread runs, largest load first, as evenly as a tenth of a second allows.

    There is a bound where more is proved than the plan knows by itself; with pins there is none,
    since it would go with them.
    """
    problem, free = problem_of(runs, request, pins)
    simple = _simple_bound(runs, request, problem)
    pipeline = Pipeline(problem, simple)
    pipeline.run(Work(_quick_work(len(free))))
    names = relabel_canonically(problem, pipeline.best.places)
    places = {run.number: name for run, name in zip(free, names, strict=True)} | dict(pins)
    stacks = _stacks(runs, places, request, problem)
    is_proof = pipeline.best.bound > simple and not pins
    return Dealt(stacks, _exact(pipeline.best.bound, request) if is_proof else None)


def _quick_work(n_runs: int) -> int:
    if n_runs <= FEW_RUNS:
        return QUICK_WORK * 7 // 5
    return QUICK_WORK + QUICK_WORK_A_RUN * n_runs


class PlanSearch:
    """The search for better plans of some runs, with their pins; it can go on."""

    def __init__(self, problem: Problem, places: Assignment, bound: int) -> None:
        self.problem = problem
        self._pipeline = Pipeline(problem, bound, places, _FINER)

    def improve(self, plan: Plan, work: int, report: OnProgress | None) -> Plan:
        """Go on from a plan of this problem; see `LongSearch.improve`."""
        best, (_, free, pins) = self._pipeline.best, _free_runs(plan)
        before = [plan.places[run.number] for run in free]
        best.take(before)
        best.raise_bound(_times(plan.lower_bound, plan.request))
        known: dict[tuple[int, int], Plan] = {}

        def found() -> Plan:
            # Looked at many times a second, and changed a few times in all.
            at = (best.makespan, best.bound)
            if at not in known:
                known.clear()
                known[at] = made()
            return known[at]

        def made() -> Plan:
            if best.makespan >= self.problem.makespan(before):
                return _proved(plan, best)
            places = relabel_like(self.problem, best.places, before)
            moved = dict(zip((run.number for run in free), places, strict=True)) | pins
            return _with_places(_proved(plan, best), moved)

        budget = Work(work, watch=(lambda done: report(done, found())) if report else None)
        # Each round goes through all stages, so that each of them gets its share of a long search.
        for _ in budget.rounds():
            self._pipeline.run(budget.part(min(budget.left, IMPROVE_WORK)))
        return found()


def search_of(plan: Plan, search: Search | None) -> PlanSearch:
    """Give the search that goes on from a plan: a new one unless `search` is about the same."""
    problem, free, _ = _free_runs(plan)
    if isinstance(search, PlanSearch) and search.problem == problem:
        return search
    places = [plan.places[run.number] for run in free]
    return PlanSearch(problem, places, _times(plan.lower_bound, plan.request))


def _free_runs(plan: Plan) -> tuple[Problem, list[Run], dict[int, int]]:
    """Give the problem of the runs that may move, those runs, and where all others stay."""
    runs = sorted(plan.runs, key=lambda run: (-run.load, run.number))
    pins = {number: plan.places[number] for number in plan.pinned}
    # What weighs nothing, or is of unknown size, has no reason to move.
    pins |= {run.number: plan.places[run.number] for run in runs if not run.load}
    return *problem_of(runs, plan.request, pins), pins


def _proved(plan: Plan, best: Incumbent) -> Plan:
    """Give a plan the bound that was proved for it; with pins there is none of its own."""
    if plan.pinned or best.bound <= _times(plan.lower_bound, plan.request):
        return plan
    loads = tuple(run.load for run in plan.runs)
    bound = _exact(best.bound, plan.request)
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
        level = metrics.pinned_lower_bound(sum(loads), problem.bases, request.speeds)
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
