"""What a number of stacks would give: makespan against stacks, the knee, and what fits in a night.

Loads and makespans have the unit of the plan's weight. Nothing here knows hours until a rate is
given; then a time is exact, in whole milliseconds.
"""

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from stackplan.core.metrics import Exact, gap, lower_bound
from stackplan.core.speeds import FULL_SPEED, resized_speeds

# Halvings of the capacity: 2**-8 of the little that longest-first leaves is below a pixel.
_HALVINGS = 8
# Closer to the bound than this, longest-first is not tried to be beaten.
_CLOSE = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a number of stacks gives.

    Parameters
    ----------
    n_stacks : int
        Number of stacks.
    makespan : int or Fraction
        A makespan that a plan really reaches, in the unit of the loads.
    lower_bound : int or Fraction
        A makespan that no plan on so many stacks can beat.
    """

    n_stacks: int
    makespan: Exact
    lower_bound: Exact

    @property
    def gap(self) -> Fraction:
        """Exact ``makespan / lower_bound - 1``."""
        return gap(self.makespan, self.lower_bound)


def stack_curve(
    loads: Iterable[int],
    counts: Iterable[int],
    speeds: Sequence[int] | None = None,
    known: Iterable[CurvePoint] = (),
    tell: Callable[[int], object] | None = None,
) -> tuple[CurvePoint, ...]:
    """Compute the makespan for several numbers of stacks.

    Longest processing time first (Graham 1969), then MULTIFIT (Coffman, Garey and Johnson 1978,
    here with best fit) where that leaves room. A plan on fewer stacks is one on more, so no point
    lies above one to its left, and no bound below one to its right.

    Parameters
    ----------
    loads : iterable of int
        One load a run, in any order.
    counts : iterable of int
        Numbers of stacks, each at least 1, in any order.
    speeds : sequence of int, optional
        Whole per cents; ``n`` stacks have the first ``n``, and 100 beyond the last one.
    known : iterable of CurvePoint, optional
        What is known of these loads already, for example the plan on screen and its proof.
    tell : callable, optional
        Called with each number before it is computed; it may raise to stop the work.

    Returns
    -------
    tuple of CurvePoint
        One a number, ascending; empty without runs.
    """
    largest = sorted(loads, reverse=True)
    at_hand = {point.n_stacks: point for point in known}
    points = []
    for n_stacks in sorted(set(counts)) if largest else ():
        if tell is not None:
            tell(n_stacks)
        point = _point(largest, n_stacks, speeds)
        points.append(_better(point, at_hand.get(n_stacks, point)))
    return _learning_from_each_other(points)


def _better(one: CurvePoint, other: CurvePoint) -> CurvePoint:
    makespan = min(one.makespan, other.makespan)
    return CurvePoint(one.n_stacks, makespan, max(one.lower_bound, other.lower_bound))


def _learning_from_each_other(points: Sequence[CurvePoint]) -> tuple[CurvePoint, ...]:
    makespans = accumulate((point.makespan for point in points), min)
    bounds = list(accumulate((point.lower_bound for point in reversed(points)), max))
    learnt = zip(points, makespans, reversed(bounds), strict=True)
    return tuple(CurvePoint(point.n_stacks, *figures) for point, *figures in learnt)


def _point(largest: Sequence[int], n_stacks: int, speeds: Sequence[int] | None) -> CurvePoint:
    paces = resized_speeds(None if speeds is None else tuple(speeds), n_stacks)
    bound = lower_bound(largest, n_stacks, paces)
    makespan = _longest_first(largest, paces or (FULL_SPEED,) * n_stacks)
    if paces is None:
        # At 100 per cent a time is a load: a whole number.
        makespan = int(makespan)
        if gap(makespan, bound) > _CLOSE:
            makespan = _multifit(largest, n_stacks, int(bound), makespan)
    return CurvePoint(n_stacks, makespan, bound)


def _longest_first(largest: Sequence[int], speeds: Sequence[int]) -> Exact:
    """Each run goes where it ends earliest; of stacks with one speed only the lightest counts."""
    heaps = {speed: [0] * speeds.count(speed) for speed in set(speeds)}
    if len(heaps) == 1:
        ((speed, heap),) = heaps.items()
        for load in largest:
            heapq.heapreplace(heap, heap[0] + load)
        return Fraction(max(heap) * 100, speed)
    paces = sorted(heaps, reverse=True)
    for load in largest:
        speed = paces[0]
        for other in paces[1:]:
            # (heap + load) / speed against the same of the other, without a division.
            if (heaps[other][0] + load) * speed < (heaps[speed][0] + load) * other:
                speed = other
        heapq.heapreplace(heaps[speed], heaps[speed][0] + load)
    return max(Fraction(max(heap) * 100, speed) for speed, heap in heaps.items())


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


def knee(points: Sequence[CurvePoint]) -> int | None:
    """Find the number of stacks up to which further ones are worth it.

    The knee of Eager, Zahorjan and Lazowska (IEEE Transactions on Computers 38, 1989): the most
    efficiency for the time, that is the smallest ``n_stacks * makespan ** 2``. Beyond it, so many
    per cent more stacks shorten the plan by less than half as many per cent.

    Parameters
    ----------
    points : sequence of CurvePoint
        A curve, ascending, as `stack_curve` gives it.

    Returns
    -------
    int or None
        The smallest such number; `None` where the curve ends before it bends.
    """
    if not points:
        return None
    best = min(points, key=lambda point: (point.n_stacks * point.makespan**2, point.n_stacks))
    return None if best is points[-1] and len(points) > 1 else best.n_stacks


def longest_alone(points: Sequence[CurvePoint], longest: Exact) -> int | None:
    """Find the number of stacks from which on the longest run alone decides.

    Parameters
    ----------
    points : sequence of CurvePoint
        A curve, ascending.
    longest : int or Fraction
        The longest run, alone on the fastest stack.

    Returns
    -------
    int or None
        The smallest such number; `None` where it lies beyond the curve.
    """
    return next((point.n_stacks for point in points if point.makespan <= longest), None)


def duration_ms(makespan: Exact, rate: Exact) -> int:
    """Wall time of a makespan, rounded up.

    Parameters
    ----------
    makespan : int or Fraction
        In the unit of the weight.
    rate : int or Fraction
        So much of that unit does one process each second, above 0.

    Returns
    -------
    int
        Milliseconds.
    """
    exact = Fraction(makespan) * 1000 / Fraction(rate)
    return -(-exact.numerator // exact.denominator)


def fits(points: Sequence[CurvePoint], limit_ms: int, rate: Exact) -> int | None:
    """Smallest number of stacks that is done within a wall time.

    Parameters
    ----------
    points : sequence of CurvePoint
        A curve, ascending.
    limit_ms : int
        The wall time.
    rate : int or Fraction
        What one process does each second, in the unit of the weight.

    Returns
    -------
    int or None
        `None` if none of the curve's numbers is enough.
    """
    in_time = (p.n_stacks for p in points if duration_ms(p.makespan, rate) <= limit_ms)
    return next(in_time, None)
