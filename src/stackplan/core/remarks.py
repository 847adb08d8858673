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
    "trailing": "has bytes after its end",
    "not_hdf5": "is no HDF5 file",
    "unknown": "state unknown",
}

# A share from which one run hides the rest.
_GIANT = Fraction(1, 2)


def suspicious_runs(states: Mapping[int, str]) -> RunNumbers:
    """Numbers of the runs whose files would break a night."""
    return RunNumbers.of(number for number, state in states.items() if state in SUSPICIOUS)


def state_remarks(states: Mapping[int, str]) -> Iterator[str]:
    """One sentence for each suspicious state that occurs."""
    for state in SUSPICIOUS:
        numbers = RunNumbers.of(number for number, found in states.items() if found == state)
        if numbers:
            who = f"{'Run' if len(numbers) == 1 else 'Runs'} {numbers}"
            yield f"{who}: {STATE_WORDS[state]}; planned all the same; skip it if need be."


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
    giant = max(plan.runs, key=lambda run: run.load)
    useful = _useful_stacks(plan, giant.load)
    if plan.total and giant.load * useful >= plan.total and len(plan.runs) > 1 and asked > useful:
        share = int(Fraction(giant.load, plan.total) * 100)
        if Fraction(giant.load, plan.total) >= _GIANT:
            yield f"Run {giant.number} alone is {share} %: more than {useful} stacks cannot help."


def _useful_stacks(plan: Plan, longest_run: int) -> int:
    """Fewest stacks over which the other runs, ideally cut, are no longer than the longest run."""
    if not longest_run:
        return plan.request.n_stacks
    return 1 + -(-(plan.total - longest_run) // longest_run)


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
        bounds = f"from run {low if low is not None else 0}"
        bounds += "" if high is None else f" to {high}"
        return f"There is no run {bounds} in {folder}; the folder has runs {span}."
    return f"Every run of the range is skipped ({inside}); shorten the skip list."
