import pytest
from hypothesis import given

from spyral_jobs import FILES, JOBS, START, done
from stackplan.core.spyral.job import (
    Complaint,
    Done,
    Event,
    SpyralJob,
    Workspace,
    _is_same,
    active_phases,
    attribute_failures,
    harmless_runs,
    phase_ends,
)
from stackplan.core.spyral.run_times import timed_by_logs
from stackplan.core.timing.rates import TimedRun

HOUR = 3_600_000
PHASES = ("Pointcloud", "Cluster")


def measured(job: SpyralJob, artifacts: dict[str, dict[int, int]] | None = None) -> list[TimedRun]:
    return list(timed_by_logs(job, phase_ends(job, artifacts or {}), {1: 10, 2: 20, 3: 30}))


def test_that_a_run_takes_from_the_end_of_the_one_before_it_to_its_own_end() -> None:
    log = [*done(2, 26_000, 30_000), *done(1, 33_000, 35_000)]
    job = SpyralJob(((2, 1), (3,)), START, None, {0: log, 1: done(3, 5_000, 9_000)})
    assert measured(job) == [
        TimedRun(2, 20, 30_000, 0, True, START + 30_000, PHASES),
        TimedRun(1, 10, 5_000, 0, False, START + 35_000, PHASES),
        TimedRun(3, 30, 9_000, 1, True, START + 9_000, PHASES),
    ]


def test_that_without_a_start_the_first_run_of_a_process_has_no_time() -> None:
    job = SpyralJob(logs={4: [*done(2, 1_000, 2_000), *done(1, 3_000, 5_000)]})
    assert [(run.number, run.ms, run.process) for run in measured(job)] == [(1, 3_000, 4)]


def test_that_files_tell_the_time_of_a_job_that_logs_nothing() -> None:
    job = SpyralJob(((1, 2),), START)
    files = {"Mine": {1: START + 1_000, 2: START + 4_000}, "Old": {1: START - HOUR}}
    assert [(run.number, run.ms, run.phases) for run in measured(job, files)] == [
        (1, 1_000, ("Mine",)),
        (2, 3_000, ("Mine",)),
    ]


def test_that_a_file_tells_the_time_where_summer_time_puts_the_log_off() -> None:
    log = [Done(1, "Cluster", START + 1_000), Done(2, "Cluster", START + 2_000 + HOUR)]
    files = {"Cluster": {1: START + 1_004, 2: START + 2_004}}
    assert [run.ms for run in measured(SpyralJob(((1, 2),), START, None, {0: log}), files)] == [
        1_004,
        1_000,
    ]


def test_that_a_workspace_that_was_copied_is_told_by_its_log() -> None:
    copied = START + 40 * HOUR + 400_000
    log = [Done(1, "Cluster", START + 1_000), Done(2, "Cluster", START + 3_000)]
    job = SpyralJob(((1, 2),), START, None, {0: log})
    assert [run.ms for run in measured(job, {"Cluster": {1: copied, 2: copied}})] == [1_000, 2_000]


def test_that_time_lost_on_a_run_that_failed_counts_for_no_other() -> None:
    log = [
        *done(1, 1_000, 2_000),
        Complaint(None, "boom", START + 50_000),
        *done(3, 52_000, 53_000),
    ]
    job = SpyralJob(((1, 2, 3),), START, None, {0: log})
    assert [(run.number, run.ms) for run in measured(job)] == [(1, 2_000), (3, 3_000)]


def test_that_a_run_without_its_last_phase_has_no_time_but_ends_the_one_before() -> None:
    log = [*done(1, 1_000, 2_000), Done(2, "Pointcloud", START + 9_000), *done(3, 10_000, 11_000)]
    job = SpyralJob(((1, 2, 3),), START, None, {0: log})
    assert [(run.number, run.ms) for run in measured(job)] == [(1, 2_000), (3, 2_000)]


def test_that_a_job_that_has_done_nothing_has_no_phases() -> None:
    assert active_phases({}) == ()
    assert measured(SpyralJob(((1, 2),), START)) == []
    assert measured(SpyralJob()) == []


def test_that_phases_are_in_the_order_in_which_they_were_done() -> None:
    ends = {1: {"B": 20, "A": 10}, 2: {"B": 40, "A": 30, "C": 50}, 3: {"A": 60}}
    assert active_phases(ends) == ("A", "B", "C")
    assert Workspace(SpyralJob(((1,),), START), {"Mine": {1: START + 5}}).phases == ("Mine",)
    # A run that did the last phase only says nothing of the others.
    assert active_phases({1: {"A": 1, "B": 2, "C": 3}, 2: {"C": 1}}) == ("A", "B", "C")


def test_that_the_order_of_a_process_is_its_stack_or_its_log() -> None:
    job = SpyralJob(
        ((2, 1),), logs={0: done(1, 1, 2), 1: [*done(5, 1, 2), Complaint(None, "x", 3)]}
    )
    assert (job.order(0), job.order(1), job.order(2)) == ((2, 1), (5,), ())
    assert list(job.processes) == [0, 1]
    assert list(SpyralJob().processes) == []


@given(JOBS, FILES)
def test_that_whatever_a_workspace_says_is_measured(
    job: SpyralJob, files: dict[str, dict[int, int]]
) -> None:
    ends = phase_ends(job, files)
    for run in timed_by_logs(job, ends, {}):
        assert ends[run.number][run.phases[-1]] <= run.ended_ms
        assert run.number in job.order(run.process)


HOUR_MS, QUARTER_MS = 3_600_000, 900_000


@pytest.mark.parametrize(
    ("apart_ms", "same"),
    [
        (0, True), (4_000, True), (-4_000, True), (6_000, False), (HOUR_MS, True),
        (-5 * HOUR_MS + 4_000, True), (QUARTER_MS - 4_000, True), (QUARTER_MS // 2, False),
        (86_400_000, False), (QUARTER_MS - 5_000, False), (4_999, True),
    ],
)  # fmt: skip
def test_that_two_clocks_may_differ_by_a_time_zone_and_some_seconds(
    apart_ms: int, same: bool
) -> None:
    assert _is_same(10**12 + apart_ms, 10**12) is same


def boom(at_ms: int, run: int | None = None, words: str = "boom") -> Complaint:
    return Complaint(run, words, START + at_ms)


def failed(*events: Event, order: tuple[int, ...] = (1, 2, 3)) -> list[int]:
    return sorted(
        attribute_failures(SpyralJob((order,), START, None, {0: list(events)}), "Cluster", {})
    )


def test_that_an_exception_is_that_of_the_run_at_work() -> None:
    assert failed(boom(10)) == [1]
    assert failed(*done(1, 1, 2), boom(5_000)) == [2]
    assert failed(*done(1, 1, 2), Done(2, "Pointcloud", START + 3), boom(5_000)) == [2]
    assert failed(*done(1, 1, 2), boom(5_000), order=(1,)) == []


def test_that_a_run_with_its_last_file_is_over_though_its_phase_logs_nothing() -> None:
    log: list[Event] = [Done(1, "Pointcloud", START + 1), boom(5_000)]
    job = SpyralJob(((1, 2),), START, None, {0: log})
    assert list(attribute_failures(job, "Own", {1: {"Own": START + 3}})) == [2]
    assert list(attribute_failures(job, "Own", {1: {"Own": START + 6_000}})) == [1]


def test_that_a_run_that_a_phase_gives_up_is_also_blamed_for_what_follows_at_once() -> None:
    assert failed(*done(1, 1, 2), boom(5_000, 2), boom(5_003)) == [2]
    assert failed(*done(1, 1, 2), boom(5_000, 2), boom(9_000)) == [2, 3]
    # Of a script that goes on each failure is at its own run.
    assert failed(boom(10), boom(20), *done(3, 30, 40)) == [1, 2]


def test_that_the_first_complaint_about_a_run_is_kept() -> None:
    job = SpyralJob(((1,),), START, None, {0: [boom(1, 1, "first"), boom(2, 1, "second")]})
    assert attribute_failures(job, "Cluster", {})[1].words == "first"


def test_that_a_run_without_events_is_complete() -> None:
    quiet = boom(5, 2, "No events within PID for run 2!")
    assert failed(*done(1, 1, 2), quiet, boom(5_000)) == [3]
    job = SpyralJob(logs={0: [quiet, *done(1, 1, 2), boom(7, 3)]})
    assert harmless_runs(Workspace(job)) == {2: START + 5}


@given(JOBS)
def test_that_only_runs_that_are_known_of_can_fail(job: SpyralJob) -> None:
    known = {run for process in job.processes for run in job.order(process)}
    named = {event.run for log in job.logs.values() for event in log}
    assert attribute_failures(job, "C", phase_ends(job, {})).keys() <= known | named
