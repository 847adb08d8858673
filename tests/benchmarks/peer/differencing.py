"""The method of Karmarkar and Karp (1982) for any number of stacks."""

import heapq
from collections.abc import Sequence
from itertools import count

# A bin is its sum over the smallest bin, and its items as a tree of pairs: joining copies nothing.
Tree = int | tuple["Tree", "Tree"] | None
Bin = tuple[int, Tree]


def differencing(weights: Sequence[int], n_stacks: int) -> list[int]:
    """Join the two partial plans that differ most, heavy bins onto light ones, until one is left.

    Parameters
    ----------
    weights : sequence of int
        In descending order.
    n_stacks : int
        Number of stacks.

    Returns
    -------
    list of int
        The stack of each weight.
    """
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
