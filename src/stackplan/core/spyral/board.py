"""Planned against actual, stack by stack, while an analysis runs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from stackplan.core.plan import Plan
from stackplan.core.spyral.job import DONE, FAILED, STALE, UNFINISHED, WAITING
from stackplan.core.spyral.progress import STATUS_WORDS, Progress
from stackplan.core.text import count, format_duration
from stackplan.core.timing.estimate import Span


@dataclass(frozen=True, slots=True)
class BoardRow:
    """How far one stack is.

    Parameters
    ----------
    stack : int
        Its index, counted from 0.
    runs, done, failed, begun, waiting : int
        How many runs it has, and how many of them are done, failed, begun (or done before their
        trace files changed), and not begun.
    took_ms : int
        What its measured runs took so far.
    planned : Span or None
        What was estimated for all of it.
    left_ms : int or None
        What is left of the estimate, by the loads of the runs that are not done.
    is_busy : bool
        It seems to be at work.
    """

    stack: int
    runs: int
    done: int
    failed: int
    begun: int
    waiting: int
    took_ms: int
    planned: Span | None
    left_ms: int | None
    is_busy: bool

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


def board(plan: Plan, progress: Progress, planned: tuple[Span, ...]) -> tuple[BoardRow, ...]:
    """Hold each stack of a plan against what has been done of it.

    Parameters
    ----------
    plan : Plan
        The plan that is being carried out.
    progress : Progress
        What `progress_of` gave for it.
    planned : tuple of Span
        What `stack_times` gave for it; empty if no rate is known.

    Returns
    -------
    tuple of BoardRow
        One for each of `Plan.stacks`.
    """
    return tuple(_row(plan, progress, planned, index) for index in range(len(plan.stacks)))


def _row(plan: Plan, progress: Progress, planned: tuple[Span, ...], index: int) -> BoardRow:
    runs = plan.stacks[index].runs
    statuses = Counter(progress.statuses[run.number] for run in runs)
    span = planned[index] if planned else None
    left = None
    if span is not None:
        undone = sum(run.load for run in runs if progress.statuses[run.number] != DONE)
        left = -(-span.likely * undone // (plan.loads[index] or 1))
    return BoardRow(
        index,
        len(runs),
        statuses[DONE],
        statuses[FAILED],
        statuses[UNFINISHED] + statuses[STALE],
        statuses[WAITING],
        progress.took_ms[index],
        span,
        left,
        index in progress.busy,
    )


def run_words(progress: Progress, number: int) -> str:
    """Say what has become of one run, with what Spyral said of a failure."""
    words = STATUS_WORDS[progress.statuses[number]]
    reason = progress.reasons.get(number)
    return f"{words}: {reason}" if reason else words


def whole_words(rows: tuple[BoardRow, ...]) -> Iterator[str]:
    """Say how far the whole plan is, in a sentence or three.

    Parameters
    ----------
    rows : tuple of BoardRow
        What `board` gave.

    Yields
    ------
    str
        How many runs are done, how many failed, and how long the longest stack has left.
    """
    runs, done = sum(row.runs for row in rows), sum(row.done for row in rows)
    yield f"{done:,} of {count(runs, 'run')} done."
    if failed := sum(row.failed for row in rows):
        yield f"{count(failed, 'run')} failed."
    left = [row for row in rows if row.left_ms]
    if left:
        longest = max(left, key=lambda row: row.left_ms or 0)
        words = format_duration(longest.left_ms or 0)
        yield f"Stack {longest.stack + 1} has most left: about {words}."
