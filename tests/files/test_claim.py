from __future__ import annotations

import errno
import fcntl
import os
import threading
from typing import TYPE_CHECKING

import pytest

from stackplan.files import safe_write as atomic
from stackplan.files import safe_write as claim
from stackplan.files import safe_write as locks
from stackplan.files.safe_write import ChangedError, claimed, digest_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"old")
    return path


def test_that_a_claim_waits_for_another_and_then_holds_what_is_there_now(path: Path) -> None:
    inside, order = threading.Event(), list[bytes]()

    def wait_for_it() -> None:
        inside.wait(60)
        with claimed(str(path)):
            order.append(path.read_bytes())

    other = threading.Thread(target=wait_for_it)
    other.start()
    with claimed(str(path)):
        inside.set()
        path.with_suffix(".new").write_bytes(b"new")
        order.append(b"replaced")  # from now on the new one may be claimed
        path.with_suffix(".new").replace(path)
    other.join(60)
    assert order == [b"replaced", b"new"]


def test_that_nobody_waits_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim, "_PATIENCE_S", 0.02)
    with claimed(str(path)), claimed(str(path)):
        path.write_bytes(b"new")
    assert path.read_bytes() == b"new"


def test_that_what_is_not_there_needs_no_claim(tmp_path: Path) -> None:
    with claimed(str(tmp_path / "plan.txt")):
        assert list(tmp_path.iterdir()) == []


def test_that_a_file_that_vanishes_meanwhile_is_nobody_s(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.flock

    def lock_and_lose(descriptor: int, how: int) -> None:
        real(descriptor, how)
        path.unlink()

    monkeypatch.setattr(fcntl, "flock", lock_and_lose)
    with claimed(str(path)):
        assert not path.exists()


def test_that_what_was_replaced_before_it_was_locked_is_claimed_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, locked = fcntl.flock, list[bytes]()

    def lock_too_late(descriptor: int, how: int) -> None:
        if not locked:
            path.with_suffix(".new").write_bytes(b"new")
            path.with_suffix(".new").replace(path)
        locked.append(os.pread(descriptor, 9, 0))
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", lock_too_late)
    with claimed(str(path)):
        assert locked == [b"old", b"new"]


def test_that_a_disk_or_a_system_without_locks_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with claimed(str(path)), claimed(str(path)):
        path.write_bytes(b"new")
    monkeypatch.setattr(locks, "fcntl", None)
    with claimed(str(path)):
        assert path.read_bytes() == b"new"


def test_that_a_save_over_what_somebody_else_has_saved_is_refused(path: Path) -> None:
    known = digest_of(str(path))
    path.write_bytes(b"theirs")
    with pytest.raises(ChangedError, match=r"plan\.txt has been changed; choose another"):
        atomic.save(str(path), b"ours", known=known)
    assert path.read_bytes() == b"theirs"
    atomic.save(str(path), b"ours", known=digest_of(str(path)))
    assert path.read_bytes() == b"ours"
    path.unlink()
    atomic.save(str(path), b"ours", known=known)
    assert path.read_bytes() == b"ours"


def test_that_a_disk_that_numbers_a_file_anew_at_each_look_keeps_nobody_waiting(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os.path, "samestat", lambda *_: False)
    monkeypatch.setattr(claim, "_PATIENCE_S", 0.0)
    with claimed(str(path)):
        assert path.read_bytes() == b"old"
