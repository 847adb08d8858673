"""Figures of a plan: bounds, gap, imbalance. All exact, all from plain ints.

Loads are what `Run.load` counts. Where processors have speeds (whole per cents), a stack's time is
``load * 100 / speed``, kept as a `Fraction`.
"""

from collections.abc import Sequence
from fractions import Fraction

Exact = int | Fraction


def makespan(loads: Sequence[int], speeds: Sequence[int] | None = None) -> Exact:
    """Longest stack of a plan.

    Parameters
    ----------
    loads : sequence of int
        One load a stack.
    speeds : sequence of int, optional
        One whole per cent a stack, at least as many as loads.

    Returns
    -------
    int or Fraction
        The largest load, or the largest ``load * 100 / speed``; 0 without stacks.
    """
    if speeds is None:
        return max(loads, default=0)
    times = (Fraction(load * 100, speed) for load, speed in zip(loads, speeds, strict=False))
    return max(times, default=0)


def lower_bound(loads: Sequence[int], n_stacks: int, speeds: Sequence[int] | None = None) -> Exact:
    """Makespan that no plan of these runs can beat.

    The largest of: the mean, the longest run, and the two smallest of the ``n_stacks + 1`` longest
    runs, of which two must share a stack (the classical bounds of P||Cmax; Graham 1969, Dell'Amico
    and Martello 1995).

    Parameters
    ----------
    loads : sequence of int
        One load a run, in any order.
    n_stacks : int
        Number of stacks that may be used.
    speeds : sequence of int, optional
        One whole per cent a stack; then the mean and the longest run on the fastest stack count.

    Returns
    -------
    int or Fraction
        The bound; 0 without runs.
    """
    if not loads:
        return 0
    if speeds is not None:
        return max(Fraction(sum(loads) * 100, sum(speeds)), Fraction(max(loads) * 100, max(speeds)))
    mean = -(-sum(loads) // n_stacks)
    bound = max(mean, *loads)
    if len(loads) > n_stacks:
        largest = sorted(loads, reverse=True)
        bound = max(bound, largest[n_stacks - 1] + largest[n_stacks])
    return bound


def gap(longest: Exact, bound: Exact) -> Fraction:
    """How far above the bound a makespan is: ``longest / bound - 1``, 0 without a bound."""
    return Fraction(longest) / bound - 1 if bound else Fraction(0)


def imbalance(loads: Sequence[int], n_stacks: int) -> Fraction:
    """Largest load over the mean load, less 1: the load-imbalance factor of parallel computing.

    Parameters
    ----------
    loads : sequence of int
        One load a stack.
    n_stacks : int
        Number of stacks over which the mean is taken, empty ones included.

    Returns
    -------
    Fraction
        0 for a level plan, and 0 where nothing is loaded.
    """
    total = sum(loads)
    return Fraction(max(loads) * n_stacks, total) - 1 if total else Fraction(0)
