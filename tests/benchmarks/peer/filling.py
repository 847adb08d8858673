"""A second start for few runs a stack: one stack is filled after the other, with little slack.

Each begins with the largest run left, and takes the one or two runs that leave the least room,
again and again; the least capacity at which all runs find a place is sought by bisection.
"""

from bisect import bisect_right
from collections.abc import Sequence

PASSES = 14


def fill(weights: Sequence[int], n_stacks: int, low: int, high: int) -> list[int] | None:
    """Find a plan with a makespan between the two, or `None`.

    Parameters
    ----------
    weights : sequence of int
        In descending order.
    n_stacks : int
        Number of stacks.
    low, high : int
        A lower bound, and a makespan that can be had already.
    """
    best = None
    for _ in range(PASSES):
        capacity = (low + high) // 2
        places = _fill_at(weights, n_stacks, capacity)
        if places is None:
            low = capacity + 1
        else:
            best, high = places, capacity
        if low >= high:
            break
    return best


def _fill_at(weights: Sequence[int], n_stacks: int, capacity: int) -> list[int] | None:
    if weights[0] > capacity:
        return None
    # Ascending, as `bisect` wants them.
    items = list(range(len(weights)))[::-1]
    values = [weights[item] for item in items]
    places = [0] * len(weights)
    for stack in range(n_stacks):
        room = capacity
        chosen = [len(items) - 1]
        while chosen and items:
            for at in chosen:
                places[items[at]] = stack
                room -= values[at]
            for at in sorted(chosen, reverse=True):
                del items[at], values[at]
            chosen = _completion(values, room)
        if not items:
            return places
    return None


def _completion(values: Sequence[int], room: int) -> list[int]:
    """Positions of the one or two values that fill the room best; none if nothing fits."""
    top = bisect_right(values, room) - 1
    if top < 0:
        return []
    best, chosen = values[top], [top]
    low, high = 0, top
    while low < high:
        both = values[low] + values[high]
        if both > room:
            high -= 1
            continue
        if both > best:
            best, chosen = both, [low, high]
        low += 1
    return chosen
