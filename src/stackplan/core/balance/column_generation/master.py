"""The restricted master programme: it covers all items by the columns in use, and prices them.

Its rows are the weights, or an aggregation of them: prices on a few points of a grid, interpolated
between, bring most columns that the full prices need at a part of the cost.
"""

from collections.abc import Iterator

import numpy as np

from stackplan.core.balance.arrays import Floats, Ints
from stackplan.core.balance.column_generation.column_pool import MANY_KINDS, ColumnPool
from stackplan.core.balance.column_generation.interior_point import (
    Covering,
    CumulatedMatrix,
    SparseMatrix,
    solve,
)
from stackplan.core.balance.problem import Work

# Parts of the makespan: thirds, quarters, fifths and sixths are among them.
_GRIDS = (36, 120)
# A view pays if it has so many rows fewer than what follows.
_PAYS = 1.25
# Where there are many weights, those below this part of the makespan are seen as volumes.
_TINY = 20


def aggregations(weights: Ints, makespan: int) -> Iterator[Floats]:
    """View weights in more and more detail: the last view is the finest.

    Prices of the rows times a view are prices of the weights.
    """
    finest = finest_aggregation(weights, makespan)
    for n_parts in _GRIDS:
        view = interpolation(weights, makespan, n_parts)
        if len(view) * _PAYS < len(finest):
            yield view
    yield finest


def interpolation(weights: Ints, makespan: int, n_parts: int) -> Floats:
    """Share each weight between the two points of a grid around it; nothing has price nothing.

    There is a row for each point that a weight is near to, the largest first.
    """
    places = weights * (n_parts / makespan)
    view = np.maximum(0.0, 1.0 - np.abs(np.arange(n_parts, 0, -1)[:, None] - places))
    near: Floats = view[view.any(axis=1)]
    return near


def project(view: Floats, entries: tuple[Ints, Ints, Floats]) -> tuple[Ints, Floats]:
    """Show sets in a view: its product with their transpose, by the few entries that sets have.

    A weight is in two rows of a view at most. Gives the places and values of a `SparseMatrix`.
    """
    n_rows, n_types = view.shape
    nearest = view.argmax(axis=0)
    rest = view.copy()
    rest[nearest, np.arange(n_types)] = 0
    at, kinds, numbers = entries
    shares, other_shares = view.max(axis=0), rest.max(axis=0)
    places, values = at * n_rows + nearest[kinds], numbers * shares[kinds]
    if not other_shares.any():
        return places, values
    other_places = at * n_rows + rest.argmax(axis=0)[kinds]
    both = np.concatenate((places, other_places))
    return both, np.concatenate((values, numbers * other_shares[kinds]))


def finest_aggregation(weights: Ints, makespan: int) -> Floats:
    """View every weight by itself, but of many the small ones as a volume for each octave.

    A single volume would fill any gap with the smallest.
    """
    n_large = int((weights * _TINY >= makespan).sum())
    if len(weights) <= MANY_KINDS or n_large + 1 >= len(weights):
        return np.eye(len(weights))
    tiny = weights[n_large:]
    octaves = np.log2(makespan / _TINY / tiny).astype(int)
    _, octaves = np.unique(octaves, return_inverse=True)
    view = np.eye(n_large + int(octaves[-1]) + 1, len(weights))
    view[n_large:] = 0.0
    _, firsts = np.unique(octaves, return_index=True)
    view[n_large + octaves, np.arange(n_large, len(weights))] = tiny / tiny[firsts][octaves]
    return view


# The smallest relative gap that is asked for.
FINEST = 1e-6
# Relative width within which the programme counts as covering with the stacks there are.
COVERS = 4e-6


class MasterProgramme:
    """The columns in use, their amounts, and the prices of the items."""

    def __init__(self, pool: ColumnPool, n_stacks: int) -> None:
        self.pool, self.n_stacks = pool, n_stacks
        # Prices of the weights, to begin with in proportion.
        self.prices: Floats = pool.weights / max(1.0, float(pool.weights @ pool.counts))
        # The sets in use and their amounts, from the last programme.
        self.used: Ints = np.zeros(0, np.int64)
        self.amounts: Floats = np.zeros(0)
        # The sets and the number of rows that the amounts are of.
        self._solved_sets: Ints = np.zeros(0, np.int64)
        self._solved_rows = 0

    @property
    def enough(self) -> float:
        """The number of stacks, and a little more: with so many the items count as covered."""
        return self.n_stacks * (1 + COVERS)

    def use(self, more: Ints) -> None:
        """Take sets into use; those that cover something now stay."""
        needed = self.used[self.amounts > 1e-4 * self.amounts.max()]
        self.used = np.union1d(
            needed, self.pool.trimmed(np.concatenate((self.used, more)), self.prices)
        )

    def solve(self, view: Floats, tolerance: float, work: Work) -> Covering:
        """Cover the items, as the view shows them, by the sets in use; price them by that."""
        warm = None
        if self._solved_rows == len(view):
            known = np.zeros(len(self.pool.sets))
            known[self._solved_sets] = self.amounts
            warm = known[self.used]
        found = self._cover(self.used, view, tolerance, work, warm)
        self.prices, self.amounts = found.prices @ view, found.amounts
        self._solved_sets, self._solved_rows = self.used, len(view)
        return found

    def _cover(
        self, used: Ints, view: Floats, tolerance: float, work: Work, warm: Floats | None
    ) -> Covering:
        # Prices of many weights swing from round to round unless they must fall with the weight.
        shape = CumulatedMatrix if self.pool.is_large else SparseMatrix
        matrix = shape(len(view), len(used), *project(view, self.pool.entries(used)))
        floor = np.maximum(self.prices, 1e-7 * self.prices.max())[view.argmax(axis=1)]
        return solve(matrix, view @ self.pool.counts, floor, self.enough, tolerance, work, warm)
