from spyral_jobs import START, done
from stackplan.core.spyral.job import OwnTime, SpyralJob, Workspace, latest
from stackplan.core.spyral.run_times import timed_by_script, timed_runs
from stackplan.core.timing.rates import TimedRun


def test_that_a_run_of_the_script_has_its_own_time() -> None:
    own = [OwnTime(0, START + 5_000, 2, 3_000), OwnTime(0, START, 1, 4_000)]
    assert list(timed_by_script(own, {1: 10}, ("A",))) == [
        TimedRun(1, 10, 4_000, 0, True, START + 4_000, ("A",)),
        TimedRun(2, 0, 3_000, 0, False, START + 8_000, ("A",)),
    ]


def test_that_a_run_that_failed_or_is_at_work_has_no_time() -> None:
    own = [OwnTime(0, START, 1, 4_000, "boom"), OwnTime(0, START + 4_000, 2)]
    assert list(timed_by_script(own, {}, ())) == []


def test_that_after_a_pause_another_process_has_begun() -> None:
    own = [OwnTime(0, START, 1, 1_000), OwnTime(0, START + 61_000, 2, 1_000)]
    own += [OwnTime(1, START + 62_000, 3, 1_000), OwnTime(1, START + 63_001, 4, 1_000)]
    assert [run.first for run in timed_by_script(own, {}, ())] == [True, True, True, False]


def test_that_the_last_line_of_a_run_counts() -> None:
    first, again = OwnTime(0, START, 1, 9, "boom"), OwnTime(3, START + 50, 1, 9)
    assert latest([again, first]) == {1: again}


def test_that_the_script_goes_before_the_logs() -> None:
    job = SpyralJob(((1, 2),), START, None, {0: [*done(1, 10, 20), *done(2, 30, 50)]})
    workspace = Workspace(job, own=(OwnTime(0, START, 1, 17),))
    timed = timed_runs(workspace, {})
    assert [(run.number, run.ms) for run in timed] == [(1, 17), (2, 30)]
    assert {run.phases for run in timed} == {("Pointcloud", "Cluster")}


def test_that_a_run_whose_writer_was_killed_has_no_time() -> None:
    job = SpyralJob(((1, 2),), START)
    files = {"Cluster": {1: START + 10, 2: START + 20}}
    workspace = Workspace(job, files, broken={"Cluster": {2}})
    assert [run.number for run in timed_runs(workspace, {})] == [1]
