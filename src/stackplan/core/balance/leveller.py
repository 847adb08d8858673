"""Lowers the longest stack of a plan by single moves and swaps, and counts the runs that moved."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from typing import NamedTuple

# Load and number of a run: sorted lists of these are searched by load, ties by number.
Item = tuple[int, int]
Worth = tuple[int, int, int]

# Only so many of the shortest stacks are asked to take a run: far more than ever needed.
_PARTNERS = 24


class _Step(NamedTuple):
    """One move, or a swap if something comes back; the larger the better."""

    score: int
    top: int
    partner: int
    given: Item
    taken: Item | None


class Leveller:
    """Stacks of runs whose longest one is lowered step by step.

    Parameters
    ----------
    stacks : sequence of sequence of (int, int)
        Load and number of each run, for each stack.
    pinned : collection of int
        Numbers of runs that never move.
    costs : sequence of int
        Time of a unit of load on each stack; ends are ``load * cost``, whole numbers.
    """

    def __init__(
        self, stacks: Sequence[Sequence[Item]], pinned: Collection[int], costs: Sequence[int]
    ) -> None:
        self.costs = costs
        self.loads = [sum(load for load, _ in stack) for stack in stacks]
        # A run without a load gains nothing by moving.
        self.free = [sorted(i for i in stack if i[0] and i[1] not in pinned) for stack in stacks]
        self.home = {number: at for at, stack in enumerate(stacks) for _, number in stack}
        self.sizes = {number: load for stack in stacks for load, number in stack}
        self.moved: dict[int, int] = {}
        self.work = 0

    def copy(self) -> "Leveller":
        """Begin again from here, with an own account of moves and work."""
        other = copy(self)
        other.loads, other.free = list(self.loads), [list(stack) for stack in self.free]
        other.moved, other.work = dict(self.moved), 0
        return other

    @property
    def ends(self) -> list[int]:
        """When each stack is done."""
        return [load * cost for load, cost in zip(self.loads, self.costs, strict=True)]

    @property
    def longest(self) -> int:
        """When the last stack is done."""
        return max(self.ends)

    def lower(
        self, target: int, worth: Worth, work: int
    ) -> Iterator[tuple[int, Mapping[int, int]]]:
        """Lower the longest stack until it ends by a target, or no single step helps.

        Parameters
        ----------
        target : int
            What is gained below it does not count.
        worth : tuple of int
            Weight of a step's gain where it moves no further run, one, or two.
        work : int
            Pairs of runs that may be looked at.

        Yields
        ------
        (int, mapping of int to int)
            After each step: the longest end, and the stacks of the runs that are away from home.
        """
        while self.work < work:
            ends = self.ends
            fullest = ends.index(max(ends))
            step = self._best_step(fullest, ends, target, worth) if ends[fullest] > target else None
            if step is None:
                break
            self._move(step.given, fullest, step.partner)
            if step.taken is not None:
                self._move(step.taken, step.partner, fullest)
            yield self.longest, self.moved
        self._take_back(max(target, self.longest))
        yield self.longest, self.moved

    def _best_step(
        self, fullest: int, ends: Sequence[int], target: int, worth: Worth
    ) -> _Step | None:
        others = sorted((end, at) for at, end in enumerate(ends) if at != fullest)
        self.work += len(ends)
        best: _Step | None = None
        for end, at in others[:_PARTNERS]:
            for step in self._steps(fullest, at, max(target, end), worth):
                # By gain, then by the lower top; the first of equal ones, for repeatability.
                if best is None or (step.score, -step.top) > (best.score, -best.top):
                    best = step
        return best

    def _steps(self, source: int, at: int, target: int, worth: Worth) -> Iterator[_Step]:
        """Every move to a stack, and of the swaps with it those that level both best."""
        costs, loads = self.costs, self.loads
        end = loads[source] * costs[source]
        # What must change over so that both stacks end together.
        wanted = (end - loads[at] * costs[at]) // (costs[source] + costs[at])
        back = [item for item in self.free[at] if item[1] in self.moved]
        for given in self.free[source]:
            nearest = bisect_left(self.free[at], (given[0] - wanted, -1))
            swaps = self.free[at][max(0, nearest - 1) : nearest + 1]
            self.work += 1 + len(swaps) + len(back)
            for taken in (None, *swaps, *back):
                change = given[0] - (taken[0] if taken else 0)
                after = (loads[source] - change) * costs[source], (loads[at] + change) * costs[at]
                top = max(*after, target)
                if change > 0 and top < end:
                    moves = self._price(given, at) + (self._price(taken, source) if taken else 0)
                    score = (end - top) * worth[max(0, moves)]
                    yield _Step(score, max(after), at, given, taken)

    def _price(self, item: Item, to: int) -> int:
        """Count one for a run that leaves its home, and take one off for a run that comes back."""
        if item[1] not in self.moved:
            return 1
        return -1 if self.home[item[1]] == to else 0

    def _move(self, item: Item, source: int, to: int) -> None:
        self.free[source].remove(item)
        insort(self.free[to], item)
        self.loads[source] -= item[0]
        self.loads[to] += item[0]
        if self.home[item[1]] == to:
            del self.moved[item[1]]
        else:
            self.moved[item[1]] = to

    def _take_back(self, limit: int) -> None:
        """Send runs home whose move turned out not to be needed, smallest first."""
        for load, number in sorted((self.sizes[number], number) for number in self.moved):
            home = self.home[number]
            if (self.loads[home] + load) * self.costs[home] <= limit:
                self._move((load, number), self.moved[number], home)
