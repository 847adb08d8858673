"""A plan made stack by stack: the largest run left, and what fills the stack up best.

Where a stack has two to four runs this begins far nearer to the best plan than methods that place
one run at a time (subset-sum filling, as in Minimum Bin Slack: Gupta and Ho 1999).
"""

from bisect import bisect_right
from collections.abc import Sequence

from stackplan.core.balance.problem import Places, Work

_PASSES = 16
# Its own budget, and what it costs to look at a run once. A pass looks at a part of the square of
# the runs: of a thousand all passes fit, of ten thousand a single one would take seconds.
_MOST_WORK, _LOOK_WORK = 210_000_000, 70


def filling(weights: Sequence[int], n_stacks: int, low: int, high: int) -> Places | None:
    """Find by bisection the least makespan at which stacks filled one by one take everything.

    Parameters
    ----------
    weights : sequence of int
        Loads, largest first.
    n_stacks : int
        Number of stacks, all alike.
    low, high : int
        A lower bound, and a makespan that need not be tried any more.

    Returns
    -------
    list of int, or None
        Index of the stack of each item; `None` if no makespan below `high` was reached.
    """
    best, work = None, Work(_MOST_WORK)
    for _ in range(_PASSES):
        if low >= high or work.is_spent:
            break
        middle = (low + high) // 2
        places = _filled(weights, n_stacks, middle, work)
        if places is None:
            low = middle + 1
        else:
            best, high = places, middle
    return best


def _filled(weights: Sequence[int], n_stacks: int, makespan: int, work: Work) -> Places | None:
    # By ascending weight: a search finds the heaviest that fits, and the end is the largest.
    loads, items = list(reversed(weights)), list(range(len(weights) - 1, -1, -1))
    places = [0] * len(weights)
    for stack in range(n_stacks):
        room = makespan
        chosen: tuple[int, ...] = (len(items) - 1,)
        while chosen and items:
            for at in chosen:
                places[items.pop(at)] = stack
                room -= loads.pop(at)
            chosen = _best_filling(loads, room, work)
        if not items:
            return places
        if work.is_spent:
            break
    return None


def _best_filling(loads: Sequence[int], room: int, work: Work) -> tuple[int, ...]:
    """Positions, from behind, of the one or two loads that leave the least room; none if none fits.

    Two pointers: the sum of a pair falls with the upper one and rises with the lower one.
    """
    upper = bisect_right(loads, room) - 1
    work.spend(_LOOK_WORK * (upper + 1))
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
