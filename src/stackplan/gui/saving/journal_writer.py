"""Keeps a journal of unsaved work, never older than a second, beside the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.core.errors import StackplanError
from stackplan.files.machine import utc_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackplan.files.autosave import OwnWindow
    from stackplan.gui.document.document import PlanDocument
    from stackplan.gui.widgets.job_queue import JobQueue

# A pause in the edits is waited for, but not long: the disk needs its part of the second too.
_QUIET_MS = 200
_LATEST_MS = 400


class JournalWriter(QObject):
    """Writes the document's unsaved work down soon after each edit; removes what is saved."""

    written = Signal()
    failed = Signal(object)

    def __init__(
        self, document: PlanDocument, queue: JobQueue, own: OwnWindow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._queue, self._own = document, queue, own
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._latest = QTimer(self, singleShot=True, interval=_LATEST_MS)
        self._quiet.timeout.connect(self._settle)
        self._latest.timeout.connect(self._settle)
        self._is_written = False
        self._writing = False
        self._again = False
        document.plan_changed.connect(self._on_changed)
        document.saved_changed.connect(self._on_changed)

    @property
    def settled(self) -> bool:
        """Tell whether the journal says what the document does."""
        waiting = self._quiet.isActive() or self._latest.isActive()
        return not (waiting or self._writing or self._again)

    def has_journal(self) -> None:
        """Take notice that there is a journal: one was taken over."""
        self._is_written = True

    def stop(self) -> None:
        """Write nothing more."""
        self._quiet.stop()
        self._latest.stop()
        self._again = False

    def write_now(self, seconds: float) -> None:
        """Write unsaved work, and wait for it so long at most: the session ends."""
        self.stop()
        if self._document.has_unsaved_work:
            self._is_written = True
            self._writing = False
            self._queue.finish(self._job(), seconds)

    def _on_changed(self) -> None:
        # Whether anything is unsaved is asked later: between two plans it may seem that nothing
        # is, and to ask takes its time, which an edit has not.
        if self._document.plan is not None or self._is_written:
            self._quiet.start()
            if not self._latest.isActive():
                self._latest.start()

    def _settle(self) -> None:
        self.stop()
        if self._writing:
            self._again = True
        elif self._document.has_unsaved_work:
            self._writing = self._is_written = True
            self._queue.add(self._job(), self._on_written)
        elif self._is_written:
            self._is_written = False
            self._queue.add(self._own.forget)

    def _job(self) -> Callable[[], StackplanError | None]:
        document, own = self._document, self._own
        plan_file, base = document.plan_file(utc_time()), document.base
        path, digest = document.path, document.digest

        def job() -> StackplanError | None:
            try:
                own.save(plan_file, base or plan_file.plan, path, digest)
            except StackplanError as error:
                return error
            return None

        return job

    def _on_written(self, error: object) -> None:
        self._writing = False
        if isinstance(error, StackplanError):
            self.failed.emit(error)
        else:
            self.written.emit()
        if self._again:
            self._settle()
