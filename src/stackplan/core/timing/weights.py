"""What runs cost: known values as weights, and estimates from the size for the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from stackplan.core.errors import StackplanError
from stackplan.core.runs import Run


def weighed(
    runs: Iterable[Run], known: Mapping[int, int], otherwise: Fraction | None = None
) -> tuple[Run, ...]:
    """Give runs their weights; what is not known is estimated from the size and marked so.

    Parameters
    ----------
    runs : iterable of Run
        Runs of known size; weights that they have are forgotten.
    known : mapping of int to int
        Events, or milliseconds, by run number; of other runs, too.
    otherwise : Fraction, optional
        Weight a byte where none of the runs is known. As a rule the median of the runs that are
        known counts, since one strange file does not move it.

    Returns
    -------
    tuple of Run
        The same runs in the same order, each with a weight.

    Raises
    ------
    StackplanError
        If nothing is known of any of the runs, nor otherwise.
    """
    found = list(runs)
    ratio = ratio_of(found, known)
    ratio = otherwise if ratio is None else ratio
    missing = any(run.number not in known for run in found)
    if ratio is None and missing:
        raise StackplanError("The weight of none of these runs is known; plan them by bytes.")
    return tuple(_weighed(run, known, ratio or Fraction(0)) for run in found)


def ratio_of(runs: Iterable[Run], known: Mapping[int, int]) -> Fraction | None:
    """Find the weight a byte from the runs whose weight is known.

    Parameters
    ----------
    runs : iterable of Run
        Runs of known size.
    known : mapping of int to int
        Weights by run number.

    Returns
    -------
    Fraction or None
        The median; `None` where nothing is known of any of them.
    """
    known_ones = [run for run in runs if run.size and run.number in known]
    ratios = [Fraction(known[run.number], run.size) for run in known_ones]
    return median(ratios) if ratios else None


def _weighed(run: Run, known: Mapping[int, int], ratio: Fraction) -> Run:
    value = known.get(run.number)
    if value is not None:
        return replace(run, weight=value, estimated=False)
    return replace(run, weight=round(run.size * ratio), estimated=True)


def median(values: Iterable[Fraction]) -> Fraction:
    """Middle value, or the mean of the two in the middle; there must be one."""
    return quantile(sorted(values), Fraction(1, 2))


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """Value below which a part of the others lies, between two of them if need be.

    Parameters
    ----------
    ordered : sequence of Fraction
        Ascending, not empty.
    part : Fraction
        0 is the least, 1 the greatest.

    Returns
    -------
    Fraction
        Exact.
    """
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
