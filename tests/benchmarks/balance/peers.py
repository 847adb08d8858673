"""The simple methods (snake, LPT, MULTIFIT, KK), and the bound that counting gives.

Weights come in descending order; each method gives the stack of each, in order. Written anew, so
that a mistake of `core.balance` shows.
"""

import heapq
from collections.abc import Sequence
from itertools import count

PASSES = 12
# A bin is its sum over the smallest bin, and its items as a tree of pairs: joining copies nothing.
Tree = int | tuple["Tree", "Tree"] | None
Bin = tuple[int, Tree]


def simple_bound(weights: Sequence[int], n_stacks: int) -> int:
    """Mean, longest, and for each k the k + 1 smallest of the k m + 1 longest (descending)."""
    bound = max(-(-sum(weights) // n_stacks), weights[0])
    for k in range(1, (len(weights) - 1) // n_stacks + 1):
        last = k * n_stacks + 1
        bound = max(bound, sum(weights[last - k - 1 : last]))
    return bound


def longest_load(weights: Sequence[int], places: Sequence[int], n_stacks: int) -> int:
    """Give the makespan, in exact ints."""
    loads = [0] * n_stacks
    for weight, place in zip(weights, places, strict=True):
        loads[place] += weight
    return max(loads)


def snake(weights: Sequence[int], n_stacks: int) -> list[int]:
    """Deal there and back, as Spyral does."""
    there_and_back = [*range(n_stacks), *reversed(range(n_stacks))]
    return [there_and_back[k % (2 * n_stacks)] for k in range(len(weights))]


def lpt(weights: Sequence[int], n_stacks: int) -> list[int]:
    """Give each weight to the lightest stack (Graham 1969)."""
    heap = [(0, place) for place in range(n_stacks)]
    places = []
    for weight in weights:
        load, place = heap[0]
        heapq.heapreplace(heap, (load + weight, place))
        places.append(place)
    return places


def multifit(weights: Sequence[int], n_stacks: int) -> list[int]:
    """Bisect the capacity at which first fit needs no further stack (Coffman et al. 1978)."""
    mean = -(-sum(weights) // n_stacks)
    low, high = max(mean, weights[0]), max(2 * mean, weights[0])
    best: list[int] | None = None
    for _ in range(PASSES):
        if best is not None and low >= high:
            break
        capacity = (low + high) // 2
        places = first_fit(weights, n_stacks, capacity)
        if places is None:
            low = capacity + 1
        else:
            best = places
            high = longest_load(weights, places, n_stacks)
    return lpt(weights, n_stacks) if best is None else best


def first_fit(weights: Sequence[int], n_stacks: int, capacity: int) -> list[int] | None:
    """Put each weight on the first stack with room; `None` if there is none.

    The room of the stacks is kept in a tree of maxima, where the first one is found in log m steps.
    """
    size = 1
    while size < n_stacks:
        size *= 2
    room = [0] * size + [capacity] * n_stacks + [0] * (size - n_stacks)
    for node in range(size - 1, 0, -1):
        room[node] = max(room[2 * node], room[2 * node + 1])
    places = []
    for weight in weights:
        if room[1] < weight:
            return None
        node = 1
        while node < size:
            node *= 2
            if room[node] < weight:
                node += 1
        places.append(node - size)
        room[node] -= weight
        while node > 1:
            node //= 2
            room[node] = max(room[2 * node], room[2 * node + 1])
    return places


def differencing(weights: Sequence[int], n_stacks: int) -> list[int]:
    """Join the two partial plans that differ most, heavy bins onto light ones (Karmarkar, Karp)."""
    number = count()
    # Bins descending, empty ones left out.
    heap: list[tuple[int, int, list[Bin]]] = [
        (-weight, next(number), [(weight, item)]) for item, weight in enumerate(weights)
    ]
    heapq.heapify(heap)
    while len(heap) > 1:
        first, second = heapq.heappop(heap)[2], heapq.heappop(heap)[2]
        joined = _join(first, second, n_stacks)
        heapq.heappush(heap, (-joined[0][0] if joined else 0, next(number), joined))
    return _places(heap[0][2], len(weights), n_stacks)


def _join(first: list[Bin], second: list[Bin], n_stacks: int) -> list[Bin]:
    shared = max(0, len(first) + len(second) - n_stacks)
    alone = len(first) - shared
    bins = first[:alone] + second[: len(second) - shared]
    tails = zip(first[alone:], reversed(second[len(second) - shared :]), strict=True)
    bins += [(left[0] + right[0], (left[1], right[1])) for left, right in tails]
    bins.sort(key=lambda joined: -joined[0])
    if len(bins) < n_stacks:
        return bins
    smallest = bins[-1][0]
    return [(load - smallest, items) for load, items in bins]


def _places(bins: list[Bin], n_items: int, n_stacks: int) -> list[int]:
    places = [0] * n_items
    for place, (_, tree) in enumerate(bins):
        waiting = [tree]
        while waiting:
            items = waiting.pop()
            if isinstance(items, tuple):
                waiting += items
            elif items is not None:
                places[items] = place
    return places


METHODS = {"snake": snake, "LPT": lpt, "MULTIFIT": multifit, "KK": differencing}
