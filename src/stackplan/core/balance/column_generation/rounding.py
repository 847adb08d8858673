"""From a fractional plan to a whole one: diving, and an exact cover."""

import random
from dataclasses import dataclass

import numpy as np

from stackplan.core.balance.arrays import Floats, Ints
from stackplan.core.balance.column_generation.certificates import least_weights
from stackplan.core.balance.column_generation.pricing import Answer, PricingProblem
from stackplan.core.balance.heuristics import earliest_ends
from stackplan.core.balance.problem import Problem, Work, members
from stackplan.core.balance.tabu_search import TabuSearch

# From so few stacks on the rest of a dive may be closed by an exact cover or by exchanges.
_FINISH_FROM = 11
# One step fixes one of so many stacks at most; the last ones are not fixed, but closed.
_PART = 5
# Work of the exchanges that close a dive, and of those on the plan that it finds.
EXCHANGE_WORK = 3_000_000


def dive(
    pricing: PricingProblem, makespan: int, draw: random.Random, work: Work
) -> list[Ints] | None:
    """Look for a plan within a makespan that fractions of stacks reach.

    The pricing problem was asked about this makespan just before: covered. Another seed of the draw
    is another dive. A plan is the number of items of each weight in each stack.
    """
    columns: list[Ints] = []
    kinds = np.arange(len(pricing.pool.weights))
    every = len(kinds)
    rest = pricing
    for _ in work.rounds():
        if rest.n_stacks <= _FINISH_FROM:
            last = _finish(rest, makespan, work)
            if last is not None or rest.n_stacks <= _PART:
                return None if last is None else columns + [_spread(c, kinds, every) for c in last]
        chosen = _choose(rest, draw)
        smaller = _fix(rest, chosen, makespan, work)
        if smaller is None:
            return None
        n_fixed, smaller_rest = smaller
        columns += [_spread(column, kinds, every) for column in chosen[:n_fixed]]
        kept = rest.pool.counts - sum(chosen[:n_fixed])
        kinds = kinds[np.flatnonzero(kept)]
        if not len(kinds):
            return columns
        rest = smaller_rest
    return None


def _spread(column: Ints, kinds: Ints, every: int) -> Ints:
    full = np.zeros(every, np.int64)
    full[kinds] = column
    return full


def _choose(pricing: PricingProblem, draw: random.Random) -> list[Ints]:
    """Take disjoint sets, those with the largest amounts first."""
    used, amounts = pricing.master.used, pricing.master.amounts.tolist()
    rank = [-amount * (1 + 0.3 * draw.random()) for amount in amounts]
    left = pricing.pool.counts.copy()
    chosen: list[Ints] = []
    for index in sorted(range(len(rank)), key=rank.__getitem__):
        if amounts[index] < 1e-4 or len(chosen) == max(1, pricing.n_stacks // _PART):
            break
        column = pricing.pool.sets[used[index]].astype(np.int64)
        if (column <= left).all():
            chosen.append(column)
            left -= column
    return chosen


def _fix(
    pricing: PricingProblem, chosen: list[Ints], makespan: int, work: Work
) -> tuple[int, PricingProblem] | None:
    """Fix as many of the sets as leave a rest that fractions still cover."""
    n_fixed = len(chosen)
    while n_fixed and not work.is_spent:
        counts = pricing.pool.counts - np.sum(chosen[:n_fixed], axis=0)
        n_stacks = pricing.n_stacks - n_fixed
        if int(counts @ pricing.pool.weights) <= n_stacks * makespan:
            # Sets are cut and filled up, in a table of all loads.
            work.spend(5 * len(pricing.master.used) * len(counts))
            rest = pricing.rest(counts, n_stacks, makespan)
            if (
                not len(rest.pool.weights)
                or rest.decide(makespan, work, prove=False) is Answer.COVERED
            ):
                return n_fixed, rest
        n_fixed //= 2
    return None


def _finish(pricing: PricingProblem, makespan: int, work: Work) -> list[Ints] | None:
    """Spread the rest over the last stacks: by an exact cover, or by exchanges."""
    weights = pricing.pool.weights[pricing.pool.types]
    stacks = None
    if len(weights) <= WORD_BITS:
        prices = pricing.master.prices[pricing.pool.types]
        stacks = cover(weights, prices, pricing.n_stacks, makespan, work).stacks
    if stacks is None:
        stacks = _exchanged(weights, pricing.n_stacks, makespan, work)
    if stacks is None:
        return None
    n_kinds = len(pricing.pool.weights)
    return [np.bincount(pricing.pool.types[stack], minlength=n_kinds) for stack in stacks]


def _exchanged(weights: Ints, n_stacks: int, makespan: int, work: Work) -> list[list[int]] | None:
    plain = tuple(int(weight) for weight in weights)
    problem = Problem(plain, (0,) * n_stacks, (1,) * n_stacks)
    places = earliest_ends(plain, problem.bases, problem.costs)
    search = TabuSearch(problem, places)
    search.run(makespan, work.part(EXCHANGE_WORK))
    return members(search.places, n_stacks) if search.makespan <= makespan else None


# Whole profits of one stack's worth of items in the exact cover, and the most sets it lists.
_PROFITS = 20_000
_MOST_SETS = 30_000
# Nodes of the search for a cover in a dive; ten times as many where it is to prove.
NODES = 300
# Items of a set are bits of a machine word.
WORD_BITS = 62


@dataclass(frozen=True, slots=True)
class Cover:
    """What a search for a cover has found."""

    stacks: list[list[int]] | None  # the items of each stack
    is_final: bool  # nothing was cut off: without stacks it is proved that there is no cover


def cover(
    weights: Ints,
    prices: Floats,
    n_stacks: int,
    makespan: int,
    work: Work,
    most_nodes: int = NODES,
) -> Cover:
    """Spread items, largest first, over stacks so that none is longer than a makespan.

    Prices are about the part of a stack that each item is worth: the better, the quicker.
    """
    slack = n_stacks * makespan - int(weights.sum())
    if slack < 0 or weights[0] > makespan:
        return Cover(None, is_final=True)
    if len(weights) > WORD_BITS:
        return Cover(None, is_final=False)
    profits = np.floor(prices * _PROFITS).astype(np.int64)
    listed = _list_sets(weights, profits, n_stacks, makespan, work)
    if listed is None:
        return Cover(None, is_final=False)
    return _CoverSearch(len(weights), listed, n_stacks, most_nodes, work).run(slack)


class _Sets:
    """Sets with what they lack in profit and what they leave free."""

    def __init__(self, bits: Ints, lacks: Ints, rooms: Ints, budget: int) -> None:
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
        """Tell whether the search came to its end and was not cut off."""
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
            self._work.spend(4_000 + 3 * len(open_sets))
            found = self._search(kept, used | bits, rest)
            if found is not None:
                return [bits, *found]
            if self._is_cut:
                break
        return None


def _items(bits: int) -> list[int]:
    return [item for item in range(bits.bit_length()) if bits >> item & 1]
