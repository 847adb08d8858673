"""A longer search for a better plan, beside the window's thread."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.core.balance import improve
from stackplan.gui.widgets.background import Task

if TYPE_CHECKING:
    from stackplan.core.plan import Plan
    from stackplan.gui.widgets.background import Job, Report

_PAUSE_S = 0.05


class Searched(NamedTuple):
    """How far a search is: the part of its work that is done, and the best plan so far."""

    done: float
    plan: Plan


class Improvement(QObject):
    """Searches on from one plan; ends by itself, by `stop` with the best so far, or by `cancel`."""

    progressed = Signal(object)
    ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.task = Task(self)
        self.task.reported.connect(self.progressed)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(lambda _: self.progressed.emit(None))
        self._before: Plan | None = None
        self._stopping = threading.Event()

    def start(self, plan: Plan) -> None:
        """Search on from a plan; another search is given up."""
        self._before, self._stopping = plan, threading.Event()
        self.progressed.emit(Searched(0.0, plan))
        self.task.start(_search(plan, self._stopping))

    def stop(self) -> None:
        """End the search; what it has found so far counts."""
        self._stopping.set()

    def cancel(self) -> None:
        """Give the search up; what it may have found is dropped."""
        if self.task.running:
            self.task.cancel()
            self.progressed.emit(None)

    def is_about(self, plan: Plan | None) -> bool:
        """Tell whether a search runs that began with this plan."""
        return self.task.running and plan == self._before

    def _on_finished(self, after: Plan) -> None:
        self.progressed.emit(None)
        self.ended.emit(self._before, after)


def _search(plan: Plan, stopping: threading.Event) -> Job:
    def job(report: Report) -> object:
        told = 0.0

        def tell(done: float, best: Plan) -> bool:
            nonlocal told
            now = time.monotonic()
            if now - told >= _PAUSE_S:
                told = now
                report(Searched(done, best))
            return stopping.is_set()

        return improve(plan, report=tell)

    return job
