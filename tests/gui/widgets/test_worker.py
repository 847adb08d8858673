"""A job in a thread of its own, and jobs one after another."""

import gc
import threading
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
        for signal, heard in (
            (worker.reported, self.news),
            (worker.finished, self.results),
            (worker.failed, self.errors),
        ):
            signal.connect(heard.append)
            signal.connect(lambda _: self.threads.add(threading.get_ident()))


def test_that_news_and_result_come_in_order_in_the_windows_thread(qtbot: QtBot) -> None:
    worker = Worker()
    heard = Heard(worker)
    inside: list[int] = []

    def job(emit: Emit) -> object:
        inside.append(threading.get_ident())
        for number in range(100_000):  # more than the pipe takes rings
            emit(number)
        return "done"

    with qtbot.waitSignal(worker.finished):
        worker.start(job)
        assert worker.wait(60)  # it talks faster than the window listens
    assert heard.news == list(range(100_000))
    assert heard.results == ["done"]
    assert heard.threads == {threading.get_ident()}
    assert inside != [threading.get_ident()]
    assert not worker.running


def test_that_a_late_result_is_dropped(qtbot: QtBot) -> None:
    worker = Worker()
    heard = Heard(worker)
    gate = threading.Event()
    worker.start(lambda emit: gate.wait(60))
    late = worker._thread
    assert late is not None

    def job(emit: Emit) -> object:
        gate.set()
        late.join(60)  # its result is there before ours
        return "new"

    with qtbot.waitSignal(worker.finished):
        worker.start(job)
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


def test_that_what_a_person_can_mend_is_told_and_a_mistake_of_ours_is_raised(
    qtbot: QtBot,
) -> None:
    worker = Worker()
    heard = Heard(worker)

    def fail(error: Exception, emit: Emit) -> object:
        raise error

    worker.start(partial(fail, StackplanError("The disk is full.")))
    qtbot.waitUntil(lambda: bool(heard.errors))
    assert not worker.running
    with qtbot.capture_exceptions() as raised:
        worker.start(partial(fail, ZeroDivisionError()))
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
    assert [str(error) for error in heard.errors] == ["The disk is full."]
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


def test_that_a_job_may_ask_for_another_at_its_end_and_one_that_fails_stops_none(
    queue: JobQueue, qtbot: QtBot
) -> None:
    heard: list[object] = []

    def fail(error: Exception) -> None:
        raise error

    queue.failed.connect(lambda error: heard.append(str(error)))
    queue.add(lambda: 1, lambda _: queue.add(lambda: 2, heard.append))
    qtbot.waitUntil(lambda: heard == [2])
    queue.add(partial(fail, StackplanError("no room")), heard.append)
    queue.add(lambda: 3, heard.append)
    qtbot.waitUntil(lambda: heard == [2, "no room", 3])
    with qtbot.captureExceptions() as caught:
        queue.add(partial(fail, ZeroDivisionError()))
        qtbot.waitUntil(lambda: not queue.busy)
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]
    queue.add(lambda: 4, heard.append)
    qtbot.waitUntil(lambda: heard[-1] == 4)


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
