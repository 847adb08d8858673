"""Sets of items that fit on one stack, priced: which are known, full, of use."""

import numpy as np

from stackplan.core.balance.subsets import Floats, Ints


class SetPool:
    """Items by their weights, and the sets generated for them so far, as they are priced now.

    Parameters
    ----------
    weights : array of int, shape (n_types,)
        Different weights, largest first.
    counts : array of int, shape (n_types,)
        Number of items of each.
    """

    def __init__(self, weights: Ints, counts: Ints) -> None:
        self.weights, self.counts = weights, counts
        # Types of the single items, in canonical order.
        self.types = np.repeat(np.arange(len(weights)), counts)
        self.prices: Floats = weights / max(1.0, float(weights @ counts))
        self.sets: Floats = np.zeros((0, len(weights)))
        self._heights: Ints = np.zeros(0, np.int64)
        self._known: set[bytes] = set()

    def add(self, sets: Floats) -> int:
        """Take in sets that are not known yet; says how many."""
        new = []
        for row in np.ascontiguousarray(sets):
            key = row.tobytes()
            if key not in self._known:
                self._known.add(key)
                new.append(row)
        if new:
            rows = np.array(new)
            self.sets = np.concatenate((self.sets, rows))
            heights = rows.astype(np.int64) @ self.weights
            self._heights = np.concatenate((self._heights, heights))
        return len(new)

    def fitting(self, makespan: int) -> Ints:
        """Find the sets whose weight is at most a makespan."""
        return np.flatnonzero(self._heights <= makespan)

    def singles(self, makespan: int) -> Floats:
        """For each weight as many of its items as fit: with them everything can be covered."""
        singles = np.zeros((len(self.weights), len(self.weights)))
        np.fill_diagonal(singles, np.minimum(self.counts, makespan // self.weights))
        return singles

    def filled(self, sets: Floats, makespan: int) -> Floats:
        """Fill sets up with what still fits, most profit for its weight first.

        Full sets are what lets the programme converge where many runs are small.
        """
        room = makespan - sets.astype(np.int64) @ self.weights
        least = self.weights[-1]
        for kind in np.argsort(-(self.prices / self.weights), kind="stable"):
            if not (room >= least).any():
                break
            for _ in range(int(self.counts[kind])):
                fits = (room >= self.weights[kind]) & (sets[:, kind] < self.counts[kind])
                if not fits.any():
                    break
                sets[fits, kind] += 1
                room[fits] -= self.weights[kind]
        return sets

    def overrated(self, makespan: int, used: Ints) -> Ints:
        """Known sets out of use that the prices overrate."""
        dear = (self._heights <= makespan) & (self.sets @ self.prices > 1 + 1e-7)
        dear[used] = False
        found = np.flatnonzero(dear)
        worth = self.sets[found] @ self.prices
        return found[np.argsort(-worth, kind="stable")[: len(self.weights)]]

    def trimmed(self, used: Ints) -> Ints:
        """Keep the sets of the largest value, and one at least for every weight."""
        most = 4 * len(self.weights) + 20
        if len(used) <= most + len(self.weights):
            return np.unique(used)
        worth = self.sets[used] @ self.prices
        kept = used[np.argsort(-worth, kind="stable")[:most]]
        bare = self.sets[kept].sum(axis=0) == 0
        needed = used[self.sets[used][:, bare].any(axis=1)]
        return np.unique(np.concatenate((kept, needed)))
