"""The stages of the method `balanced`, in order, with their budgets."""

from collections.abc import Callable

import numpy as np

from stackplan.core.balance.arrays import Ints
from stackplan.core.balance.branch_and_bound import MOST_ITEMS, search_tree
from stackplan.core.balance.column_generation import MANY_KINDS, column_generation
from stackplan.core.balance.heuristics import MOST_CELLS, starts, subset_sum_filling
from stackplan.core.balance.problem import Assignment, Incumbent, Problem, Work
from stackplan.core.balance.tabu_search import TabuSearch

# Sums of whole numbers stay exact in 64 bits up to here, with room for a factor of four.
_MOST_TOTAL = 2**60
# Column generation pays up to so many runs a stack; with more, columns are too long.
_MOST_RUNS_A_COLUMN = 25
# With more runs, one knapsack takes over a tenth of a second, and a cancel would wait for it.
_MOST_RUNS_PRICED = 1_250
# Work of one test of a makespan, for each run and different load; with more different loads than
# the second number coarse views of the prices decide most tests.
_TEST_COST, _COSTLY_KINDS = 9_000, 110
# Nearer to the bound than this part, exchanges are quicker than column generation.
_GOOD_ENOUGH = 1e-5
# With so few runs a stack exchanges soon find nothing better; with more than twice as many they
# reach the mean from any start.
_FEW_RUNS_A_STACK = 3.3
# Part of the work that exchanges get before column generation (up to the limit), and after it where
# they get further; and branch and bound.
_FIRST, _MOST_FIRST = 0.25, 60_000_000
# LPT is level from the start: exchanges get further from there than from a better, rougher plan.
_FROM_FIRST = 0.5


class Pipeline:
    """The stages of the search, on one plan and one bound; it can be run again, and goes on.

    It may end at a makespan that is above the bound by one part in `fineness` of it.
    """

    def __init__(
        self,
        problem: Problem,
        bound: int,
        places: Assignment | None = None,
        fineness: int = 1_000_000,
    ) -> None:
        self.problem, self._fineness = problem, fineness
        self._starts = starts(problem)
        first = next(self._starts) if places is None else places
        self.best = Incumbent(problem, first, bound)
        self._seen = [first]
        self._column_generation: Callable[[Work], None] | None = None
        # Equal seeds give equal exchanges: each time that it goes on has its own.
        self._seed = 0

    @property
    def target(self) -> int:
        """A makespan that is as good as the bound."""
        return self.best.bound + self.best.bound // self._fineness

    def run(self, work: Work) -> None:
        """Search until the bound is met or the work is spent."""
        get_stuck = len(self.problem.weights) <= _FEW_RUNS_A_STACK * self.problem.n_stacks
        first = min(_FIRST * work.left, _MOST_FIRST)
        # Where exchanges get further, column generation must do with what they leave.
        generates = self._generates_columns(work.left if get_stuck else work.left - first)
        self.level(work.part(first if generates else 0.8 * work.left))
        self._look_at_starts()
        if len(self.problem.weights) <= MOST_ITEMS:
            self._try_all(work.part(work.left * _FIRST))
        best = self.best
        if generates and best.makespan > max(self.target, best.bound * (1 + _GOOD_ENOUGH)):
            many = not get_stuck and len(self.problem.weights) > MANY_KINDS
            self._generate_columns(work.part(work.left * (1 - _FIRST)) if many else work)
        self._exchange(work)

    def level(self, work: Work) -> None:
        """Raise the bound by counting and level the plan by exchanges."""
        self._seed += 1
        if self._seed == 1:
            self._count()
            if self._has_few and self._is_plain:
                self._exchange(work.part(work.left * _FROM_FIRST))
                self._look_at_starts()
                self._fill()
        self._exchange(work)

    def _look_at_starts(self) -> None:
        """Be never worse than any of the classical methods: look at each one, once."""
        while not self.best.is_optimal and (places := next(self._starts, None)) is not None:
            self._seen.append(places)
            self.best.take(places)

    def _fill(self) -> None:
        places = subset_sum_filling(
            self.problem.weights, self.problem.n_stacks, self.best.bound, self.best.makespan
        )
        if places is not None:
            self._seen.append(places)
            self.best.take(places)

    def _generates_columns(self, left: float) -> bool:
        """Tell whether column generation pays: few runs a stack, and work for one test at least."""
        weights, n_stacks = self.problem.weights, self.problem.n_stacks
        cost = _TEST_COST * len(weights) * min(len(set(weights)), _COSTLY_KINDS)
        pays = n_stacks < len(weights) <= _MOST_RUNS_A_COLUMN * n_stacks
        pays = pays and len(weights) <= _MOST_RUNS_PRICED
        return pays and self._is_plain and cost <= left

    @property
    def _has_few(self) -> bool:
        n_stacks = self.problem.n_stacks
        return n_stacks < len(self.problem.weights) <= 2 * _FEW_RUNS_A_STACK * n_stacks

    @property
    def _is_plain(self) -> bool:
        return self.problem.is_plain and sum(self.problem.weights) < _MOST_TOTAL

    def _count(self) -> None:
        if self._is_plain and not self.best.is_optimal:
            weights = np.array(self.problem.weights, np.int64)
            cost = self.problem.costs[0]
            counted = counting_bound(weights, self.problem.n_stacks) * cost
            self.best.raise_bound(counted)

    def _exchange(self, work: Work) -> None:
        best = self.best
        if best.makespan <= self.target or work.is_spent or self.problem.n_stacks == 1:
            return
        search = TabuSearch(self.problem, best.places, self._seed)
        search.run(self.target, work)
        best.take(search.places)

    def _try_all(self, work: Work) -> None:
        best = self.best
        if not best.is_optimal:
            places, bound = search_tree(self.problem, best.places, best.bound, work)
            best.take(places)
            best.raise_bound(bound)

    def _generate_columns(self, work: Work) -> None:
        if self._column_generation is None:
            self._column_generation = column_generation(self.best, self._seen)
        self._column_generation(work)


def counting_bound(weights: Ints, n_stacks: int) -> int:
    """Lower bound of Haouari and Gharbi (2004), lifted over the largest items.

    Of the `l` largest items, the `k` fullest of `n_stacks` stacks hold at least
    ``k * (l // n) + min(k, l % n)``; together those weigh at least as much as the smallest so many.
    Weights come largest first; 0 where it would take too long.
    """
    if len(weights) * n_stacks > MOST_CELLS:
        return 0
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(weights)))
    largest = np.arange(1, len(weights) + 1)[:, None]
    stacks = np.arange(1, n_stacks + 1)[None, :]
    least = stacks * (largest // n_stacks) + np.minimum(stacks, largest % n_stacks)
    together = sums[largest] - sums[largest - least]
    return int(np.max(-(-together // stacks)))
