"""Rebalancing with few moves, and the quick makespan for the stack-count curve."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import lcm
from typing import NamedTuple

from stackplan.core.balance.heuristics import PASSES, earliest_ends, least_makespan
from stackplan.core.edits import moved_runs
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan, Stack

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
    """Stacks of runs whose longest one is lowered step by step; pinned runs never move.

    Ends of stacks are load times cost: whole numbers.
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

        A step's gain counts by the worth of moving no further run, one, or two. After each step
        come the longest end, and the stacks of the runs that are away from home. `work` is the
        number of pairs of runs that may be looked at.
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


# Stop within 0.1 % of the bound: that is less than a pixel of the curve.
_CLOSE = Fraction(1, 1000)
# A number of stacks gets some hundredths of a second.
_QUICK_WORK = 10_000


def quick_makespan(largest: Sequence[int], costs: Sequence[int], bound: int) -> int:
    """Find when the last stack is done in a good plan.

    Longest processing time first (Graham 1969); where that leaves room, MULTIFIT (Coffman, Garey
    and Johnson 1978, here with best fit) for equal stacks, then moves and swaps. Within a
    thousandth of the bound nothing more is tried. The end is load times cost.
    """
    target = int(bound * (1 + _CLOSE))
    stacks: list[list[tuple[int, int]]] = [[] for _ in costs]
    places = earliest_ends(largest, [0] * len(costs), costs)
    for index, (load, place) in enumerate(zip(largest, places, strict=True)):
        stacks[place].append((load, index))
    level = Leveller(stacks, (), costs)
    longest = level.longest
    if longest > target and max(costs) == 1:
        pack = partial(_best_fit, largest, len(costs))
        packed = least_makespan(pack, bound, longest, PASSES // 2)
        longest = packed[0] if packed else longest
    if longest > target:
        # Each run may be moved as often as it helps.
        for _ in level.lower(target, (1, 1, 1), _QUICK_WORK):
            pass
    return min(longest, level.longest)


def _best_fit(largest: Sequence[int], n_stacks: int, capacity: int) -> tuple[int, list[int]] | None:
    """Put each run where it leaves least room; the makespan and rooms, `None` if one is left."""
    rooms = [capacity] * n_stacks
    for load in largest:
        at = bisect_left(rooms, load)
        if at == n_stacks:
            return None
        insort(rooms, rooms.pop(at) - load)
    return capacity - rooms[0], rooms


# Distances from the best possible at which a search may stop.
TOLERANCES = tuple(Fraction(1, part) for part in (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000))

# Worth of a step by the number of runs that it moves: none (or one moved back), one, two. Cheap
# moves first gives the fewest for a coarse plan, gain first for a fine one.
_WORTHS = ((60, 30, 20), (120, 60, 30), (120, 60, 42))

# Pairs of runs that are looked at in all, one to two seconds at most; and between two looks whether
# it is still wanted.
_WORK, _LOOK_WORK = 1_000_000, 20_000

Moves = dict[int, int]


@dataclass(frozen=True, slots=True)
class GentleStep:
    """A plan that is a few moves away, and the runs that are on another stack than before."""

    plan: Plan
    moved: tuple[int, ...]  # run numbers, ascending

    @property
    def makespan(self) -> Exact:
        """Longest stack of the plan."""
        return self.plan.makespan

    @property
    def gap(self) -> Fraction:
        """Distance from the best possible, exact."""
        return self.plan.gap


def gentle_steps(
    plan: Plan, work: int = _WORK, tell: Callable[[], object] | None = None
) -> tuple[GentleStep, ...]:
    """Level a plan with few moves: the curve of moved runs against the longest stack.

    From each step to the next more runs move and the longest stack is shorter; the first is the
    plan itself. A run that comes back to its stack counts as not moved. The work is below a
    million units a second; `tell` is called now and then, and may raise to end it.
    """
    paces = plan.request.speeds or (100,) * plan.request.n_stacks
    unit = lcm(*paces)
    start = Leveller(_stack_lists(plan), plan.pinned, [unit // pace for pace in paces])
    best: dict[int, tuple[int, Moves]] = {0: (start.longest, {})}
    for worth in _WORTHS:
        for tolerance in (*TOLERANCES, Fraction(0)):
            level, next_look = start.copy(), 0
            target = int(Fraction(plan.lower_bound) * (1 + tolerance) * unit / 100)
            for found in level.lower(target, worth, work):
                if tell is not None and level.work >= next_look:
                    tell()
                    next_look = level.work + _LOOK_WORK
                _keep(best, *found)
            work -= level.work
    return tuple(_step(plan, places) for places in _front(best))


def within(steps: Sequence[GentleStep], tolerance: Fraction) -> GentleStep | None:
    """Pick the fewest moves that come so near to the best possible; `None` if none do."""
    return next((step for step in steps if step.gap <= tolerance), None)


def knee_of_moves(steps: Sequence[GentleStep]) -> GentleStep | None:
    """Pick the plan beyond which further moves gain least; `None` if there is none.

    Moves and gain are counted as shares of those of the last plan; the knee is where the share of
    the gain is furthest above the share of the moves (Kneedle, Satopaa and others, 2011).
    """
    if not steps:
        return None
    first, last = steps[0], steps[-1]

    def ahead(step: GentleStep) -> tuple[Fraction, int]:
        if step is first:
            return Fraction(0), 0
        gain = Fraction(first.makespan - step.makespan) / Fraction(first.makespan - last.makespan)
        return gain - Fraction(len(step.moved), len(last.moved)), len(step.moved)

    return max(steps, key=ahead)


def _stack_lists(plan: Plan) -> list[list[tuple[int, int]]]:
    stacks = [[(run.load, run.number) for run in stack.runs] for stack in plan.stacks]
    return stacks + [[] for _ in range(plan.request.n_stacks - len(stacks))]


def _keep(best: dict[int, tuple[int, Moves]], longest: int, moved: Mapping[int, int]) -> None:
    known = best.get(len(moved))
    if known is None or longest < known[0]:
        best[len(moved)] = (longest, dict(moved))


def _front(best: Mapping[int, tuple[int, Moves]]) -> Iterator[Moves]:
    """Leave out what moves more runs and is no shorter."""
    shortest: int | None = None
    for count in sorted(best):
        longest, places = best[count]
        if shortest is None or longest < shortest:
            shortest = longest
            yield places


def _step(plan: Plan, places: Moves) -> GentleStep:
    after = replace(plan, stacks=_placed(plan, places)) if places else plan
    return GentleStep(after, moved_runs(plan, after))


def _placed(plan: Plan, places: Moves) -> tuple[Stack, ...]:
    """Put moved runs at the ends of their stacks, longest first; all others keep their order."""
    stacks = [[run for run in stack.runs if run.number not in places] for stack in plan.stacks]
    stacks += [[] for _ in range(max(places.values()) + 1 - len(stacks))]
    moving = (run for run in plan.runs if run.number in places)
    for run in sorted(moving, key=lambda run: (-run.load, run.number)):
        stacks[places[run.number]].append(run)
    return tuple(Stack(tuple(stack)) for stack in stacks)
