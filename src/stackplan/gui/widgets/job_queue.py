"""Jobs that must not overtake one another: one after the other, beside the window's thread."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.gui.widgets.background import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackplan.core.errors import StackplanError


class _Waiting(NamedTuple):
    """A job, and who wants to hear of its end."""

    job: Callable[[], object]
    then: Callable[[object], None] | None


class JobQueue(QObject):
    """Runs jobs in the order in which they came; one that hangs holds up the others only."""

    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.task = Task(self)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(self._on_failed)
        self._waiting: deque[_Waiting] = deque()
        self._current: _Waiting | None = None

    @property
    def busy(self) -> bool:
        """Tell whether a job runs or waits."""
        return self.task.running

    def add(self, job: Callable[[], object], then: Callable[[object], None] | None = None) -> None:
        """Run a job when those before it have ended; `then` gets its result, unless it fails."""
        self._waiting.append(_Waiting(job, then))
        # Asked of the task: after a fault of ours (it is raised elsewhere) the rest still runs.
        if not self.task.running:
            self._next()

    def finish(self, job: Callable[[], object], seconds: float) -> None:
        """Drop what waits, let what runs end, and run a last job; wait so long for each at most."""
        self._waiting.clear()
        self.task.wait(seconds)
        self._current = _Waiting(job, None)
        self.task.start(lambda _: job())
        self.task.wait(seconds)

    def _next(self) -> None:
        self._current = self._waiting.popleft() if self._waiting else None
        if self._current is not None:
            job = self._current.job
            self.task.start(lambda _: job())

    def _on_finished(self, result: object) -> None:
        ended = self._current
        self._next()
        if ended is not None and ended.then is not None:
            ended.then(result)

    def _on_failed(self, error: StackplanError) -> None:
        self._next()
        self.failed.emit(error)
