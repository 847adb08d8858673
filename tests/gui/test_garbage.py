"""Garbage: collected in the window's thread, whoever makes it."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from stackplan.gui.runtime import GarbageCollector


class Circle:
    """Garbage that only a collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QObject]:
    was_on, thresholds = gc.isenabled(), gc.get_threshold()
    gc.enable()
    owner = QObject()
    yield owner
    owner.deleteLater()
    gc.set_threshold(*thresholds)
    (gc.enable if was_on else gc.disable)()


def test_that_a_worker_makes_garbage_but_collects_none(parent: QObject, qtbot: QtBot) -> None:
    dead: list[QThread] = []
    kept: list[list[int]] = []
    GarbageCollector(parent)
    gc.collect()
    gc.set_threshold(100, 1, 1)

    def make() -> None:
        weakref.finalize(Circle(), lambda: dead.append(QThread.currentThread()))
        kept.extend([number] for number in range(10_000))  # a hundred times what makes it due
        assert not dead

    worker = threading.Thread(target=make)
    worker.start()
    worker.join()
    assert not dead
    qtbot.waitUntil(lambda: bool(dead))
    assert dead == [parent.thread()]


def test_that_what_is_old_is_collected_too(parent: QObject) -> None:
    dead: list[bool] = []
    collector = GarbageCollector(parent)
    old = Circle()
    weakref.finalize(old, dead.append, True)
    gc.collect()  # it is in the oldest generation now
    del old
    for _ in range(20):
        collector.collect()
    assert dead
