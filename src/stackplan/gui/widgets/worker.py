"""Worker thread for one job (`Worker`), and a queue of jobs (`JobQueue`)."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from stackplan.core.errors import StackplanError

# A job gets a function that hands on news; that raises `Cancelled` once the job is cancelled.
Emit = Callable[[object], None]
Job = Callable[[Emit], object]

# A disk that gives no news for so long is said not to answer.
SILENCE_S = 5
_LISTEN_S = 0.01
_MANY = 65_536


class Cancelled(Exception):  # noqa: N818 (no error: the job was told to stop)
    """Raised inside a job that is no longer wanted."""


class _WakeupPipe:
    """A pipe by which a worker thread wakes the window's; polling would slow both down.

    It is closed with the object, not earlier: a worker that may still write to the pipe holds it,
    so that its descriptors are not reused for another file meanwhile.
    """

    def __init__(self) -> None:
        self.inner, self._outer = os.pipe()
        os.set_blocking(self.inner, False)
        os.set_blocking(self._outer, False)

    def signal(self) -> None:
        with suppress(BlockingIOError):  # full: it has rung long enough to be heard
            os.write(self._outer, b"!")

    def clear(self) -> None:
        with suppress(BlockingIOError):  # empty: heard already
            os.read(self.inner, _MANY)

    def __del__(self) -> None:
        os.close(self.inner)
        os.close(self._outer)


class Worker(QObject):
    """Runs one job at a time in a daemon thread; a newer job makes the older one's result void.

    The thread touches no Qt object: it fills a queue, and rings for the window's thread to empty
    it. So nothing breaks if the window is closed, or the disk hangs, while a job runs.
    """

    started = Signal()
    reported = Signal(object)
    finished = Signal(object)
    failed = Signal(object)  # a StackplanError; anything else is raised in the window's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generation = 0
        self._news: deque[tuple[int, str, object]] = deque()
        self._wakeup = _WakeupPipe()
        self._notifier = QSocketNotifier(self._wakeup.inner, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._deliver)
        self._notifier.setEnabled(False)
        self._thread: threading.Thread | None = None
        self._heard_at = 0.0

    @property
    def running(self) -> bool:
        """Tell whether a result is still waited for."""
        return self._notifier.isEnabled()

    @property
    def silent_s(self) -> float:
        """Seconds since a job was started, or gave news, that has not ended yet."""
        return time.monotonic() - self._heard_at if self.running else 0.0

    def start(self, job: Job) -> None:
        """Start a job; an older one is cancelled."""
        self.cancel()
        generation = self._generation
        arguments = (job, generation)
        self._thread = threading.Thread(target=self._run, args=arguments, daemon=True)
        self._notifier.setEnabled(True)
        self._heard_at = time.monotonic()
        self._thread.start()
        self.started.emit()

    def cancel(self) -> None:
        """Drop whatever runs; its result, should one come, is not delivered."""
        self._generation += 1
        self._notifier.setEnabled(False)

    def wait(self, seconds: float) -> bool:
        """Wait for the thread, at most `seconds`; tell whether it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _run(self, job: Job, generation: int) -> None:
        def emit(news: object) -> None:
            if generation != self._generation:
                raise Cancelled
            self._news.append((generation, "reported", news))
            self._wakeup.signal()

        try:
            outcome = ("finished", job(emit))
        except Cancelled:
            return
        except Exception as error:  # handed to the window's thread, never swallowed
            outcome = ("failed", error)
        self._news.append((generation, *outcome))
        self._wakeup.signal()

    def _deliver(self) -> None:
        self._wakeup.clear()
        # Only for a moment: a job may talk faster than the window can listen.
        end = time.monotonic() + _LISTEN_S
        while self.running and self._news and time.monotonic() < end:
            generation, kind, content = self._news.popleft()
            if generation != self._generation:
                continue
            self._heard_at = time.monotonic()
            if kind != "reported":
                self._notifier.setEnabled(False)
            if isinstance(content, BaseException) and not isinstance(content, StackplanError):
                raise content
            signals = {"reported": self.reported, "finished": self.finished, "failed": self.failed}
            signals[kind].emit(content)
        if self._news:
            self._wakeup.signal()  # the rest in the event loop's next turn


class _Waiting(NamedTuple):
    """A job, and what takes its result."""

    job: Callable[[], object]
    then: Callable[[object], None] | None


class JobQueue(QObject):
    """Runs jobs in the order in which they came; one that hangs holds up the others only."""

    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_finished)
        self.worker.failed.connect(self._on_failed)
        self._waiting: deque[_Waiting] = deque()
        self._current: _Waiting | None = None

    @property
    def busy(self) -> bool:
        """Tell whether a job runs or waits."""
        return self.worker.running

    def add(self, job: Callable[[], object], then: Callable[[object], None] | None = None) -> None:
        """Run a job when those before it have ended; `then` gets its result, unless it fails."""
        self._waiting.append(_Waiting(job, then))
        # Asked of the worker: after a fault of ours (it is raised elsewhere) the rest still runs.
        if not self.worker.running:
            self._next()

    def run_last(self, job: Callable[[], object], seconds: float) -> None:
        """Drop what waits, let what runs end, run a last job; wait at most `seconds` for each."""
        self._waiting.clear()
        self.worker.wait(seconds)
        self._current = _Waiting(job, None)
        self.worker.start(lambda _: job())
        self.worker.wait(seconds)

    def _next(self) -> None:
        self._current = self._waiting.popleft() if self._waiting else None
        if self._current is not None:
            job = self._current.job
            self.worker.start(lambda _: job())

    def _on_finished(self, result: object) -> None:
        ended = self._current
        self._next()
        if ended is not None and ended.then is not None:
            ended.then(result)

    def _on_failed(self, error: StackplanError) -> None:
        self._next()
        self.failed.emit(error)
