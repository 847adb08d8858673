"""The linear programme that covers items by sets: which sets are in use, and in what amounts."""

import random

import numpy as np

from stackplan.core.balance.column_generation.interior import Covering, solve
from stackplan.core.balance.column_generation.set_pool import SetPool
from stackplan.core.balance.column_generation.sparse import CumulatedMatrix, SparseMatrix
from stackplan.core.balance.column_generation.views import seen, views
from stackplan.core.balance.problem import Work
from stackplan.core.balance.subsets import Floats, Ints

# The smallest relative gap that is asked for.
FINEST = 1e-6
# Relative width within which the programme counts as covering with the stacks there are; with many
# weights a larger one, since a plan is sought a little above it anyway.
_COVERS, _MANY_COVER = 4e-6, 4e-5
# With less of the makespan free on average, gaps have to be filled with care.
_TIGHT = 3e-3
# Sets for each row that are left when amounts are concentrated, and how much chance orders them.
_FEWEST, _CHANCE = 3.0, 0.3


class Programme(SetPool):
    """Items, sets and prices, and the amounts of sets that cover all.

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
        # The sets in use and their amounts, from the last programme.
        self.used: Ints = np.zeros(0, np.int64)
        self.amounts: Floats = np.zeros(0)
        # The sets and the number of rows that the amounts are of.
        self._seen_sets: Ints = np.zeros(0, np.int64)
        self._seen_rows = 0

    @property
    def enough(self) -> float:
        """The number of stacks, and what nobody minds above it."""
        return self.n_stacks * (1 + (_MANY_COVER if self.is_large else _COVERS))

    def finest_view(self, makespan: int) -> Floats:
        """View the weights in as much detail as a makespan asks for."""
        room = self.n_stacks * makespan - int(self.counts @ self.weights)
        is_tight = room < _TIGHT * self.n_stacks * makespan
        *_, finest = views(self.weights, makespan, is_tight=is_tight)
        return finest

    def use(self, more: Ints) -> None:
        """Take sets into use; those that cover something now stay."""
        needed = self.used[self.amounts > 1e-4 * self.amounts.max()]
        self.used = np.union1d(needed, self.trimmed(np.concatenate((self.used, more))))

    def cover_all(self, view: Floats, tolerance: float, work: Work) -> Covering:
        """Cover the items, as the view shows them, by the sets in use; price them by that."""
        warm = None
        if self._seen_rows == len(view):
            known = np.zeros(len(self.sets))
            known[self._seen_sets] = self.amounts
            warm = known[self.used]
        found = self._cover(self.used, view, tolerance, work, warm)
        self.prices, self.amounts = found.prices @ view, found.amounts
        self._seen_sets, self._seen_rows = self.used, len(view)
        return found

    def concentrated(self, makespan: int, draw: random.Random, work: Work) -> tuple[Ints, Floats]:
        """Cover the items by ever fewer of the sets in use: amounts get closer to whole ones.

        Parameters
        ----------
        makespan : int
            Of the last test, that found it covered.
        draw : random.Random
            For the order of equals: another seed, other sets.
        work : Work
            Told what it cost.

        Returns
        -------
        tuple of arrays
            The sets that are left, and their amounts.
        """
        used, amounts, view = self.used, self.amounts, self.finest_view(makespan)
        fewest = int(_FEWEST * len(view))
        for _ in work.rounds():
            if len(used) <= fewest:
                break
            ranks = amounts * (1 + _CHANCE * np.array([draw.random() for _ in used]))
            kept = self._largest(used, ranks, max(len(used) // 2, fewest))
            found = self._cover(used[kept], view, FINEST, work, amounts[kept])
            if found.primal > self.enough or len(kept) == len(used):
                break
            used, amounts = used[kept], found.amounts
        return used, amounts

    def _cover(
        self, used: Ints, view: Floats, tolerance: float, work: Work, warm: Floats | None
    ) -> Covering:
        shape = CumulatedMatrix if self.is_large else SparseMatrix
        matrix = shape(len(view), len(used), *seen(view, self.entries(used)))
        floor = np.maximum(self.prices, 1e-7 * self.prices.max())[view.argmax(axis=1)]
        return solve(matrix, view @ self.counts, floor, self.enough, tolerance, work, warm)

    def _largest(self, used: Ints, ranks: Floats, n_kept: int) -> Ints:
        """Choose the sets of the largest ranks, and one at least for every weight."""
        kept = np.zeros(len(used), bool)
        kept[np.argsort(-ranks, kind="stable")[:n_kept]] = True
        at, kinds, _ = self.entries(used)
        for kind in np.setdiff1d(kinds, kinds[kept[at]]):
            holders = at[kinds == kind]
            kept[holders[np.argmax(ranks[holders])]] = True
        return np.flatnonzero(kept)
