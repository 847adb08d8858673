"""Files that Spyral cannot read, that hold nothing, or that the disk does not let us read."""

import errno
import os
from pathlib import Path

import pytest

from shell import Shell
from stackplan.core.plan_text import read
from stackplan.files import hdf5_reader
from superblocks import superblock

pytest.importorskip("h5py", reason="the extra 'hdf5' is not installed")

NO_EVENT = "holds no complete event; its merge broke off"
UNREADABLE = "Spyral 1.1.2 cannot read run 2: its first event has no get/silicon_upstream_front"


@pytest.fixture
def real(shell: Shell) -> Shell:
    """Run 1 is of merger 1, run 2 of merger 2, the merge of run 3 broke off, 4 is legacy, 5 one."""
    from engines.trace_files import write_legacy, write_merger_2, write_run

    shell.traces.mkdir()
    write_run(shell.trace(1), 3)
    write_merger_2(shell.trace(2), 60)
    write_merger_2(shell.trace(3), 60, closes=False)
    write_legacy(shell.trace(4), 3)
    write_run(shell.trace(5), 1)
    return shell


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        path.name: (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes())
        for path in folder.iterdir()
    }


def test_that_what_spyral_cannot_read_and_what_holds_nothing_is_told(real: Shell) -> None:
    before = snapshot(real.traces)
    states = {run["run"]: run["state"] for run in real.json()["runs"]}
    assert states == dict.fromkeys(range(1, 6), "closed")
    assert UNREADABLE in real.err
    assert f"Run 3 {NO_EVENT}; planned all the same, skip it if need be." in real.err
    for number in (1, 4, 5):
        assert f"un {number}:" not in real.err
    out = real.done("check", real.save())
    assert f"Run 3: {NO_EVENT}." in out
    assert "Run 2: Spyral 1.1.2 cannot read it." in out
    assert UNREADABLE in real.err
    real.done("export", real.path, "--to", "spyral", "--pipeline", "a:b")
    assert UNREADABLE in real.err
    assert f"Run 3 {NO_EVENT}" in real.err
    real.done("export", real.path, "--to", "slurm", "--command", "go {runs}")
    assert "Spyral" not in real.err
    assert f"Run 3 {NO_EVENT}" in real.err
    assert snapshot(real.traces) == before


def test_that_they_are_skipped_as_suspicious_with_their_reasons(real: Shell) -> None:
    assert sorted(real.plan("--skip-suspicious").plan.places) == [1, 4, 5]
    assert f"Suspicious, so skipped: 3: {NO_EVENT}." in real.err
    assert "Suspicious, so skipped: 2: Spyral 1.1.2 cannot read it." in real.err
    assert f"# skip reason: 3 {NO_EVENT}" in real.out


def test_that_events_weigh_without_those_that_hold_none(real: Shell) -> None:
    runs = real.json("--weight", "events")["runs"]
    assert [run["estimated"] for run in runs] == [n == 3 for n in range(1, 6)]
    assert real.err.count("cannot read run 2") == real.err.count(NO_EVENT) == 1


def test_that_without_the_library_merger_2_is_one_note_and_nothing_is_suspicious(
    real: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    real.save()
    monkeypatch.setattr(hdf5_reader, "has_library", lambda: False)
    for words in (
        ("plan", real.traces, "--stacks", "2", "--skip-suspicious"),
        ("check", real.path),
        ("export", real.path, "--to", "spyral", "--pipeline", "a:b"),
    ):
        out, err = real.done(*words), real.err
        assert err.count("written by merger 2.x; without h5py it is not known whether Spyral") == 1
        assert "Each of runs 2-3 was written" in err
        assert err.count("was not checked: h5py is not installed") == 1
        assert "uspicious" not in err
        assert words[0] != "plan" or sorted(read(out).plan.places) == [1, 2, 3, 4, 5]


def test_that_files_known_by_their_beginning_start_no_process(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.traces.mkdir()
    for number in (1, 2):
        shell.trace(number).write_bytes(superblock(0, 4096))
    monkeypatch.setattr(hdf5_reader, "_command", lambda: pytest.fail("a process for nothing"))
    shell.plan()
    assert "Runs 1-2: truncated; planned all the same" in shell.err
    assert "h5py" not in shell.err


REASONS = {
    errno.ESTALE: "(stale file handle): run 3. Mount the disk again, then look again.",
    errno.EIO: "(the disk fails to read): run 3. Tell the person who looks after the disk.",
    errno.EACCES: "(permission denied): run 3. Ask the owner for permission.",
    errno.ENOLINK: "(the disk answers with an error): run 3. Mount the disk again",
}


@pytest.fixture
def five(shell: Shell) -> Shell:
    """A plan file of five runs."""
    shell.add(dict.fromkeys(range(1, 6), 96))
    shell.save()
    return shell


@pytest.mark.parametrize(
    ("call", "number"), [*(("open", number) for number in REASONS), ("pread", errno.EIO)]
)
def test_that_a_file_that_the_disk_does_not_give_is_named_with_the_remedy(
    five: Shell, monkeypatch: pytest.MonkeyPatch, number: int, call: str
) -> None:
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
    code, out, err = five("check", five.path)
    assert code == 3
    assert f"Cannot be read now {REASONS[number]}" in err
    assert out.splitlines() == [
        "Cannot be read now, so not checked: run 3 (1 of 5 runs).",
        "States of the files: 4 closed, 1 cannot be read now.",
    ]
    states = {run["run"]: run["state"] for run in five.json("--skip-suspicious")["runs"]}
    assert states == {n: "unknown" if n == 3 else "closed" for n in range(1, 6)}
    assert f"Cannot be read now {REASONS[number]}" in five.err
    five.trace(5).unlink()
    code, out, _ = five("check", five.path)
    assert code == 1
    assert out.startswith("No longer in the folder: 5.\nCannot be read now, so not checked: run 3")


def test_that_a_file_whose_size_the_disk_does_not_tell_has_not_vanished(five: Shell) -> None:
    five.trace(3).unlink()
    five.trace(3).symlink_to("x" * 300)  # a name too long for any disk
    code, out, err = five("check", five.path)
    assert code == 3
    assert "No longer there" not in out
    assert "Cannot be read now, so not checked: run 3 (1 of 5 runs)." in out
    assert "Cannot be read now (the disk answers with an error): run 3." in err
