"""Patterns: the sets that fit under a makespan, and the linear programme that covers items by them.

At a makespan C, the least (fractional) number of sets of weight at most C that cover all items
tells whether C can be reached at all (Gilmore and Gomory 1961). Sets are generated as the dual asks
for them; its prices, rounded to whole profits, are the certificate of a bound.
"""

from collections.abc import Sequence
from enum import Enum

import numpy as np

from stackplan.core.balance.interior import Covering, solve
from stackplan.core.balance.problem import Work
from stackplan.core.balance.profits import (
    best_last_sets,
    certified_bound,
    least_weights,
    needed_profit,
)
from stackplan.core.balance.set_pool import SetPool
from stackplan.core.balance.subsets import Floats, Ints
from stackplan.core.balance.views import seen, views

# Whole profits of one stack's worth of items: few while the programme is far from its end.
_FEW_PROFITS, _MANY_PROFITS = 1_500, 12_000
# Relative width within which the programme counts as covering with the stacks there are.
_COVERS = 4e-6
_FINEST = 1e-6
# How much finer the profits get where nothing is left to find.
_FINER = 4
# Sets worth less than this over one are left to finer views.
_COARSE_END = 1e-3
# Relative gap to begin with, by how fine the view is.
_COARSE_GAP, _FINE_GAP = 1e-3, 3e-4
# With many weights: what counts as covering, since a plan is sought a little above it anyway.
_MANY_COVER = 2e-5
# A rest of a dive with more weights, but fewer sets for each, asks for sets by its prices.
_ENRICHED, _FEW_SETS = 60, 6


class Answer(Enum):
    """What a test of a makespan found."""

    EXCLUDED = "no plan reaches it: proved in whole numbers"
    COVERED = "fractions of stacks reach it"
    OPEN = "not decided"


class Patterns(SetPool):
    """Items, sets and prices, and what they prove about makespans.

    Parameters
    ----------
    weights : array of int, shape (n_types,)
        Different weights, largest first.
    counts : array of int, shape (n_types,)
        Number of items of each.
    n_stacks : int
        Number of stacks, all alike.
    """

    def __init__(self, weights: Ints, counts: Ints, n_stacks: int) -> None:
        super().__init__(weights, counts)
        self.n_stacks = n_stacks
        # The sets in use and their amounts, from the last test.
        self.used: Ints = np.zeros(0, np.int64)
        self.amounts: Floats = np.zeros(0)
        self.bound = 0
        # By how much, in the last round, the items took more stacks than there are: a part of them.
        self.excess = 0.0
        # The sets and the number of rows that the amounts are of.
        self._seen_sets: Ints = np.zeros(0, np.int64)
        self._seen_rows = 0
        # The makespan of the last test in full detail, 0 before the first one.
        self._priced_at = 0

    @classmethod
    def of(cls, weights: Sequence[int], n_stacks: int) -> "Patterns":
        """Begin with single items, largest first."""
        different, counts = np.unique(-np.array(weights, np.int64), return_counts=True)
        return cls(-different, counts.astype(np.int64), n_stacks)

    def rest(self, counts: Ints, n_stacks: int) -> "Patterns":
        """Take items and stacks away; sets that still fit go along."""
        kept = np.flatnonzero(counts)
        rest = Patterns(self.weights[kept], counts[kept], n_stacks)
        rest.prices, rest._priced_at = self.prices[kept].copy(), self._priced_at
        rest.add(self.sets[(self.sets <= counts).all(axis=1)][:, kept])
        return rest

    def test(self, makespan: int, work: Work, *, prove: bool = True) -> Answer:
        """Find out whether a makespan can be excluded.

        Parameters
        ----------
        makespan : int
            At least the heaviest item.
        work : Work
            The budget; when it is spent the answer is open.
        prove : bool
            False if only `COVERED` is of use: then it ends as soon as that is out of reach.

        Returns
        -------
        Answer
            `bound` is raised on the way, whatever the answer.
        """
        if self._priced_at:
            self._begin(makespan, work)
        elif self.exclude_coarsely(makespan, work):
            return Answer.EXCLUDED
        *_, finest = views(self.weights, makespan)
        self._priced_at = makespan
        return self._converge(makespan, finest, work, prove=prove, is_coarse=False)

    def exclude_coarsely(self, makespan: int, work: Work) -> bool:
        """Try to exclude a makespan at little cost; `bound` is raised on the way.

        Coarse prices bring most of the sets that finer ones need, and may be enough.

        Parameters
        ----------
        makespan : int
            At least the heaviest item.
        work : Work
            The budget.

        Returns
        -------
        bool
            True if it is excluded; False says nothing.
        """
        self._begin(makespan, work)
        *coarse, _ = views(self.weights, makespan)
        for view in coarse:
            if self._converge(makespan, view, work, prove=True, is_coarse=True) is Answer.EXCLUDED:
                return True
            self._enrich(makespan, work)
        return False

    def _begin(self, makespan: int, work: Work) -> None:
        """Take into use the sets that fit; prices of another makespan are brought to this one."""
        if self._priced_at:
            # Prices are close to a function of the part of the makespan that a weight is.
            old = self.weights[::-1] * (makespan / self._priced_at)
            self.prices = np.interp(self.weights[::-1], old, self.prices[::-1])[::-1]
        self.add(self.filled(self.singles(makespan), makespan))
        self.used = self.trimmed(self.fitting(makespan))
        n_kinds = len(self.weights)
        if self._priced_at and n_kinds > _ENRICHED and len(self.used) < _FEW_SETS * n_kinds:
            self._enrich(makespan, work)

    def _enrich(self, makespan: int, work: Work) -> None:
        """Take in what the prices say is nearly worth a stack: a finer view needs it."""
        n_known = len(self.sets)
        self.add(self.filled(self.dear_threes(makespan), makespan))
        work.spend(60 * len(self.weights) ** 2)
        self.used = self.trimmed(np.union1d(self.used, np.arange(n_known, len(self.sets))))

    def _converge(
        self, makespan: int, view: Floats, work: Work, *, prove: bool, is_coarse: bool
    ) -> Answer:
        """Generate sets until the prices, seen through a view of the weights, are right.

        With a coarser view `COVERED` says only that prices cannot tell; it ends where no set is
        worth much more than it costs.
        """
        tolerance, fineness = (_COARSE_GAP if is_coarse else _FINE_GAP), 1
        enough = self.n_stacks * (1 + (_MANY_COVER if self.is_large else _COVERS))
        while not work.is_spent:
            found = self._solve(view, enough, tolerance, work)
            if found.primal <= enough:
                return Answer.COVERED
            excess = self.excess = found.primal / self.n_stacks - 1
            left_out = self.overrated(makespan, self.used)
            if not is_coarse:
                tolerance = min(tolerance, max(_FINEST, 0.3 * excess))
            if len(left_out) > len(view) // 4:
                self._use(left_out)
                continue
            n_known = len(self.sets)
            worst = self._price(makespan, excess, fineness, work)
            if self.bound > makespan:
                return Answer.EXCLUDED
            new = np.arange(n_known, len(self.sets))
            if is_coarse and worst < _COARSE_END:
                return Answer.OPEN
            if not prove and found.dual > enough * (1 + max(worst, 0.0)):
                return Answer.OPEN
            if not len(new) and not len(left_out):
                # Converged for what was asked: ask more of the prices, and of their rounding.
                if fineness == _FINER:
                    return Answer.OPEN
                fineness, tolerance = _FINER, _FINEST
                continue
            self._use(np.concatenate((left_out, new)))
            tolerance = min(tolerance, max(_FINEST, 0.2 * excess, 0.1 * worst))
        return Answer.OPEN

    def _use(self, more: Ints) -> None:
        """Take sets into use; those that cover something now stay."""
        needed = self.used[self.amounts > 1e-4 * self.amounts.max()]
        self.used = np.union1d(needed, self.trimmed(np.concatenate((self.used, more))))

    def _solve(self, view: Floats, enough: float, tolerance: float, work: Work) -> Covering:
        """Cover the items, as the view shows them, by the sets in use."""
        matrix = seen(view, self.entries(self.used), len(self.used))
        floor = np.maximum(self.prices, 1e-7 * self.prices.max())[view.argmax(axis=1)]
        warm = None
        if self._seen_rows == len(view):
            known = np.zeros(len(self.sets))
            known[self._seen_sets] = self.amounts
            warm = known[self.used]
        demand, is_large = view @ self.counts, self.is_large
        found = solve(matrix, demand, floor, enough, tolerance, work, warm, is_falling=is_large)
        self.prices, self.amounts = found.prices @ view, found.amounts
        self._seen_sets, self._seen_rows = self.used, len(view)
        return found

    def _price(self, makespan: int, excess: float, fineness: int, work: Work) -> float:
        """Look for sets worth more than they cost, and try the certificate; says how much more."""
        whole = int(np.clip(1.5 / max(excess, 1e-5), _FEW_PROFITS, _MANY_PROFITS)) * fineness
        items = self.weights[self.types]
        profits = np.floor(self.prices * whole + 0.5).astype(np.int64)[self.types]
        most = int(max(needed_profit(profits, self.n_stacks), whole * 1.02)) + 2
        table = least_weights(items, profits, most)
        work.spend(len(items) * (most * 2.5 + 25_000))
        self.bound = max(self.bound, certified_bound(table, profits, self.n_stacks))
        if self.bound > makespan:
            return 0.0
        chosen = best_last_sets(table, items, profits, makespan)
        sets = np.zeros((len(items), len(self.weights)))
        for item, kind in enumerate(self.types):
            sets[:, kind] += chosen[:, item]
        sets = self.filled(sets, makespan)
        values = sets @ self.prices
        worst = float(values.max()) - 1
        if worst > 1e-9:
            self.add(sets[values > 1 + 0.1 * worst + 1e-9])
        return worst
