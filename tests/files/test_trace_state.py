import fcntl
import os
import threading
from pathlib import Path

import pytest

from folders import paths_in
from stackplan.files import parallel_stat
from stackplan.files.trace_state import read_state, read_states, state_of
from superblocks import SIGNATURE, UNDEFINED, VERSIONS, superblock

SIZE = 4096


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("end", "flags", "state"),
    [
        (SIZE, 0, "closed"),
        (SIZE, 1, "open"),
        (2048, 1, "open"),
        (2 * SIZE, 1, "open"),
        (SIZE, 5, "open"),
        (SIZE + 1, 0, "truncated"),
        (SIZE - 1, 0, "trailing"),
        (UNDEFINED, 0, "unknown"),
    ],
    ids=["closed", "flushed", "being written", "crashed", "swmr", "cut off", "longer", "no end"],
)
def test_that_flags_and_end_of_file_tell_the_state(
    version: int, end: int, flags: int, state: str
) -> None:
    assert state_of(superblock(version, end, flags=flags), SIZE) == state


@pytest.mark.parametrize("version", VERSIONS)
def test_that_what_is_not_known_is_not_judged(version: int) -> None:
    assert state_of(superblock(version, SIZE, offset_size=4), SIZE) == "unknown"
    assert state_of(superblock(version, SIZE, base=512), SIZE) == "unknown"
    later = bytearray(superblock(version, SIZE))
    later[8] = 4
    assert state_of(bytes(later), SIZE) == "unknown"


@pytest.mark.parametrize("version", VERSIONS)
def test_that_a_file_cut_off_in_its_superblock_is_truncated(version: int) -> None:
    head = superblock(version, SIZE)
    lengths = range(len(SIGNATURE), 36)
    assert {state_of(head[:length], length) for length in lengths} == {"truncated"}


@pytest.mark.parametrize("head", [b"", b"hello", b"\0" * 96, SIGNATURE[:7]], ids=repr)
def test_that_a_file_without_the_signature_is_no_hdf5(head: bytes) -> None:
    assert state_of(head, max(len(head), 1)) == "not_hdf5"


def write(path: Path, head: bytes, size: int = SIZE) -> Path:
    path.write_bytes(head)
    os.truncate(path, size)
    return path


def test_that_a_file_is_read_from_its_head(tmp_path: Path) -> None:
    assert read_state(str(write(tmp_path / "a", superblock(0, SIZE)))) == "closed"
    assert read_state(str(write(tmp_path / "b", superblock(0, 2 * SIZE)))) == "truncated"
    assert read_state(str(write(tmp_path / "c", b"text"))) == "not_hdf5"


@pytest.mark.parametrize(
    ("offset", "state"),
    [(512, "unknown"), (1024, "unknown"), (2048, "unknown"), (600, "not_hdf5")],
)
def test_that_a_user_block_is_not_judged(tmp_path: Path, offset: int, state: str) -> None:
    path = write(tmp_path / "a", b"\0" * offset + superblock(0, SIZE))
    assert read_state(str(path)) == state


@pytest.mark.parametrize("kind", ["nothing", "folder", "pipe", "secret"])
def test_that_what_cannot_be_read_is_unknown(guarded_folder: Path, kind: str) -> None:
    path = guarded_folder / "a"
    if kind == "secret":
        write(path, superblock(0, SIZE)).chmod(0)
    if kind == "folder":
        path.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    assert read_state(str(path)) in ({"unknown", "not_hdf5"} if kind == "pipe" else {"unknown"})


def test_that_reading_changes_nothing_and_takes_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a", superblock(0, SIZE))
    before = path.stat()
    content = path.read_bytes()
    flags: list[int] = []
    real = os.open

    def spy(name: str, how: int, mode: int = 0o777) -> int:
        flags.append(how)
        return real(name, how, mode)

    def lock(*arguments: object) -> None:
        raise AssertionError("a trace file was locked")

    for name in ("flock", "lockf", "fcntl"):
        monkeypatch.setattr(fcntl, name, lock)
    monkeypatch.setattr(os, "open", spy)
    assert read_state(str(path)) == "closed"
    monkeypatch.undo()
    after = path.stat()
    assert flags
    assert all(how & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) == 0 for how in flags)
    assert (before.st_size, before.st_mtime_ns, before.st_ctime_ns, before.st_ino) == (
        after.st_size,
        after.st_mtime_ns,
        after.st_ctime_ns,
        after.st_ino,
    )
    assert path.read_bytes() == content


def test_that_a_file_that_another_process_has_locked_is_read_all_the_same(tmp_path: Path) -> None:
    path = write(tmp_path / "a", superblock(0, SIZE, flags=1))
    with path.open("r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        assert read_state(str(path)) == "open"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty closed files."""
    for number in range(40):
        write(tmp_path / f"run_{number:04d}.h5", superblock(0, SIZE))
    return tmp_path


@pytest.mark.parametrize("moment", [0.05, -1.0], ids=["a quick disk", "a slow disk"])
def test_that_the_states_of_many_files_are_in_order(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: float
) -> None:
    monkeypatch.setattr(parallel_stat, "_MOMENT", moment)
    reports: list[tuple[int, int]] = []
    states = read_states(paths_in(folder, range(45, -1, -1)), lambda *done: reports.append(done))
    assert list(states) == list(range(46))
    assert [states[number] for number in (0, 39, 40, 45)] == ["closed"] * 2 + ["unknown"] * 2
    assert reports
    assert all(total == 46 for _, total in reports)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)
    assert len(read_states(paths_in(folder, range(40)))) == 40
    assert dict(read_states({})) == {}


class StopError(Exception):
    pass


@pytest.mark.parametrize("moment", [0.05, -1.0], ids=["a quick disk", "a slow disk"])
def test_that_reading_is_stopped_from_its_progress(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: float
) -> None:
    monkeypatch.setattr(parallel_stat, "_MOMENT", moment)

    def stop(done: int, total: int) -> None:
        raise StopError

    threads = threading.active_count()
    with pytest.raises(StopError):
        read_states(paths_in(folder, range(40)), stop)
    for thread in threading.enumerate():
        if thread.daemon:
            thread.join(60)
    assert threading.active_count() <= threads


def test_that_a_disk_that_fails_while_a_file_is_closed_leaves_its_state_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run_0001.h5").write_bytes(superblock(0, 96))
    real = os.close

    def close(descriptor: int) -> None:
        real(descriptor)
        raise OSError("the disk has gone")

    monkeypatch.setattr(os, "close", close)
    assert read_states(paths_in(tmp_path, [1])) == {1: "unknown"}


@pytest.mark.parametrize("libver", ["earliest", "v108", "v110", "latest"])
def test_that_files_of_the_hdf5_library_itself_are_judged(tmp_path: Path, libver: str) -> None:
    h5py = pytest.importorskip("h5py", reason="the extra 'hdf5' is not installed")
    path = tmp_path / "run_0001.h5"
    with h5py.File(path, "w", libver=libver) as file:
        file["data"] = range(5000)
        file.flush()
        assert read_state(str(path)) == "open"
    assert read_state(str(path)) == "closed"
    os.truncate(path, path.stat().st_size - 1)
    assert read_state(str(path)) == "truncated"
