"""What the HDF5 library finds in the planned files: asked for once, beside the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from stackplan.core.errors import StackplanError
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.trace_checks import TraceFacts
from stackplan.files.hdf5_reader import read_facts
from stackplan.gui.planning.scan_jobs import telling
from stackplan.gui.planning.session import Session
from stackplan.gui.widgets.worker import Job, Report, Task


class FileFacts(QObject):
    """Knows writer, events and beam time of the runs that were asked about."""

    changed = Signal()
    failed = Signal(object)
    progressed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.found: Mapping[int, TraceFacts] = {}
        self.task = Task(self)
        self.task.reported.connect(self.progressed)
        self.task.finished.connect(self._on_read)
        self.task.failed.connect(self._on_failed)
        session.document.begun.connect(self.forget)

    def ask(self) -> None:
        """Read all files that could be planned; `changed` or `failed` tells the end."""
        document = self._session.document
        numbers = tuple(run.number for run in document.runs if run.size)
        self.task.start(_reading(document.traces, numbers))

    def stop(self) -> None:
        """Wait for the library no longer."""
        self.task.cancel()
        self.progressed.emit(None)

    def forget(self) -> None:
        """Know nothing any more: another folder has other files."""
        self.stop()
        if self.found:
            self.found = {}
            self.changed.emit()

    def _on_read(self, found: Mapping[int, TraceFacts]) -> None:
        self.found = found
        document = self._session.document
        unreadable = (n for n, fact in found.items() if fact.is_readable is False)
        document.unreadable = RunNumbers.of(unreadable)
        if document.found is not None:
            document.set_found(document.found)  # the marks of the runs
        self.progressed.emit(None)
        self.changed.emit()

    def _on_failed(self, error: StackplanError) -> None:
        self.progressed.emit(None)
        self.failed.emit(error)


def _reading(traces: str, numbers: tuple[int, ...]) -> Job:
    def job(report: Report) -> object:

        return read_facts(traces, numbers, telling(report, "Reading events"))

    return job
