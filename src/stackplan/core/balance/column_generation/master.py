"""The restricted master programme: its pool of columns and its aggregated rows."""

import random
from collections.abc import Iterator

import numpy as np

from stackplan.core.balance.column_generation.interior_point import (
    Covering,
    CumulatedMatrix,
    SparseMatrix,
    solve,
    sums,
)
from stackplan.core.balance.problem import Work
from stackplan.core.balance.tabu_search import Floats, Ints

# Parts of the makespan: thirds, quarters, fifths and sixths are among them.
_GRIDS = (36, 120)
# A view pays if it has so many rows fewer than what follows.
_PAYS = 1.25
# Where there are many weights, those below this part of the makespan are seen as one volume.
MANY_KINDS, _TINY = 150, 20


def views(weights: Ints, makespan: int, *, is_tight: bool = False) -> Iterator[Floats]:
    """View weights in more and more detail.

    Parameters
    ----------
    weights : array of int, shape (n_types,)
        Different weights, largest first, none above the makespan.
    makespan : int
        What the grids are parts of.
    is_tight : bool
        Stacks are nearly full everywhere, so that it matters which small items fill a gap.

    Yields
    ------
    array of float, shape (n_rows, n_types)
        Prices of the rows times a view are prices of the weights. The last view is the finest.
    """
    finest = _finest(weights, makespan, is_tight)
    for n_parts in _GRIDS:
        view = on_grid(weights, makespan, n_parts)
        if len(view) * _PAYS < len(finest):
            yield view
    yield finest


def on_grid(weights: Ints, makespan: int, n_parts: int) -> Floats:
    """Share each weight between the two points of a grid around it; nothing has price nothing.

    Parameters
    ----------
    weights : array of int, shape (n_types,)
        Different weights.
    makespan : int
        The last point of the grid.
    n_parts : int
        Number of equal parts.

    Returns
    -------
    array of float, shape (n_rows, n_types)
        One row for each point that a weight is near to, the largest first.
    """
    places = weights * (n_parts / makespan)
    view = np.maximum(0.0, 1.0 - np.abs(np.arange(n_parts, 0, -1)[:, None] - places))
    near: Floats = view[view.any(axis=1)]
    return near


def seen(view: Floats, entries: tuple[Ints, Ints, Floats]) -> tuple[Ints, Floats]:
    """Show sets in a view: its product with their transpose, by the few entries that sets have.

    Parameters
    ----------
    view : array of float, shape (n_rows, n_types)
        At most two rows for each weight.
    entries : tuple of arrays
        What the sets hold: the place among them, the weight, and how many of it.

    Returns
    -------
    tuple of arrays
        Entries of the matrix of rows and sets, as `SparseMatrix` wants them.
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


def _finest(weights: Ints, makespan: int, is_tight: bool) -> Floats:
    """Every weight by itself, but for the many small ones of many: those are a volume.

    One for each octave where it is tight: a single one would fill any gap with the smallest.
    """
    n_large = int((weights * _TINY >= makespan).sum())
    if len(weights) <= MANY_KINDS or n_large + 1 >= len(weights):
        return np.eye(len(weights))
    tiny = weights[n_large:]
    octaves = np.log2(makespan / _TINY / tiny).astype(int) * is_tight
    _, octaves = np.unique(octaves, return_inverse=True)
    view = np.eye(n_large + int(octaves[-1]) + 1, len(weights))
    view[n_large:] = 0.0
    _, firsts = np.unique(octaves, return_index=True)
    view[n_large + octaves, np.arange(n_large, len(weights))] = tiny / tiny[firsts][octaves]
    return view


# Sets in use, for each weight, after trimming, and how many times as many call for it: with much
# fewer the programme forgets what it has just learnt, and learns it again and again.
_KEPT, _FULL = 8, 2
# Sets of three that are taken in for each weight, and how much less than the best they are worth.
_THREES, _NEARLY = 6, 5e-3


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
        # A set goes by a number of its own; were two ever to share one, one would not be used.
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

    def worth(self, used: Ints) -> Floats:
        """Add up the prices of what sets hold."""
        at, kinds, numbers = self.entries(used)
        return sums(at, numbers * self.prices[kinds], len(used))

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
        most = int(room.max(initial=0))
        for kind in np.argsort(-(self.prices / self.weights), kind="stable"):
            weight = int(self.weights[kind])
            for _ in range(int(self.counts[kind]) if weight <= most else 0):
                fits = np.flatnonzero((room >= weight) & (sets[:, kind] < self.counts[kind]))
                if not len(fits):
                    break
                sets[fits, kind] += 1
                room[fits] -= weight
            most = int(room.max(initial=0)) if weight <= most else most
        return sets

    def dear_threes(self, makespan: int) -> Floats:
        """Find for each weight the pairs that are worth most together with the best third item."""
        n_kinds = len(self.weights)
        room = makespan - self.weights[:, None] - self.weights
        # With falling weights, what fits is an end of the list: which of it is the dearest?
        fits_from = n_kinds - np.searchsorted(self.weights[::-1], room, side="right")
        third = self._dearest_behind()[np.minimum(fits_from, n_kinds - 1)]
        none = fits_from == n_kinds
        values = self.prices[:, None] + self.prices + np.where(none, 0.0, self.prices[third])
        values[room < 0] = 0.0
        most = min(_THREES, n_kinds)
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

    def _dearest_behind(self) -> Ints:
        """For each weight the one of the largest price that is no heavier."""
        prices = self.prices[::-1]
        best = prices >= np.maximum.accumulate(prices)
        last = np.maximum.accumulate(np.where(best, np.arange(len(prices)), 0))
        return (len(prices) - 1 - last)[::-1]

    def overrated(self, makespan: int, used: Ints) -> Ints:
        """Known sets out of use that the prices overrate."""
        worth = self.worth(np.arange(len(self._heights)))
        dear = (self._heights <= makespan) & (worth > 1 + 1e-7)
        dear[used] = False
        found = np.flatnonzero(dear)
        return found[np.argsort(-worth[found], kind="stable")[: len(self.weights)]]

    def trimmed(self, used: Ints) -> Ints:
        """Keep the sets of the largest value, and one at least for every weight."""
        most = _KEPT * len(self.weights) + 20
        if len(used) <= _FULL * most:
            return np.unique(used)
        kept = used[np.argsort(-self.worth(used), kind="stable")[:most]]
        bare = np.ones(len(self.weights), bool)
        bare[self.entries(kept)[1]] = False
        at, kinds, _ = self.entries(used)
        return np.union1d(kept, used[at[bare[kinds]]])


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
