"""A save is whole or not at all, whatever call fails, and leaves nothing beside the file."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files import paths
from stackplan.files import safe_write as atomic
from stackplan.files.safe_write import ChangedError, digest_of, save

OLD, NEW = b"old " * 100, b"new " * 50_000


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_that_a_new_file_is_made_with_the_permissions_of_the_account(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        save(str(tmp_path / "plan.txt"), NEW)
    finally:
        os.umask(mask)
    assert (tmp_path / "plan.txt").read_bytes() == NEW
    assert stat.S_IMODE((tmp_path / "plan.txt").stat().st_mode) == 0o640
    assert names_in(tmp_path) == ["plan.txt"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o666, 0o755])
def test_that_an_old_file_is_replaced_and_its_mode_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(OLD)
    path.chmod(mode)
    save(str(path), NEW)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert names_in(tmp_path) == ["plan.txt"]


def test_that_a_reader_of_the_old_file_keeps_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(OLD)
    with path.open("rb") as stream:
        save(str(path), NEW)
        assert stream.read() == OLD


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
def test_that_a_link_is_followed(tmp_path: Path, *, there: bool) -> None:
    (tmp_path / "far").mkdir()
    target = tmp_path / "far" / "plan.txt"
    if there:
        target.write_bytes(OLD)
    link = tmp_path / "link.txt"
    link.symlink_to("far/plan.txt")
    save(str(link), NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert names_in(tmp_path / "far") == ["plan.txt"]


def test_that_a_name_as_long_as_the_disk_allows_is_saved(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    save(str(path), OLD)
    save(str(path), NEW)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("name", ["a\nb.txt", "\udcff.txt", " ", "\u202eplan"])
def test_that_a_strange_name_is_saved(tmp_path: Path, name: str) -> None:
    save(str(tmp_path / name), NEW)
    assert names_in(tmp_path) == [name]


def test_that_a_read_only_file_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(OLD)
    path.chmod(0o444)
    with pytest.raises(DiskError, match=r"plan.txt is read-only; choose another name"):
        save(str(path), NEW)
    assert path.read_bytes() == OLD


def test_that_a_folder_without_permission_is_refused(guarded_folder: Path) -> None:
    path = guarded_folder / "plan.txt"
    path.write_bytes(OLD)
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match="cannot be written; ask its owner"):
        save(str(path), NEW)
    assert path.read_bytes() == OLD
    assert names_in(guarded_folder) == ["plan.txt"]


def test_that_a_folder_that_may_not_be_listed_takes_a_file(guarded_folder: Path) -> None:
    folder = guarded_folder / "drop"
    folder.mkdir()
    folder.chmod(0o300)
    save(str(folder / "plan.txt"), NEW)
    folder.chmod(0o700)
    assert names_in(folder) == ["plan.txt"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone/plan.txt", "is not there; check the path"),
        ("folder", "is a folder; name a file"),
        ("file/plan.txt", "is not a folder"),
        ("loop", "is a link that leads to itself"),
        ("x" * 300, "is too long; choose a shorter one"),
    ],
)
def test_that_a_place_that_cannot_be_is_named_with_the_remedy(
    tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    before = names_in(tmp_path)
    with pytest.raises(DiskError, match=words):
        save(str(tmp_path / name), NEW)
    assert names_in(tmp_path) == before


@pytest.fixture
def traces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trace folder with a folder in it, and links into it from outside."""
    monkeypatch.setattr(paths, "_PATIENCE_S", 60.0)  # a busy machine may stall for seconds
    folder = tmp_path / "traces"
    (folder / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "deep_link").symlink_to(folder / "deep")
    (tmp_path / "file_link.txt").symlink_to(folder / "plan.txt")
    return folder


@pytest.mark.parametrize(
    "place",
    [
        "traces/plan.txt",
        "traces/deep/plan.txt",
        "link/plan.txt",
        "deep_link/plan.txt",
        "file_link.txt",
        "traces/deep/../plan.txt",
        "traces/new/plan.txt",
    ],
)
@pytest.mark.parametrize("name", ["traces", "link"])
def test_that_nothing_is_saved_into_the_trace_folder(
    tmp_path: Path, traces: Path, place: str, name: str
) -> None:
    with pytest.raises(DiskError, match=r"lies in the trace folder, .* save it for example as"):
        save(str(tmp_path / place), NEW, str(tmp_path / name))
    assert names_in(traces) == ["deep"]
    assert names_in(traces / "deep") == []


@pytest.mark.parametrize("place", ["plan.txt", "traces2/plan.txt", "traces.txt"])
def test_that_a_place_beside_the_trace_folder_is_taken(
    tmp_path: Path, traces: Path, place: str
) -> None:
    (tmp_path / "traces2").mkdir()
    save(str(tmp_path / place), NEW, str(traces))
    assert (tmp_path / place).read_bytes() == NEW


def test_that_a_link_in_the_trace_folder_may_lead_out_of_it(tmp_path: Path, traces: Path) -> None:
    (traces / "out.txt").symlink_to(tmp_path / "plan.txt")
    save(str(traces / "out.txt"), NEW, str(traces))
    assert (tmp_path / "plan.txt").read_bytes() == NEW
    assert (traces / "out.txt").is_symlink()


def test_that_a_trace_folder_that_is_not_mounted_is_known_by_its_name(tmp_path: Path) -> None:
    gone = tmp_path / "mnt" / "h5"
    with pytest.raises(DiskError, match="lies in the trace folder"):
        save(str(gone / "plan.txt"), NEW, str(gone))
    save(str(tmp_path / "plan.txt"), NEW, str(gone))
    assert (tmp_path / "plan.txt").read_bytes() == NEW


def test_that_a_full_device_is_named_with_the_remedy() -> None:
    with pytest.raises(DiskError, match="The disk is full at /dev/full; free some room"):
        save("/dev/full", NEW)


def test_that_a_device_is_written_to_and_not_replaced() -> None:
    save("/dev/null", NEW)
    assert Path("/dev/null").is_char_device()


def test_that_a_pipe_without_a_name_of_its_own_is_written_to() -> None:
    read, write = os.pipe()
    try:
        save(f"/dev/fd/{write}", b"short")
        assert os.read(read, 100) == b"short"
    finally:
        os.close(read)
        os.close(write)


def test_that_an_interrupt_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(OLD)

    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(str(path), NEW)
    assert path.read_bytes() == OLD
    assert names_in(tmp_path) == ["plan.txt"]


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_that_a_disk_without_locks_is_saved_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def flock(descriptor: int, how: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    save(str(tmp_path / "plan.txt"), NEW)
    assert names_in(tmp_path) == ["plan.txt"]


def test_that_a_temporary_file_swept_before_it_was_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.flock
    swept: list[Path] = []

    def flock(descriptor: int, how: int) -> None:
        if len(swept) < 2:
            (leftover,) = tmp_path.glob(".stackplan-*")
            leftover.unlink()
            swept.append(leftover)
            if len(swept) == 2:
                raise BlockingIOError
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    save(str(tmp_path / "plan.txt"), NEW)
    assert len(swept) == 2
    assert names_in(tmp_path) == ["plan.txt"]


# Stops for ever in mid-save, when half of the new content is in the temporary file.
STUCK = """
import os, sys, time
from stackplan.files import paths
from stackplan.files import safe_write as atomic
def fsync(descriptor):
    print("stuck", flush=True)
    time.sleep(100)
os.fsync = fsync
atomic.save(sys.argv[1], b"half")
"""


@contextlib.contextmanager
def stuck_save(path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", STUCK, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stuck\n"
        try:
            yield process
        finally:
            process.kill()


def test_that_the_next_save_sweeps_what_a_killed_one_left(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(OLD)
    with stuck_save(path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    assert path.read_bytes() == OLD
    assert len(names_in(tmp_path)) == 2
    save(str(path), NEW)
    assert path.read_bytes() == NEW
    assert names_in(tmp_path) == ["plan.txt"]


def test_that_a_save_at_work_is_not_swept_and_no_other_name_s_leftover(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    other = tmp_path / ".stackplan-00000000-12345678.tmp"
    other.write_bytes(b"of another file")
    with stuck_save(path):
        (temporary,) = set(tmp_path.glob(".stackplan-*")) - {other}
        save(str(path), NEW)
        assert temporary.read_bytes() == b"half"
    assert path.read_bytes() == NEW
    assert other.exists()


def test_that_a_leftover_that_cannot_be_removed_stops_no_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    with stuck_save(path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    (leftover,) = tmp_path.iterdir()
    real = os.unlink

    def unlink(name: str) -> None:
        if name == str(leftover):
            raise PermissionError
        real(name)

    monkeypatch.setattr(os, "unlink", unlink)
    save(str(path), NEW)
    assert path.read_bytes() == NEW


def test_that_a_disk_on_which_each_new_file_is_gone_at_once_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_mode_of", lambda _: None)
    with pytest.raises(DiskError, match=r"plan\.txt"):
        atomic.save(str(tmp_path / "plan.txt"), b"new")
    assert list(tmp_path.iterdir()) == []


def test_that_a_save_over_what_another_program_has_saved_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"old")
    known = digest_of(str(path))
    path.write_bytes(b"theirs")
    with pytest.raises(ChangedError, match=r"plan\.txt has been changed; choose another"):
        save(str(path), b"ours", known=known)
    assert path.read_bytes() == b"theirs"
    save(str(path), b"ours", known=digest_of(str(path)))
    assert path.read_bytes() == b"ours"
    path.unlink()
    save(str(path), b"ours", known=known)
    assert path.read_bytes() == b"ours"
    assert names_in(tmp_path) == ["plan.txt"]


def test_that_a_change_while_the_new_content_is_written_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"old")
    known, real = digest_of(str(path)), os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        path.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ChangedError):
        save(str(path), b"ours", known=known)
    assert path.read_bytes() == b"theirs"
