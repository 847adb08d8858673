import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.spyral.job import Complaint, Done, SpyralJob
from stackplan.files.spyral_workspace import child_events, log_lines, parent_facts

# 2026-11-22 13:14:32,611 in Central European Time.
AT = 1_795_349_672_611

PIPELINE = "spyral.core.pipeline"
POINTS, CLUSTERS = "spyral.phases.pointcloud_phase", "spyral.phases.cluster_phase"
COMPLETE = "Phase Pointcloud complete for run 5"
UNREADABLE = "Traces at /data/run_2026/run_0004.h5 do not match any known format"
NO_CLUSTERS = "Cluster file for run 3 not present for phase 3. Skipping."


def line(at: str, logger: str, level: str, words: str) -> str:
    return f"2026-11-22 13:{at} - {logger} - {level} - {words}\n"


PARENT = [
    line("14:30,000", PIPELINE, "INFO", "Allocated 2.1 GB of memory for shared mesh."),
    line("14:32,511", PIPELINE, "INFO", "Run stacks: [[6, 2, 4], [5, 3, 1]]"),
    line("14:32,600", PIPELINE, "INFO", "Stack 0 load: 64.98%"),
    line("14:32,611", PIPELINE, "INFO", "Stack 1 load: 35.02%"),
    line("14:52,612", POINTS, "INFO", COMPLETE),
    line("15:06,727", PIPELINE, "INFO", "Total ellapsed time: 0 hrs 0 min 34.12 s"),
]
CHILD = [
    line("14:52,612", POINTS, "INFO", "Run 5 does not have scaler data"),
    line("14:52,612", POINTS, "INFO", COMPLETE),
    line("14:53,000", CLUSTERS, "WARNING", "Clustering for event 7 failed because of its order"),
    line("14:54,000", CLUSTERS, "WARNING", NO_CLUSTERS),
    line("14:55,000", "spyral.trace.trace_reader", "ERROR", UNREADABLE),
    line("14:56,000", PIPELINE, "ERROR", "\"Unable to open object ('x' doesn't exist)\""),
    "Traceback (most recent call last):\n",
    '  File "pipeline.py", line 196, in run\n',
    'KeyError: "Unable to open object"',
]


@pytest.fixture(autouse=True)
def _central_europe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_that_the_parents_log_tells_stacks_start_and_end() -> None:
    assert parent_facts(PARENT) == SpyralJob(((6, 2, 4), (5, 3, 1)), AT, AT + 34_116)


def test_that_a_job_that_was_killed_has_no_end() -> None:
    killed = PARENT[:-1]
    assert parent_facts(killed).ended_ms is None
    assert parent_facts([]) == SpyralJob()


def test_that_a_process_tells_phases_and_complaints() -> None:
    events = list(child_events(CHILD))
    assert events == [
        Done(5, "Pointcloud", AT + 20_001),
        Complaint(3, NO_CLUSTERS, AT + 21_389),
        Complaint(4, UNREADABLE, AT + 22_389),
        Complaint(None, "Unable to open object ('x' doesn't exist)", AT + 23_389),
    ]


def at(*lines: str) -> list[int]:
    found = log_lines(f"2026-{stamp},000 - spyral - INFO - x" for stamp in lines)
    return [each.at_ms // 60_000 for each in found]


def test_that_a_clock_that_is_set_right_does_not_cost_an_hour() -> None:
    # So do two processes that write into one log: lines may change places by a moment.
    stamps = ("13:14:32,600", "13:14:31,200", "13:14:33,000", "13:14:32,990", "13:15:33,000")
    found = log_lines(f"2026-11-22 {stamp} - spyral - INFO - x" for stamp in stamps)
    begin, *later = (each.at_ms for each in found)
    assert [at_ms - begin for at_ms in later] == [0, 400, 400, 60_400]


def test_that_time_goes_on_when_the_clocks_are_put_back() -> None:
    minutes = at("10-25 01:50:00", "10-25 02:50:00", "10-25 02:10:00", "10-25 03:10:00")
    assert [later - minutes[0] for later in minutes] == [0, 60, 80, 140]


def test_that_time_goes_on_when_the_clocks_are_put_forward() -> None:
    minutes = at("03-29 01:50:00", "03-29 03:10:00")
    assert minutes[1] - minutes[0] == 20


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-22 13:14:32,611 - spyral - INFO - x",
        "2026-11-22 25:14:32,611 - spyral - INFO - x",
        "2026-11-22 13:14:32 - spyral - INFO - x",
        "20262022026-11-22 13:14:32,611 - spyral - INFO - x",
        "Traceback (most recent call last):",
        "",
    ],
)
def test_that_a_line_without_a_time_is_passed_over(text: str) -> None:
    assert list(log_lines([text])) == []


HEADS = st.sampled_from([
    "2026-11-22 13:14:32,611", "2026-02-31 23:59:60,000", "9999-12-31 23:59:59,999",
    "0001-01-01 00:00:00,000", "0000-01-01 00:00:00,000",
])  # fmt: skip
MESSAGES = st.one_of(
    st.text(max_size=40),
    st.builds("Phase {} complete for run {}".format, st.text(max_size=5), st.integers()),
    st.builds("Run stacks: {}".format, st.lists(st.lists(st.integers(), max_size=3), max_size=3)),
    st.sampled_from(["Stack 0 load: 1%", "Total ellapsed time: 0 hrs", "Run stacks: [[", "run 5"]),
)
LINES = st.builds(
    "{} - {} - {} - {}".format,
    HEADS,
    st.sampled_from(["spyral.core.pipeline", "x"]),
    st.sampled_from(["INFO", "WARNING", "ERROR", "DEBUG"]),
    MESSAGES,
)


@given(st.lists(LINES | st.text(max_size=60), max_size=8))
def test_that_any_log_is_read(lines: list[str]) -> None:
    for event in child_events(lines):
        assert event.run is None or event.run >= 0
    job = parent_facts(lines)
    assert (job.started_ms is None) == (not job.stacks)
    assert job.ended_ms is None or job.started_ms is not None


def test_that_a_time_that_the_system_cannot_tell_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> float:
        raise OverflowError

    monkeypatch.setattr("time.mktime", refuse)
    assert at("10-25 01:50:00") == []
