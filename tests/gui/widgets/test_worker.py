"""A job in a thread of its own, and jobs one after another."""

import gc
import threading
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from stackplan.core.errors import StackplanError
from stackplan.gui.widgets.worker import Emit, JobQueue, Worker


class Heard:
    """Everything that a worker says, and in which thread."""

    def __init__(self, worker: Worker) -> None:
        self.news: list[object] = []
        self.results: list[object] = []
        self.errors: list[object] = []
        self.threads: set[int] = set()
        worker.reported.connect(self.hear_news)
        worker.finished.connect(self.hear_result)
        worker.failed.connect(self.hear_error)

    def hear_news(self, news: object) -> None:
        self.threads.add(threading.get_ident())
        self.news.append(news)

    def hear_result(self, result: object) -> None:
        self.threads.add(threading.get_ident())
        self.results.append(result)

    def hear_error(self, error: object) -> None:
        self.threads.add(threading.get_ident())
        self.errors.append(error)


def test_that_news_and_result_come_in_order_in_the_windows_thread(qtbot: QtBot) -> None:
    worker = Worker()
    heard = Heard(worker)
    inside: list[int] = []

    def job(emit: Emit) -> object:
        inside.append(threading.get_ident())
        for number in range(50):
            emit(number)
        return "done"

    worker.start(job)
    qtbot.waitUntil(lambda: bool(heard.results))
    assert heard.news == list(range(50))
    assert heard.results == ["done"]
    assert heard.threads == {threading.get_ident()}
    assert inside != [threading.get_ident()]
    assert not worker.running


def test_that_a_late_result_is_dropped(qtbot: QtBot) -> None:
    worker = Worker()
    heard = Heard(worker)
    gate = threading.Event()

    def late(emit: Emit) -> object:
        gate.wait(60)
        return "late"

    worker.start(late)
    worker.start(lambda emit: "new")
    gate.set()
    qtbot.waitUntil(lambda: bool(heard.results))
    qtbot.wait(50)
    assert heard.results == ["new"]


def test_that_a_cancelled_job_ends_at_its_next_report_and_says_nothing(qtbot: QtBot) -> None:
    worker = Worker()
    heard = Heard(worker)
    gate = threading.Event()
    went_on: list[bool] = []

    def job(emit: Emit) -> object:
        gate.wait(60)
        emit("news")
        went_on.append(True)
        return "result"

    worker.start(job)
    worker.cancel()
    assert not worker.running
    gate.set()
    assert worker.wait(60)
    qtbot.wait(50)
    assert (went_on, heard.news, heard.results, heard.errors) == ([], [], [], [])


def test_that_what_a_person_can_mend_is_told_as_a_failure(qtbot: QtBot) -> None:
    worker = Worker()
    heard = Heard(worker)

    def job(emit: Emit) -> object:
        raise StackplanError("The disk is full.")

    worker.start(job)
    qtbot.waitUntil(lambda: bool(heard.errors))
    assert [str(error) for error in heard.errors] == ["The disk is full."]
    assert not worker.running


def test_that_a_mistake_of_ours_is_raised_in_the_windows_thread(qtbot: QtBot) -> None:
    worker = Worker()
    heard = Heard(worker)

    def job(emit: Emit) -> object:
        raise ZeroDivisionError

    with qtbot.capture_exceptions() as raised:
        worker.start(job)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
    assert heard.errors == []
    assert not worker.running


def test_that_waiting_for_a_job_that_hangs_has_an_end(qtbot: QtBot) -> None:
    worker = Worker()
    gate = threading.Event()
    assert worker.wait(0)
    worker.start(lambda emit: gate.wait(60))
    assert not worker.wait(0.05)
    gate.set()
    assert worker.wait(60)


def test_that_a_thread_that_outlives_its_task_rings_in_no_other_file(
    qtbot: QtBot, tmp_path: Path
) -> None:
    gate = threading.Event()
    worker = Worker()
    worker.start(lambda _: gate.wait(60))
    thread = worker._thread
    assert thread is not None
    delete(worker)
    del worker
    gc.collect()
    paths = [tmp_path / str(number) for number in range(8)]
    with ExitStack() as stack:
        for path in paths:
            stack.enter_context(path.open("wb"))
        gate.set()
        thread.join(60)
    assert not thread.is_alive()
    assert {path.read_bytes() for path in paths} == {b""}


def test_that_a_job_may_talk_faster_than_the_window_listens(qtbot: QtBot) -> None:
    heard: list[object] = []
    worker = Worker()
    worker.reported.connect(heard.append)

    def job(emit: Emit) -> object:
        for number in range(100_000):  # more than the pipe takes rings
            emit(number)
        return None

    with qtbot.waitSignal(worker.finished, timeout=20_000):
        worker.start(job)
        time.sleep(0.5)
    assert heard == list(range(100_000))


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
