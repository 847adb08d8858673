"""Times that Stackplan's own script for Spyral writes: a line a run, with its start."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from stackplan.core.rates import TimedRun

# A run that begins so long after the one before it is the first of another process.
_PAUSE_MS = 60_000


@dataclass(frozen=True, slots=True, order=True)
class OwnTime:
    """What the script says about one run.

    Parameters
    ----------
    stack : int
        Index of the stack, counted from 0.
    began_ms : int
        When it began, in ms since 1970.
    number : int
        Run number.
    ms : int or None
        What it took; `None` while it is at work, or when its process was killed.
    trouble : str
        Why it failed; empty if it did not.
    """

    stack: int
    began_ms: int
    number: int
    ms: int | None = None
    trouble: str = ""

    @property
    def last_sign_ms(self) -> int:
        """When it was last heard of, in ms since 1970."""
        return self.began_ms + (self.ms or 0)


def latest(own: Iterable[OwnTime]) -> dict[int, OwnTime]:
    """Keep the last line of each run, by number."""
    return {line.number: line for line in sorted(own, key=lambda line: line.began_ms)}


def timed_by_script(
    own: Iterable[OwnTime], sizes: Mapping[int, int], phases: tuple[str, ...]
) -> Iterator[TimedRun]:
    """Turn the lines of runs that are done into times.

    Parameters
    ----------
    own : iterable of OwnTime
        Lines in any order.
    sizes : mapping of int to int
        Size of the trace file in bytes, by run number.
    phases : tuple of str
        Phases of the job.

    Yields
    ------
    TimedRun
        By stack and start; the first of a process contains compilation.
    """
    before: OwnTime | None = None
    for line in sorted(own, key=lambda line: (line.stack, line.began_ms, line.number)):
        follows = (
            before is not None
            and before.stack == line.stack
            and line.began_ms - before.last_sign_ms < _PAUSE_MS
        )
        before = line
        if line.ms is not None and not line.trouble:
            size, ended = sizes.get(line.number, 0), line.last_sign_ms
            yield TimedRun(line.number, size, line.ms, line.stack, not follows, ended, phases)
