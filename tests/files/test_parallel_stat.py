import errno
import os
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from stackplan.files import parallel_stat
from stackplan.files.parallel_stat import map_in_pool, read_sizes


def ignore(done: int, total: int) -> None:
    pass


class Entry:
    """A directory entry of a disk that answers as it is told."""

    def __init__(self, number: int, answer: OSError | None, *, link: bool) -> None:
        self.name = f"run_{number:04d}.h5"
        self.answer, self.link = answer, link

    def is_dir(self, *, follow_symlinks: bool) -> bool:
        return False

    def is_symlink(self) -> bool:
        return self.link

    def stat(self) -> Any:
        if self.answer:
            raise self.answer
        return SimpleNamespace(st_mode=0o100644, st_size=77, st_mtime_ns=0)


@pytest.mark.parametrize(
    ("number", "link", "kind"),
    [
        (errno.ENOENT, False, "vanished"),
        (errno.ENOENT, True, "dangling"),
        (errno.ELOOP, True, "dangling"),
        (errno.EACCES, False, "unreadable"),
        (errno.EACCES, True, "unreadable"),
        (errno.ESTALE, False, "unreadable"),
        (errno.EIO, True, "unreadable"),
    ],
)
def test_that_an_answer_of_the_disk_decides_what_a_file_is(
    number: int, kind: str, *, link: bool
) -> None:
    entry: Any = Entry(1, OSError(number, os.strerror(number)), link=link)
    assert read_sizes([entry], ignore) == [kind]


def test_that_a_disk_that_tells_no_kinds_and_then_fails_leaves_the_file_unreadable() -> None:
    def fail(**_: object) -> bool:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    unknown: Any = Entry(1, None, link=False)
    unknown.is_dir = fail
    gone: Any = Entry(2, OSError(errno.ENOENT, os.strerror(errno.ENOENT)), link=False)
    gone.is_symlink = fail
    assert read_sizes([unknown, gone], ignore) == ["unreadable", "unreadable"]


def slow_down(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Make the second file take its time until the third is asked for; the list gets them."""
    asked: list[int] = []
    third = threading.Event()
    real = Entry.stat

    def stat(entry: Entry) -> Any:
        asked.append(1)
        if len(asked) == 2:
            assert third.wait(60), "the third file waits for the second"
        if len(asked) > 2:
            third.set()
        return real(entry)

    monkeypatch.setattr(Entry, "stat", stat)
    return asked


def test_that_a_slow_disk_is_asked_for_several_files_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel_stat, "_MOMENT", -1.0)
    asked = slow_down(monkeypatch)
    reports: list[tuple[int, int]] = []
    gone = OSError(errno.ENOENT, "gone")
    entries: list[Any] = [Entry(n, gone if n % 3 else None, link=False) for n in range(40)]
    found = read_sizes(entries, lambda *done: reports.append(done))
    assert found == [(77, 0) if n % 3 == 0 else "vanished" for n in range(40)]
    assert len(asked) == 40
    assert reports[-1] == (40, 40)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)


def test_that_a_quick_disk_needs_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_stat, "_MOMENT", 1000.0)
    before = threading.active_count()
    entries: list[Any] = [Entry(n, None, link=False) for n in range(30)]
    assert read_sizes(entries, ignore) == [(77, 0)] * 30
    assert threading.active_count() <= before


def test_that_the_time_of_the_last_change_is_told_exactly(tmp_path: Any) -> None:
    path = tmp_path / "run_0001.h5"
    path.write_bytes(b"12345")
    os.utime(path, ns=(0, 1_763_820_000_123_456_789))
    with os.scandir(tmp_path) as entries:
        assert read_sizes(list(entries), ignore) == [(5, 1_763_820_000_123_456_789)]


def test_that_several_items_are_worked_on_at_once() -> None:
    together = threading.Barrier(4, timeout=300)

    def wait(item: int) -> str:
        together.wait()
        return "done"

    assert map_in_pool(wait, range(8), ignore) == dict.fromkeys(range(8), "done")


def test_that_a_quick_disk_is_asked_by_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_stat, "_PATIENCE", 60)
    threads: set[str] = set()

    def note(item: int) -> str:
        threads.add(threading.current_thread().name)
        return str(item)

    before = threading.active_count()
    assert map_in_pool(note, [], ignore) == {}
    assert threading.active_count() <= before
    assert map_in_pool(note, range(1000), ignore, is_quick=True) == {n: str(n) for n in range(1000)}
    assert len(threads) == 1


def test_that_a_quick_disk_that_turns_slow_is_asked_by_several() -> None:
    together = threading.Barrier(4, timeout=300)

    def wait(item: int) -> str:
        if item % 64 == 0:
            together.wait()
        return "done"

    assert len(map_in_pool(wait, range(64 * 4), ignore, is_quick=True)) == 256


def test_that_a_person_who_stops_is_heard_though_the_disk_hangs() -> None:
    hung = threading.Event()
    calls: list[int] = []

    def hang(item: int) -> str:
        hung.wait()
        return "late"

    def stop(done: int, total: int) -> None:
        calls.append(done)
        if len(calls) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        map_in_pool(hang, range(20), stop)
    hung.set()
    for thread in threading.enumerate():
        if thread.daemon:
            thread.join(60)
    assert not any(thread.daemon and thread.is_alive() for thread in threading.enumerate())


def test_that_an_item_that_fails_ends_the_wait_for_it() -> None:
    def fail(item: int) -> str:
        if item == 3:
            raise MemoryError("no room")
        return "done"

    with pytest.raises(MemoryError, match="no room"):
        map_in_pool(fail, range(8), ignore)
