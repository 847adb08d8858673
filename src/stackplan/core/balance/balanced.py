"""Method `balanced`: the stages of the search, in order, with their budgets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

import numpy as np

from stackplan.core import metrics
from stackplan.core.balance import Dealt, Report
from stackplan.core.balance.branch_and_bound import MOST_ITEMS, search_tree
from stackplan.core.balance.column_generation.certificates import counting_bound
from stackplan.core.balance.column_generation.search import Closing
from stackplan.core.balance.heuristics import filling, starts
from stackplan.core.balance.problem import Places, Problem, Work, in_order, like, problem_of
from stackplan.core.balance.tabu_search import ExchangeSearch
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# Sums of whole numbers stay exact in 64 bits up to here, with room for a factor of four.
_MOST_TOTAL = 2**60
# Patterns pay where a stack has few runs; with many, exchanges reach the mean by themselves.
_MOST_RUNS_A_STACK, _MOST_RUNS_WITH_PATTERNS = 6.5, 25
# Of more runs than this, one look for better sets takes over a tenth of a second.
_MOST_RUNS_PRICED = 1_250
# Work of one test of a makespan: by the square of the number of runs, up to where coarse views of
# the prices decide most of them.
_TEST_COST, _COSTLY_KINDS = 9_000, 110
# From so many runs on the patterns leave a part of the work to exchanges.
_MANY_RUNS, _CLOSING = 150, 0.7
_GOOD_ENOUGH = 1e-5
_FEW_RUNS_A_STACK = 3.3
# Part of the work that exchanges get before patterns, and its limit.
_FIRST_OF_FEW, _FIRST_OF_MORE = (0.25, 60_000_000), (0.4, 250_000_000)
# LPT is level from the start: exchanges get further from there than from a better, rougher plan.
_FROM_FIRST = 0.5
_TREE = 0.25


class Pipeline:
    """The best plan and the best bound so far.

    Parameters
    ----------
    problem : Problem
        What to spread.
    bound : int
        A proved lower bound, in the time of the problem.
    places : list of int, optional
        A plan to begin with.
    fineness : int
        The search may end at this part of the bound above it: nobody can tell the difference.
    """

    def __init__(
        self,
        problem: Problem,
        bound: int,
        places: Places | None = None,
        fineness: int = 1_000_000,
    ) -> None:
        self.problem, self.bound = problem, bound
        self._fineness = fineness
        self._starts = starts(problem)
        self.places = next(self._starts) if places is None else places
        self.makespan = problem.makespan(self.places)
        self._seen = [self.places]

    @property
    def target(self) -> int:
        """A makespan that is as good as the bound."""
        return self.bound + self.bound // self._fineness

    def run(self, work: Work) -> None:
        """Search until the bound is met or the work is spent.

        Parameters
        ----------
        work : Work
            The budget.
        """
        closable = self._is_closable(work)
        self.level(work.part(self._first_work(work.left, closable=closable)))
        self._look_at_starts()
        if len(self.problem.weights) <= MOST_ITEMS:
            self._try_all(work.part(work.left * _TREE))
        if closable and self.makespan > max(self.target, self.bound * (1 + _GOOD_ENOUGH)):
            few = _FEW_RUNS_A_STACK * self.problem.n_stacks
            many = len(self.problem.weights) > max(_MANY_RUNS, few)
            self._close(work.part(work.left * _CLOSING) if many else work)
        self._exchange(work, self.places)

    def level(self, work: Work) -> None:
        """Raise the bound by counting and level the plan by exchanges: all that many runs need.

        Parameters
        ----------
        work : Work
            The budget.
        """
        self._count()
        if self._has_few and self._is_plain:
            self._exchange(work.part(work.left * _FROM_FIRST), self.places)
            self._look_at_starts()
            self._fill()
        self._exchange(work, self.places)

    def _look_at_starts(self) -> None:
        """Be never worse than any of the classical methods: look at each one, once."""
        while self.makespan > self.bound and (places := next(self._starts, None)) is not None:
            self._seen.append(places)
            self.take(places)

    def _fill(self) -> None:
        places = filling(self.problem.weights, self.problem.n_stacks, self.bound, self.makespan)
        if places is not None:
            self._seen.append(places)
            self.take(places)

    def _first_work(self, left: int, *, closable: bool) -> float:
        """Work for exchanges: with two or three runs a stack they soon get stuck."""
        if not closable:
            return 0.8 * left
        few = len(self.problem.weights) <= _FEW_RUNS_A_STACK * self.problem.n_stacks
        part, most = _FIRST_OF_FEW if few else _FIRST_OF_MORE
        return min(part * left, most)

    def take(self, places: Places) -> None:
        """Keep a plan if it is better."""
        makespan = self.problem.makespan(places)
        if makespan < self.makespan:
            self.places, self.makespan = places, makespan

    def _is_closable(self, work: Work) -> bool:
        """Tell whether patterns pay: few runs a stack, and work for some tests at least."""
        weights, n_stacks = self.problem.weights, self.problem.n_stacks
        cost = _TEST_COST * len(weights) * min(len(set(weights)), _COSTLY_KINDS)
        pays = n_stacks < len(weights) <= _MOST_RUNS_WITH_PATTERNS * n_stacks
        pays = pays and len(weights) <= _MOST_RUNS_PRICED
        return pays and self._is_plain and cost <= work.left

    @property
    def _has_few(self) -> bool:
        n_stacks = self.problem.n_stacks
        return n_stacks < len(self.problem.weights) <= _MOST_RUNS_A_STACK * n_stacks

    @property
    def _is_plain(self) -> bool:
        return self.problem.is_plain and sum(self.problem.weights) < _MOST_TOTAL

    def _count(self) -> None:
        if self._has_few and self._is_plain and self.makespan > self.bound:
            weights = np.array(self.problem.weights, np.int64)
            cost = self.problem.costs[0]
            counted = counting_bound(weights, self.problem.n_stacks) * cost
            self.bound = max(self.bound, counted)

    def _exchange(self, work: Work, places: Places) -> None:
        if self.makespan <= self.target or work.is_spent or self.problem.n_stacks == 1:
            return
        search = ExchangeSearch(self.problem, places)
        search.run(self.target, work)
        self.take(search.places)

    def _try_all(self, work: Work) -> None:
        if self.makespan > self.bound:
            self.places, self.bound = search_tree(self.problem, self.places, self.bound, work)
            self.makespan = self.problem.makespan(self.places)

    def _close(self, work: Work) -> None:
        closing = Closing(self.problem, self.places, self.bound, self._seen)
        closing.run(work)
        self.take(closing.places)
        self.bound = max(self.bound, closing.bound)


# Work units of a plan that a person waits for, under a tenth of a second: more with so few runs
# that patterns can be tested within it, and more for each run, since ten thousand may take longer.
QUICK_WORK, QUICK_WORK_A_RUN = 75_000_000, 12_000
FEW_RUNS, QUICK_WORK_OF_FEW = 105, 105_000_000
# `improve` stops at 1e-8 above the bound, `make_plan` at 1e-6.
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
