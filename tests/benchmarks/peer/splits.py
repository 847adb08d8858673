"""Exact splits: the runs of two or three stacks dealt anew, as level as they can be."""

import numpy as np

from benchmarks.peer.state import Ints, State

PAIR_RUNS = 22
TRIPLE_RUNS = 9


def _sums(weights: Ints) -> Ints:
    """Every subset's sum; bit b of the index says whether weight b is in it."""
    sums = np.zeros(1, dtype=np.int64)
    for weight in weights:
        sums = np.concatenate((sums, sums + weight))
    return sums


def split_two(state: State, full: int, light: int, free: list[int] | None = None) -> int:
    """Level two stacks by meet in the middle, if that lowers the fuller one.

    Parameters
    ----------
    state : State
        Is changed.
    full, light : int
        The two stacks; `full` has more.
    free : list of int, optional
        Which of their runs may move, at most `PAIR_RUNS`; by default all.

    Returns
    -------
    int
        Sums looked at, with a minus sign where nothing was gained.
    """
    moving = free if free is not None else state.members[full] + state.members[light]
    weights = state.weights[moving]
    half = len(moving) // 2
    left, right = _sums(weights[:half]), _sums(weights[half:])
    old = int(state.loads[full])
    total = old + int(state.loads[light])
    kept = set(moving)
    stay = [[i for i in state.members[s] if i not in kept] for s in (full, light)]
    base = int(state.weights[stay[0]].sum()) if stay[0] else 0
    order = np.argsort(right)
    ordered = right[order]
    # The fuller of the two gets at least half: the least sum from there on is the best.
    at = np.searchsorted(ordered, -(-total // 2) - base - left)
    heavy = left + ordered[np.minimum(at, len(ordered) - 1)] + base
    heavy[at == len(ordered)] = old
    best = int(heavy.argmin())
    if int(heavy[best]) >= old:
        return -(len(left) + len(right))
    chosen = best | int(order[at[best]]) << half
    mine = [item for bit, item in enumerate(moving) if chosen >> bit & 1]
    state.put(full, stay[0] + mine)
    taken = set(mine)
    state.put(light, stay[1] + [item for item in moving if item not in taken])
    return len(left) + len(right)


def _three_sums(weights: Ints) -> tuple[Ints, Ints]:
    """Load of the first and the second stack for every deal, the first weight on the first."""
    first, second = weights[:1].copy(), np.zeros(1, dtype=np.int64)
    for weight in weights[1:]:
        first = np.concatenate((first + weight, first, first))
        second = np.concatenate((second, second + weight, second))
    return first, second


def split_three(state: State, stacks: tuple[int, int, int], free: list[int]) -> int:
    """Level three stacks by trying every deal of at most `TRIPLE_RUNS` of their runs.

    Parameters
    ----------
    state : State
        Is changed where the largest of the three loads gets smaller.
    stacks : tuple of int
        Three stacks.
    free : list of int
        Which of their runs may move.

    Returns
    -------
    int
        Deals looked at, with a minus sign where nothing was gained.
    """
    kept = set(free)
    stay = [[i for i in state.members[s] if i not in kept] for s in stacks]
    bases = [int(state.weights[items].sum()) if items else 0 for items in stay]
    old = int(state.loads[list(stacks)].max())
    whole = int(state.weights[free].sum())
    first, second = _three_sums(state.weights[free])
    third = whole - first - second
    loads = np.maximum(np.maximum(first + bases[0], second + bases[1]), third + bases[2])
    best = int(loads.argmin())
    if int(loads[best]) >= old:
        return -len(loads)
    deal: list[list[int]] = [[free[0]], [], []]
    for place, item in enumerate(free[1:]):
        deal[best // 3**place % 3].append(item)
    for stack, items, mine in zip(stacks, stay, deal, strict=True):
        state.put(stack, items + mine)
    return len(loads)
