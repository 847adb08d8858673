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
    if len(set(speeds)) == 1:
        _fill_equal(free, stacks, ends)
    else:
        _fill_unlike(free, stacks, ends, costs)
    return stacks


def _fill_equal(runs: Sequence[Run], stacks: list[list[Run]], ends: list[int]) -> None:
    """With equal speeds the earliest end is the lightest stack, which a heap keeps at hand."""
    heap = [(end, index) for index, end in enumerate(ends)]
    heapq.heapify(heap)
    for run in runs:
        load, index = heap[0]
        heapq.heapreplace(heap, (load + run.load, index))
        stacks[index].append(run)


def _fill_unlike(
    runs: Sequence[Run], stacks: list[list[Run]], ends: list[int], costs: list[int]
) -> None:
    for run in runs:
        index = min(range(len(ends)), key=lambda i: (ends[i] + run.load * costs[i], i))
        ends[index] += run.load * costs[index]
        stacks[index].append(run)
