from __future__ import annotations

import errno
import fcntl
import runpy
import sys
from typing import TYPE_CHECKING

import pytest

from stackplan.files import safe_write as locks
from stackplan.files.safe_write import has_locks, lock

if TYPE_CHECKING:
    from pathlib import Path


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


def test_that_a_system_without_locks_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert has_locks()
    monkeypatch.setattr(locks, "fcntl", None)
    assert not has_locks()
    with path.open() as stream:
        assert lock(stream.fileno()) is None


def test_that_a_system_without_locks_is_no_obstacle(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows
    elsewhere = runpy.run_path(locks.__file__)
    assert not elsewhere["has_locks"]()
    with path.open() as stream:
        assert elsewhere["lock"](stream.fileno()) is None
