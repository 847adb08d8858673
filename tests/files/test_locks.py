import errno
import fcntl
import runpy
import sys
import threading
from pathlib import Path

import pytest

from stackplan.files import safe_write as locks
from stackplan.files.safe_write import lock, locked_folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a"
    made.touch()
    return made


def test_that_one_lock_excludes_all_others_until_the_file_is_closed(path: Path) -> None:
    with path.open() as second:
        with path.open() as first:
            assert lock(first.fileno()) is True
            assert lock(second.fileno()) is False
            assert lock(second.fileno(), shared=True) is False
        assert lock(second.fileno()) is True


def test_that_a_shared_lock_excludes_only_those_that_do_not_share(path: Path) -> None:
    with path.open() as first, path.open() as second, path.open() as third:
        assert lock(first.fileno(), shared=True) is True
        assert lock(second.fileno(), shared=True) is True
        assert lock(third.fileno()) is False


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO])
def test_that_a_disk_without_locks_is_told_from_a_locked_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(descriptor: int, kind: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with path.open() as stream:
        assert lock(stream.fileno()) is None


def test_that_a_system_without_locks_is_no_obstacle(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    with path.open() as stream:
        assert lock(stream.fileno()) is None
    with locked_folder(str(path.parent)):
        path.write_bytes(b"new")
    assert path.read_bytes() == b"new"
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows
    elsewhere = runpy.run_path(locks.__file__)
    with path.open() as stream:
        assert elsewhere["lock"](stream.fileno()) is None


def test_that_of_two_that_lock_a_folder_the_second_waits_for_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_PATIENCE_S", 60.0)  # a busy machine may stall for seconds
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
    monkeypatch.setattr(locks, "_PATIENCE_S", 0.02)
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
