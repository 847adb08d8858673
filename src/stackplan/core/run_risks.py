"""Why a planned run may break a night: what was seen of its file, and what Spyral makes of it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stackplan.core.plan import Plan
from stackplan.core.remarks import STATE_WORDS, SUSPICIOUS
from stackplan.core.trace_facts import TraceFacts

_LOSES = "Spyral fails on it and drops the runs after it in its stack."
# What was seen, and what follows from it.
_STATE_REASONS = {
    "open": (
        "Its header says that a writer has it open: the merger is still at work on it, or has"
        f" crashed. If its size still grows, wait; if not, merge it again. {_LOSES}"
    ),
    "truncated": (
        "Its header says that it was longer: a copy was cut off, or the disk was full."
        f" Copy or merge it again. {_LOSES}"
    ),
    "trailing": (
        "It is longer than its header says: something was appended, or room was kept free."
        " Spyral reads it as a rule."
    ),
    "not_hdf5": f"It does not begin as an HDF5 file does: it is something else. {_LOSES}",
}
_GROWN = (
    "Its size was another one at the look before: something writes it now. Its load is that of a"
    " moment ago; rescan (F5) when the run is over."
)


@dataclass(frozen=True, slots=True)
class RunRisk:
    """What is the matter with one planned run.

    Parameters
    ----------
    number : int
        Run number.
    stack : int
        Index of its stack, counted from 0.
    after : int
        How many runs come after it in its stack: what would be lost with it.
    words : str
        What is the matter, in a few words.
    why : str
        What was seen and what follows from it, in sentences.
    """

    number: int
    stack: int
    after: int
    words: str
    why: str


def run_risks(
    plan: Plan,
    states: Mapping[int, str],
    grown: Collection[int] = (),
    facts: Mapping[int, TraceFacts] | None = None,
) -> tuple[RunRisk, ...]:
    """Find the planned runs that may break a night.

    Parameters
    ----------
    plan : Plan
        The plan.
    states : mapping of int to str
        State of each file, by run number.
    grown : collection of int
        Runs whose files had another size at the look before.
    facts : mapping of int to TraceFacts, optional
        What the HDF5 library found, where it was asked.

    Returns
    -------
    tuple of RunRisk
        By run number.
    """
    found = []
    for number, stack in sorted(plan.places.items()):
        fact = (facts or {}).get(number)
        reasons = [*_reasons(states.get(number, ""), number in grown, fact)]
        if reasons:
            runs = plan.stacks[stack].run_numbers
            after = len(runs) - 1 - runs.index(number)
            words = "; ".join(words for words, _ in reasons)
            why = " ".join(why for _, why in reasons)
            found.append(RunRisk(number, stack, after, words, why))
    return tuple(found)


def _reasons(state: str, has_grown: bool, fact: TraceFacts | None) -> list[tuple[str, str]]:
    reasons = []
    if state in SUSPICIOUS:
        reasons.append((STATE_WORDS[state], _STATE_REASONS[state]))
    if has_grown:
        reasons.append(("still growing", _GROWN))
    if fact is not None and fact.is_readable is False:
        writer = f" It was written by {fact.version}." if fact.version else ""
        why = f"Asked of the HDF5 library: {fact.problem}.{writer} {_LOSES}"
        reasons.append(("Spyral cannot read it", why))
    return reasons


def facts_words(facts: Mapping[int, TraceFacts]) -> str:
    """Say in a few sentences what the HDF5 library found in all files that it was asked about."""
    events = [fact.events for fact in facts.values() if fact.events is not None]
    beam_s = sum(fact.beam_ms or 0 for fact in facts.values()) // 1000
    writers = Counter(fact.version for fact in facts.values() if fact.version)
    listed = ", ".join(f"{name} ({number:,})" for name, number in sorted(writers.items()))
    words = [f"{len(events):,} of {len(facts):,} files tell their events: {sum(events):,} in all."]
    if beam_s:
        words.append(f"Beam time {beam_s // 3600:,} h {beam_s % 3600 // 60} min.")
    if listed:
        words.append(f"Written by {listed}.")
    bad = sum(fact.is_readable is False for fact in facts.values())
    words.append(f"Spyral 1.1.2 cannot read {bad:,} of them." if bad else "")
    return " ".join(filter(None, words))
