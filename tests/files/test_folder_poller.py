import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from stackplan.core.balance import make_plan
from stackplan.core.edits import drop_runs, place_runs
from stackplan.core.errors import DiskError
from stackplan.core.following import Following, News, Snapshot
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.files.folder_poller import FolderPoller, take_snapshot
from stackplan.files.scan import scan
from superblocks import superblock


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Disk:
    """Answers as the real one does, or hangs until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()
        self.asked = 0

    def __call__(self, folder: str, probe: Iterable[int], clock: Callable[[], float]) -> Snapshot:
        self.asked += 1
        self.free.wait(60)
        return take_snapshot(folder, probe, clock)


def write(folder: Path, number: int, size: int, *, is_open: bool = False) -> Path:
    path = folder / f"run_{number:04d}.h5"
    head = superblock(0, size, flags=int(is_open))
    with path.open("r+b" if path.exists() else "wb") as stream:
        stream.write(head)
        stream.truncate(size)
    return path


def answer(poller: FolderPoller, probe: Iterable[int] = ()) -> Snapshot:
    """Poll until the look under way has ended; the clock stands still meanwhile."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if look := poller.poll(probe):
            return look
        assert poller.failure is None
        time.sleep(0.0005)
    raise AssertionError("the folder was not looked at")


def answer_if_due(poller: FolderPoller, probe: Iterable[int]) -> Snapshot | None:
    """Poll, and wait for the look if that has begun one."""
    look = poller.poll(probe)
    return look or (answer(poller, probe) if poller.is_asking else None)


def settle(poller: FolderPoller, done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        poller.poll()
        time.sleep(0.001)
    assert done()


def test_that_a_folder_is_looked_at_again_after_a_while(tmp_path: Path) -> None:
    clock, disk = Clock(), Disk()
    poller = FolderPoller(str(tmp_path), 5.0, clock=clock, ask=disk)
    write(tmp_path, 1, 500)
    look = answer(poller, [1, 9])
    assert look.files.keys() == {1}
    assert look.files[1][0] == 500
    assert look.states == {1: "closed"}
    for _ in range(20):
        assert poller.poll() is None
    assert disk.asked == 1
    clock.now += 5
    assert answer(poller).states == {}
    assert disk.asked == 2


def test_that_a_folder_that_is_gone_is_a_failure_and_heals(tmp_path: Path) -> None:
    clock = Clock()
    poller = FolderPoller(str(tmp_path / "gone"), 5.0, clock=clock)
    settle(poller, lambda: poller.failure is not None)
    assert isinstance(poller.failure, DiskError)
    (tmp_path / "gone").mkdir()
    clock.now += 5
    settle(poller, lambda: poller.failure is None)


def test_that_an_error_of_the_system_is_a_failure(tmp_path: Path) -> None:
    def fail(folder: str, probe: Iterable[int], clock: Callable[[], float]) -> Snapshot:
        raise OSError(5, "Input/output error")

    poller = FolderPoller(str(tmp_path), ask=fail)
    settle(poller, lambda: poller.failure is not None)
    assert "fails to read" in str(poller.failure)


def test_that_a_hung_disk_is_told_and_looks_do_not_pile_up(tmp_path: Path) -> None:
    clock, disk = Clock(), Disk()
    disk.free.clear()
    poller = FolderPoller(str(tmp_path), 5.0, 60.0, clock=clock, ask=disk)
    poller.poll()
    for _ in range(24 * 60):
        clock.now += 60
        assert poller.poll() is None
    assert poller.silent_s == 24 * 3600
    assert sum(thread.name == "stackplan-poll" for thread in threading.enumerate()) == 3
    disk.free.set()
    clock.now += 60
    look = answer(poller)
    assert look.files == {}
    assert poller.silent_s == 0.0
    for thread in threading.enumerate():
        if thread.name == "stackplan-poll":
            thread.join(60)
    assert not any(thread.name == "stackplan-poll" for thread in threading.enumerate())


def test_that_a_look_that_was_given_up_is_not_taken_for_news(tmp_path: Path) -> None:
    clock = Clock()
    gates = [threading.Event(), threading.Event()]
    asked: list[int] = []

    def ask(folder: str, probe: Iterable[int], clock: Callable[[], float]) -> Snapshot:
        asked.append(1)
        number = len(asked)
        gates[number - 1].wait(60)
        return Snapshot(number, number, {number: (1, 1)})

    poller = FolderPoller(str(tmp_path), 5.0, 60.0, clock=clock, ask=ask)
    poller.poll()
    settle(poller, lambda: len(asked) == 1)
    clock.now += 61
    settle(poller, lambda: len(asked) == 2)
    gates[0].set()
    time.sleep(0.05)
    assert poller.poll() is None
    gates[1].set()
    assert answer(poller).files == {2: (1, 1)}


class Shift:
    """Sixty runs, one a minute: each grows for a minute or more and is then closed."""

    FIRST, LAST, CRASHED, DELETED = 3, 62, 20, 33

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def act(self, tick: int) -> None:
        """What the beam does in five seconds."""
        for number in range(self.FIRST, self.LAST + 1):
            age = tick - 1 - 12 * (number - self.FIRST)
            length = 10 + number % 7
            if 0 <= age < length and not (number == self.CRASHED and age > 6):
                write(self.folder, number, 1000 + 100 * age, is_open=True)
            elif age == length and number != self.CRASHED:
                write(self.folder, number, 1000 + 100 * age + number)
            elif number == self.DELETED and age == length + 5:
                (self.folder / f"run_{number:04d}.h5").unlink()

    @property
    def good(self) -> set[int]:
        return set(range(1, self.LAST + 1)) - {self.CRASHED, self.DELETED}


def test_that_after_a_shift_each_good_run_is_planned_once_and_none_was_moved(
    tmp_path: Path,
) -> None:
    for number in (1, 2):
        write(tmp_path, number, 5000)
    request = PlanRequest(n_stacks=4)
    plan = make_plan(scan(str(tmp_path)).runs, request)
    clock, disk, shift = Clock(), Disk(), Shift(tmp_path)
    poller = FolderPoller(str(tmp_path), 5.0, 60.0, clock=clock, ask=disk)
    following, silent = Following(), 0.0
    waited: dict[int, str] = {}
    told: list[News] = []
    for tick in range(12 * 60 + 60):
        shift.act(tick)
        clock.now += 5
        if tick == 400:
            disk.free.clear()
        if 400 <= tick < 406:  # half a minute without an answer
            assert poller.poll() is None
            silent = max(silent, poller.silent_s)
            continue
        disk.free.set()
        look = answer_if_due(poller, following.to_probe(plan.places))
        if look is None:
            continue
        following, news = following.step(look, plan.places)
        told.append(news)
        waited.update(news.waiting)
        plan = taken_over(plan, news)
    assert silent >= 25
    assert plan.places.keys() == shift.good
    came = {number for news in told for number in news.came}
    assert came == set(range(Shift.FIRST, Shift.LAST + 1))
    assert {number for news in told for number in news.went} == {Shift.DELETED}
    assert "writer crashed" in waited[Shift.CRASHED]


def taken_over(plan: Plan, news: News) -> Plan:
    """What the crew does with the news; no step may move what is planned."""
    after = place_runs(plan, plan.request.select(news.finished))
    assert all(after.places[number] == stack for number, stack in plan.places.items())
    for before, now in zip(plan.stacks, after.stacks, strict=False):
        assert now.run_numbers[: len(before.runs)] == before.run_numbers
    return drop_runs(after, news.went) if news.went else after


def test_that_looking_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, 1, 500)
    before = (tmp_path.stat().st_mtime_ns, path.stat())
    take_snapshot(str(tmp_path), [1], time.monotonic)
    after = path.stat()
    assert before[0] == tmp_path.stat().st_mtime_ns
    assert (before[1].st_mtime_ns, before[1].st_ctime_ns) == (after.st_mtime_ns, after.st_ctime_ns)


@pytest.mark.parametrize("state", ["truncated", "trailing"])
def test_that_a_run_that_is_not_whole_waits(tmp_path: Path, state: str) -> None:
    path = write(tmp_path, 1, 500)
    os.truncate(path, 400 if state == "truncated" else 600)
    following, _ = Following().step(take_snapshot(str(tmp_path), [1], lambda: 0.0), ())
    _, news = following.step(take_snapshot(str(tmp_path), [1], lambda: 90.0), ())
    assert news.finished == ()
    assert news.waiting.keys() == {1}
