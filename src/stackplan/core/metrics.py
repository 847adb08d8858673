"""Figures of a plan: bounds, gap, imbalance. All exact, all from plain ints.

Loads are what `Run.load` counts. Where processors have speeds (whole per cents), a stack's time is
``load * 100 / speed``, kept as a `Fraction`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

Exact = int | Fraction


def times(loads: Sequence[int], speeds: Sequence[int] | None = None) -> Sequence[Exact]:
    """Time that each stack takes: ``load * 100 / speed``; the load itself where all are alike."""
    if speeds is None:
        return loads
    return [Fraction(load * 100, speed) for load, speed in zip(loads, speeds, strict=False)]


def makespan(loads: Sequence[int], speeds: Sequence[int] | None = None) -> Exact:
    """Longest stack of a plan: the largest load, or ``load * 100 / speed``; 0 without any.

    Speeds are whole per cents, one a stack, at least as many as loads.
    """
    return max(times(loads, speeds), default=0)


def simple_bounds(
    loads: Sequence[int], n_stacks: int, speeds: Sequence[int] | None = None
) -> Iterator[tuple[str, Exact]]:
    """Makespans that no plan of these runs can beat, with the name of what binds.

    ``mean``: the total over all stacks. ``longest``: the longest run alone. ``share``: of the
    ``k n + 1`` longest runs, ``k + 1`` must share a stack, at best the smallest ones (the classical
    bounds of P||Cmax; Graham 1969, Dell'Amico and Martello 1995). With speeds, which are whole per
    cents, one a stack: ``longest`` is the longest run on the fastest stack, ``fastest`` the k
    longest runs on the k fastest stacks.
    """
    largest = sorted(loads, reverse=True)
    if not largest:
        return
    sums = [0, *accumulate(largest)]
    if speeds is None:
        yield "mean", -(-sums[-1] // n_stacks)
        yield "longest", largest[0]
        for k in range(1, (len(largest) - 1) // n_stacks + 1):
            last = k * n_stacks + 1
            yield "share", sums[last] - sums[last - k - 1]
        return
    paces = [0, *accumulate(sorted(speeds, reverse=True))]
    yield "mean", Fraction(sums[-1] * 100, paces[-1])
    yield "longest", Fraction(largest[0] * 100, paces[1])
    for k in range(2, min(len(largest), n_stacks)):
        yield "fastest", Fraction(sums[k] * 100, paces[k])


def pinned_lower_bound(
    total: int, bases: Sequence[int], speeds: Sequence[int] | None = None
) -> Exact:
    """Makespan that no plan can beat where the loads of pinned runs already stand on the stacks.

    It is the lowest level at which the free loads fit above the pinned ones; without pins the mean.
    `total` sums all loads, `bases` are the pinned loads of the stacks, `speeds` whole per cents.
    """
    paces = speeds or (100,) * len(bases)
    steps = sorted(
        (Fraction(base * 100, pace), base, pace) for base, pace in zip(bases, paces, strict=True)
    )
    water, under, pace = total - sum(bases), 0, 0
    level = Fraction(0)
    for step, base, speed in steps:
        if pace and level <= step:
            break
        under, pace = under + base, pace + speed
        level = Fraction((water + under) * 100, pace)
    level = max(level, steps[-1][0])
    return level if speeds else -(-level.numerator // level.denominator)


def lower_bound(loads: Sequence[int], n_stacks: int, speeds: Sequence[int] | None = None) -> Exact:
    """Makespan that no plan of these runs can beat: the largest of `simple_bounds`, or 0."""
    return max((bound for _, bound in simple_bounds(loads, n_stacks, speeds)), default=0)


def gap(longest: Exact, bound: Exact) -> Fraction:
    """How far above the bound a makespan is: ``longest / bound - 1``, 0 without a bound."""
    return Fraction(longest) / bound - 1 if bound else Fraction(0)


def imbalance(loads: Sequence[int], n_stacks: int, speeds: Sequence[int] | None = None) -> Fraction:
    """Makespan over the mean, less 1: the load-imbalance factor of parallel computing.

    The mean is taken over `n_stacks`, empty ones included. It is 0 for a level plan, and where
    nothing is loaded.
    """
    total = sum(loads)
    level = Fraction(total * 100, sum(speeds)) if speeds else Fraction(total, n_stacks)
    return Fraction(makespan(loads, speeds)) / level - 1 if total else Fraction(0)


def duration_ms(makespan: Exact, rate: Exact) -> int:
    """Wall time of a makespan in ms, rounded up.

    `rate` is what one process does each second, in the unit of the makespan, above 0.
    """
    exact = Fraction(makespan) * 1000 / Fraction(rate)
    return -(-exact.numerator // exact.denominator)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a number of stacks gives."""

    n_stacks: int
    makespan: Exact  # a makespan that a plan really reaches, in the unit of the loads
    lower_bound: Exact  # a makespan that no plan on so many stacks can beat

    @property
    def gap(self) -> Fraction:
        """Exact ``makespan / lower_bound - 1``."""
        return gap(self.makespan, self.lower_bound)
