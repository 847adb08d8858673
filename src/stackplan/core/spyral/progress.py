"""Progress of the analysis: the state of each run, and of each stack."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.spyral.job import DONE, FAILED, STALE, UNFINISHED, WAITING, Workspace, verdicts
from stackplan.core.spyral.run_times import timed_runs
from stackplan.core.text import format_duration, plural, printable, shortened
from stackplan.core.timing.estimate import Span

STATUS_WORDS = {
    DONE: "done",
    STALE: "done before its trace file was last changed",
    FAILED: "failed",
    UNFINISHED: "begun, not finished",
    WAITING: "never started",
}
# A process without a sign for this long, or for three of its longest runs, is taken for dead.
_PATIENCE_MS = 600_000
_LONGEST_RUNS = 3
_MOST_WORDS = 90


@dataclass(frozen=True)
class PlanProgress:
    """How far a plan is."""

    # ``done``, ``stale`` (done, but its trace file was changed since), ``failed``, ``unfinished``
    # or ``waiting`` of each planned run.
    statuses: Mapping[int, str]
    # What went wrong, in Spyral's own words, of runs that failed.
    reasons: Mapping[int, str] = field(default_factory=dict)
    busy: tuple[int, ...] = ()  # indices of the stacks that seem to be at work
    # What each stack has taken so far for the runs that were measured, in ms.
    took_ms: tuple[int, ...] = ()
    # Runs whose results count as done although they are older than the trace files.
    kept: RunNumbers = field(default_factory=RunNumbers)

    def runs(self, *statuses: str) -> RunNumbers:
        """Numbers of the runs in any of these statuses."""
        return RunNumbers.of(n for n, status in self.statuses.items() if status in statuses)

    def sentences(self) -> Iterator[str]:
        """One sentence for each status that occurs, and one for each failure."""
        for status, words in STATUS_WORDS.items():
            if numbers := self.runs(status):
                yield f"{plural(len(numbers), 'run')} {words}: {numbers}."
        if self.kept:
            yield f"Counted as done although the trace files are newer: {self.kept}."
        for number, words in sorted(self.reasons.items()):
            yield f"Run {number} failed: {shortened(printable(words), _MOST_WORDS)}."
        for stack in self.busy:
            yield f"Stack {stack + 1} seems to be at work still."


def progress_of(
    plan: Plan,
    workspace: Workspace,
    modified: Mapping[int, int],
    now_ms: int,
    *,
    keep_older: bool = False,
) -> PlanProgress:
    """Find how far a plan is by a workspace, each run by the rule of `core.spyral.job`.

    `modified` (when each trace file was last changed, by run number) and `now_ms` (the caller's
    clock) are in ms since 1970. With `keep_older` results count that are older than the trace
    files, for example after a copy that gave these new times.
    """
    judged = verdicts(workspace, sorted(plan.places), modified)
    statuses = {number: found.status for number, found in judged.items()}
    older = [number for number, status in statuses.items() if keep_older and status == STALE]
    statuses.update(dict.fromkeys(older, DONE))
    reasons = {number: found.words for number, found in judged.items() if found.status == FAILED}
    took = [0] * len(plan.stacks)
    for run in timed_runs(workspace, {}):
        if run.number in plan.places:
            took[plan.places[run.number]] += run.ms
    busy = _busy(plan, workspace, statuses, now_ms)
    return PlanProgress(statuses, reasons, busy, tuple(took), RunNumbers.of(older))


def _busy(
    plan: Plan, workspace: Workspace, statuses: Mapping[int, str], now_ms: int
) -> tuple[int, ...]:
    """Stacks with runs left whose process has not ended and left a sign not long ago."""
    job = workspace.job
    if job.ended_ms is not None:
        return ()
    longest = max((run.ms for run in timed_runs(workspace, {})), default=0)
    patience = max(_PATIENCE_MS, _LONGEST_RUNS * longest)
    signs = _last_signs(plan, workspace)
    # A failure ends a stack that Spyral runs; our script starts each run by itself and goes on.
    alone = job.started_ms is not None and not workspace.own
    failed = (n for n, status in statuses.items() if status == FAILED and alone)
    dead = {plan.places[number] for number in failed}
    left = {plan.places[number] for number, status in statuses.items() if status != DONE}
    return tuple(
        stack
        for stack in sorted(left - dead)
        if (sign := max(signs.get(stack, 0), job.started_ms or 0)) and now_ms - sign < patience
    )


def _last_signs(plan: Plan, workspace: Workspace) -> dict[int, int]:
    ends = [(number, max(phases.values())) for number, phases in workspace.ends.items()]
    own = [(line.number, line.last_sign_ms) for line in workspace.own]
    signs: dict[int, int] = {}
    for number, sign in (*ends, *own):
        if number in plan.places:
            stack = plan.places[number]
            signs[stack] = max(signs.get(stack, 0), sign)
    return signs


def board_words(progress: PlanProgress, planned: tuple[Span, ...]) -> Iterator[str]:
    """Compare what each stack took with its estimate, one sentence each."""
    pairs = zip(progress.took_ms, planned, strict=True)
    for stack, (took, span) in enumerate(pairs, start=1):
        if took:
            words = f"{format_duration(took)} so far, {format_duration(span.likely)} planned"
            yield f"Stack {stack}: {words}."


@dataclass(frozen=True, slots=True)
class StackProgress:
    """How far one stack is."""

    stack: int  # its index, counted from 0
    # How many runs it has, and how many of them are done, failed, begun (or done before their trace
    # files changed), and not begun.
    runs: int
    done: int
    failed: int
    begun: int
    waiting: int
    took_ms: int  # what its measured runs took so far
    planned: Span | None  # what was estimated for all of it
    left_ms: int | None  # what is left of the estimate, by the loads of the runs that are not done
    is_busy: bool  # it seems to be at work

    @property
    def state(self) -> str:
        """One or two words for the whole stack."""
        if self.is_busy:
            return "at work"
        if self.done == self.runs:
            return "done" if self.runs else "empty"
        if self.failed:
            return "stopped, failed"
        return "stopped" if self.done or self.begun else "not begun"


def board(
    plan: Plan, progress: PlanProgress, planned: tuple[Span, ...]
) -> tuple[StackProgress, ...]:
    """Tell how far each stack of a plan is; `planned` is empty if no rate is known."""
    rows = []
    for index, stack in enumerate(plan.stacks):
        statuses = Counter(progress.statuses[run.number] for run in stack.runs)
        span, left = planned[index] if planned else None, None
        if span is not None:
            undone = sum(r.load for r in stack.runs if progress.statuses[r.number] != DONE)
            left = -(-span.likely * undone // (stack.load or 1))
        rows.append(
            StackProgress(
                index,
                len(stack.runs),
                statuses[DONE],
                statuses[FAILED],
                statuses[UNFINISHED] + statuses[STALE],
                statuses[WAITING],
                progress.took_ms[index],
                span,
                left,
                index in progress.busy,
            )
        )
    return tuple(rows)


def run_words(progress: PlanProgress, number: int) -> str:
    """Say what has become of one run, with what Spyral said of a failure."""
    words = STATUS_WORDS[progress.statuses[number]]
    reason = progress.reasons.get(number)
    return f"{words}: {reason}" if reason else words


def whole_words(rows: tuple[StackProgress, ...]) -> Iterator[str]:
    """Say how many runs are done, how many failed, and how long the longest stack has left."""
    runs, done = sum(row.runs for row in rows), sum(row.done for row in rows)
    yield f"{done:,} of {plural(runs, 'run')} done."
    if failed := sum(row.failed for row in rows):
        yield f"{plural(failed, 'run')} failed."
    left = [row for row in rows if row.left_ms]
    if left:
        longest = max(left, key=lambda row: row.left_ms or 0)
        words = format_duration(longest.left_ms or 0)
        yield f"Stack {longest.stack + 1} has most left: about {words}."
