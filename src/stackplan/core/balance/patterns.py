"""Patterns: the sets that fit under a makespan, and the linear programme that covers items by them.

At a makespan C, the least (fractional) number of sets of weight at most C that cover all items
tells whether C can be reached at all (Gilmore and Gomory 1961). Sets are generated as the dual asks
for them; its prices, rounded to whole profits, are the certificate of a bound.
"""

from collections.abc import Sequence
from enum import Enum

import numpy as np

from stackplan.core.balance import interior
from stackplan.core.balance.interior import Covering
from stackplan.core.balance.problem import Work
from stackplan.core.balance.profits import (
    best_last_sets,
    certified_bound,
    least_weights,
    needed_profit,
)
from stackplan.core.balance.set_pool import SetPool
from stackplan.core.balance.subsets import Floats, Ints

# Whole profits of one stack's worth of items: few while the programme is far from its end.
_FEW_PROFITS, _MANY_PROFITS = 1_500, 12_000
# Relative width within which the programme counts as covering with the stacks there are.
_COVERS = 4e-6
_FINEST = 1e-6
# How much finer the profits get where nothing is left to find.
_FINER = 4
# Prices at so many weights go first; sets worth less than this over one are left to finer views.
_KNOTS, _COARSE_END = (80, 160), 1e-3


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

    @classmethod
    def of(cls, weights: Sequence[int], n_stacks: int) -> "Patterns":
        """Begin with single items, largest first."""
        different, counts = np.unique(-np.array(weights, np.int64), return_counts=True)
        return cls(-different, counts.astype(np.int64), n_stacks)

    def rest(self, counts: Ints, n_stacks: int) -> "Patterns":
        """Take items and stacks away; sets that still fit go along."""
        kept = np.flatnonzero(counts)
        rest = Patterns(self.weights[kept], counts[kept], n_stacks)
        rest.prices = self.prices[kept].copy()
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
        self.add(self.filled(self.singles(makespan), makespan))
        self.used = self.trimmed(self.fitting(makespan))
        n_kinds = len(self.weights)
        for n_knots in _KNOTS:
            # Prices that are linear between a few weights cost little to find, bring most of the
            # sets that are needed, and may be enough to exclude the makespan.
            if n_knots * 1.25 < n_kinds:
                coarse = _hats(n_kinds, n_knots)
                if self._converge(makespan, coarse, work, prove=True) is Answer.EXCLUDED:
                    return Answer.EXCLUDED
        return self._converge(makespan, _hats(n_kinds, n_kinds), work, prove=prove)

    def _converge(self, makespan: int, view: Floats, work: Work, *, prove: bool) -> Answer:
        """Generate sets until the prices, seen through a view of the weights, are right.

        With a coarser view `COVERED` says only that prices cannot tell; it ends where no set is
        worth much more than it costs.
        """
        tolerance, fineness = 1e-3, 1
        enough = self.n_stacks * (1 + _COVERS)
        while not work.is_spent:
            found = self._solve(view, enough, tolerance, work)
            if found.primal <= enough:
                return Answer.COVERED
            excess = found.primal / self.n_stacks - 1
            left_out = self.overrated(makespan, self.used)
            if len(left_out) > len(view) // 4:
                self.used = self.trimmed(np.concatenate((self.used, left_out)))
                continue
            n_known = len(self.sets)
            worst = self._price(makespan, excess, fineness, work)
            if self.bound > makespan:
                return Answer.EXCLUDED
            new = np.arange(n_known, len(self.sets))
            if worst < _COARSE_END and len(view) < len(self.weights):
                return Answer.OPEN
            if not prove and found.dual > enough * (1 + max(worst, 0.0)):
                return Answer.OPEN
            if not len(new) and not len(left_out):
                # Converged for what was asked: ask more of the prices, and of their rounding.
                if fineness == _FINER:
                    return Answer.OPEN
                fineness, tolerance = _FINER, _FINEST
                continue
            self.used = self.trimmed(np.concatenate((self.used, left_out, new)))
            tolerance = min(tolerance, max(_FINEST, 0.2 * excess, 0.1 * worst))
        return Answer.OPEN

    def _solve(self, view: Floats, enough: float, tolerance: float, work: Work) -> Covering:
        """Cover the items, as the view shows them, by the sets in use."""
        matrix = self.sets[self.used].T
        if len(view) < len(self.weights):
            matrix = view @ matrix
        floor = np.maximum(self.prices, 1e-7 * self.prices.max())[view.argmax(axis=1)]
        found = interior.solve(matrix, view @ self.counts, floor, enough, tolerance, work)
        self.prices, self.amounts = found.prices @ view, found.amounts
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


def _hats(n_kinds: int, n_knots: int) -> Floats:
    """Share each weight between the two knots around it, by its rank.

    Returns
    -------
    array of float, shape (n_knots, n_kinds)
        Columns sum to 1, so that prices at the knots are interpolated linearly between them.
    """
    if n_knots >= n_kinds:
        return np.eye(n_kinds)
    knots = np.linspace(0, n_kinds - 1, n_knots).round()
    ranks = np.arange(n_kinds)
    return np.array([np.interp(ranks, knots, row) for row in np.eye(n_knots)])
