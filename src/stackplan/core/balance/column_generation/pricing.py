"""The pricing problem: whether a makespan can be reached, and which columns the master needs.

At a makespan C, the least (fractional) number of sets of weight at most C that cover all items
tells whether C can be reached at all (Gilmore and Gomory 1961). Sets are generated as the dual asks
for them; its prices, rounded to whole profits, are the certificate of a bound.
"""

from collections.abc import Sequence
from enum import Enum

import numpy as np

from stackplan.core.balance.arrays import Floats, Ints
from stackplan.core.balance.column_generation.certificates import (
    best_last_sets,
    certified_bound,
    finely_certified_bound,
    least_weights,
    needed_profit,
)
from stackplan.core.balance.column_generation.column_pool import ColumnPool
from stackplan.core.balance.column_generation.master import (
    COVERS,
    FINEST,
    MasterProgramme,
    aggregations,
    finest_aggregation,
)
from stackplan.core.balance.problem import Work

# Whole profits of one stack's worth of items, near to the end of the programme: an eighth while it
# is far from its end, and four times as many where nothing is left to find.
_PROFITS = 12_000
# Relative gap to begin with, by how fine the view is. Coarse views end where no set is worth more
# than a stack by this part.
_COARSE_GAP, _FINE_GAP = 1e-3, 3e-4


class Answer(Enum):
    """What a test of a makespan found."""

    EXCLUDED = "no plan reaches it: proved in whole numbers"
    COVERED = "fractions of stacks reach it"
    OPEN = "not decided"


class PricingProblem:
    """The question whether a makespan can be reached, and what has been learnt from asking it.

    Weights are the different ones, largest first; counts say how many items have each.
    """

    def __init__(self, weights: Ints, counts: Ints, n_stacks: int) -> None:
        self.pool = ColumnPool(weights, counts)
        self.master = MasterProgramme(self.pool, n_stacks)
        self.n_stacks = n_stacks
        self.bound = 0
        # By how much, in the last round, the items took more stacks than there are: a part of them.
        self.excess = 0.0
        # The makespan of the last test in full detail, 0 before the first one.
        self._priced_at = 0

    @classmethod
    def of(cls, weights: Sequence[int], n_stacks: int) -> "PricingProblem":
        """Begin with single items, largest first."""
        different, counts = np.unique(-np.array(weights, np.int64), return_counts=True)
        return cls(-different, counts.astype(np.int64), n_stacks)

    def rest(self, counts: Ints, n_stacks: int, makespan: int) -> "PricingProblem":
        """Take items and stacks away; sets that still fit go along.

        So do the sets in use without what is gone, filled up again: that saves most of the rounds
        in which sets are generated.
        """
        kept = np.flatnonzero(counts)
        rest = PricingProblem(self.pool.weights[kept], counts[kept], n_stacks)
        prices = rest.master.prices = self.master.prices[kept].copy()
        rest._priced_at = self._priced_at
        sets = self.pool.sets
        rest.pool.add(sets[(sets <= counts).all(axis=1)][:, kept])
        cut = np.minimum(sets[self.master.used], counts)[:, kept]
        rest.pool.add(rest.pool.maximal(cut, makespan, prices))
        return rest

    def decide(self, makespan: int, work: Work, *, prove: bool = True) -> Answer:
        """Find out whether a makespan, no less than the heaviest item, can be excluded.

        `bound` is raised on the way, whatever the answer; it is open when the work is spent. If
        only `COVERED` is of use (`prove` is False), it ends as soon as that is out of reach.
        """
        if self._priced_at:
            self._begin(makespan)
        elif self.exclude_coarsely(makespan, work):
            return Answer.EXCLUDED
        finest = finest_aggregation(self.pool.weights, makespan)
        self._priced_at = makespan
        return self._converge(makespan, finest, work, prove=prove, is_coarse=False)

    def exclude_coarsely(self, makespan: int, work: Work) -> bool:
        """Try to exclude a makespan at little cost; `bound` is raised on the way.

        False says nothing. Coarse prices bring most of the sets that finer ones need.
        """
        self._begin(makespan)
        *coarse, _ = aggregations(self.pool.weights, makespan)
        for view in coarse:
            if self._converge(makespan, view, work, prove=True, is_coarse=True) is Answer.EXCLUDED:
                return True
            self._enrich(makespan, work)
        return False

    def _begin(self, makespan: int) -> None:
        """Take into use the sets that fit; prices of another makespan are brought to this one."""
        if self._priced_at:
            # Prices are close to a function of the part of the makespan that a weight is.
            old = self.pool.weights[::-1] * (makespan / self._priced_at)
            self.master.prices = np.interp(self.pool.weights[::-1], old, self.master.prices[::-1])[
                ::-1
            ]
        self.pool.add(self.pool.maximal(self.pool.singles(makespan), makespan, self.master.prices))
        self.master.used = self.pool.trimmed(self.pool.fitting(makespan), self.master.prices)

    def _enrich(self, makespan: int, work: Work) -> None:
        """Take in what the prices say is nearly worth a stack: a finer view needs it."""
        n_known, cells = len(self.pool.sets), len(self.pool.weights) ** 2
        triples = self.pool.best_triples(makespan, self.master.prices)
        work.spend(30 * cells)
        self.pool.add(self.pool.maximal(triples, makespan, self.master.prices))
        work.spend(30 * cells)
        self.master.used = self.pool.trimmed(
            np.union1d(self.master.used, np.arange(n_known, len(self.pool.sets))),
            self.master.prices,
        )

    def _converge(
        self, makespan: int, view: Floats, work: Work, *, prove: bool, is_coarse: bool
    ) -> Answer:
        """Generate sets until the prices, seen through a view of the weights, are right.

        With a coarser view `COVERED` says only that prices cannot tell.
        """
        tolerance, excess = _COARSE_GAP if is_coarse else _FINE_GAP, np.inf
        for _ in work.rounds():
            before, found = excess, self.master.solve(view, tolerance, work)
            if found.primal <= self.master.enough:
                return Answer.COVERED
            excess = self.excess = found.primal / self.n_stacks - 1
            if not is_coarse and self.pool.is_large and 0.9 * before < excess < 10 * COVERS:
                return Answer.OPEN  # Rounds are costly and gain little; no certificate is so sharp.
            left_out = self.pool.violated(makespan, self.master.used, self.master.prices)
            work.spend(200 * len(self.pool.sets))
            if not is_coarse:
                tolerance = min(tolerance, max(FINEST, 0.3 * excess))
            if len(left_out) > len(view) // 4:
                self.master.use(left_out)
                continue
            n_known, worst = len(self.pool.sets), self._price(makespan, excess, work)
            if self.bound > makespan:
                return Answer.EXCLUDED
            new = np.arange(n_known, len(self.pool.sets))
            # Fractions do not reach it; or the programme has converged for what was asked.
            is_clear = not is_coarse and found.dual > self.master.enough * (1 + max(worst, 0.0))
            is_done = not len(new) and not len(left_out)
            if work.is_spent or (is_coarse and worst < _COARSE_GAP) or (is_clear and not prove):
                return Answer.OPEN
            if is_clear or is_done:
                answer = self._ask_finely(makespan, work, is_last=is_done and tolerance == FINEST)
                if answer is not None:
                    return answer
            if not is_done:
                self.master.use(np.concatenate((left_out, new)))
            wanted = 0.0 if is_done else max(0.2 * excess, 0.1 * worst)
            tolerance = min(tolerance, max(FINEST, wanted))
        return Answer.OPEN

    def _price(self, makespan: int, excess: float, work: Work) -> float:
        """Look for sets worth more than they cost, and try the certificate; says how much more."""
        whole = int(np.clip(1.5 / max(excess, 1e-5), _PROFITS // 8, _PROFITS))
        items, profits = self.pool.weights[self.pool.types], self._profits(whole)
        most = int(max(needed_profit(profits, self.n_stacks), whole * 1.02)) + 2
        table = least_weights(items, profits, most)
        # In two parts: of a thousand items each is so much that a cancel would wait for it.
        work.spend(len(items) * (most + 2_500) + 200_000)
        work.spend(40 * len(items) ** 2)
        self.bound = max(self.bound, certified_bound(table, profits, self.n_stacks))
        if self.bound > makespan or work.is_spent:
            return 0.0
        chosen = best_last_sets(table, items, profits, makespan)
        firsts = np.cumsum(self.pool.counts) - self.pool.counts
        of_kinds = np.add.reduceat(chosen, firsts, axis=0, dtype=np.float64)
        sets = self.pool.maximal(np.ascontiguousarray(of_kinds.T), makespan, self.master.prices)
        values = sets @ self.master.prices
        worst = float(values.max()) - 1
        if worst > 1e-9:
            self.pool.add(sets[values > 1 + 1e-9])
        return worst

    def _ask_finely(self, makespan: int, work: Work, *, is_last: bool) -> Answer | None:
        """Try the certificate with finer profits: in the end, or before where rounds cost more."""
        if is_last or self.pool.is_large:
            profits, items = self._profits(4 * _PROFITS), self.pool.weights[self.pool.types]
            work.spend(len(profits) * (4 * _PROFITS + 3_000))
            self.bound = max(self.bound, finely_certified_bound(items, profits, self.n_stacks))
        if self.bound > makespan:
            return Answer.EXCLUDED
        return Answer.OPEN if is_last else None

    def _profits(self, whole: int) -> Ints:
        """Round prices to whole parts of a stack, for each item."""
        return np.floor(self.master.prices * whole + 0.5).astype(np.int64)[self.pool.types]
