from hypothesis import given
from hypothesis import strategies as st

from spyral_jobs import FILES, JOBS, START, done, plan_of
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import parse
from stackplan.core.spyral.job import Complaint, Done, OwnTime, SpyralJob, Workspace
from stackplan.core.spyral.progress import (
    STATUS_WORDS,
    PlanProgress,
    board,
    board_words,
    progress_of,
    run_words,
    whole_words,
)
from stackplan.core.spyral.run_times import timed_runs
from stackplan.core.timing.estimate import Span

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
    job = SpyralJob(((1, 2),), START, None, {0: done(1, 10, 20)})
    assert statuses(plan_of((1, 2)), Workspace(job)) == {1: "done", 2: "waiting"}


def test_that_a_file_that_was_deleted_is_not_done() -> None:
    job = SpyralJob(((1, 2),), START, None, {0: [*done(1, 10, 20), *done(2, 30, 40)]})
    assert statuses(plan_of((1, 2)), Workspace(job, clustered(2, at=START + 40)))[1] == "unfinished"


def test_that_a_failure_is_found_and_what_came_after_it_has_never_started() -> None:
    log = [*done(1, 10, 20), Complaint(None, "no object 'x'\x1b", START + 30)]
    files = clustered(1)
    files["Pointcloud"][2] = START + 25
    workspace = Workspace(SpyralJob(((1, 2, 3),), START, START + 90, {0: log}), files)
    found = progress_of(plan_of((1, 2, 3)), workspace, {}, NOW)
    assert found.statuses == {1: "done", 2: "failed", 3: "waiting"}
    assert list(found.sentences()) == [
        "1 run done: 1.",
        "1 run failed: 2.",
        "1 run never started: 3.",
        "Run 2 failed: no object 'x'\\x1b.",
    ]


def test_that_a_run_that_was_done_again_after_its_failure_is_done() -> None:
    boom = Complaint(1, "boom", START + 30)
    own = {"Own": {1: START + 5_030}}
    job = SpyralJob(((1,),), START, START + 90, {0: [boom]})
    assert statuses(plan_of((1,)), Workspace(job, own)) == {1: "done"}
    assert statuses(plan_of((1,)), Workspace(job, {"Own": {1: START + 5_029}})) == {1: "failed"}
    again = SpyralJob(((1,),), START, START + 90, {0: [boom, *done(1, 40, 50)]})
    files = clustered(1, at=START + 50)
    assert statuses(plan_of((1,)), Workspace(again, files)) == {1: "done"}


def test_that_a_run_without_events_is_done() -> None:
    log = [*done(1, 10, 20), Complaint(2, "No events within PID for run 2!", START + 30)]
    workspace = Workspace(SpyralJob(((1, 2),), START, START + 90, {0: log}), clustered(1))
    assert statuses(plan_of((1, 2)), workspace) == {1: "done", 2: "done"}


def test_that_an_empty_workspace_has_started_nothing() -> None:
    found = progress_of(plan_of((1, 2)), Workspace(), {}, NOW)
    assert set(found.statuses.values()) == {"waiting"}
    assert found.busy == ()


def busy(job: SpyralJob, now_ms: int, *runs: int) -> tuple[int, ...]:
    workspace = Workspace(job, clustered(*runs))
    return progress_of(plan_of((1, 2), (3, 4), (5,)), workspace, {}, now_ms).busy


def test_that_a_stack_with_a_sign_of_a_moment_ago_is_at_work() -> None:
    job = SpyralJob(((1, 2), (3, 4), (5,)), START)
    assert busy(job, START + MINUTE, 1, 5) == (0, 1)
    assert busy(job, START + 11 * MINUTE, 1, 5) == ()
    ended = SpyralJob(job.stacks, START, START + MINUTE)
    assert busy(ended, START + MINUTE, 1, 5) == ()


def test_that_one_failure_ends_a_stack_but_not_a_script_that_goes_on() -> None:
    log = {0: [*done(1, 10, 20), Complaint(None, "boom", START + 30)], 1: done(3, 10, 20)}
    stacks = ((1, 2), (3, 4), (5,))
    assert busy(SpyralJob(stacks, START, None, log), START + MINUTE, 1, 3) == (1, 2)
    assert busy(SpyralJob(stacks, None, None, log), START + MINUTE, 1, 3) == (0, 1)


def test_that_a_job_of_long_runs_has_more_patience() -> None:
    log = {0: done(1, 29 * MINUTE, 30 * MINUTE)}
    job = SpyralJob(((1, 2), (3, 4), (5,)), START, None, log)
    files = Workspace(job, clustered(1, at=START + 30 * MINUTE))
    later = START + 90 * MINUTE - 1
    plan = plan_of((1, 2), (3, 4), (5,))
    assert progress_of(plan, files, {}, later).busy == (0, 1, 2)
    assert progress_of(plan, files, {}, later + 1).busy == (0,)


def test_that_what_a_stack_took_is_told_beside_what_was_planned() -> None:
    job = SpyralJob(
        ((1, 2), (3,)), START, None, {0: [*done(1, 1, MINUTE), *done(2, 1, 2 * MINUTE)]}
    )
    found = progress_of(plan_of((1, 2), (3,)), Workspace(job), {}, NOW)
    assert found.took_ms == (2 * MINUTE, 0)
    words = list(board_words(found, (Span(0, 3 * MINUTE, 0), Span(0, 0, 0))))
    assert words == ["Stack 1: 2 min so far, 3 min planned."]


def test_that_runs_of_other_plans_count_for_nothing() -> None:
    log = {0: [*done(8, 1, MINUTE), Complaint(9, "boom", START + 2 * MINUTE)]}
    found = progress_of(plan_of((1,)), Workspace(SpyralJob(((8, 9),), START, None, log)), {}, NOW)
    assert (found.statuses, found.took_ms, found.reasons) == ({1: "waiting"}, (0,), {})


def test_that_statuses_are_gathered() -> None:
    found = PlanProgress({1: "done", 2: "failed", 3: "done"}, busy=(1,))
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
    job = SpyralJob(
        ((1, 2, 3), (4, 5)), START, None, {0: [Complaint(None, "other", START + 4_900)]}
    )
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
    job: SpyralJob, files: dict[str, dict[int, int]], now_ms: int
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


def all_failed(late_ms: int) -> Workspace:
    """Every run fails in its first 20 ms in Cluster; HDF5 closes the files some time later."""
    began = {1: START, 2: START + 1_000}
    own = tuple(OwnTime(0, at, run, 20, "TypeError: x") for run, at in began.items())
    points = {run: at - 100_000 for run, at in began.items()}
    clusters = {run: at + 20 + late_ms for run, at in began.items()}
    return Workspace(artifacts={"Pointcloud": points, "Cluster": clusters}, own=own)


def test_that_runs_that_failed_in_the_last_phase_are_failed_though_their_files_are_newer() -> None:
    for late_ms in (0, 12, 999, 1_980, 60_000):
        workspace = all_failed(late_ms)
        found = progress_of(plan_of((1, 2)), workspace, {}, NOW)
        assert found.statuses == {1: "failed", 2: "failed"}, late_ms
        assert found.reasons[1] == "TypeError: x"
        assert timed_runs(workspace, {1: 10, 2: 20}) == ()
        assert found.took_ms == (0,)


def test_that_a_phase_without_lines_is_vouched_for_by_a_file_that_is_5_s_newer() -> None:
    own = (OwnTime(0, START, 1, 20, "boom"),)
    for later_ms, status in ((4_999, "failed"), (5_000, "done")):
        workspace = Workspace(artifacts={"Own": {1: START + 20 + later_ms}}, own=own)
        assert statuses(plan_of((1,)), workspace) == {1: status}


def test_that_plain_spyral_fails_at_the_run_whose_file_was_closed_a_tick_before_the_line() -> None:
    # As with Spyral 1.1.2 and overlap_join: the time of the file is 5 ms before that of the line.
    log = [Complaint(None, "no x", START + 20_005, "Cluster")]
    job = SpyralJob(((1, 2), (3, 4)), START, START + 30_000, {0: log, 1: log})
    files = {
        "Pointcloud": dict.fromkeys((1, 2, 3, 4), START - 500_000),
        "Cluster": dict.fromkeys((1, 3), START + 20_000),
    }
    workspace = Workspace(job, files)
    found = progress_of(plan_of((1, 2), (3, 4)), workspace, {}, NOW)
    assert found.statuses == {1: "failed", 2: "waiting", 3: "failed", 4: "waiting"}
    assert timed_runs(workspace, {}) == ()
    own = {"Own": dict.fromkeys((1, 3), START + 20_000)}
    unnamed = [Complaint(None, "no x", START + 20_005)]
    job = SpyralJob(((1, 2), (3, 4)), START, START + 30_000, {0: unnamed, 1: unnamed})
    found = progress_of(plan_of((1, 2), (3, 4)), Workspace(job, own), {}, NOW)
    assert found.statuses == {1: "failed", 2: "waiting", 3: "failed", 4: "waiting"}


def test_that_a_last_phase_that_leaves_neither_line_nor_file_is_the_last_one() -> None:
    log = [*done(1, 10, 20_000), Complaint(None, "no x", START + 20_004, "Estimation")]
    workspace = Workspace(
        SpyralJob(((1, 2),), START, NOW, {0: log}), clustered(1, at=START + 20_003)
    )
    assert statuses(plan_of((1, 2)), workspace) == {1: "failed", 2: "waiting"}
    assert timed_runs(workspace, {}) == ()
    # The next run fails at once in the first phase.
    log = [*done(1, 10, 20_000), Complaint(None, "no x", START + 20_004, "Pointcloud")]
    workspace = Workspace(
        SpyralJob(((1, 2),), START, NOW, {0: log}), clustered(1, at=START + 20_003)
    )
    assert statuses(plan_of((1, 2)), workspace) == {1: "done", 2: "failed"}
    # Our own script: its start is cut to seconds, so that the failure seems to be earlier.
    own = (OwnTime(0, START, 1, 9_470, "TypeError: x"),)
    job = SpyralJob(logs={0: [Done(1, "Cluster", START + 10_440)]})
    files = {"Cluster": {1: START + 10_441}}
    assert statuses(plan_of((1,)), Workspace(job, files, own=own)) == {1: "failed"}


def test_that_plain_spyral_does_later_what_our_script_has_failed_with() -> None:
    own = tuple(OwnTime(0, START - 60_000, run, 20, "TypeError: x") for run in (1, 2, 3))
    log = [*done(1, 9_000, 10_000), *done(2, 11_000, 14_000)]
    job = SpyralJob(((1, 2, 3),), START, NOW, {0: log})
    files = clustered(1, at=START + 10_000)
    files["Cluster"] |= {2: START + 14_000, 3: START - 59_000}
    workspace = Workspace(job, files, own=own)
    assert statuses(plan_of((1, 2, 3)), workspace) == {1: "done", 2: "done", 3: "failed"}
    assert [(run.number, run.ms) for run in timed_runs(workspace, {})] == [(1, 10_000), (2, 4_000)]


def test_that_plain_spyral_fails_later_with_what_our_script_had_done() -> None:
    own = (OwnTime(0, START - 60_000, 1, 20),)
    log = [Complaint(None, "no x", START + 9_000, "Cluster")]
    job = SpyralJob(((1, 2),), START, NOW, {0: log})
    workspace = Workspace(job, clustered(1, at=START + 9_001), own=own)
    assert statuses(plan_of((1, 2)), workspace) == {1: "failed", 2: "waiting"}
    again = (*own, OwnTime(0, START + 60_000, 1, 20))
    workspace = Workspace(job, clustered(1, at=START + 60_020), own=again)
    assert statuses(plan_of((1, 2)), workspace) == {1: "done", 2: "waiting"}


def test_that_what_our_script_logs_of_a_failure_is_told_of_that_run_alone() -> None:
    # A task has no parent's log: the order of its stack is not known from logs.
    own = (
        OwnTime(0, START, 1, 1_000),
        OwnTime(0, START + 1_000, 2, 500, "boom"),
        OwnTime(0, START + 1_000, 3, 2_000),
    )
    log = [*done(1, 500, 900), Complaint(None, "boom", START + 1_900), *done(3, 3_000, 3_400)]
    files = clustered(1, at=START + 900)
    files["Cluster"] |= {2: START + 2_400, 3: START + 3_400}
    found = progress_of(
        plan_of((1, 2, 3)), Workspace(SpyralJob(logs={0: log}), files, own=own), {}, NOW
    )
    assert found.statuses == {1: "done", 2: "failed", 3: "done"}
    assert found.reasons == {2: "boom"}


def test_that_a_run_that_our_script_never_ended_is_not_done_though_its_file_is_whole() -> None:
    own = (OwnTime(0, START, 1),)
    log = done(1, 1_000, 5_000)
    for job in (
        SpyralJob(),
        SpyralJob(((1,),), START - 5_000, None, {0: log}),
        SpyralJob(logs={0: log}),
    ):
        workspace = Workspace(job, clustered(1), own=own)
        assert statuses(plan_of((1,)), workspace) == {1: "unfinished"}
    later = SpyralJob(((1,),), START + 60_000, None, {0: done(1, 70_000, 80_000)})
    workspace = Workspace(later, clustered(1, at=START + 80_000), own=own)
    assert statuses(plan_of((1,)), workspace) == {1: "done"}


def test_that_a_run_without_events_is_done_also_by_our_script() -> None:
    none = "No events within PID for run 2!"
    own = (OwnTime(0, START, 1, 5_000), OwnTime(0, START + 5_000, 2, 100, none))
    log = [*done(1, 10, 5_000), Complaint(2, none, START + 5_100)]
    for job in (SpyralJob(), SpyralJob(logs={0: log})):
        workspace = Workspace(job, clustered(1), own=own)
        assert statuses(plan_of((1, 2)), workspace) == {1: "done", 2: "done"}


def test_that_a_trace_that_changed_while_its_run_was_at_work_is_newer() -> None:
    own = (OwnTime(0, START, 1, 5_000),)
    workspace = Workspace(artifacts=clustered(1, at=START + 5_400), own=own)
    plan = plan_of((1,))
    assert statuses(plan, workspace, run1=START + 999) == {1: "done"}
    assert statuses(plan, workspace, run1=START + 1_000) == {1: "stale"}
    # Plain Spyral has done it once more since.
    workspace = Workspace(artifacts=clustered(1, at=START + 60_000), own=own)
    assert statuses(plan, workspace, run1=START + 59_000) == {1: "done"}


def test_that_results_older_than_their_traces_count_if_they_shall() -> None:
    workspace, modified = Workspace(artifacts=clustered(1, 2)), {1: START, 2: NOW}
    found = progress_of(plan_of((1, 2, 3)), workspace, modified, NOW, keep_older=True)
    assert found.statuses == {1: "done", 2: "done", 3: "waiting"}
    assert list(found.sentences()) == [
        "2 runs done: 1-2.",
        "1 run never started: 3.",
        "Counted as done although the trace files are newer: 2.",
    ]
    assert not progress_of(plan_of((1, 2, 3)), workspace, modified, NOW).kept


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
