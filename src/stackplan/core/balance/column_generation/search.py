"""The search by column generation: raises the bound and looks for plans that reach it."""

import random
from collections.abc import Sequence

import numpy as np

from stackplan.core.balance.arrays import Floats, Ints
from stackplan.core.balance.column_generation.pricing import Answer, PricingProblem
from stackplan.core.balance.column_generation.rounding import (
    EXCHANGE_WORK,
    NODES,
    WORD_BITS,
    cover,
    dive,
)
from stackplan.core.balance.problem import Assignment, Incumbent, Work
from stackplan.core.balance.tabu_search import TabuSearch

# With a makespan larger by a part, fractions take so many times that part fewer stacks: a first
# guess. What two tests say instead is kept between a fifth of it and three times as much.
_SLOPE = 1.3
# Makespans are tested this part below the guess, since at the guess half of them are covered, and
# no nearer to the bound. Where both are within two such parts, a plan at the bound is looked for.
_STEP = 3e-5


class BoundBisection:
    """What tests of makespans have found, and what they let guess."""

    def __init__(self, covered: int) -> None:
        self._covered = covered
        self._slope = _SLOPE
        # The last makespan that was excluded, 0 for none, and by what part of the stacks.
        self._excluded, self._excess = 0, 0.0
        self.guess = 0

    @property
    def has_guess(self) -> bool:
        """Tell whether a makespan was excluded: its excess says where fractions begin to reach."""
        return self._excluded > 0

    def exclude(self, makespan: int, excess: float) -> None:
        """Note a makespan that is excluded, and by what part fractions took too many stacks."""
        if 0 < self._excluded < makespan:
            slope = (self._excess - excess) / (makespan / self._excluded - 1)
            self._slope = min(max(slope, _SLOPE / 5), _SLOPE * 3)
        self._excluded, self._excess = makespan, excess
        self.guess = min(self._covered, int(makespan * (1 + excess / self._slope)))

    def cover(self, makespan: int, bound: int) -> None:
        """Note a makespan that fractions of stacks reach, or that could not be decided."""
        self._covered = min(self._covered, makespan)
        if self.guess > makespan * (1 - _STEP):
            self.guess = (bound + makespan) // 2

    def is_close(self, bound: int) -> bool:
        """Tell whether a plan that is as good as the bound may exist."""
        is_guessed = self.has_guess and self.guess < bound * (1 + 2 * _STEP)
        # Of a small bound such a part is less than one: between whole times lies nothing to test.
        is_next = self._covered <= bound + 1
        return is_guessed or is_next or self._covered < bound * (1 + 2 * _STEP)

    def next_test(self, bound: int) -> int:
        """Choose the makespan whose test says the most."""
        if self.has_guess:
            return int(max(self.guess, bound) * (1 - _STEP))
        return bound + int(bound * max(_STEP, (self._covered / bound - 1) / 2))


# A plan so near to its bound counts as proved; so near, the bound is good enough to look for plans.
_PROVED = 1e-4
# Where between that and the best plan a dive aims, by the number of failures in a row.
_AIMS = (0.0, 0.0, 0.04, 0.12, 0.35, 0.8)
# Where between bound and plan the next makespan is tested.
_BISECT = 0.35
# Coarse views bring the bound so close to what they let plans reach; a dive is easy so far above.
_NEAR = 6e-4


class ColumnGenerationSearch:
    """The search that raises the bound and looks for plans; called again, it goes on."""

    def __init__(self, best: Incumbent, others: Sequence[Assignment] = ()) -> None:
        self._best, problem = best, best.problem
        # No set holds the longest item below its own weight: there is nothing to cover it with.
        best.raise_bound(problem.weights[0])
        self._pricing = PricingProblem.of(problem.weights, problem.n_stacks)
        for plan in (best.places, *others):
            self._pricing.pool.add(self._columns_of(plan))
        self._draw = random.Random(problem.n_stacks)
        # The least makespan that fractions of stacks are known to reach.
        self._covered: int | None = None
        self._excluded = False
        # The makespan of the last test, if that found it covered: the amounts are those.
        self._at = 0
        self._failures = 0
        self._bisection = BoundBisection(best.makespan)
        self._n_calls = 0

    def run(self, work: Work) -> None:
        """Close the gap as far as the work goes; called again, go on from there."""
        self._failures, self._n_calls = 0, self._n_calls + 1
        best = self._best
        if self._pricing.pool.is_large:
            self._bisect_bound(work)
        else:
            self._raise_bound(work)
        for _ in work.rounds():
            if self._covered is None or best.is_optimal:
                break
            if self._covered >= best.makespan and not self._test(best.makespan - 1, work):
                break
            # A test may have proved the plan.
            if best.makespan <= best.bound or not self._dive(self._covered, work):
                break

    def _raise_bound(self, work: Work) -> None:
        """Find where plans may begin: excluded below, covered by fractions above."""
        low = self._best.bound
        for _ in work.rounds():
            if self._best.is_optimal:
                return
            high = self._best.makespan - 1 if self._covered is None else self._covered
            if self._covered is not None and high <= low * (1 + _PROVED):
                return
            near = int(low * (1 + _PROVED))
            aim = min(high, max(near, low + int((high - low) * _BISECT)))
            if self._covered is None and self._excluded:
                # The plan may well be the best: then one test says so.
                aim = high
            if not self._test(aim, work):
                # Undecided there: go on above, where fractions reach more easily.
                low = aim + 1
                if self._covered is None and aim == high:
                    return
            elif self._covered == aim:
                self._dive_at(aim, work)
            low = max(low, self._best.bound)

    def _raise_bound_coarsely(self, work: Work) -> int:
        """Raise the bound as far as coarse views do at little cost; say what they let pass."""
        pricing = self._pricing
        low, high = self._best.bound, self._best.makespan - 1
        for _ in work.rounds():
            if high <= low * (1 + _NEAR):
                break
            # Weights that have no coarser view are not tested: then this halving is all there is.
            work.spend(10_000)
            aim = max(int(low * (1 + _NEAR)), low + int((high - low) * _BISECT))
            if pricing.exclude_coarsely(aim, work):
                low = max(aim + 1, pricing.bound)
            else:
                high = aim
        self._best.raise_bound(max(low, pricing.bound))
        return high

    def _bisect_bound(self, work: Work) -> None:
        """Find where plans may begin by few tests, and dive where that is close."""
        best, bisection, failures = self._best, self._bisection, 0
        is_first = self._n_calls == 1
        aim = self._raise_bound_coarsely(work) if is_first else bisection.next_test(best.bound)
        for _ in work.rounds():
            if not self._is_worth_it(work) or failures >= len(_AIMS):
                break
            self._test_and_note(min(max(aim, best.bound + 1), best.makespan - 1), work)
            if is_first:
                self._dive_easily(work)
                is_first = False
            aim = bisection.next_test(best.bound)
            # Another dive may find what the first did not; then a higher bound lets it aim higher.
            for _ in range(2):
                if bisection.is_close(best.bound) and self._is_worth_it(work):
                    last = int(best.bound * (1 + _PROVED))
                    self._test_and_note(last, work)
                    failures += best.bound <= last and not self._dive_at(last, work)

    def _dive_easily(self, work: Work) -> None:
        """Dive a little above where fractions begin to reach, where most dives find a plan.

        Without it, a plan far above the bound stays the best where all work goes into the bound.
        """
        easy = int(self._bisection.guess * (1 + _NEAR)) or self._at
        if 0 < easy < self._best.makespan:
            self._test_and_note(easy, work)
            self._dive_at(easy, work)

    def _test_and_note(self, makespan: int, work: Work) -> None:
        if self._at != makespan:
            self._test(makespan, work)
        if self._best.bound > makespan:
            self._bisection.exclude(makespan, self._pricing.excess)
        else:
            self._bisection.cover(makespan, self._best.bound)

    def _is_worth_it(self, work: Work) -> bool:
        return not work.is_spent and self._best.makespan > self._best.bound * (1 + _PROVED)

    def _test(self, makespan: int, work: Work) -> bool:
        """Test a makespan; False if that was not decided."""
        answer = self._pricing.decide(makespan, work)
        self._at = 0
        self._best.raise_bound(self._pricing.bound)
        if answer is Answer.EXCLUDED:
            self._excluded = True
            self._best.raise_bound(makespan + 1)
        elif answer is Answer.COVERED:
            self._covered = min(makespan, self._covered or makespan)
            self._at = makespan
        return answer is not Answer.OPEN

    def _dive(self, covered: int, work: Work) -> bool:
        """Look for one better plan; False if there is no use in going on."""
        aim = _AIMS[self._failures % len(_AIMS)]
        makespan = covered + int((self._best.makespan - 1 - covered) * aim)
        self._failures += 1
        if self._failures == _AIMS.count(0.0) and self._is_worth_it(work):
            # Dives at the bound have failed. Where no plan is as good, none will ever find one.
            self._close_by_cover(int(self._best.makespan / (1 + _PROVED)), work)
        if self._failures == len(_AIMS) and self._close_by_cover(self._best.makespan - 1, work):
            return self._best.makespan > self._best.bound
        if self._at != makespan:
            self._test(makespan, work)
        self._dive_at(makespan, work)
        return self._failures < 10 * len(_AIMS)

    def _dive_at(self, makespan: int, work: Work) -> bool:
        """Dive at a makespan that was decided last, if it was covered.

        Says whether a plan was found.
        """
        if self._at != makespan or makespan >= self._best.makespan:
            return False
        # A dive may fail before it has tested anything; another one draws other sets.
        work.spend(20_000)
        columns = dive(self._pricing, makespan, self._draw, work)
        if columns is not None:
            self._failures = 0
            self._take(self._places_of(columns), work)
        return columns is not None

    def _close_by_cover(self, target: int, work: Work) -> bool:
        """With few items, find out for good whether a plan reaches a makespan; tell if it did."""
        pricing = self._pricing
        # The prices have to be those of the makespan that is sought.
        self._test(target, work)
        if self._best.bound > target or len(pricing.pool.types) > WORD_BITS:
            return self._best.bound > target
        weights, prices = (
            pricing.pool.weights[pricing.pool.types],
            pricing.master.prices[pricing.pool.types],
        )
        found = cover(weights, prices, pricing.n_stacks, target, work, 10 * NODES * self._n_calls)
        if found.stacks is not None:
            n_kinds = len(pricing.pool.weights)
            kinds = [np.bincount(pricing.pool.types[s], minlength=n_kinds) for s in found.stacks]
            self._failures = 0
            self._take(self._places_of(kinds), work)
        elif found.is_final:
            self._best.raise_bound(target + 1)
        return found.is_final or found.stacks is not None

    def _columns_of(self, places: Assignment) -> Floats:
        """Count the items of each weight in each stack."""
        columns = np.zeros((self._best.problem.n_stacks, len(self._pricing.pool.weights)))
        np.add.at(columns, (np.array(places), self._pricing.pool.types), 1)
        return columns

    def _places_of(self, columns: list[Ints]) -> Assignment:
        """Give each stack its number of items of each weight."""
        waiting: list[list[int]] = [[] for _ in self._pricing.pool.weights]
        for item, kind in enumerate(self._pricing.pool.types):
            waiting[int(kind)].append(item)
        places = [0] * len(self._best.problem.weights)
        for stack, column in enumerate(columns):
            for kind in np.flatnonzero(column):
                for _ in range(int(column[kind])):
                    places[waiting[int(kind)].pop()] = stack
        return places

    def _take(self, places: Assignment, work: Work) -> None:
        """Take over a better plan, made better still by exchanges."""
        search = TabuSearch(self._best.problem, places)
        search.run(self._best.bound, work.part(EXCHANGE_WORK))
        self._best.take(search.places)
