import threading

import pytest

from stackplan.files import parallel_stat as state_pool
from stackplan.files.parallel_stat import map_in_pool


def ignore(done: int, total: int) -> None:
    pass


def test_that_every_item_gets_its_result() -> None:
    assert map_in_pool(str, range(100), ignore) == {n: str(n) for n in range(100)}


def test_that_no_item_starts_no_thread() -> None:
    before = threading.active_count()
    assert map_in_pool(str, [], ignore) == {}
    assert threading.active_count() <= before


def test_that_several_items_are_worked_on_at_once() -> None:
    together = threading.Barrier(4, timeout=300)

    def wait(item: int) -> str:
        together.wait()
        return "done"

    assert len(map_in_pool(wait, range(8), ignore)) == 8


def test_that_a_quick_disk_is_asked_by_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_pool, "_PATIENCE", 60)
    threads: set[str] = set()

    def note(item: int) -> str:
        threads.add(threading.current_thread().name)
        return str(item)

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
