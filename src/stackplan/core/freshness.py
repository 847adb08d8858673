"""Which files may still be changing: two looks at a folder, and a clock that the caller reads."""

from collections.abc import Container, Iterator, Mapping

from stackplan.core.run_numbers import RunNumbers

# A file is young for this long after its last change.
YOUNG_S = 60
_NS = 1_000_000_000
# A server's clock may be ahead of ours; a file from next year says nothing.
_AHEAD_S = 86_400


def grown_runs(
    before: Mapping[int, int], now: Mapping[int, int], planned: Container[int]
) -> RunNumbers:
    """Find the files that have changed their size between two looks.

    Parameters
    ----------
    before, now : mapping of int to int
        Size in bytes by run number, at each look.
    planned : container of int
        Runs that matter.

    Returns
    -------
    RunNumbers
        Those of both looks whose size differs; a file that is rewritten may also shrink.
    """
    if before == now:
        return RunNumbers()
    changed = (n for n, size in now.items() if before.get(n, size) != size)
    return RunNumbers.of(n for n in changed if n in planned)


def young_runs(modified: Mapping[int, int], now_ns: int, young_s: int = YOUNG_S) -> RunNumbers:
    """Find the files that were changed a moment ago.

    Parameters
    ----------
    modified : mapping of int to int
        Time of the last change by run number, in ns since 1970 (`ScanResult.modified`).
    now_ns : int
        The caller's clock, in ns since 1970.
    young_s : int
        Age in seconds from which on a file counts as settled.

    Returns
    -------
    RunNumbers
        Files younger than that; a time up to a day ahead counts as now, since clocks differ.
    """
    ages = ((number, now_ns - changed) for number, changed in modified.items())
    return RunNumbers.of(n for n, age in ages if -_AHEAD_S * _NS <= age < young_s * _NS)


def freshness_remarks(
    states: Mapping[int, str], young: RunNumbers, grown: RunNumbers
) -> Iterator[str]:
    """Say what is still at work on a file.

    Parameters
    ----------
    states : mapping of int to str
        State by run number; a file that is closed and young is complete and not worth a word.
    young, grown : RunNumbers
        What `young_runs` and `grown_runs` found.

    Yields
    ------
    str
        One sentence each about files that grow, that are young and not closed, and that are open
        though nothing has changed them for a while.
    """
    yield from _sentence(grown, "still growing; what counts here is the size of a moment ago")
    waiting = RunNumbers.of(n for n in young if states.get(n, "closed") != "closed").minus(grown)
    yield from _sentence(waiting, "changed less than a minute ago; the writer may be at work")
    still = RunNumbers.of(n for n, state in states.items() if state == "open")
    left = still.minus(young).minus(grown)
    yield from _sentence(left, "open, but not changed for a minute; the writer may have crashed")


def _sentence(numbers: RunNumbers, words: str) -> Iterator[str]:
    if numbers:
        yield f"Run{'s' * (len(numbers) > 1)} {numbers}: {words}."
