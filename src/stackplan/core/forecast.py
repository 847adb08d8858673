"""What a number of stacks would give: makespan against stacks, the knee, and what fits in a night.

Loads and makespans have the unit of the plan's weight. Nothing here knows hours until a rate is
given; then a time is exact, in whole milliseconds.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import lcm

from stackplan.core.balance.quick import quick_end
from stackplan.core.metrics import Exact, gap, lower_bound
from stackplan.core.speeds import resized_speeds


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
    tell: Callable[[int], object] | None = None,
) -> tuple[CurvePoint, ...]:
    """Compute the makespan for several numbers of stacks.

    Each point is what `quick_end` reaches. A plan on fewer stacks is one on more, so no point lies
    above one to its left, and no bound below one to its right.

    Parameters
    ----------
    loads : iterable of int
        One load a run, in any order.
    counts : iterable of int
        Numbers of stacks, each at least 1, in any order.
    speeds : sequence of int, optional
        Whole per cents; ``n`` stacks have the first ``n``, and 100 beyond the last one.
    tell : callable, optional
        Called with each number before it is computed; it may raise to stop the work.

    Returns
    -------
    tuple of CurvePoint
        One a number, ascending; empty without runs.
    """
    largest = sorted(loads, reverse=True)
    points = []
    for n_stacks in sorted(set(counts)) if largest else ():
        if tell is not None:
            tell(n_stacks)
        points.append(_point(largest, n_stacks, speeds))
    return sharpened(points)


def sharpened(
    points: Sequence[CurvePoint], known: Iterable[CurvePoint] = ()
) -> tuple[CurvePoint, ...]:
    """Let the points of a curve learn from each other, and from what else is known.

    Parameters
    ----------
    points : sequence of CurvePoint
        A curve, ascending.
    known : iterable of CurvePoint, optional
        Of the same loads, for example the plan on screen and its proof.

    Returns
    -------
    tuple of CurvePoint
        The same numbers.
    """
    at_hand = {point.n_stacks: point for point in known}
    better = [_better(point, at_hand.get(point.n_stacks, point)) for point in points]
    makespans = accumulate((point.makespan for point in better), min)
    bounds = list(accumulate((point.lower_bound for point in reversed(better)), max))
    learnt = zip(better, makespans, reversed(bounds), strict=True)
    return tuple(CurvePoint(point.n_stacks, *figures) for point, *figures in learnt)


def _better(one: CurvePoint, other: CurvePoint) -> CurvePoint:
    makespan = min(one.makespan, other.makespan)
    return CurvePoint(one.n_stacks, makespan, max(one.lower_bound, other.lower_bound))


def _point(largest: Sequence[int], n_stacks: int, speeds: Sequence[int] | None) -> CurvePoint:
    paces = resized_speeds(None if speeds is None else tuple(speeds), n_stacks)
    bound = lower_bound(largest, n_stacks, paces)
    if paces is None:
        reached = quick_end(largest, [1] * n_stacks, int(bound))
        return CurvePoint(n_stacks, reached, bound)
    # Ends are whole numbers in this unit; a makespan is ``load * 100 / speed``.
    unit = lcm(*paces)
    least = int(bound * unit / 100)
    reached = quick_end(largest, [unit // pace for pace in paces], least)
    return CurvePoint(n_stacks, Fraction(reached * 100, unit), bound)


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
