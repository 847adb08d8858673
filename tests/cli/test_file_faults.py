"""Files that Spyral cannot read, that hold nothing, or that the disk does not let us read."""

import errno
import json
import os
from pathlib import Path

import pytest

from folders import Stackplan
from stackplan.core.plan_text import read
from stackplan.files import hdf5_reader as events
from superblocks import superblock

pytest.importorskip("h5py", reason="the extra 'hdf5' is not installed")

NO_EVENT = "holds no complete event; its merge broke off"
UNREADABLE = "Spyral 1.1.2 cannot read run 2: its first event has no get/silicon_upstream_front"


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    """Run 1 is of merger 1, run 2 of merger 2, the merge of run 3 broke off, 4 is legacy, 5 one."""
    from engines.trace_files import write_legacy, write_merger_2, write_run

    folder = tmp_path / "traces"
    folder.mkdir()
    write_run(folder / "run_0001.h5", 3)
    write_merger_2(folder / "run_0002.h5", 60)
    write_merger_2(folder / "run_0003.h5", 60, closes=False)
    write_legacy(folder / "run_0004.h5", 3)
    write_run(folder / "run_0005.h5", 1)
    return folder


@pytest.fixture
def plan(stackplan: Stackplan, traces: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    assert stackplan("plan", traces, "--stacks", "2", "--output", path)[0] == 0
    return path


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        path.name: (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes())
        for path in folder.iterdir()
    }


def test_that_a_plan_tells_what_spyral_cannot_read_and_what_holds_nothing(
    stackplan: Stackplan, traces: Path
) -> None:
    before = snapshot(traces)
    code, out, err = stackplan("plan", traces, "--stacks", "2", "--format", "json")
    assert code == 0
    assert UNREADABLE in err
    assert f"Run 3 {NO_EVENT}; planned all the same, skip it if need be." in err
    assert [(run["run"], run["state"]) for run in json.loads(out)["runs"]] == [
        (number, "closed") for number in range(1, 6)
    ]
    for number in (1, 4, 5):
        assert f"un {number}:" not in err
    assert snapshot(traces) == before


def test_that_they_are_skipped_as_suspicious_with_their_reasons(
    stackplan: Stackplan, traces: Path
) -> None:
    code, out, err = stackplan("plan", traces, "--stacks", "2", "--skip-suspicious")
    assert code == 0
    assert sorted(read(out).plan.places) == [1, 4, 5]
    assert f"Suspicious, so skipped: 3: {NO_EVENT}." in err
    assert "Suspicious, so skipped: 2: Spyral 1.1.2 cannot read it." in err
    assert f"# skip reason: 3 {NO_EVENT}" in out


def test_that_events_weigh_without_those_that_hold_none(stackplan: Stackplan, traces: Path) -> None:
    words = ("--stacks", "2", "--weight", "events", "--format", "json")
    code, out, err = stackplan("plan", traces, *words)
    assert code == 0
    assert [run["estimated"] for run in json.loads(out)["runs"]] == [n == 3 for n in range(1, 6)]
    assert err.count("cannot read run 2") == err.count(NO_EVENT) == 1


def test_that_check_tells_them_too(stackplan: Stackplan, plan: Path, traces: Path) -> None:
    code, out, err = stackplan("check", plan)
    assert code == 0
    assert f"Run 3: {NO_EVENT}." in out
    assert "Run 2: Spyral 1.1.2 cannot read it." in out
    assert UNREADABLE in err


def test_that_an_export_tells_them_unless_another_program_reads(
    stackplan: Stackplan, plan: Path
) -> None:
    _, _, err = stackplan("export", plan, "--to", "spyral", "--pipeline", "a:b")
    assert UNREADABLE in err
    assert f"Run 3 {NO_EVENT}" in err
    _, _, err = stackplan("export", plan, "--to", "slurm", "--command", "go {runs}")
    assert "Spyral" not in err
    assert f"Run 3 {NO_EVENT}" in err


def test_that_without_the_library_merger_2_is_one_note_and_nothing_is_suspicious(
    stackplan: Stackplan, traces: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "has_library", lambda: False)
    for words in (
        ("plan", traces, "--stacks", "2", "--skip-suspicious"),
        ("check", plan),
        ("export", plan, "--to", "spyral", "--pipeline", "a:b"),
    ):
        code, out, err = stackplan(*words)
        assert code == 0
        assert err.count("written by merger 2.x; without h5py it is not known whether Spyral") == 1
        assert "Each of runs 2-3 was written" in err
        assert err.count("was not checked: h5py is not installed") == 1
        assert "uspicious" not in err
        assert words[0] != "plan" or sorted(read(out).plan.places) == [1, 2, 3, 4, 5]


def test_that_files_known_by_their_beginning_start_no_process(
    stackplan: Stackplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        (tmp_path / f"run_{number:04d}.h5").write_bytes(superblock(0, 4096))
    monkeypatch.setattr(events, "_command", lambda: pytest.fail("a process for nothing"))
    code, _, err = stackplan("plan", tmp_path, "--stacks", "2")
    assert code == 0
    assert "Runs 1-2: truncated; planned all the same" in err
    assert "h5py" not in err


REASONS = {
    errno.ESTALE: "(stale file handle): run 3. Mount the disk again, then look again.",
    errno.EIO: "(the disk fails to read): run 3. Tell the person who looks after the disk.",
    errno.EACCES: "(permission denied): run 3. Ask the owner for permission.",
    errno.ENOLINK: "(the disk answers with an error): run 3. Mount the disk again",
}


@pytest.fixture
def five(tmp_path: Path) -> Path:
    folder = tmp_path / "five"
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"run_{number:04d}.h5").write_bytes(superblock(0, 96))
    return folder


@pytest.mark.parametrize(
    ("call", "number"), [*(("open", number) for number in REASONS), ("pread", errno.EIO)]
)
def test_that_a_file_that_the_disk_does_not_give_is_named_with_the_remedy(
    stackplan: Stackplan,
    five: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    call: str,
) -> None:
    path = tmp_path / "plan.txt"
    assert stackplan("plan", five, "--stacks", "2", "--output", path)[0] == 0
    real, real_open, lost = getattr(os, call), os.open, set()

    def fail(first: str | int, *more: int) -> object:
        if first in lost or str(first).endswith("run_0003.h5"):
            raise OSError(number, os.strerror(number))
        return real(first, *more)

    def note(name: str, *more: int) -> int:
        descriptor = real_open(name, *more)
        lost.discard(descriptor)
        if str(name).endswith("run_0003.h5"):
            lost.add(descriptor)
        return descriptor

    if call == "pread":
        monkeypatch.setattr(os, "open", note)
    monkeypatch.setattr(os, call, fail)
    code, out, err = stackplan("check", path)
    assert code == 3
    assert f"Cannot be read now {REASONS[number]}" in err
    assert out.splitlines() == [
        "Cannot be read now, so not checked: run 3 (1 of 5 runs).",
        "States of the files: 4 closed, 1 cannot be read now.",
    ]
    code, out, err = stackplan("plan", five, "--format", "json", "--skip-suspicious")
    assert code == 0
    assert f"Cannot be read now {REASONS[number]}" in err
    states = {run["run"]: run["state"] for run in json.loads(out)["runs"]}
    assert states == {n: "unknown" if n == 3 else "closed" for n in range(1, 6)}
    (five / "run_0005.h5").unlink()
    code, out, _ = stackplan("check", path)
    assert code == 1
    assert out.startswith("No longer in the folder: 5.\nCannot be read now, so not checked: run 3")


def test_that_a_file_whose_size_the_disk_does_not_tell_has_not_vanished(
    stackplan: Stackplan, five: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    assert stackplan("plan", five, "--stacks", "2", "--output", path)[0] == 0
    (five / "run_0003.h5").unlink()
    (five / "run_0003.h5").symlink_to("x" * 300)  # a name too long for any disk
    code, out, err = stackplan("check", path)
    assert code == 3
    assert "No longer there" not in out
    assert "Cannot be read now, so not checked: run 3 (1 of 5 runs)." in out
    assert "Cannot be read now (the disk answers with an error): run 3." in err
