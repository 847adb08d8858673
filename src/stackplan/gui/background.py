"""Work beside the window's thread: scanning, saving, drawing, importing matplotlib."""

import threading
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.core.errors import StackplanError

# A job is called with a function that hands on news; it raises `Cancelled` once nobody waits.
Report = Callable[[object], None]
Job = Callable[[Report], object]

_POLL_MS = 8
_LISTEN_S = 0.01


class Cancelled(Exception):  # noqa: N818 (no error: the job was told to stop)
    """Raised inside a job that is no longer wanted."""


class Task(QObject):
    """Runs one job at a time in a daemon thread; a newer job makes the older one's result void.

    The thread touches no Qt object: it fills a queue that a timer empties in the window's thread.
    So nothing breaks if the window is closed, or the disk hangs, while a job runs.
    """

    reported = Signal(object)
    finished = Signal(object)
    failed = Signal(object)  # a StackplanError; anything else is raised in the window's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generation = 0
        self._news: deque[tuple[int, str, object]] = deque()
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._deliver)
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Tell whether a result is still waited for."""
        return self._timer.isActive()

    def start(self, job: Job) -> None:
        """Start a job; an older one is cancelled."""
        self.cancel()
        generation = self._generation
        arguments = (job, generation)
        self._thread = threading.Thread(target=self._run, args=arguments, daemon=True)
        self._timer.start()
        self._thread.start()

    def cancel(self) -> None:
        """Drop whatever runs; its result, should one come, is not delivered."""
        self._generation += 1
        self._timer.stop()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread, at most so long; tell whether it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _run(self, job: Job, generation: int) -> None:
        def report(news: object) -> None:
            if generation != self._generation:
                raise Cancelled
            self._news.append((generation, "reported", news))

        try:
            outcome = ("finished", job(report))
        except Cancelled:
            return
        except Exception as error:  # handed to the window's thread, never swallowed
            outcome = ("failed", error)
        self._news.append((generation, *outcome))

    def _deliver(self) -> None:
        # Only for a moment: a job may talk faster than the window can listen.
        end = time.monotonic() + _LISTEN_S
        while self._timer.isActive() and self._news and time.monotonic() < end:
            generation, kind, content = self._news.popleft()
            if generation != self._generation:
                continue
            if kind != "reported":
                self._timer.stop()
            if isinstance(content, BaseException) and not isinstance(content, StackplanError):
                raise content
            signals = {"reported": self.reported, "finished": self.finished, "failed": self.failed}
            signals[kind].emit(content)
