"""What a crew should know about a plan before it spends a night on it, in one sentence each."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers

SUSPICIOUS = ("open", "truncated", "trailing", "not_hdf5")

STATE_WORDS = {
    "closed": "closed",
    "open": "still open, or its writer crashed",
    "truncated": "truncated",
    "trailing": "bytes after the end",
    "not_hdf5": "not an HDF5 file",
    "unknown": "state unknown",  # written in a way that we cannot judge
}

# Why the disk does not let us read a file, and what to do about it.
UNREAD_REASONS = {
    "stale file handle": "Look again after the disk is mounted anew.",
    "the disk fails to read": "Tell whoever looks after the disk.",
    "permission denied": "Ask the owner for permission.",
    "it vanished a moment ago": "Look again.",
    "the disk answers with an error": "Look again after the disk is mounted anew.",
}


class Unread(str):
    """State of a file that the disk does not let us read: ``unknown``, and why.

    JSON and CSV know six states, so it is one of those. It is not suspicious: the file may be
    sound, only not within reach now.

    Attributes
    ----------
    reason : str
        A key of `UNREAD_REASONS`.
    """

    reason: str

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
# A share from which one run hides the rest.
_GIANT = Fraction(1, 2)


def suspicious_runs(states: Mapping[int, str]) -> RunNumbers:
    """Numbers of the runs whose files would break a night."""
    return RunNumbers.of(number for number, state in states.items() if state in SUSPICIOUS)


def suspicious_reasons(
    states: Mapping[int, str], faults: Mapping[int, str] = _NO_FAULTS
) -> tuple[tuple[RunNumbers, str], ...]:
    """Give the numbers of suspicious runs and what is the matter with them, by kind.

    Parameters
    ----------
    states : mapping of int to str
        State of each file, by run number.
    faults : mapping of int to str, optional
        What the HDF5 library found (`trace_facts.file_faults`); the state of a file comes first.
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
            one = len(numbers) == 1
            who, it = (f"Run {numbers}", "it") if one else (f"Runs {numbers}", "them")
            yield f"{who}: {STATE_WORDS[state]}; planned all the same, skip {it} if need be."
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
    counts = [f"{len(numbers):,} {state}" for state, numbers in found.items() if numbers]
    if unread := unread_runs(states):
        counts.append(f"{len(unread):,} cannot be read now")
    if counts:
        yield f"States of the files: {', '.join(counts)}."


def plan_remarks(plan: Plan) -> Iterator[str]:
    """Sentences about a plan that has runs: idle stacks, and one run that decides everything."""
    working = sum(1 for stack in plan.stacks if stack.runs)
    asked = plan.request.n_stacks
    if not plan.runs:
        return
    if working < asked and len(plan.runs) < asked:
        runs = len(plan.runs)
        there_are = "there is 1 run" if runs == 1 else f"there are {runs} runs"
        yield f"Only {working} of {asked} stacks get work: {there_are}."
    if asked <= 2 or max(plan.loads) < _GIANT * plan.total:
        return  # no single run can be so large
    giant = max(plan.runs, key=lambda run: run.load)
    share = Fraction(giant.load, plan.total) if plan.total else Fraction(0)
    # From half of everything on, all the others on one more stack take no longer than the giant.
    if share >= _GIANT and len(plan.runs) > 2:
        per_cent = int(share * 100)
        yield f"Run {giant.number} alone is {per_cent} %: more than 2 stacks cannot help."


def no_runs_reason(request: PlanRequest, folder: str, found: RunNumbers) -> str:
    """Say why a plan has no run, and the remedy."""
    low, high = request.run_min, request.run_max
    if low is not None and high is not None and low > high:
        return f"First run {low} is after last run {high}; swap them."
    if not found:
        return f"There is no run_NNNN.h5 with data in {folder}; choose another folder."
    span = f"{found.intervals[0][0]}-{found.intervals[-1][1]}"
    inside = found.within(low, high)
    if not inside:
        bounds = f"from {low or 0} on" if high is None else f"from {low or 0} to {high}"
        return f"No run {bounds} is in {folder}; the folder has runs {span}."
    return f"Every run of the range is skipped ({inside}); shorten the skip list."
