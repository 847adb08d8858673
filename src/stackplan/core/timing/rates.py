"""Rates from measured runs, and weights of runs that are estimated with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import attrgetter

from stackplan.core.errors import StackplanError
from stackplan.core.request import phase_of
from stackplan.core.runs import Run

# The range that is shown leaves out the slowest and the fastest tenth.
_SLOW, _FAST = Fraction(1, 10), Fraction(9, 10)
_MS = 1000


@dataclass(frozen=True, slots=True, order=True)
class TimedRun:
    """What one run took."""

    number: int
    size: int  # size of the trace file in bytes; 0 is not known
    ms: int  # from the end of the run before it in the same process to its own end
    process: int  # the process (stack) that did it, counted from 0
    first: bool = False  # the first one of its process: its time contains start and compilation
    ended_ms: int = -1  # when it was done, in ms since 1970; -1 is not known
    # Phases that were active, in order; a rate holds for the same phases only.
    phases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """What one process does each second, in the unit of a weight, at 100 % speed."""

    # Above 0; the lowest and the highest tenth of what was measured lie outside.
    slow: Fraction
    typical: Fraction
    fast: Fraction
    start_ms: int = 0  # what a process needs before its first run
    # How many were measured.
    runs: int = 0
    processes: int = 0


def fit_rate(
    timed: Iterable[TimedRun], amount: Callable[[TimedRun], int | None] = attrgetter("size")
) -> Rate | None:
    """Fit the rate of one process to runs of one set of phases; `None` if no run can be used.

    The rate of each process is what it did over what it took, its first run aside; the middle one
    of them is typical, since one process on a busy disk does not move it. Where each process did
    one run only, start and compilation are in the rate, since nothing tells them apart. `amount` is
    what a run counts in the unit of the rate, by default its bytes; `None` or 0 is not known.
    """
    usable = [(run, found) for run in timed if run.ms > 0 and (found := amount(run) or 0) > 0]
    warm = [pair for pair in usable if not pair[0].first]
    pairs = warm or usable
    if not pairs:
        return None
    sums: dict[int, tuple[int, int]] = {}
    for run, found in pairs:
        done, took = sums.get(run.process, (0, 0))
        sums[run.process] = done + found, took + run.ms
    rates = sorted(Fraction(done * _MS, took) for done, took in sums.values())
    typical = median(rates)
    if len(rates) == 1:
        rates = sorted([typical, *(Fraction(found * _MS, run.ms) for run, found in pairs)])
    starts = [run.ms - found * _MS / typical for run, found in usable if run.first]
    start = median(map(Fraction, starts)) if warm and starts else Fraction(0)
    slow, fast = quantile(rates, _SLOW), quantile(rates, _FAST)
    # The median of the runs may differ from the rate of the process as a whole.
    slow, fast = min(slow, typical), max(fast, typical)
    return Rate(slow, typical, fast, max(0, round(start)), len(pairs), len(sums))


def known_ms(timed: Iterable[TimedRun]) -> dict[int, int]:
    """Collect the times that may serve as weights, in ms by run number: of each run the last one.

    `timed` is in the order of measuring; first runs of a process are passed over.
    """
    return {run.number: run.ms for run in timed if not run.first and run.ms > 0}


def rate_of_times(rate: Rate) -> Rate:
    """Turn a rate into one for weights in milliseconds, of the same spread."""
    a_second = Fraction(_MS)
    slow, fast = (a_second * end / rate.typical for end in (rate.slow, rate.fast))
    return Rate(slow, a_second, fast, rate.start_ms, rate.runs, rate.processes)


def with_phases(timed: Iterable[TimedRun]) -> tuple[TimedRun, ...]:
    """Keep the runs of the phases that were measured last: those that a crew will run next."""
    found = list(timed)
    last = max(found, key=lambda run: run.ended_ms, default=None)
    return tuple(run for run in found if last is not None and run.phases == last.phases)


def after_phase(timed: Iterable[TimedRun], weight: str) -> tuple[TimedRun, ...]:
    """Keep the runs of jobs that began behind the phase whose files a weight counts.

    What that phase itself took says nothing of those behind it. Any other weight keeps all.
    """
    phase = phase_of(weight)
    return tuple(run for run in timed if not phase or phase not in run.phases)


def weighed(
    runs: Iterable[Run], known: Mapping[int, int], otherwise: Fraction | None = None
) -> tuple[Run, ...]:
    """Give runs their weights; what is not known is estimated from the size and marked so.

    `known` has events, or milliseconds, by run number. The median weight a byte of the runs that
    are known counts for the others, since one strange file does not move it; `otherwise` where none
    is known. Raises `StackplanError` if there is neither.
    """
    found = list(runs)
    ratio = ratio_of(found, known)
    ratio = otherwise if ratio is None else ratio
    missing = any(run.number not in known for run in found)
    if ratio is None and missing:
        raise StackplanError("The weight of none of these runs is known; plan them by bytes.")
    ratio = ratio or Fraction(0)
    return tuple(
        replace(run, weight=known[run.number], estimated=False)
        if run.number in known
        else replace(run, weight=round(run.size * ratio), estimated=True)
        for run in found
    )


def ratio_of(runs: Iterable[Run], known: Mapping[int, int]) -> Fraction | None:
    """Find the median weight a byte of the runs whose weight is known; `None` without any."""
    known_ones = [run for run in runs if run.size and run.number in known]
    ratios = [Fraction(known[run.number], run.size) for run in known_ones]
    return median(ratios) if ratios else None


def median(values: Iterable[Fraction]) -> Fraction:
    """Middle value, or the mean of the two in the middle; there must be one."""
    return quantile(sorted(values), Fraction(1, 2))


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """Value below which a part (0 to 1) of an ascending sequence lies, interpolated."""
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
