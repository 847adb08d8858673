"""Tabu search: exchanges of subsets of runs between two stacks."""

import random
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np

from stackplan.core.balance.arrays import Floats, Ints
from stackplan.core.balance.problem import Assignment, Problem, Work, members, places_of


@lru_cache(maxsize=64)
def family(n_items: int, most: int) -> tuple[Floats, tuple[tuple[int, ...], ...]]:
    """Subsets of so many items: all of them, or as many as are allowed, the small ones first.

    They come as a table with a row of ones and zeros for each subset, and as tuples of items.
    """
    chosen: list[tuple[int, ...]] = []
    for size in range(n_items + 1):
        for subset in combinations(range(n_items), size):
            if len(chosen) == most:
                break
            chosen.append(subset)
    table = np.zeros((len(chosen), n_items))
    for row, subset in enumerate(chosen):
        table[row, list(subset)] = 1
    return table, tuple(chosen)


class SubsetSums:
    """Sorted sums of the subsets of each stack; of large stacks only of the small subsets."""

    def __init__(self, weights: Floats, n_stacks: int, most: int) -> None:
        self._weights = weights
        self._most = most
        # Larger than any sum: rows end with it, so that they can be laid end to end, sorted.
        self.end = 2.0 * float(weights.sum()) + 1.0
        self.sums = np.full((n_stacks, most), self.end)
        # Every stack is empty so far: nothing but the empty subset.
        self.sums[:, 0] = 0.0
        self._order = np.zeros((n_stacks, most), np.int64)
        self._size = [0] * n_stacks
        # Columns that any stack so far has used.
        self.width = 1

    def set_stack(self, stack: int, items: Sequence[int]) -> None:
        """Take over the items of a stack."""
        table, _ = family(len(items), self._most)
        sums = table @ self._weights[list(items)]
        order = np.argsort(sums, kind="stable")
        size = len(order)
        self.width = max(self.width, size)
        self.sums[stack, :size] = sums[order]
        self.sums[stack, size:] = self.end
        self._order[stack, :size] = order
        self._size[stack] = len(items)

    def is_complete(self, stack: int) -> bool:
        """Tell whether every subset of a stack is there."""
        return 1 << min(self._size[stack], 62) <= self._most

    def columns_without_first(self, stack: int) -> Ints:
        """Columns of a complete stack whose subset does not hold the largest item.

        The others are their complements, which split a pair of stacks that are alike the same way.
        """
        n_items = self._size[stack]
        if not n_items:
            return np.zeros(1, np.int64)
        table, _ = family(n_items, self._most)
        return np.flatnonzero(table[self._order[stack, : 1 << n_items], 0] == 0)

    def count(self, stack: int) -> int:
        """Count the subsets of a stack."""
        return len(family(self._size[stack], self._most)[1])

    def subset(self, stack: int, column: int) -> tuple[int, ...]:
        """Positions, within the stack, of the items of a subset."""
        chosen = family(self._size[stack], self._most)[1]
        return chosen[int(self._order[stack, column])]


# A step looks at no more partners than this; the lightest ones, where there are more.
_MOST_PARTNERS = 128
# Exchanges that a first look takes in: only the lightest partners, where there are many. It is
# enough if it leaves at most this part of what is too long: plans of many runs take half the time.
_FIRST_LOOK, _ENOUGH = 256, 0.5
# Where nothing is better, this part of the steps is drawn from so many of the best exchanges.
_DISTURBED, _DRAW = 0.1, 12


class Exchanges:
    """What a look at a stack has found: the best exchanges with each partner.

    `longer` is the time of the longer of the two stacks afterwards, and `taken` the subset of the
    partner, by how near it is to the best one, partner, and subset of the stack.
    """

    def __init__(self, longer: Floats, taken: Ints, columns: Ints, partners: Ints) -> None:
        self._longer, self._taken = longer, taken
        self._columns, self._partners = columns, partners
        self.best = float(longer.min())

    def choose(self, draw: random.Random, among: int = 1) -> tuple[int, int, int] | None:
        """Name one of the best exchanges: subset, partner, subset of the partner.

        Ties are drawn: with small whole loads there are many, and the first is always the same.
        """
        if among > 1:
            order = np.argsort(self._longer, axis=None, kind="stable")[:among]
        else:
            order = np.flatnonzero(self._longer.ravel() == self.best)
        order = order[np.isfinite(self._longer.ravel()[order])]
        if not len(order):
            return None
        at = int(order[draw.randrange(len(order))])
        _, row, column = np.unravel_index(at, self._longer.shape)
        return int(self._columns[column]), int(self._partners[row]), int(self._taken.flat[at])


class TabuSearch:
    """A plan that is changed in place, with its exact loads and the best plan seen so far.

    Equal seeds give equal searches.
    """

    def __init__(self, problem: Problem, places: Sequence[int], seed: int = 1) -> None:
        self.problem = problem
        self._is_plain = problem.is_plain
        self._stacks = members(places, problem.n_stacks)
        self._loads = problem.loads(places)
        # Whole, since costs may be too large for a float: speeds without a common factor.
        self._scale = min(problem.costs)
        self._costs = np.array([cost / self._scale for cost in problem.costs])
        self._times = np.array(self._loads, np.float64) * self._costs
        most = int(np.clip(8192 // problem.n_stacks, 64, 512))
        weights = np.array(problem.weights, np.float64)
        self._sums = SubsetSums(weights, problem.n_stacks, most)
        for stack, items in enumerate(self._stacks):
            if items:
                self._sums.set_stack(stack, items)
        self._draw = random.Random(seed)
        # Of each stack: the step until which another one rests. Few do at a time.
        self._resting: dict[int, dict[int, int]] = {}
        self._rest_steps = min(max(problem.n_stacks // 3, 2), 48)
        self._now = 0
        self.makespan = problem.makespan(places)
        self._best = list(self._stacks)

    @property
    def places(self) -> Assignment:
        """The best plan so far."""
        return places_of(self._best)

    def run(self, target: int, work: Work) -> None:
        """Search until the makespan is at most `target` or the work is spent."""
        level = target / self._scale
        for _ in work.rounds():
            if self.makespan <= target:
                return
            full, step = self._next_step(level, work)
            if step is None:
                return
            n_items = len(self._stacks[full]) + len(self._stacks[step[1]])
            # The subsets of both stacks are summed up anew: of thousands of items that counts.
            work.spend(1_500 * max(0, n_items - 200))
            self._swap(full, *step)
            self._rest(full, step[1])
            self._note()

    def _next_step(self, level: float, work: Work) -> tuple[int, tuple[int, int, int] | None]:
        """Find the longest stack, and an exchange for it; `None` if nothing can be exchanged."""
        full, step = self._step_of_longest(level, work)
        if step is None and self._resting.get(full):
            # Every pair that could exchange something rests: begin again, once.
            self._resting.clear()
            full, step = self._step_of_longest(level, work)
        return full, step

    def _step_of_longest(self, level: float, work: Work) -> tuple[int, tuple[int, int, int] | None]:
        self._now += 1
        full = int(np.argmax(self._times))
        partners = self._partners(full)
        return full, self._step(full, partners, level, work) if len(partners) else None

    def _partners(self, full: int) -> Ints:
        """Stacks that do not rest, the lightest first."""
        resting = self._resting.get(full, {})
        still = {stack: until for stack, until in resting.items() if until >= self._now}
        self._resting[full] = still
        free = np.ones(self.problem.n_stacks, bool)
        free[[full, *still]] = False
        partners = np.flatnonzero(free)
        times = self._times[partners]
        if len(partners) > _MOST_PARTNERS:
            # Sorting all of them would cost more than the look at the lightest ones.
            light = times <= np.partition(times, _MOST_PARTNERS)[_MOST_PARTNERS]
            partners, times = partners[light], times[light]
        order = np.argsort(times, kind="stable")
        return partners[order[:_MOST_PARTNERS]]

    def _rest(self, one: int, other: int) -> None:
        until = self._now + self._rest_steps + self._draw.randrange(self._rest_steps)
        self._resting.setdefault(one, {})[other] = until
        self._resting.setdefault(other, {})[one] = until

    def _step(
        self, full: int, partners: Ints, level: float, work: Work
    ) -> tuple[int, int, int] | None:
        """Choose an exchange: a subset of `full`, a partner, a subset of the partner."""
        # The complements of an exchange give the same pair of stacks, where stacks are alike.
        if self._is_plain and self._sums.is_complete(full):
            columns = self._sums.columns_without_first(full)
        else:
            columns = np.arange(self._sums.count(full), dtype=np.int64)
        first = max(4, _FIRST_LOOK // len(columns))
        for some in (partners[:first], partners)[len(partners) <= first :]:
            exchanges = self._exchanges(full, some, columns, (-1, 0), work)
            if exchanges.best - level <= _ENOUGH * (self._times[full] - level):
                return exchanges.choose(self._draw)
        if exchanges.best < self._times[full]:
            return exchanges.choose(self._draw)
        # Nothing is better: look closer, since an exchange of equals hides its neighbours.
        exchanges = self._exchanges(full, partners, columns, (-2, -1, 0, 1), work)
        disturbed = self._draw.random() < _DISTURBED
        return exchanges.choose(self._draw, _DRAW if disturbed else 1)

    def _exchanges(
        self, full: int, partners: Ints, columns: Ints, near: tuple[int, ...], work: Work
    ) -> "Exchanges":
        """Find, for each subset and partner, the exchanges that level the two stacks best."""
        end, width = self._sums.end, self._sums.width
        given = self._sums.sums[full, columns]
        flat = self._sums.sums[partners, :width].ravel()
        cost, costs = self._costs[full], self._costs[partners][:, None]
        time, times = self._times[full], self._times[partners][:, None]
        # Rows are sorted and shorter than their shift: end to end they are one sorted array.
        shift = (np.arange(len(partners)) * (2 * end))[:, None]
        wanted = given - (time - times) / (cost + costs)
        ends = (flat.reshape(len(partners), width) + shift).ravel()
        found = np.searchsorted(ends, (wanted + shift).ravel()).reshape(wanted.shape)
        work.spend(flat.size * 2 + wanted.size * 15 * (2 + len(near)) + 60_000)
        first = (np.arange(len(partners)) * width)[:, None]
        longer, taken = [], []
        for step in near:
            at = np.minimum(np.maximum(found + step, first), first + width - 1)
            moved = given - flat[at]
            result = np.maximum(time - moved * cost, times + moved * costs)
            # The end mark of a row is no subset, and an exchange of equals changes nothing.
            result[(flat[at] >= end) | (moved == 0)] = np.inf
            longer.append(result)
            taken.append(at - first)
        return Exchanges(np.stack(longer), np.stack(taken), columns, partners)

    def _swap(self, full: int, given: int, partner: int, taken: int) -> None:
        gone = {self._stacks[full][i] for i in self._sums.subset(full, given)}
        come = {self._stacks[partner][i] for i in self._sums.subset(partner, taken)}
        for stack, lost, won in ((full, gone, come), (partner, come, gone)):
            items = sorted((set(self._stacks[stack]) - lost) | won)
            self._stacks[stack] = items
            weights = self.problem.weights
            self._loads[stack] = self.problem.bases[stack] + sum(weights[i] for i in items)
            self._times[stack] = self._loads[stack] * self._costs[stack]
            self._sums.set_stack(stack, items)

    def _note(self) -> None:
        """Remember the plan if it is the best so far; the floats only say where to look."""
        longest = float(self._times.max())
        if longest > self.makespan / self._scale * (1 + 1e-12):
            return
        nearly = np.flatnonzero(self._times >= longest * (1 - 1e-12))
        makespan = max(self._loads[i] * self.problem.costs[i] for i in nearly)
        if makespan < self.makespan:
            # Stacks are replaced, never changed in place: a list of them is a snapshot.
            self.makespan, self._best = makespan, list(self._stacks)
