"""Checks of trace files: what makes a file suspicious, and the sentences that say so."""

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import FILES_LIKE

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
    """What is written in one trace file."""

    # What the writer calls itself, for example ``libattpc_merger:2.0``; ``legacy`` for the first
    # merger; empty if not known.
    version: str = ""
    events: int | None = None
    beam_ms: int | None = None  # time from the first event to the last, in ms
    is_readable: bool | None = None  # whether Spyral 1.1.2 can read it; `None` is not known
    # Why something is not known, or why Spyral cannot read it; a part of a sentence.
    problem: str = ""
    # Whether it holds no complete event: Spyral reads nothing, and calls it complete.
    is_empty: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether the library answered; else it may be asked again."""
        return self.problem not in _UNANSWERED

    @property
    def is_damaged(self) -> bool:
        """Whether the library could not read the file, though its first bytes are in order."""
        return bool(self.problem) and self.is_answer and self.is_readable is None

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
    return tuple(n for n, s in states.items() if s not in useless and not isinstance(s, Unread))


def known_events(facts: Mapping[int, TraceFacts]) -> dict[int, int]:
    """Collect the numbers of events that are known, by run number, for `rates.weighed`."""
    return {n: fact.events for n, fact in facts.items() if fact.events is not None}


def fault_remarks(facts: Mapping[int, TraceFacts], *, spyral: bool = True) -> Iterator[str]:
    """Say which files Spyral cannot read or that hold nothing, one sentence for each cause.

    Without `spyral`, what only Spyral cannot read is left out: something else will read the files.
    """
    unreadable = {n: fact for n, fact in facts.items() if fact.fault == CANNOT_READ}
    for why, numbers in _by_problem(unreadable) if spyral else ():
        it = _it(numbers)
        yield f"Spyral 1.1.2 cannot read run {numbers}: {why}; {_PLANNED}, skip {it} if need be."
    empty = RunNumbers.of(n for n, fact in facts.items() if fact.fault == HOLDS_NOTHING)
    if empty:
        yield f"{_each(empty)} {HOLDS_NOTHING}; {_PLANNED}, skip {_it(empty)} if need be."


def merger_2_runs(facts: Mapping[int, TraceFacts]) -> RunNumbers:
    """Numbers of the runs that attpc_merger 2 has written."""
    return RunNumbers.of(n for n, fact in facts.items() if fact.version.startswith(MERGER_2))


def unchecked_remarks(facts: Mapping[int, TraceFacts], *, has_library: bool) -> Iterator[str]:
    """Say what could not be found out of files, and why."""
    if has_library:
        yield from fact_remarks({n: f for n, f in facts.items() if not f.is_answer})
        return
    newer = merger_2_runs(facts)
    if newer:
        unknown = "without h5py it is not known whether Spyral reads it"
        yield f"{_each(newer)} was written by merger 2.x; {unknown}."
    if facts:
        yield (
            "Whether the files hold complete events was not checked: h5py is not installed or does"
            " not fit (pip install 'stackplan[hdf5]')."
        )


def damage_remarks(facts: Mapping[int, TraceFacts]) -> Iterator[str]:
    """Say which files the library could not read though their first bytes are in order."""
    for problem, numbers in _by_problem({n: f for n, f in facts.items() if f.is_damaged}):
        also = f"Spyral reads with HDF5, too, and may fail on {_it(numbers)}"
        yield f"{_runs(numbers)}: {problem}; {also}."


def fact_remarks(facts: Mapping[int, TraceFacts]) -> Iterator[str]:
    """Say why something of a file is not known, one sentence for the runs with the same problem.

    What `fault_remarks` tells is left out.
    """
    for problem, numbers in _by_problem({n: f for n, f in facts.items() if not f.fault}):
        yield f"{_runs(numbers)}: {problem}."


def _by_problem(facts: Mapping[int, TraceFacts]) -> Iterator[tuple[str, RunNumbers]]:
    problems: dict[str, list[int]] = {}
    for number, fact in sorted(facts.items()):
        if fact.problem:
            problems.setdefault(fact.problem, []).append(number)
    for problem, numbers in problems.items():
        yield problem, RunNumbers.of(numbers)


def _runs(numbers: RunNumbers) -> str:
    return f"Run {numbers}" if len(numbers) == 1 else f"Runs {numbers}"


def _each(numbers: RunNumbers) -> str:
    return f"Run {numbers}" if len(numbers) == 1 else f"Each of runs {numbers}"


def _it(numbers: RunNumbers) -> str:
    return "it" if len(numbers) == 1 else "them"


# A file is young for this long after its last change.
YOUNG_S = 60
_NS = 1_000_000_000
# A server's clock may be ahead of ours by up to a day; a time beyond that is ignored.
_AHEAD_S = 86_400


def grown_runs(
    before: Mapping[int, int], now: Mapping[int, int], planned: Container[int]
) -> RunNumbers:
    """Find the planned files whose size in bytes differs between two scans; it may also shrink."""
    return RunNumbers.of(
        n for n, size in now.items() if before.get(n, size) != size and n in planned
    )


def young_runs(modified: Mapping[int, int], now_ns: int) -> RunNumbers:
    """Find the files that were changed less than `YOUNG_S` ago, by times in ns since 1970.

    A time up to a day ahead counts as now, since clocks of machines differ.
    """
    ages = ((number, now_ns - changed) for number, changed in modified.items())
    return RunNumbers.of(n for n, age in ages if -_AHEAD_S * _NS <= age < YOUNG_S * _NS)


def freshness_remarks(
    states: Mapping[int, str], young: RunNumbers, grown: RunNumbers
) -> Iterator[str]:
    """Say which files are still being written.

    One sentence each about files that grow, that are young and not closed, and that are open though
    nothing has changed them for a while. A file that is closed and young is complete.
    """
    waiting = RunNumbers.of(n for n in young if states.get(n, "closed") != "closed").minus(grown)
    still = RunNumbers.of(n for n, state in states.items() if state == "open")
    left = still.minus(young).minus(grown)
    for numbers, words in (
        (grown, "still growing; what counts here is the size of a moment ago"),
        (waiting, "changed less than a minute ago; the writer may be at work"),
        (left, "open, but not changed for a minute; the writer may have crashed"),
    ):
        if numbers:
            yield f"{_runs(numbers)}: {words}."


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
_EMPTY = (
    "Asked of the HDF5 library: no last event is written down in it, as when the merger stops half"
    " way. Spyral reads no event of it and calls the run complete. Merge it again."
)
_GROWN = (
    "Its size was another one at the look before: something writes it now. Its load is that of a"
    " moment ago; rescan (F5) when the run is over."
)


@dataclass(frozen=True, slots=True)
class RunRisk:
    """What is the matter with one planned run."""

    number: int
    stack: int  # index of its stack, counted from 0
    after: int  # how many runs come after it in its stack: what would be lost with it
    words: str  # what is the matter, in a few words
    why: str  # what was seen and what follows from it, in sentences


def run_risks(
    plan: Plan,
    states: Mapping[int, str],
    grown: Collection[int] = (),
    facts: Mapping[int, TraceFacts] | None = None,
) -> tuple[RunRisk, ...]:
    """Find the planned runs that may break a night, by run number.

    `grown` are the runs whose files had another size at the scan before; `facts` are what the HDF5
    library found, where it was asked.
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
        reasons.append((CANNOT_READ, why))
    elif fact is not None and fact.is_empty:
        reasons.append((HOLDS_NOTHING, _EMPTY))
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
    words.extend(damage_remarks(facts))
    bad = sum(fact.is_readable is False for fact in facts.values())
    words.append(f"Spyral 1.1.2 cannot read {bad:,} of them." if bad else "")
    empty = sum(fact.fault == HOLDS_NOTHING for fact in facts.values())
    words.append(f"Without a complete event: {empty:,}." if empty else "")
    return " ".join(filter(None, words))


SUSPICIOUS = ("open", "truncated", "trailing", "not_hdf5")

STATE_WORDS = {
    "closed": "closed",
    "open": "still open, or its writer crashed",
    "truncated": "truncated",
    "trailing": "bytes after the end",
    "not_hdf5": "not an HDF5 file",
    "unknown": "state unknown",  # written in a way that we cannot judge
}

# What is written behind a number of files, where it is not the name of the state.
_COUNTED = {
    "trailing": "with bytes after the end",
    "not_hdf5": "not HDF5",
    "unknown": "of unknown state",
}

# Why the disk does not let us read a file, and what to do about it.
UNREAD_REASONS = {
    "stale file handle": "Mount the disk again, then look again.",
    "the disk fails to read": "Tell the person who looks after the disk.",
    "permission denied": "Ask the owner for permission.",
    "it vanished a moment ago": "Look again.",
    "the disk answers with an error": "Mount the disk again, then look again.",
}


class Unread(str):
    """State of a file that the disk does not let us read: ``unknown``, and why.

    JSON and CSV know six states, so it is one of those. It is not suspicious: the file may be
    sound, only not within reach now.
    """

    reason: str  # a key of `UNREAD_REASONS`

    def __new__(cls, reason: str) -> "Unread":
        """Make the state."""
        state = super().__new__(cls, "unknown")
        state.reason = reason
        return state


def state_words(state: str) -> str:
    """Say in a few words what state a file is in."""
    if isinstance(state, Unread):
        return f"cannot be read now ({state.reason})"
    return STATE_WORDS[state]


def unread_runs(states: Mapping[int, str]) -> RunNumbers:
    """Numbers of the runs whose files the disk does not let us read."""
    return RunNumbers.of(n for n, state in states.items() if isinstance(state, Unread))


_NO_FAULTS: Mapping[int, str] = {}
# A run with this share of the total alone decides the makespan on more than two stacks.
_GIANT = Fraction(1, 2)


def suspicious_runs(states: Mapping[int, str]) -> RunNumbers:
    """Numbers of the runs whose files would break a night."""
    return RunNumbers.of(number for number, state in states.items() if state in SUSPICIOUS)


def suspicious_reasons(
    states: Mapping[int, str], faults: Mapping[int, str] = _NO_FAULTS
) -> tuple[tuple[RunNumbers, str], ...]:
    """Give the numbers of suspicious runs and what is the matter with them, by kind.

    The state of a file comes before what the HDF5 library found in it (`file_faults`).
    """
    kinds = [(_in_state(states, state), STATE_WORDS[state]) for state in SUSPICIOUS]
    told = suspicious_runs(states)
    for words in sorted(set(faults.values())):
        numbers = RunNumbers.of(n for n, fault in faults.items() if fault == words)
        kinds.append((numbers.minus(told), words))
    return tuple((numbers, words) for numbers, words in kinds if numbers)


def _in_state(states: Mapping[int, str], state: str) -> RunNumbers:
    return RunNumbers.of(
        n for n, found in states.items() if found == state and not isinstance(found, Unread)
    )


def state_remarks(states: Mapping[int, str]) -> Iterator[str]:
    """One sentence for each state that occurs and is not simply closed."""
    for state in (*SUSPICIOUS, "unknown"):
        numbers = _in_state(states, state)
        if numbers:
            words = f"{STATE_WORDS[state]}; {_PLANNED}, skip {_it(numbers)} if need be"
            yield f"{_runs(numbers)}: {words}."
    yield from unread_remarks(states)


def unread_remarks(states: Mapping[int, str]) -> Iterator[str]:
    """One sentence for each reason why files cannot be read, with the remedy."""
    unread = {n: state for n, state in states.items() if isinstance(state, Unread)}
    for reason, remedy in UNREAD_REASONS.items():
        numbers = RunNumbers.of(n for n, state in unread.items() if state.reason == reason)
        if numbers:
            yield f"Cannot be read now ({reason}): run {numbers}. {remedy}"


def state_counts(states: Mapping[int, str]) -> Iterator[str]:
    """One sentence that counts the files in each state; none without files."""
    found = {state: _in_state(states, state) for state in STATE_WORDS}
    counts = [f"{len(found[s]):,} {_COUNTED.get(s, s)}" for s in STATE_WORDS if found[s]]
    if unread := unread_runs(states):
        counts.append(f"{len(unread):,} cannot be read now")
    if counts:
        yield f"States of the files: {', '.join(counts)}."


def plan_remarks(plan: Plan) -> Iterator[str]:
    """Sentences about a plan that has runs: idle stacks, and one run that decides everything."""
    working = sum(1 for stack in plan.stacks if stack.runs)
    asked, runs = plan.request.n_stacks, len(plan.runs)
    if 0 < runs < asked and working < asked:
        there_are = "there is 1 run" if runs == 1 else f"there are {runs} runs"
        yield f"Only {working} of {asked} stacks get work: {there_are}."
    if asked <= 2 or runs <= 2 or not plan.total:
        return
    giant = max(plan.runs, key=lambda run: run.load)
    share = Fraction(giant.load, plan.total)
    # From half of the total on, all other runs on one more stack take no longer than this one.
    if share >= _GIANT:
        per_cent = int(share * 100)
        yield f"Run {giant.number} alone is {per_cent} %: more than 2 stacks cannot help."


def no_runs_reason(request: PlanRequest, folder: str, found: RunNumbers) -> str:
    """Say why a plan has no run, and the remedy."""
    low, high = request.run_min, request.run_max
    if low is not None and high is not None and low > high:
        return f"First run {low} is after last run {high}; swap them."
    if not found:
        return f"There is no {FILES_LIKE} with data in {folder}; choose another folder."
    span = f"{found.intervals[0][0]}-{found.intervals[-1][1]}"
    inside = found.within(low, high)
    if not inside:
        bounds = f"from {low or 0} on" if high is None else f"from {low or 0} to {high}"
        return f"No run {bounds} is in {folder}; the folder has runs {span}."
    return f"Every run of the range is skipped ({inside}); shorten the skip list."
