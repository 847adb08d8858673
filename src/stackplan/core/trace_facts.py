"""What the HDF5 library finds in a trace file: who wrote it, how many events, how long the beam."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stackplan.core.run_numbers import RunNumbers


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
    """

    version: str = ""
    events: int | None = None
    beam_ms: int | None = None
    is_readable: bool | None = None
    problem: str = ""


def known_events(facts: Mapping[int, TraceFacts]) -> dict[int, int]:
    """Collect the numbers of events that are known, by run number, for `weights.weighed`."""
    return {n: fact.events for n, fact in facts.items() if fact.events is not None}


def fact_remarks(facts: Mapping[int, TraceFacts]) -> Iterator[str]:
    """Say in one sentence each which runs Spyral cannot read, and what else is the matter.

    Parameters
    ----------
    facts : mapping of int to TraceFacts
        By run number.

    Yields
    ------
    str
        Runs with the same problem are named together.
    """
    problems: dict[str, list[int]] = {}
    for number, fact in sorted(facts.items()):
        if fact.problem:
            problems.setdefault(fact.problem, []).append(number)
    for problem, numbers in problems.items():
        yield f"Run{'s' * (len(numbers) > 1)} {RunNumbers.of(numbers)}: {problem}."
