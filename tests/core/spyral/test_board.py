from hypothesis import given
from hypothesis import strategies as st

from spyral_jobs import JOBS, START, plan_of
from stackplan.core.spyral.job import Workspace
from stackplan.core.spyral.progress import (
    STATUS_WORDS,
    PlanProgress,
    board,
    progress_of,
    run_words,
    whole_words,
)
from stackplan.core.timing.estimate import Span

HOUR = 3_600_000
PLAN = plan_of((1, 2, 3, 4), (5, 6))
STATUSES = {1: "done", 2: "failed", 3: "unfinished", 4: "waiting", 5: "stale", 6: "done"}
PROGRESS = PlanProgress(STATUSES, {2: "no object"}, busy=(1,), took_ms=(HOUR, 0))
SPANS = (Span(HOUR, 4 * HOUR, 5 * HOUR), Span(HOUR, 2 * HOUR, 3 * HOUR))


def test_that_each_stack_is_counted_and_held_against_its_estimate() -> None:
    first, second = board(PLAN, PROGRESS, SPANS)
    counts = (first.runs, first.done, first.failed, first.begun, first.waiting)
    assert counts == (4, 1, 1, 1, 1)
    assert (first.took_ms, first.planned, first.left_ms) == (HOUR, SPANS[0], 3 * HOUR)
    # What was done before its trace changed has to be done again.
    assert (second.done, second.begun, second.left_ms) == (1, 1, HOUR)


def test_that_each_stack_is_named_by_its_state() -> None:
    def state(*statuses: str, busy: bool = False) -> str:
        plan = plan_of(tuple(range(len(statuses))))
        progress = PlanProgress(dict(enumerate(statuses)), busy=(0,) * busy, took_ms=(0,))
        return board(plan, progress, ())[0].state

    assert state("done", "waiting", busy=True) == "at work"
    assert state("done", "done") == "done"
    assert state() == "empty"
    assert state("done", "failed", "waiting") == "stopped, failed"
    assert state("unfinished", "waiting") == "stopped"
    assert state("waiting") == "not begun"


def test_that_without_a_rate_nothing_is_planned_and_nothing_left() -> None:
    rows = board(PLAN, PROGRESS, ())
    assert [(row.planned, row.left_ms) for row in rows] == [(None, None)] * 2
    assert list(whole_words(rows)) == ["2 of 6 runs done.", "1 run failed."]


def test_that_the_longest_rest_is_told() -> None:
    words = list(whole_words(board(PLAN, PROGRESS, SPANS)))
    assert words[-1] == "Stack 1 has most left: about 3 h."
    assert list(whole_words(())) == ["0 of 0 runs done."]


def test_that_a_failure_is_told_in_spyrals_words() -> None:
    assert run_words(PROGRESS, 2) == "failed: no object"
    assert run_words(PROGRESS, 4) == STATUS_WORDS["waiting"]


@given(JOBS, st.integers(0, 2**40))
def test_that_no_run_is_lost_on_the_board(job: object, now: int) -> None:
    plan = plan_of((0, 1, 2), (3, 4), (), (5,))
    progress = progress_of(plan, Workspace(job), {}, START + now)  # type: ignore[arg-type]
    rows = board(plan, progress, (Span(1, 2, 3),) * 4)
    for row, stack in zip(rows, plan.stacks, strict=True):
        assert row.done + row.failed + row.begun + row.waiting == row.runs == len(stack.runs)
        assert 0 <= (row.left_ms or 0) <= 2
