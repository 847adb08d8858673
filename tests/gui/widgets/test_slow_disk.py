import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from stackplan.gui.widgets import messages as messages_module
from stackplan.gui.widgets.messages import Messages, SlowDiskWatch
from stackplan.gui.widgets.worker import Worker


@pytest.fixture
def waiting(qtbot: QtBot) -> Iterator[tuple[Worker, threading.Event]]:
    """A worker that goes on until it is told to end."""
    worker, end = Worker(), threading.Event()
    yield worker, end
    end.set()
    worker.wait(60)


def watch(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, silence: float
) -> tuple[SlowDiskWatch, list[str]]:
    monkeypatch.setattr(messages_module, "SILENCE_S", silence)
    messages, said = Messages(worker), list[str]()
    slow = SlowDiskWatch(worker, "Saving", messages, worker)
    timer_of(slow).setInterval(5)
    messages.told.connect(said.append)
    return slow, said


def timer_of(slow: SlowDiskWatch) -> QTimer:
    timer = slow.findChild(QTimer)
    assert timer is not None
    return timer


def test_that_a_task_that_waits_for_the_disk_is_told_until_it_ends(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, waiting: tuple[Worker, threading.Event]
) -> None:
    worker, end = waiting
    slow, said = watch(worker, monkeypatch, silence=0)
    worker.start(lambda _: end.wait(60))
    qtbot.waitUntil(lambda: len(said) > 1)
    assert said[0].startswith("Saving: the disk has not answered for ")
    end.set()
    qtbot.waitUntil(lambda: said[-1] == "")
    assert not timer_of(slow).isActive()


def test_that_a_task_that_ends_in_time_says_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, waiting: tuple[Worker, threading.Event]
) -> None:
    worker, _ = waiting
    slow, said = watch(worker, monkeypatch, silence=100)
    worker.start(lambda _: None)
    qtbot.waitUntil(lambda: not timer_of(slow).isActive())
    assert said == []
