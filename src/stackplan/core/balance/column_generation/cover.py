"""The last few stacks: every set that a plan could use is listed, then an exact cover is sought.

With whole profits, of which no set under the makespan holds more than `top`, the sets of a plan
together lack at most ``m top - sum of profits``; so each lacks no more, and the list is short.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stackplan.core.balance.column_generation.profits import least_weights
from stackplan.core.balance.problem import Work
from stackplan.core.balance.subsets import Floats, Ints

_PROFITS = 20_000
_MOST_SETS = 30_000
_FEW_NODES = 300
# Of a set that is tried, and of each set that is then looked at whether it still fits beside it.
_CHILD_WORK, _LOOK_WORK = 4_000, 3
# Items of a set are bits of a machine word.
MOST_ITEMS = 62

Bits = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cover:
    """What a search for a cover has found.

    Parameters
    ----------
    stacks : list of list of int, or None
        The items of each stack; `None` if no cover was found.
    is_final : bool
        Nothing was cut off: without stacks it is proved that there is no cover.
    """

    stacks: list[list[int]] | None
    is_final: bool


_GAVE_UP = Cover(None, is_final=False)


def cover(
    weights: Ints,
    prices: Floats,
    n_stacks: int,
    makespan: int,
    work: Work,
    most_nodes: int = _FEW_NODES,
) -> Cover:
    """Spread items over stacks so that none is longer than a makespan.

    Parameters
    ----------
    weights : array of int, shape (n_items,)
        Loads, largest first; at most `MOST_ITEMS`.
    prices : array of float, shape (n_items,)
        Dual prices: about the part of a stack that each item is worth. Any will do.
    n_stacks : int
        Number of stacks, all alike.
    makespan : int
        Largest load allowed.
    work : Work
        The budget; where it ends, nothing is final.
    most_nodes : int
        Nodes of the search after which it gives up.

    Returns
    -------
    Cover
        The stacks, or how sure it is that there are none.
    """
    slack = n_stacks * makespan - int(weights.sum())
    if slack < 0 or weights[0] > makespan:
        return Cover(None, is_final=True)
    if len(weights) > MOST_ITEMS:
        return _GAVE_UP
    profits = np.floor(prices * _PROFITS).astype(np.int64)
    listed = _list_sets(weights, profits, n_stacks, makespan, work)
    if listed is None:
        return _GAVE_UP
    return _CoverSearch(len(weights), listed, n_stacks, most_nodes, work).run(slack)


class _Sets:
    """Sets with what they lack in profit and what they leave free."""

    def __init__(self, bits: Bits, lacks: Ints, rooms: Ints, budget: int) -> None:
        order = np.argsort(lacks, kind="stable")
        self.bits, self.lacks, self.rooms = bits[order], lacks[order], rooms[order]
        self.budget = budget


def _list_sets(
    weights: Ints, profits: Ints, n_stacks: int, makespan: int, work: Work
) -> _Sets | None:
    """List every set that a plan could use; `None` if they are too many."""
    n_items, most = len(weights), int(_PROFITS * 1.3)
    backward = least_weights(weights[::-1], profits[::-1], most)[::-1]
    work.spend(n_items * most * 2.5)
    top = int(np.searchsorted(backward[0], makespan, side="right")) - 1
    budget = n_stacks * top - int(profits.sum())
    if top >= most:
        return None
    least = n_stacks * makespan - int(weights.sum())
    behind = np.append(np.cumsum(weights[::-1])[::-1], 0)
    loads, gains, bits = (np.zeros(1, np.int64) for _ in range(3))
    for item in range(n_items):
        heavier = loads + weights[item]
        fits = heavier <= makespan
        loads = np.concatenate((loads, heavier[fits]))
        gains = np.concatenate((gains, (gains + profits[item])[fits]))
        bits = np.concatenate((bits, (bits | (1 << item))[fits]))
        # Nothing is kept that the items behind could not complete.
        wanted = np.maximum(top - budget - gains, 0)
        kept = (loads + behind[item + 1] >= makespan - least) & (wanted <= top)
        rests = backward[item + 1][np.minimum(wanted, most)]
        kept &= rests <= makespan - loads
        loads, gains, bits = loads[kept], gains[kept], bits[kept]
        work.spend(len(loads) * 60 + 20_000)
        if len(loads) > _MOST_SETS:
            return None
    return _Sets(bits, top - gains, makespan - loads, budget)


class _CoverSearch:
    """Depth first: the item with the fewest sets left, its best sets first."""

    def __init__(
        self, n_items: int, sets: _Sets, n_stacks: int, most_nodes: int, work: Work
    ) -> None:
        self._sets, self._work = sets, work
        self._n_stacks, self._most_nodes = n_stacks, most_nodes
        self._full = (1 << n_items) - 1
        self._holds = (sets.bits[:, None] >> np.arange(n_items)) & 1 == 1
        self._nodes, self._is_cut = 0, False

    @property
    def is_final(self) -> bool:
        """Tell whether the search came to its end by itself."""
        return not self._is_cut

    def run(self, slack: int) -> Cover:
        """Search from nothing."""
        every = np.arange(len(self._sets.bits))
        found = self._search(every, 0, (self._n_stacks, self._sets.budget, slack))
        stacks = None if found is None else [_items(bits) for bits in found]
        return Cover(stacks, self.is_final)

    def _search(self, open_sets: Ints, used: int, left: tuple[int, int, int]) -> list[int] | None:
        n_left, budget, slack = left
        if used == self._full:
            return []
        if not n_left or not len(open_sets):
            return None
        self._is_cut = self._is_cut or self._nodes >= self._most_nodes or self._work.is_spent
        if self._is_cut:
            return None
        self._nodes += 1
        holds = self._holds[open_sets]
        self._work.spend(holds.size * 2 + 40_000)
        counts = holds.sum(axis=0)
        counts[[used >> item & 1 == 1 for item in range(len(counts))]] = len(open_sets) + 1
        sets = self._sets
        for index in open_sets[holds[:, int(np.argmin(counts))]]:
            bits, lack, room = int(sets.bits[index]), int(sets.lacks[index]), int(sets.rooms[index])
            rest = (n_left - 1, budget - lack, slack - room)
            kept = open_sets[
                (sets.bits[open_sets] & bits == 0)
                & (sets.lacks[open_sets] <= rest[1])
                & (sets.rooms[open_sets] <= rest[2])
            ]
            self._work.spend(_CHILD_WORK + _LOOK_WORK * len(open_sets))
            found = self._search(kept, used | bits, rest)
            if found is not None:
                return [bits, *found]
            if self._is_cut:
                break
        return None


def _items(bits: int) -> list[int]:
    return [item for item in range(bits.bit_length()) if bits >> item & 1]
