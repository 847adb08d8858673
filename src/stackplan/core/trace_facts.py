"""What a trace file says of itself: who wrote it, how many events, whether Spyral can read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stackplan.core.remarks import Unread
from stackplan.core.run_numbers import RunNumbers

CANNOT_READ = "Spyral 1.1.2 cannot read it"
HOLDS_NOTHING = "holds no complete event; its merge broke off"
# What the version of a file begins with that attpc_merger 2 has written. Spyral 1.1.2 reads such
# files or not, as the names inside are: without the HDF5 library that cannot be told.
MERGER_2 = "libattpc_merger:2"
# Problems of files about which the library gave no answer.
HUNG = "the disk did not answer, so its events are not known"
NOT_ASKED = "not asked, since the disk does not answer"
CRASHED = "the HDF5 library crashed over it"
_UNANSWERED = (HUNG, NOT_ASKED, CRASHED)
_PLANNED = "planned all the same"


@dataclass(frozen=True, slots=True)
class TraceFacts:
    """What is written in one trace file.

    Parameters
    ----------
    version : str
        What the writer calls itself, for example ``libattpc_merger:2.0``; ``legacy`` for the first
        merger; empty if not known.
    events : int or None
        Number of events.
    beam_ms : int or None
        Time from the first event to the last, in ms.
    is_readable : bool or None
        Whether Spyral 1.1.2 can read it; `None` is not known.
    problem : str
        Why something is not known, or why Spyral cannot read it; a part of a sentence.
    is_empty : bool
        Whether it holds no complete event: Spyral reads nothing, and calls it complete.
    """

    version: str = ""
    events: int | None = None
    beam_ms: int | None = None
    is_readable: bool | None = None
    problem: str = ""
    is_empty: bool = False

    @property
    def fault(self) -> str:
        """Why the file is suspicious, in a few words; empty if it is not."""
        if self.is_readable is False:
            return CANNOT_READ
        return HOLDS_NOTHING if self.is_empty else ""


def file_faults(facts: Mapping[int, TraceFacts]) -> dict[int, str]:
    """Collect what makes files suspicious, in a few words each, by run number."""
    return {number: fact.fault for number, fact in facts.items() if fact.fault}


def worth_reading(states: Mapping[int, str]) -> tuple[int, ...]:
    """Numbers of the runs in whose files the library can find more than their state tells."""
    useless = ("open", "truncated", "not_hdf5")
    return tuple(
        number
        for number, state in states.items()
        if state not in useless and not isinstance(state, Unread)
    )


def known_events(facts: Mapping[int, TraceFacts]) -> dict[int, int]:
    """Collect the numbers of events that are known, by run number, for `weights.weighed`."""
    return {n: fact.events for n, fact in facts.items() if fact.events is not None}


def fault_remarks(facts: Mapping[int, TraceFacts], *, spyral: bool = True) -> Iterator[str]:
    """Say which files Spyral cannot read or that hold nothing, one sentence for each cause.

    Parameters
    ----------
    facts : mapping of int to TraceFacts
        By run number.
    spyral : bool
        Leave out what only Spyral cannot read, if something else will read the files.
    """
    unreadable = {n: fact for n, fact in facts.items() if fact.fault == CANNOT_READ}
    for why, numbers in _by_problem(unreadable) if spyral else ():
        it = _it(numbers)
        yield f"Spyral 1.1.2 cannot read run {numbers}: {why}; {_PLANNED}, skip {it} if need be."
    empty = RunNumbers.of(n for n, fact in facts.items() if fact.fault == HOLDS_NOTHING)
    if empty:
        who = f"Run {empty}" if len(empty) == 1 else f"Each of runs {empty}"
        yield f"{who} {HOLDS_NOTHING}; {_PLANNED}, skip {_it(empty)} if need be."


def unchecked_remarks(facts: Mapping[int, TraceFacts], *, has_library: bool) -> Iterator[str]:
    """Say what could not be found out of files, and why.

    Parameters
    ----------
    facts : mapping of int to TraceFacts
        By run number.
    has_library : bool
        Whether the HDF5 library was there to be asked.
    """
    if has_library:
        yield from fact_remarks({n: f for n, f in facts.items() if f.problem in _UNANSWERED})
        return
    newer = RunNumbers.of(n for n, fact in facts.items() if fact.version.startswith(MERGER_2))
    if newer:
        who = f"Run {newer}" if len(newer) == 1 else f"Each of runs {newer}"
        yield f"{who} was written by merger 2.x; cannot tell whether Spyral reads it without h5py."
    if facts:
        yield (
            "Not checked, for h5py is not installed or does not fit (pip install"
            " 'stackplan[hdf5]'): whether the files hold complete events."
        )


def fact_remarks(facts: Mapping[int, TraceFacts]) -> Iterator[str]:
    """Say in one sentence each why something of a file is not known.

    Parameters
    ----------
    facts : mapping of int to TraceFacts
        By run number; what `fault_remarks` tells is left out.

    Yields
    ------
    str
        Runs with the same problem are named together.
    """
    for problem, numbers in _by_problem({n: f for n, f in facts.items() if not f.fault}):
        yield f"Run{'s' * (len(numbers) > 1)} {numbers}: {problem}."


def _by_problem(facts: Mapping[int, TraceFacts]) -> Iterator[tuple[str, RunNumbers]]:
    problems: dict[str, list[int]] = {}
    for number, fact in sorted(facts.items()):
        if fact.problem:
            problems.setdefault(fact.problem, []).append(number)
    for problem, numbers in problems.items():
        yield problem, RunNumbers.of(numbers)


def _it(numbers: RunNumbers) -> str:
    return "it" if len(numbers) == 1 else "them"
