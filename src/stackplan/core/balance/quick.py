"""How short a plan can be made in a millisecond, where only its makespan is wanted."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from fractions import Fraction

from stackplan.core.balance.greedy import earliest_ends
from stackplan.core.balance.leveller import Leveller

# Halvings of the capacity: 2**-8 of the little that longest-first leaves is next to nothing.
_HALVINGS = 8
# Closer to the bound than this, nothing is tried any more: it is below a pixel too.
_CLOSE = Fraction(1, 1000)
# Each run may be moved as often as it helps; a number of stacks gets some hundredths of a second.
_WORTH = (1, 1, 1)
_WORK = 10_000


def quick_end(largest: Sequence[int], costs: Sequence[int], bound: int) -> int:
    """Find when the last stack is done in a good plan.

    Longest processing time first (Graham 1969); where that leaves room, MULTIFIT (Coffman, Garey
    and Johnson 1978, here with best fit) for equal stacks, then moves and swaps.

    Parameters
    ----------
    largest : sequence of int
        One load a run, largest first.
    costs : sequence of int
        Time of one unit of load on each stack.
    bound : int
        An end that no plan can beat; within a thousandth of it nothing more is tried.

    Returns
    -------
    int
        The end, as ``load * cost``; a plan reaches it.
    """
    target = int(bound * (1 + _CLOSE))
    stacks: list[list[tuple[int, int]]] = [[] for _ in costs]
    places = earliest_ends(largest, [0] * len(costs), costs)
    for index, (load, place) in enumerate(zip(largest, places, strict=True)):
        stacks[place].append((load, index))
    level = Leveller(stacks, (), costs)
    longest = level.longest
    if longest > target and max(costs) == 1:
        longest = _multifit(largest, len(costs), bound, longest)
    if longest > target:
        for _ in level.lower(target, _WORTH, _WORK):
            pass
    return min(longest, level.longest)


def _multifit(largest: Sequence[int], n_stacks: int, bound: int, makespan: int) -> int:
    """Look for the smallest capacity at which the runs fit, between a bound and a plan."""
    low = bound
    for _ in range(_HALVINGS):
        if low >= makespan:
            break
        capacity = (low + makespan - 1) // 2
        reached = _fill(largest, n_stacks, capacity)
        if reached is None:
            low = capacity + 1
        else:
            makespan = reached
    return makespan


def _fill(largest: Sequence[int], n_stacks: int, capacity: int) -> int | None:
    """Put each run where it leaves least room; the makespan, or `None` if one does not fit."""
    rooms = [capacity] * n_stacks
    for load in largest:
        at = bisect_left(rooms, load)
        if at == n_stacks:
            return None
        insort(rooms, rooms.pop(at) - load)
    return capacity - rooms[0]
