from hypothesis import given

from spyral_jobs import JOBS, START, done
from stackplan.core.spyral.job import (
    Complaint,
    Done,
    Event,
    SpyralJob,
    Workspace,
    attribute_failures,
    harmless_runs,
    phase_ends,
)


def boom(at_ms: int, run: int | None = None, words: str = "boom") -> Complaint:
    return Complaint(run, words, START + at_ms)


def failed(*events: Event, order: tuple[int, ...] = (1, 2, 3)) -> list[int]:
    return sorted(
        attribute_failures(SpyralJob((order,), START, None, {0: list(events)}), "Cluster", {})
    )


def test_that_an_exception_is_that_of_the_next_run() -> None:
    assert failed(boom(10)) == [1]
    assert failed(*done(1, 1, 2), boom(5_000)) == [2]


def test_that_an_exception_between_two_phases_is_that_of_their_run() -> None:
    assert failed(*done(1, 1, 2), Done(2, "Pointcloud", START + 3), boom(5_000)) == [2]


def test_that_a_run_with_its_last_file_is_over_though_its_phase_logs_nothing() -> None:
    log: list[Event] = [Done(1, "Pointcloud", START + 1), boom(5_000)]
    job = SpyralJob(((1, 2),), START, None, {0: log})
    assert list(attribute_failures(job, "Own", {1: {"Own": START + 3}})) == [2]
    assert list(attribute_failures(job, "Own", {1: {"Own": START + 6_000}})) == [1]


def test_that_after_the_last_run_nothing_can_fail() -> None:
    assert failed(*done(1, 1, 2), boom(5_000), order=(1,)) == []


def test_that_a_run_that_a_phase_gives_up_is_also_blamed_for_what_follows_at_once() -> None:
    assert failed(*done(1, 1, 2), boom(5_000, 2), boom(5_003)) == [2]
    assert failed(*done(1, 1, 2), boom(5_000, 2), boom(9_000)) == [2, 3]


def test_that_a_script_that_goes_on_has_each_failure_at_its_own_run() -> None:
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
