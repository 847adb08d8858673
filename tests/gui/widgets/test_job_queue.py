"""Jobs one after the other: none overtakes another, and none is lost."""

import threading
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from stackplan.core.errors import StackplanError
from stackplan.gui.widgets.worker import JobQueue


@pytest.fixture
def queue(qtbot: QtBot) -> JobQueue:
    return JobQueue()


def test_that_jobs_run_in_order_and_never_two_at_once(queue: JobQueue, qtbot: QtBot) -> None:
    heard: list[object] = []
    running = threading.Lock()

    def job(number: int) -> int:
        assert running.acquire(blocking=False)
        running.release()
        return number

    for number in range(20):
        queue.add(partial(job, number), heard.append)
    assert queue.busy
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == list(range(20))
    assert not queue.busy


def test_that_a_job_may_ask_for_another_at_its_end(queue: JobQueue, qtbot: QtBot) -> None:
    heard: list[object] = []
    queue.add(lambda: 1, lambda _: queue.add(lambda: 2, heard.append))
    qtbot.waitUntil(lambda: heard == [2])


def test_that_after_one_that_fails_the_others_run(queue: JobQueue, qtbot: QtBot) -> None:
    heard: list[object] = []

    def fail() -> None:
        raise StackplanError("no room")

    queue.failed.connect(lambda error: heard.append(str(error)))
    queue.add(fail, heard.append)
    queue.add(lambda: 2, heard.append)
    qtbot.waitUntil(lambda: heard == ["no room", 2])


def test_that_a_fault_of_ours_does_not_stop_the_next(queue: JobQueue, qtbot: QtBot) -> None:
    heard: list[object] = []

    def fault() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        queue.add(fault)
        qtbot.waitUntil(lambda: not queue.busy)
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]
    queue.add(lambda: 2, heard.append)
    qtbot.waitUntil(lambda: heard == [2])


def test_that_the_last_job_runs_after_the_one_at_work_and_instead_of_those_that_wait(
    queue: JobQueue,
) -> None:
    done: list[str] = []
    started, gate = threading.Event(), threading.Event()

    def first() -> None:
        started.set()
        gate.wait(60)
        done.append("first")

    queue.add(first)
    queue.add(lambda: done.append("waiting"))
    assert started.wait(60)
    threading.Timer(0.05, gate.set).start()
    queue.run_last(lambda: done.append("last"), 20)
    assert done == ["first", "last"]
