"""Work beside the window's thread: what is delivered, what is dropped, what is raised."""

import gc
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from pytestqt.qtbot import QtBot
from shiboken6 import delete

from stackplan.core.errors import StackplanError
from stackplan.gui.widgets.worker import Report, Task


class Heard:
    """Everything that a task says, and in which thread."""

    def __init__(self, task: Task) -> None:
        self.news: list[object] = []
        self.results: list[object] = []
        self.errors: list[object] = []
        self.threads: set[int] = set()
        task.reported.connect(self.hear_news)
        task.finished.connect(self.hear_result)
        task.failed.connect(self.hear_error)

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
    task = Task()
    heard = Heard(task)
    inside: list[int] = []

    def job(report: Report) -> object:
        inside.append(threading.get_ident())
        for number in range(50):
            report(number)
        return "done"

    task.start(job)
    qtbot.waitUntil(lambda: bool(heard.results))
    assert heard.news == list(range(50))
    assert heard.results == ["done"]
    assert heard.threads == {threading.get_ident()}
    assert inside != [threading.get_ident()]
    assert not task.running


def test_that_a_late_result_is_dropped(qtbot: QtBot) -> None:
    task = Task()
    heard = Heard(task)
    gate = threading.Event()

    def late(report: Report) -> object:
        gate.wait(60)
        return "late"

    task.start(late)
    task.start(lambda report: "new")
    gate.set()
    qtbot.waitUntil(lambda: bool(heard.results))
    qtbot.wait(50)
    assert heard.results == ["new"]


def test_that_a_cancelled_job_ends_at_its_next_report_and_says_nothing(qtbot: QtBot) -> None:
    task = Task()
    heard = Heard(task)
    gate = threading.Event()
    went_on: list[bool] = []

    def job(report: Report) -> object:
        gate.wait(60)
        report("news")
        went_on.append(True)
        return "result"

    task.start(job)
    task.cancel()
    assert not task.running
    gate.set()
    assert task.wait(60)
    qtbot.wait(50)
    assert (went_on, heard.news, heard.results, heard.errors) == ([], [], [], [])


def test_that_what_a_person_can_mend_is_told_as_a_failure(qtbot: QtBot) -> None:
    task = Task()
    heard = Heard(task)

    def job(report: Report) -> object:
        raise StackplanError("The disk is full.")

    task.start(job)
    qtbot.waitUntil(lambda: bool(heard.errors))
    assert [str(error) for error in heard.errors] == ["The disk is full."]
    assert not task.running


def test_that_a_mistake_of_ours_is_raised_in_the_windows_thread(qtbot: QtBot) -> None:
    task = Task()
    heard = Heard(task)

    def job(report: Report) -> object:
        raise ZeroDivisionError

    with qtbot.capture_exceptions() as raised:
        task.start(job)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
    assert heard.errors == []
    assert not task.running


def test_that_waiting_for_a_job_that_hangs_has_an_end(qtbot: QtBot) -> None:
    task = Task()
    gate = threading.Event()
    assert task.wait(0)
    task.start(lambda report: gate.wait(60))
    assert not task.wait(0.05)
    gate.set()
    assert task.wait(60)


def test_that_a_thread_that_outlives_its_task_rings_in_no_other_file(
    qtbot: QtBot, tmp_path: Path
) -> None:
    gate = threading.Event()
    task = Task()
    task.start(lambda _: gate.wait(60))
    thread = task._thread
    assert thread is not None
    delete(task)
    del task
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
    task = Task()
    task.reported.connect(heard.append)

    def job(report: Report) -> object:
        for number in range(100_000):  # more than the pipe takes rings
            report(number)
        return None

    with qtbot.waitSignal(task.finished, timeout=20_000):
        task.start(job)
        time.sleep(0.5)
    assert heard == list(range(100_000))
