"""Greedy methods."""

import heapq
from collections.abc import Mapping, Sequence
from math import lcm

from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run


def lpt(
    runs: Sequence[Run], request: PlanRequest, pins: Mapping[int, int] | None = None
) -> list[list[Run]]:
    """Longest processing time first: each run goes where it ends earliest.

    At most 4/3 - 1/(3 n) times the best makespan on n equal stacks (Graham 1969).

    Parameters
    ----------
    runs : sequence of Run
        In canonical order: largest load first, ties by ascending number.
    request : PlanRequest
        Number of stacks, and their speeds if they differ.
    pins : mapping of int to int, optional
        Index of the stack of each pinned run, by number; they are placed before all others.

    Returns
    -------
    list of list of Run
        One list for each stack asked for; equal ends take the lower stack.
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

    Parameters
    ----------
    weights : sequence of int
        One load an item; with the largest first this is LPT.
    ends : sequence of int
        When each stack is free.
    costs : sequence of int
        Time of one unit of load on each stack.

    Returns
    -------
    list of int
        Index of the stack of each item.
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
