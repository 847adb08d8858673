"""Garbage: collected in the window's thread, whoever makes it."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QThread

from stackplan.gui import runtime as garbage
from stackplan.gui.runtime import GarbageCollector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


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


def in_a_worker(job: object) -> None:
    worker = threading.Thread(target=job)  # type: ignore[arg-type]
    worker.start()
    worker.join()


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

    in_a_worker(make)
    assert not dead
    qtbot.waitUntil(lambda: bool(dead))
    assert dead == [parent.thread()]


def test_that_it_leaves_alone_what_is_not_due(parent: QObject) -> None:
    dead: list[bool] = []
    collector = GarbageCollector(parent)
    gc.set_threshold(1_000_000, 1_000_000, 1_000_000)
    weakref.finalize(Circle(), dead.append, True)
    collector.look()
    assert not dead
    gc.set_threshold(1, 1_000_000, 1_000_000)
    kept = [[number] for number in range(10)]
    collector.look()
    assert dead
    assert kept


def test_that_no_threshold_means_never(parent: QObject) -> None:
    dead: list[bool] = []
    collector = GarbageCollector(parent)
    gc.set_threshold(0)
    weakref.finalize(Circle(), dead.append, True)
    collector.look()
    assert not dead


def test_that_many_new_objects_at_once_bring_the_older_generations_their_turn(
    parent: QObject,
) -> None:
    dead: list[bool] = []
    collector = GarbageCollector(parent)
    old = Circle()
    weakref.finalize(old, dead.append, True)
    gc.collect()  # it is in the oldest generation now
    del old
    gc.set_threshold(100, 5, 5)
    kept = [[number] for number in range(1_000)]
    collector.look()
    assert not dead
    kept += [[number] for number in range(5_000)]
    collector.look()
    assert dead
    assert len(kept) == 6_000


def eager(parent: QObject, monkeypatch: pytest.MonkeyPatch, many: int) -> GarbageCollector:
    """A collector for which so many new objects are a huge folder, and a hundred are due."""
    monkeypatch.setattr(garbage, "_MANY", many)
    collector = GarbageCollector(parent)
    gc.collect()
    gc.set_threshold(100, 1, 1)
    return collector


def test_that_nothing_is_looked_for_while_a_job_reads_a_huge_folder(
    parent: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead: list[bool] = []
    collector = eager(parent, monkeypatch, 2_000)
    weakref.finalize(Circle(), dead.append, True)
    read = [[number] for number in range(3_000)]
    collector.look()
    assert not dead
    read.clear()
    collector.look()  # it has only just ended
    assert not dead
    kept = [[number] for number in range(200)]
    collector.look()
    assert dead
    assert kept


def test_that_the_runs_of_a_huge_folder_are_walked_over_no_more(
    parent: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = eager(parent, monkeypatch, 2_000)
    frozen = gc.get_freeze_count()
    runs = [[number] for number in range(3_000)]
    collector.look()
    collector.look()
    assert gc.get_freeze_count() >= frozen + 3_000
    assert len(runs) == 3_000
    gc.unfreeze()


def test_that_a_job_without_end_is_not_waited_for_for_ever(
    parent: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = eager(parent, monkeypatch, 1_000)
    frozen = gc.get_freeze_count()
    kept: list[list[int]] = []
    for _ in range(25):
        kept.extend([number] for number in range(1_500))
        collector.look()
    assert gc.get_freeze_count() > frozen
    gc.unfreeze()
