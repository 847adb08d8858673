import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.spyral.job import Done
from stackplan.core.spyral.run_times import timed_runs
from stackplan.files.spyral_workspace import read_workspace
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


def test_that_a_workspace_that_is_not_there_is_named(tmp_path: Path) -> None:
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
