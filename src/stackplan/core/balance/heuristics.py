"""Heuristics: snake, LPT, MULTIFIT, Karmarkar-Karp differencing, subset-sum filling."""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import lcm
from typing import TypeVar

from stackplan.core.balance.problem import Assignment, Problem, Work, places_of
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# What a way to pack gives besides the makespan.
Packed = TypeVar("Packed")


def snake_order(n_items: int, n_stacks: int) -> Iterator[int]:
    """Give the stack of each item: 0, 1, ... n-1, n-1, ... 0, 0, 1, ..., as Spyral 1.1.2 does."""
    for item in range(n_items):
        turn, place = divmod(item, n_stacks)
        yield n_stacks - 1 - place if turn % 2 else place


def deal(runs: Sequence[Run], request: PlanRequest) -> list[list[Run]]:
    """Deal runs, largest load first, as Spyral does, which knows no speeds."""
    return [_dealt_to(stack, runs, request.n_stacks) for stack in range(request.n_stacks)]


def _dealt_to(stack: int, runs: Sequence[Run], n_stacks: int) -> list[Run]:
    """Take what `snake_order` gives one stack, in slices: of 100,000 runs it takes no time."""
    there, back = runs[stack :: 2 * n_stacks], runs[2 * n_stacks - 1 - stack :: 2 * n_stacks]
    dealt = [*there, *back]
    dealt[::2], dealt[1::2] = there, back
    return dealt


def lpt(
    runs: Sequence[Run], request: PlanRequest, pins: Mapping[int, int] | None = None
) -> list[list[Run]]:
    """Longest processing time first: each run goes where it ends earliest.

    At most 4/3 - 1/(3 n) times the best makespan on n equal stacks (Graham 1969). Runs come in
    canonical order; those with a pin, the index of a stack, are placed before all others.
    """
    speeds = request.speeds or (1,) * request.n_stacks
    common = lcm(*speeds)
    # Time of a unit of load, scaled so that all times stay whole numbers.
    costs = [common // speed for speed in speeds]
    stacks: list[list[Run]] = [[] for _ in speeds]
    ends = [0] * len(speeds)
    free = []
    for run in runs:
        index = pins.get(run.number) if pins else None
        if index is None:
            free.append(run)
        else:
            stacks[index].append(run)
            ends[index] += run.load * costs[index]
    places = earliest_ends([run.load for run in free], ends, costs)
    for run, index in zip(free, places, strict=True):
        stacks[index].append(run)
    return stacks


def earliest_ends(weights: Sequence[int], ends: Sequence[int], costs: Sequence[int]) -> list[int]:
    """Give each item, in turn, the stack on which it ends earliest; equal ends: the lower one.

    `ends` tells when each stack is free; `costs` is the time of a unit of load on each.
    """
    # Among stacks of one speed it is the one that is free first, which a heap keeps at hand.
    heaps: dict[int, list[tuple[int, int]]] = {}
    for index, (end, cost) in enumerate(zip(ends, costs, strict=True)):
        heaps.setdefault(cost, []).append((end, index))
    for heap in heaps.values():
        heapq.heapify(heap)
    groups = list(heaps.items())
    places = []
    for weight in weights:
        _, index, cost, heap = min(
            (heap[0][0] + weight * cost, heap[0][1], cost, heap) for cost, heap in groups
        )
        heapq.heapreplace(heap, (heap[0][0] + weight * cost, index))
        places.append(index)
    return places


# Passes of first fit and of filling: each halves the range in which the makespan is sought. The
# curve of stack counts makes do with half of them.
PASSES = 16
# Above so many runs times stacks MULTIFIT, Karmarkar-Karp and counting are left out: they would
# take longer than the search that beats them.
MOST_CELLS = 100_000


def starts(problem: Problem) -> Iterator[Assignment]:
    """Plans by LPT, the snake, MULTIFIT and Karmarkar-Karp, the quickest first.

    The last two know neither pins nor speeds: they spread the items as if there were none.
    """
    weights, n_stacks = problem.weights, problem.n_stacks
    ends = [base * cost for base, cost in zip(problem.bases, problem.costs, strict=True)]
    yield earliest_ends(weights, ends, problem.costs)
    yield list(snake_order(len(weights), n_stacks))
    if len(weights) * n_stacks <= MOST_CELLS:
        yield multifit(weights, n_stacks)
        yield karmarkar_karp(weights, n_stacks)


def multifit(weights: Sequence[int], n_stacks: int) -> Assignment:
    """Find by bisection the least makespan at which first fit decreasing needs no more stacks.

    Coffman, Garey and Johnson 1978.
    """
    if not weights:
        return []
    mean = -(-sum(weights) // n_stacks)
    low, high = max(mean, weights[0]), max(2 * mean, weights[0])
    alike = Problem(tuple(weights), (0,) * n_stacks, (1,) * n_stacks)

    def pack(makespan: int) -> tuple[int, Assignment] | None:
        places = first_fit(weights, n_stacks, makespan)
        return None if places is None else (alike.makespan(places), places)

    packed = least_makespan(pack, low, high, PASSES) or pack(high)
    return packed[1] if packed else []


def least_makespan(
    pack: Callable[[int], tuple[int, Packed] | None], low: int, high: int, passes: int
) -> tuple[int, Packed] | None:
    """Find by bisection the least makespan at which a way to pack takes everything.

    `pack` gives the makespan that it reaches within the one allowed, and the packing. What is
    reached is often below what was allowed: the search goes on below that. Nothing is given if
    nothing below `high` is reached.
    """
    best = None
    for _ in range(passes):
        if low >= high:
            break
        middle = (low + high) // 2
        packed = pack(middle)
        if packed is None:
            low = middle + 1
        else:
            best, high = packed, packed[0]
    return best


def first_fit(weights: Sequence[int], n_stacks: int, capacity: int) -> Assignment | None:
    """Put each item onto the first stack that has room; `None` if one finds none.

    A tournament tree holds the most room of each range of stacks (Johnson 1973).
    """
    width = 1 << (n_stacks - 1).bit_length()
    rooms = [0] * width + [capacity] * n_stacks + [-1] * (width - n_stacks)
    for node in range(width - 1, 0, -1):
        rooms[node] = max(rooms[2 * node], rooms[2 * node + 1])
    places = []
    for weight in weights:
        if rooms[1] < weight:
            return None
        node = 1
        while node < width:
            node *= 2
            node += rooms[node] < weight
        places.append(node - width)
        rooms[node] -= weight
        while node > 1:
            node //= 2
            rooms[node] = max(rooms[2 * node], rooms[2 * node + 1])
    return places


def karmarkar_karp(weights: Sequence[int], n_stacks: int) -> Assignment:
    """Join the two partial plans that differ most, longest stacks with shortest ones.

    Karmarkar and Karp 1982, for any number of stacks.
    """
    if not weights:
        return []
    # A partial plan: its stacks that hold something above the least load, the longest first.
    heap = [(-weight, item, [(weight, [item])]) for item, weight in enumerate(weights)]
    heapq.heapify(heap)
    while len(heap) > 1:
        _, order, one = heapq.heappop(heap)
        other = heap[0][2]
        joined = _join(one, other, n_stacks)
        spread = joined[0][0] - (joined[-1][0] if len(joined) == n_stacks else 0)
        heapq.heapreplace(heap, (-spread, order, joined))
    return places_of([items for _, items in heap[0][2]])


def _join(
    one: list[tuple[int, list[int]]], other: list[tuple[int, list[int]]], n_stacks: int
) -> list[tuple[int, list[int]]]:
    """Longest stacks of one plan onto the shortest of the other; empty ones are not listed."""
    overlap = len(one) + len(other) - n_stacks
    if overlap <= 0:
        return sorted(one + other, key=_by_load)
    alone = one[: len(one) - overlap] + other[: len(other) - overlap]
    tails = zip(one[len(one) - overlap :], reversed(other[len(other) - overlap :]), strict=True)
    both = [(a + b, items + more) for (a, items), (b, more) in tails]
    return sorted(alone + both, key=_by_load)


def _by_load(stack: tuple[int, list[int]]) -> int:
    return -stack[0]


# Its own budget. A pass looks at a part of the square of the runs: of a thousand all passes fit,
# of ten thousand a single one would take seconds.
_MOST_WORK = 210_000_000


def subset_sum_filling(
    weights: Sequence[int], n_stacks: int, low: int, high: int
) -> Assignment | None:
    """Find by bisection the least makespan at which stacks filled one by one take everything.

    Nothing is given if no makespan below `high` is reached.
    """
    work = Work(_MOST_WORK)
    packed = least_makespan(
        lambda makespan: _filled(weights, n_stacks, makespan, work), low, high, PASSES
    )
    return None if packed is None else packed[1]


def _filled(
    weights: Sequence[int], n_stacks: int, makespan: int, work: Work
) -> tuple[int, Assignment] | None:
    """Fill stack after stack up to a makespan; what was reached, or `None` if items are left."""
    if work.is_spent:
        return None
    # By ascending weight: a search finds the heaviest that fits, and the end is the largest.
    loads, items = list(reversed(weights)), list(range(len(weights) - 1, -1, -1))
    places, least = [0] * len(weights), makespan
    for stack in range(n_stacks):
        room = makespan
        chosen: tuple[int, ...] = (len(items) - 1,)
        while chosen and items:
            for at in chosen:
                places[items.pop(at)] = stack
                room -= loads.pop(at)
            chosen = _best_filling(loads, room, work)
        least = min(least, room)
        if not items:
            return makespan - least, places
        if work.is_spent:
            break
    return None


def _best_filling(loads: Sequence[int], room: int, work: Work) -> tuple[int, ...]:
    """Positions, from behind, of the one or two loads that leave the least room; none if none fits.

    Two pointers: the sum of a pair falls with the upper one and rises with the lower one.
    """
    upper = bisect_right(loads, room) - 1
    work.spend(70 * (upper + 1))
    if upper < 0:
        return ()
    best = loads[upper]
    chosen: tuple[int, ...] = (upper,)
    lower = 0
    while lower < upper:
        pair = loads[lower] + loads[upper]
        if pair > room:
            upper -= 1
        else:
            if pair > best:
                best, chosen = pair, (upper, lower)
            lower += 1
    return chosen
