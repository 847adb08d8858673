"""The pool of columns: the sets of items that one stack may hold, as far as they are generated."""

import numpy as np

from stackplan.core.balance.arrays import Floats, Ints, sums

# From so many different weights on every programme is costly.
MANY_KINDS = 150
# Sets for each weight: of three items, taken in at once; and in use, after trimming. Twice as many
# call for it. With much fewer the programme forgets what it has just learnt.
SETS_A_WEIGHT = 6
# How much less than the best a set of three may be worth.
_NEARLY = 5e-3


class ColumnPool:
    """Items by their weights, and the columns: sets of items generated for one stack so far.

    Weights are the different ones, largest first; counts say how many items have each.
    """

    def __init__(self, weights: Ints, counts: Ints) -> None:
        self.weights, self.counts = weights, counts
        # Types of the single items, in canonical order.
        self.types = np.repeat(np.arange(len(weights)), counts)
        self._store: Floats = np.zeros((64, len(weights)))
        self._heights: Ints = np.zeros(0, np.int64)
        self._known: set[int] = set()
        self._marks = np.random.default_rng(len(weights)).integers(2**62, size=len(weights))
        # The same sets by their entries: which weight, how many, and where those of a set end.
        self._kinds: Ints = np.zeros(0, np.int64)
        self._numbers: Floats = np.zeros(0)
        self._ends: Ints = np.zeros(1, np.int64)

    @property
    def sets(self) -> Floats:
        """The sets known so far: how many of each weight."""
        return self._store[: len(self._heights)]

    @property
    def is_large(self) -> bool:
        """Tell whether there are so many weights that every programme is costly."""
        return len(self.weights) > MANY_KINDS

    def add(self, sets: Floats) -> int:
        """Take in sets that are not known yet, but for empty ones; says how many."""
        sets = sets[sets.any(axis=1)]
        if not len(sets):
            return 0
        at, kinds = np.nonzero(sets)
        numbers = sets[at, kinds]
        sizes = np.bincount(at)
        starts = np.cumsum(sizes) - sizes
        # Sets are told apart by sums of random marks; of two with the same sum one is not used.
        whole = numbers.astype(np.int64)
        keys, firsts = np.unique(
            np.add.reduceat(self._marks[kinds] * whole, starts), return_index=True
        )
        is_new = np.array([key not in self._known for key in keys.tolist()])
        self._known.update(keys.tolist())
        new = np.sort(firsts[is_new])
        self._keep(sets[new])
        heights = np.add.reduceat(self.weights[kinds] * whole, starts)
        self._heights = np.concatenate((self._heights, heights[new]))
        kept = np.isin(at, new)
        self._kinds = np.concatenate((self._kinds, kinds[kept]))
        self._numbers = np.concatenate((self._numbers, numbers[kept]))
        self._ends = np.concatenate((self._ends, self._ends[-1] + np.cumsum(sizes[new])))
        return len(new)

    def _keep(self, sets: Floats) -> None:
        n_known = len(self._heights)
        n_sets = n_known + len(sets)
        if n_sets > len(self._store):
            # Room for as many again: not every few sets are worth a copy of all.
            self._store = np.concatenate((self.sets, np.zeros((2 * n_sets, len(self.weights)))))
        self._store[n_known:n_sets] = sets

    def entries(self, used: Ints) -> tuple[Ints, Ints, Floats]:
        """List what sets hold: the place among them, the weight, and how many of it."""
        starts = self._ends[used]
        sizes = self._ends[used + 1] - starts
        at = np.repeat(np.arange(len(used)), sizes)
        places = np.arange(len(at)) + (starts - np.cumsum(sizes) + sizes)[at]
        return at, self._kinds[places], self._numbers[places]

    def worth(self, used: Ints, prices: Floats) -> Floats:
        """Add up the prices of what sets hold."""
        at, kinds, numbers = self.entries(used)
        return sums(at, numbers * prices[kinds], len(used))

    def fitting(self, makespan: int) -> Ints:
        """Find the sets whose weight is at most a makespan."""
        return np.flatnonzero(self._heights <= makespan)

    def singles(self, makespan: int) -> Floats:
        """Make a set of each weight, as many items as fit: together they cover everything."""
        singles = np.zeros((len(self.weights), len(self.weights)))
        np.fill_diagonal(singles, np.minimum(self.counts, makespan // self.weights))
        return singles

    def maximal(self, sets: Floats, makespan: int, prices: Floats) -> Floats:
        """Fill sets up with what still fits, most profit for its weight first.

        Full sets are what lets the programme converge where many runs are small.
        """
        room = makespan - sets.astype(np.int64) @ self.weights
        most = int(room.max(initial=0))
        for kind in np.argsort(-(prices / self.weights), kind="stable"):
            weight = int(self.weights[kind])
            for _ in range(int(self.counts[kind]) if weight <= most else 0):
                fits = np.flatnonzero((room >= weight) & (sets[:, kind] < self.counts[kind]))
                if not len(fits):
                    break
                sets[fits, kind] += 1
                room[fits] -= weight
            most = int(room.max(initial=0)) if weight <= most else most
        return sets

    def best_triples(self, makespan: int, prices: Floats) -> Floats:
        """Find for each weight the pairs that are worth most together with the best third item."""
        n_kinds = len(self.weights)
        room = makespan - self.weights[:, None] - self.weights
        # With falling weights, what fits is an end of the list: which of it is the dearest?
        fits_from = n_kinds - np.searchsorted(self.weights[::-1], room, side="right")
        third = _dearest_behind(prices)[np.minimum(fits_from, n_kinds - 1)]
        none = fits_from == n_kinds
        values = prices[:, None] + prices + np.where(none, 0.0, prices[third])
        values[room < 0] = 0.0
        most = min(SETS_A_WEIGHT, n_kinds)
        second = np.argpartition(-values, most - 1, axis=1)[:, :most].ravel()
        one = np.repeat(np.arange(n_kinds), most)
        dear = values[one, second] > (1 - _NEARLY) * values.max()
        one, second = one[dear], second[dear]
        sets = np.zeros((len(one), n_kinds))
        rows = np.arange(len(one))
        np.add.at(sets, (rows, one), 1)
        np.add.at(sets, (rows, second), 1)
        np.add.at(sets, (rows, third[one, second]), ~none[one, second])
        return sets[(sets <= self.counts).all(axis=1)]

    def violated(self, makespan: int, used: Ints, prices: Floats) -> Ints:
        """Find the sets out of use that are worth more than a stack: they have to come into use."""
        worth = self.worth(np.arange(len(self._heights)), prices)
        dear = (self._heights <= makespan) & (worth > 1 + 1e-7)
        dear[used] = False
        found = np.flatnonzero(dear)
        return found[np.argsort(-worth[found], kind="stable")[: len(self.weights)]]

    def trimmed(self, used: Ints, prices: Floats) -> Ints:
        """Keep, of too many, the sets of the largest value that hold each weight."""
        if len(used) <= 2 * SETS_A_WEIGHT * len(self.weights) + 40:
            return np.unique(used)
        order = used[np.argsort(-self.worth(used, prices), kind="stable")]
        at, kinds, _ = self.entries(order)
        by_kind = np.argsort(kinds, kind="stable")
        ranks = np.arange(len(kinds)) - np.searchsorted(kinds[by_kind], kinds[by_kind])
        return np.unique(order[at[by_kind[ranks < SETS_A_WEIGHT]]])


def _dearest_behind(prices: Floats) -> Ints:
    """Find for each weight the dearest one among those that are no heavier."""
    backward = prices[::-1]
    best = backward >= np.maximum.accumulate(backward)
    last = np.maximum.accumulate(np.where(best, np.arange(len(prices)), 0))
    return (len(prices) - 1 - last)[::-1]
