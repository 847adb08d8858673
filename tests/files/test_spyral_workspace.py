import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.spyral.job import Complaint, Done, OwnTime, SpyralJob
from stackplan.core.spyral.run_times import timed_runs
from stackplan.files.spyral_workspace import (
    child_events,
    log_lines,
    own_times,
    parent_facts,
    read_workspace,
)
from superblocks import superblock

BEGIN = 1_795_349_672_000  # ms


def stamp(after_s: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S,000", time.localtime(BEGIN // 1000 + after_s))


def log(workspace: Path, name: str, *lines: tuple[int, str]) -> None:
    folder = workspace / "log"
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(
        f"{stamp(after)} - spyral.core.pipeline - INFO - {words}\n" for after, words in lines
    )
    (folder / f"log_proc{name}.txt").write_text(text, encoding="utf-8")


def start(workspace: Path, stacks: str, *, ended: int | None = None) -> None:
    lines: list[tuple[int, str]] = [(0, f"Run stacks: {stacks}"), (0, "Stack 0 load: 100.00%")]
    if ended is not None:
        lines.append((ended, "Total ellapsed time: 0 hrs 0 min 9 s"))
    log(workspace, "Parent", *lines)


def artifact(workspace: Path, name: str, after_s: int = 0, data: bytes | None = None) -> Path:
    path = workspace / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(superblock(0, 96) if data is None else data)
    os.utime(path, (0, BEGIN // 1000 + after_s))
    return path


def test_that_logs_and_files_are_read(tmp_path: Path) -> None:
    start(tmp_path, "[[2, 1], [3]]", ended=90)
    log(tmp_path, "0", (10, "Phase Cluster complete for run 2"))
    log(tmp_path, "1")
    artifact(tmp_path, "Cluster/run_0002.h5", 10)
    artifact(tmp_path, "Cluster/run_0002_extra.txt", 11)
    artifact(tmp_path, "Cluster_assets/mesh.npy")
    artifact(tmp_path, "Cluster/notes.txt")
    found = read_workspace(str(tmp_path))
    assert found.job.stacks == ((2, 1), (3,))
    assert (found.job.started_ms, found.job.ended_ms) == (BEGIN, BEGIN + 90_000)
    assert found.job.logs == {0: (Done(2, "Cluster", BEGIN + 10_000),), 1: ()}
    assert found.artifacts == {"Cluster": {2: BEGIN + 11_000}}
    assert [run.ms for run in timed_runs(found, {2: 5})] == [11_000]


def test_that_a_log_of_a_job_with_more_processes_is_passed_over(tmp_path: Path) -> None:
    start(tmp_path, "[[1], [2]]")
    log(tmp_path, "0", (10, "Phase Cluster complete for run 1"))
    log(tmp_path, "1", (-900, "Phase Cluster complete for run 8"))
    log(tmp_path, "2", (-900, "Phase Cluster complete for run 9"))
    assert read_workspace(str(tmp_path)).job.logs.keys() == {0}


def test_that_stacks_started_one_by_one_have_no_parent(tmp_path: Path) -> None:
    start(tmp_path, "[[1], [2]]", ended=60)
    log(tmp_path, "0", (10, "Phase Cluster complete for run 1"))
    log(tmp_path, "4", (900, "Phase Cluster complete for run 5"))
    job = read_workspace(str(tmp_path)).job
    assert (job.stacks, job.started_ms, list(job.logs)) == ((), None, [4])


def test_that_a_file_whose_writer_was_killed_is_not_whole(tmp_path: Path) -> None:
    for number, flags in ((1, 0), (2, 1)):
        artifact(tmp_path, f"Cluster/run_000{number}.h5", data=superblock(0, 96, flags=flags))
    found = read_workspace(str(tmp_path))
    assert found.broken == {"Cluster": {2}}


@pytest.mark.parametrize(
    ("data", "whole"), [(b"PAR1 x PAR1", True), (b"PAR1 x", False), (b"PA", False), (b"", False)]
)
def test_that_a_parquet_file_is_whole_when_it_has_its_end(
    tmp_path: Path, data: bytes, *, whole: bool
) -> None:
    artifact(tmp_path, "InterpSolver/run_0001_1H.parquet", data=data)
    artifact(tmp_path, "InterpSolver/run_0001.txt")
    assert read_workspace(str(tmp_path)).broken == {"InterpSolver": set() if whole else {1}}


def test_that_the_trace_folder_in_a_workspace_is_no_phase(tmp_path: Path) -> None:
    artifact(tmp_path, "h5/run_0001.h5")
    artifact(tmp_path, "Cluster/run_0001.h5")
    (tmp_path / "link").symlink_to("h5")
    assert read_workspace(str(tmp_path), str(tmp_path / "link")).artifacts.keys() == {"Cluster"}


def refuse(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    """Let a folder be closed to this account; for root none is."""
    real = os.scandir

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path) == str(closed):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_that_a_workspace_may_be_the_root_of_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifact(tmp_path, "Cluster/run_0002.h5", 10)
    (tmp_path / "lost+found").mkdir()
    refuse(monkeypatch, tmp_path / "lost+found")
    assert list(read_workspace(str(tmp_path)).artifacts) == ["Cluster"]


def test_that_a_phase_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifact(tmp_path, "Cluster/run_0002.h5", 10)
    refuse(monkeypatch, tmp_path / "Cluster")
    with pytest.raises(DiskError, match="/Cluster may not be opened; ask its owner"):
        read_workspace(str(tmp_path))


def test_that_a_phase_that_vanishes_while_it_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifact(tmp_path, "Cluster/run_0002.h5", 10)
    real = os.listdir

    def listdir(path: str) -> list[str]:
        if str(path).endswith("Cluster"):
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), path)
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    with pytest.raises(DiskError, match=r"network disk has lost .*/Cluster"):
        read_workspace(str(tmp_path))


def test_that_a_folder_without_a_sign_of_spyral_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "notes").mkdir()
    with pytest.raises(StackplanError, match="no Spyral workspace"):
        read_workspace(str(tmp_path))
    with pytest.raises(DiskError, match="gone"):
        read_workspace(str(tmp_path / "gone"))


def test_that_reading_a_workspace_changes_nothing(tmp_path: Path) -> None:
    start(tmp_path, "[[1]]")
    artifact(tmp_path, "Cluster/run_0001.h5", data=superblock(0, 96, flags=1))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    read_workspace(str(tmp_path))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_that_an_artifact_that_vanishes_before_it_is_looked_at_is_none(tmp_path: Path) -> None:
    start(tmp_path, "[[2, 1]]")
    artifact(tmp_path, "Cluster/run_0002.h5").with_name("run_0001.h5").symlink_to("gone")
    assert set(read_workspace(str(tmp_path)).artifacts["Cluster"]) == {2}


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
    assert parent_facts(PARENT[:-1]).ended_ms is None
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


def test_that_time_goes_on_when_the_clocks_are_put_back_or_forward() -> None:
    minutes = at("10-25 01:50:00", "10-25 02:50:00", "10-25 02:10:00", "10-25 03:10:00")
    assert [later - minutes[0] for later in minutes] == [0, 60, 80, 140]
    first, second = at("03-29 01:50:00", "03-29 03:10:00")
    assert second - first == 20


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


BEGUN = 1_795_353_272_000
START = "2026-11-22T13:14:32Z"


def test_that_lines_of_the_script_are_read() -> None:
    lines = [
        f"5\t1\t{START}\t12.345\tdone\t\n",
        f"6\t1\t{START}\t0.5\tfailed\tKeyError: no x\n",
        f"7\t2\t{START}\t0.500\tfailed\t\n",
        f"8\t2\t{START}\t\n",
        f"9\t2\t{START}\t3",
        f"5\t2\t{START}\t\n",
        f"5\t2\t{START}\t1.500\tdone\t\n",
        f"53\t1\t{START}\t60\t1\t{START}\t0.004\tdone\t\n",
        "0.065\tdone\t\n",
    ]
    assert list(own_times(lines)) == [
        OwnTime(0, BEGUN, 5, 12_345),
        OwnTime(0, BEGUN, 6, 500, "KeyError: no x"),
        OwnTime(1, BEGUN, 7, 500, "failed"),
        OwnTime(1, BEGUN, 8),
        OwnTime(1, BEGUN, 9),
        OwnTime(1, BEGUN, 5, 1_500),
        OwnTime(0, BEGUN, 53),
    ]


@pytest.mark.parametrize(
    "line",
    ["", "x", "5\t1", f"x\t1\t{START}", f"5\t0\t{START}", "5\t1\tyesterday", f"-5\t1\t{START}"],
)
def test_that_what_is_no_line_of_the_script_is_passed_over(line: str) -> None:
    assert list(own_times([line])) == []


def test_that_a_workspace_has_them(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "times_stack3.tsv").write_text(f"5\t3\t{START}\t1.000\tdone\t\n")
    (tmp_path / "log" / "times_stack.tsv").write_text(f"6\t3\t{START}\t1.000\tdone\t\n")
    assert read_workspace(str(tmp_path)).own == (OwnTime(2, BEGUN, 5, 1_000),)
