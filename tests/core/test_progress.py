from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spyral_jobs import FILES, JOBS, START, done, plan_of
from stackplan.core.estimate import Span
from stackplan.core.own_times import OwnTime
from stackplan.core.plan import Plan
from stackplan.core.progress import Progress, board_words, progress_of
from stackplan.core.run_numbers import parse
from stackplan.core.spyral_job import Complaint, Job
from stackplan.core.spyral_workspace import Workspace

MINUTE = 60_000
NOW = START + 60 * MINUTE


def clustered(*runs: int, at: int = START + 5_000) -> dict[str, dict[int, int]]:
    return {"Pointcloud": dict.fromkeys(runs, at - 1_000), "Cluster": dict.fromkeys(runs, at)}


def statuses(plan: Plan, workspace: Workspace, **modified: int) -> dict[int, str]:
    changed = {int(name.removeprefix("run")): time for name, time in modified.items()}
    return dict(progress_of(plan, workspace, changed, NOW).statuses)


def test_that_a_run_is_done_when_its_last_file_is_newer_than_its_trace() -> None:
    found = statuses(plan_of((1, 2, 3)), Workspace(artifacts=clustered(1, 2)), run1=START, run2=NOW)
    assert found == {1: "done", 2: "stale", 3: "waiting"}


def test_that_a_run_with_an_earlier_phase_only_is_unfinished() -> None:
    files = clustered(1)
    files["Pointcloud"][2] = START + 9_000
    assert statuses(plan_of((1, 2)), Workspace(artifacts=files)) == {1: "done", 2: "unfinished"}


def test_that_a_file_that_is_not_whole_is_not_done() -> None:
    workspace = Workspace(artifacts=clustered(1, 2), broken={"Cluster": {2}})
    assert statuses(plan_of((1, 2)), workspace) == {1: "done", 2: "unfinished"}


def test_that_a_line_does_for_a_phase_that_keeps_its_files_elsewhere() -> None:
    job = Job(((1, 2),), START, None, {0: done(1, 10, 20)})
    assert statuses(plan_of((1, 2)), Workspace(job)) == {1: "done", 2: "waiting"}


def test_that_a_file_that_was_deleted_is_not_done() -> None:
    job = Job(((1, 2),), START, None, {0: [*done(1, 10, 20), *done(2, 30, 40)]})
    assert statuses(plan_of((1, 2)), Workspace(job, clustered(2, at=START + 40)))[1] == "unfinished"


def test_that_a_failure_is_found_and_what_came_after_it_has_never_started() -> None:
    log = [*done(1, 10, 20), Complaint(None, "no object 'x'\x1b", START + 30)]
    files = clustered(1)
    files["Pointcloud"][2] = START + 25
    workspace = Workspace(Job(((1, 2, 3),), START, START + 90, {0: log}), files)
    found = progress_of(plan_of((1, 2, 3)), workspace, {}, NOW)
    assert found.statuses == {1: "done", 2: "failed", 3: "waiting"}
    assert list(found.sentences()) == [
        "1 run done: 1.",
        "1 run failed: 2.",
        "1 run never started: 3.",
        "Run 2 failed: no object 'x'\\x1b.",
    ]


def test_that_a_run_that_was_done_again_after_its_failure_is_done() -> None:
    log = [Complaint(1, "boom", START + 30)]
    job = Job(((1,),), START, START + 90, {0: log})
    assert statuses(plan_of((1,)), Workspace(job, clustered(1, at=START + 60))) == {1: "done"}
    assert statuses(plan_of((1,)), Workspace(job, clustered(1, at=START + 20))) == {1: "failed"}


def test_that_a_run_without_events_is_done() -> None:
    log = [*done(1, 10, 20), Complaint(2, "No events within PID for run 2!", START + 30)]
    workspace = Workspace(Job(((1, 2),), START, START + 90, {0: log}), clustered(1))
    assert statuses(plan_of((1, 2)), workspace) == {1: "done", 2: "done"}


def test_that_an_empty_workspace_has_started_nothing() -> None:
    found = progress_of(plan_of((1, 2)), Workspace(), {}, NOW)
    assert set(found.statuses.values()) == {"waiting"}
    assert found.busy == ()


def busy(job: Job, now_ms: int, *runs: int) -> tuple[int, ...]:
    workspace = Workspace(job, clustered(*runs))
    return progress_of(plan_of((1, 2), (3, 4), (5,)), workspace, {}, now_ms).busy


def test_that_a_stack_with_a_sign_of_a_moment_ago_is_at_work() -> None:
    job = Job(((1, 2), (3, 4), (5,)), START)
    assert busy(job, START + MINUTE, 1, 5) == (0, 1)
    assert busy(job, START + 11 * MINUTE, 1, 5) == ()
    ended = Job(job.stacks, START, START + MINUTE)
    assert busy(ended, START + MINUTE, 1, 5) == ()


def test_that_one_failure_ends_a_stack_but_not_a_script_that_goes_on() -> None:
    log = {0: [*done(1, 10, 20), Complaint(None, "boom", START + 30)], 1: done(3, 10, 20)}
    stacks = ((1, 2), (3, 4), (5,))
    assert busy(Job(stacks, START, None, log), START + MINUTE, 1, 3) == (1, 2)
    assert busy(Job(stacks, None, None, log), START + MINUTE, 1, 3) == (0, 1)


def test_that_a_job_of_long_runs_has_more_patience() -> None:
    log = {0: done(1, 29 * MINUTE, 30 * MINUTE)}
    job = Job(((1, 2), (3, 4), (5,)), START, None, log)
    files = Workspace(job, clustered(1, at=START + 30 * MINUTE))
    later = START + 90 * MINUTE - 1
    plan = plan_of((1, 2), (3, 4), (5,))
    assert progress_of(plan, files, {}, later).busy == (0, 1, 2)
    assert progress_of(plan, files, {}, later + 1).busy == (0,)


def test_that_what_a_stack_took_is_told_beside_what_was_planned() -> None:
    job = Job(((1, 2), (3,)), START, None, {0: [*done(1, 1, MINUTE), *done(2, 1, 2 * MINUTE)]})
    found = progress_of(plan_of((1, 2), (3,)), Workspace(job), {}, NOW)
    assert found.took_ms == (2 * MINUTE, 0)
    words = list(board_words(found, (Span(0, 3 * MINUTE, 0), Span(0, 0, 0))))
    assert words == ["Stack 1: 2 min so far, 3 min planned."]


def test_that_runs_of_other_plans_count_for_nothing() -> None:
    log = {0: [*done(8, 1, MINUTE), Complaint(9, "boom", START + 2 * MINUTE)]}
    found = progress_of(plan_of((1,)), Workspace(Job(((8, 9),), START, None, log)), {}, NOW)
    assert (found.statuses, found.took_ms, found.reasons) == ({1: "waiting"}, (0,), {})


def test_that_statuses_are_gathered() -> None:
    found = Progress({1: "done", 2: "failed", 3: "done"}, busy=(1,))
    assert found.runs("done") == parse("1, 3")
    assert found.runs("done", "failed") == parse("1-3")
    assert list(found.sentences())[-1] == "Stack 2 seems to be at work still."


def test_that_our_own_script_knows_best() -> None:
    own = (
        OwnTime(0, START, 1, 4_000),
        OwnTime(0, START + 4_000, 2, 1_000, "KeyError: 'x'"),
        OwnTime(0, START + 5_000, 3),
        OwnTime(1, START, 5, 1_000),
        OwnTime(1, START, 9, 1_000),
    )
    job = Job(((1, 2, 3), (4, 5)), START, None, {0: [Complaint(None, "other", START + 4_900)]})
    workspace = Workspace(job, clustered(1, 5), own=own)
    found = progress_of(plan_of((1, 2, 3), (4, 5)), workspace, {}, START + MINUTE)
    assert found.statuses == {
        1: "done", 2: "failed", 3: "unfinished", 4: "waiting", 5: "done"
    }  # fmt: skip
    assert found.reasons == {2: "KeyError: 'x'"}
    assert found.busy == (0, 1)
    assert found.took_ms == (4_000, 1_000)


@given(JOBS, FILES, st.integers(0, 2**41))
def test_that_each_planned_run_has_one_status(
    job: Job, files: dict[str, dict[int, int]], now_ms: int
) -> None:
    plan = plan_of((1, 2), (3,), ())
    found = progress_of(plan, Workspace(job, files), {1: now_ms}, now_ms)
    assert found.statuses.keys() == {1, 2, 3}
    assert set(found.busy) <= {0, 1}
    assert list(found.sentences())


def test_that_a_file_that_was_written_when_its_trace_was_changed_is_done() -> None:
    files = clustered(1)
    written = files["Cluster"][1]
    assert statuses(plan_of((1,)), Workspace(artifacts=files), run1=written) == {1: "done"}
    assert statuses(plan_of((1,)), Workspace(artifacts=files), run1=written + 1) == {1: "stale"}
