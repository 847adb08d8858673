"""A save is whole or not at all, whatever call fails, and leaves nothing beside the file."""

import contextlib
import errno
import fcntl
import os
import runpy
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files import paths, safe_write
from stackplan.files.safe_write import (
    ChangedError,
    digest_of,
    digest_of_bytes,
    lock,
    locked_folder,
    save,
)

OLD, NEW = b"old " * 100, b"new " * 50_000


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan that was saved before."""
    path = tmp_path / "plan.txt"
    path.write_bytes(OLD)
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


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
def test_that_an_old_file_is_replaced_and_its_mode_kept(plan: Path, mode: int) -> None:
    plan.chmod(mode)
    with plan.open("rb") as stream:
        save(str(plan), NEW)
        assert stream.read() == OLD, "a reader of the old file keeps it whole"
    assert plan.read_bytes() == NEW
    assert stat.S_IMODE(plan.stat().st_mode) == mode
    assert names_in(plan.parent) == ["plan.txt"]


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
def test_that_a_link_is_followed(tmp_path: Path, *, there: bool) -> None:
    target = tmp_path / "far" / "plan.txt"
    target.parent.mkdir()
    if there:
        target.write_bytes(OLD)
    link = tmp_path / "link.txt"
    link.symlink_to("far/plan.txt")
    save(str(link), NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert names_in(target.parent) == ["plan.txt"]


@pytest.mark.parametrize("name", ["a\nb.txt", "\udcff.txt", " ", "\u202eplan", "x" * 255])
def test_that_any_name_that_the_disk_allows_is_saved(tmp_path: Path, name: str) -> None:
    for data in (OLD, NEW):
        save(str(tmp_path / name), data)
        assert (tmp_path / name).read_bytes() == data
    assert names_in(tmp_path) == [name]


def test_that_a_read_only_file_is_refused_and_stays(plan: Path) -> None:
    plan.chmod(0o444)
    with pytest.raises(DiskError, match=r"plan.txt is read-only; choose another name"):
        save(str(plan), NEW)
    assert plan.read_bytes() == OLD


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
        ("/dev/full", "The disk is full at /dev/full; free some room"),
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
        "traces/plan.txt", "traces/deep/plan.txt", "link/plan.txt", "deep_link/plan.txt",
        "file_link.txt", "traces/deep/../plan.txt", "traces/new/plan.txt",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["traces", "link"])
def test_that_nothing_is_saved_into_the_trace_folder(
    tmp_path: Path, traces: Path, place: str, name: str
) -> None:
    with pytest.raises(DiskError, match=r"lies in the trace folder, .* save it for example as"):
        save(str(tmp_path / place), NEW, str(tmp_path / name))
    assert names_in(traces) == ["deep"]
    assert names_in(traces / "deep") == []


@pytest.mark.parametrize("place", ["plan.txt", "traces2/plan.txt", "traces.txt", "traces/out.txt"])
def test_that_a_place_outside_of_the_trace_folder_is_taken(
    tmp_path: Path, traces: Path, place: str
) -> None:
    (tmp_path / "traces2").mkdir()
    (traces / "out.txt").symlink_to(tmp_path / "plan.txt")
    save(str(tmp_path / place), NEW, str(traces))
    assert (tmp_path / place).read_bytes() == NEW
    assert (traces / "out.txt").is_symlink()


def test_that_a_trace_folder_that_is_not_mounted_is_known_by_its_name(plan: Path) -> None:
    gone = plan.parent / "mnt" / "h5"
    with pytest.raises(DiskError, match="lies in the trace folder"):
        save(str(gone / "plan.txt"), NEW, str(gone))
    save(str(plan), NEW, str(gone))
    assert plan.read_bytes() == NEW


def test_that_a_device_or_a_pipe_is_written_to_and_not_replaced() -> None:
    save("/dev/null", NEW)
    assert Path("/dev/null").is_char_device()
    read, write = os.pipe()
    try:
        save(f"/dev/fd/{write}", b"short")
        assert os.read(read, 100) == b"short"
    finally:
        os.close(read)
        os.close(write)


def test_that_an_interrupt_leaves_the_old_file_and_no_litter(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(str(plan), NEW)
    assert plan.read_bytes() == OLD
    assert names_in(plan.parent) == ["plan.txt"]


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
from stackplan.files import safe_write
def fsync(descriptor):
    print("stuck", flush=True)
    time.sleep(100)
os.fsync = fsync
safe_write.save(sys.argv[1], b"half")
"""


@contextlib.contextmanager
def stuck_save(path: Path) -> Iterator[None]:
    """A save that is killed when the block ends."""
    command = [sys.executable, "-c", STUCK, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stuck\n"
        try:
            yield
        finally:
            process.kill()


def test_that_the_next_save_sweeps_what_a_killed_one_left(plan: Path) -> None:
    with stuck_save(plan):
        pass
    assert plan.read_bytes() == OLD
    assert len(names_in(plan.parent)) == 2
    save(str(plan), NEW)
    assert plan.read_bytes() == NEW
    assert names_in(plan.parent) == ["plan.txt"]


def test_that_a_save_at_work_is_not_swept_and_no_other_name_s_leftover(plan: Path) -> None:
    other = plan.with_name(".stackplan-00000000-12345678.tmp")
    other.write_bytes(b"of another file")
    with stuck_save(plan):
        (temporary,) = set(plan.parent.glob(".stackplan-*")) - {other}
        save(str(plan), NEW)
        assert temporary.read_bytes() == b"half"
    assert plan.read_bytes() == NEW
    assert other.exists()


def test_that_a_leftover_that_cannot_be_removed_stops_no_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    with stuck_save(path):
        pass
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
    monkeypatch.setattr(safe_write, "_mode_of", lambda _: None)
    with pytest.raises(DiskError, match=r"plan\.txt"):
        save(str(tmp_path / "plan.txt"), b"new")
    assert list(tmp_path.iterdir()) == []


def test_that_a_save_over_what_another_program_has_saved_is_refused(plan: Path) -> None:
    known = digest_of(str(plan))
    plan.write_bytes(b"theirs")
    with pytest.raises(ChangedError, match=r"plan\.txt has been changed; choose another"):
        save(str(plan), b"ours", known=known)
    assert plan.read_bytes() == b"theirs"
    save(str(plan), b"ours", known=digest_of(str(plan)))
    assert plan.read_bytes() == b"ours"
    plan.unlink()
    save(str(plan), b"again", known=known)
    assert plan.read_bytes() == b"again"
    assert names_in(plan.parent) == ["plan.txt"]


def test_that_a_change_while_the_new_content_is_written_is_noticed(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, real = digest_of(str(plan)), os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        plan.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ChangedError):
        save(str(plan), b"ours", known=known)
    assert plan.read_bytes() == b"theirs"


def test_that_a_digest_shows_a_change_of_the_same_length_and_time(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    digests = []
    for content in (b"1 2\n", b"2 1\n", b"1 2\n"):
        path.write_bytes(content)
        os.utime(path, (1, 1))
        assert digest_of(str(path)) == digest_of_bytes(content)
        digests.append(digest_of(str(path)))
    assert digests[0] == digests[2] != digests[1]
    assert digest_of(str(tmp_path / "gone")) == digest_of(str(tmp_path)) == ""


def test_that_a_lock_excludes_those_that_do_not_share_it(plan: Path) -> None:
    with plan.open() as second:
        with plan.open() as first:
            assert lock(first.fileno()) is True
            assert lock(second.fileno()) is False
            assert lock(second.fileno(), shared=True) is False
        assert lock(second.fileno()) is True
    with plan.open() as first, plan.open() as second, plan.open() as third:
        assert lock(first.fileno(), shared=True) is True
        assert lock(second.fileno(), shared=True) is True
        assert lock(third.fileno()) is False


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO])
def test_that_a_disk_without_locks_is_told_from_a_locked_file_and_saved_to(
    plan: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(fcntl, "flock", failing(number))
    with plan.open() as stream:
        assert lock(stream.fileno()) is None
    save(str(plan), NEW)
    assert names_in(plan.parent) == ["plan.txt"]


def test_that_a_system_without_locks_is_no_obstacle(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_write, "fcntl", None)
    with plan.open() as stream:
        assert lock(stream.fileno()) is None
    with locked_folder(str(plan.parent)):
        plan.write_bytes(b"new")
    assert plan.read_bytes() == b"new"
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows
    elsewhere = runpy.run_path(safe_write.__file__)
    with plan.open() as stream:
        assert elsewhere["lock"](stream.fileno()) is None


def test_that_of_two_that_lock_a_folder_the_second_waits_for_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_write, "_PATIENCE_S", 60.0)  # a busy machine may stall for seconds
    inside, order = threading.Event(), list[str]()

    def wait_for_it() -> None:
        inside.wait(60)
        with locked_folder(str(tmp_path)):
            order.append("second")

    other = threading.Thread(target=wait_for_it)
    other.start()
    with locked_folder(str(tmp_path)):
        inside.set()
        other.join(0.1)
        order.append("first")
    other.join(60)
    assert order == ["first", "second"]
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_that_is_held_for_seconds_is_not_waited_for_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_write, "_PATIENCE_S", 0.02)
    with locked_folder(str(tmp_path)), locked_folder(str(tmp_path)):
        (tmp_path / "a").touch()
    assert (tmp_path / "a").exists()


@pytest.mark.parametrize("mode", [0o300, None], ids=["not to be listed", "not there"])
def test_that_a_folder_that_cannot_be_locked_is_no_obstacle(
    guarded_folder: Path, mode: int | None
) -> None:
    folder, done = guarded_folder / "drop", False
    if mode is not None:
        folder.mkdir(mode)
    with locked_folder(str(folder)):
        done = True
    assert done
