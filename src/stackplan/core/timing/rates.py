"""How fast an analysis went, from the times of runs that are done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from stackplan.core.timing.weights import median, quantile

# The range that is told leaves out the slowest and the fastest tenth.
_SLOW, _FAST = Fraction(1, 10), Fraction(9, 10)
_MS = 1000


@dataclass(frozen=True, slots=True, order=True)
class TimedRun:
    """What one run took.

    Parameters
    ----------
    number : int
        Run number.
    size : int
        Size of the trace file in bytes; 0 is not known.
    ms : int
        From the end of the run before it in the same process to its own end.
    process : int
        The process (stack) that did it, counted from 0.
    first : bool
        The first one of its process: its time contains start and compilation.
    ended_ms : int
        When it was done, in ms since 1970; -1 is not known.
    phases : tuple of str
        Phases that were active, in order; a rate holds for the same phases only.
    """

    number: int
    size: int
    ms: int
    process: int
    first: bool = False
    ended_ms: int = -1
    phases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """What one process does each second, in the unit of a weight, at 100 % speed.

    Parameters
    ----------
    slow, typical, fast : Fraction
        Above 0; the lowest and the highest tenth of what was measured lie outside.
    start_ms : int
        What a process needs before its first run.
    runs, processes : int
        How many were measured.
    """

    slow: Fraction
    typical: Fraction
    fast: Fraction
    start_ms: int = 0
    runs: int = 0
    processes: int = 0


def _size(run: TimedRun) -> int | None:
    return run.size


def fit_rate(
    timed: Iterable[TimedRun], amount: Callable[[TimedRun], int | None] = _size
) -> Rate | None:
    """Fit the rate of one process.

    The rate of each process is what it did over what it took, its first run aside; the middle one
    of them is typical, since one process on a busy disk does not move it.

    Parameters
    ----------
    timed : iterable of TimedRun
        Runs of one set of phases.
    amount : callable, optional
        What a run counts in the unit of the rate; by default its bytes. `None` or 0 is not known.

    Returns
    -------
    Rate or None
        `None` if no run can be used. Where each process did one run only, start and compilation
        are in the rate, since nothing tells them apart.
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
    # The middle of the runs may differ from what the process did as a whole.
    slow, fast = min(slow, typical), max(fast, typical)
    return Rate(slow, typical, fast, max(0, round(start)), len(pairs), len(sums))


def known_ms(timed: Iterable[TimedRun]) -> dict[int, int]:
    """Collect the times that may serve as weights: of each run the one measured last.

    Parameters
    ----------
    timed : iterable of TimedRun
        In the order in which they were measured; first runs of a process are passed over.

    Returns
    -------
    dict of int to int
        Milliseconds by run number.
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
