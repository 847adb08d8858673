"""What trace files hold: asked by itself after each scan, beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.core.errors import StackplanError
from stackplan.core.text import shortened
from stackplan.core.trace_checks import (
    TraceFacts,
    damage_remarks,
    file_faults,
    merger_2_runs,
    unchecked_remarks,
    worth_reading,
)
from stackplan.files.hdf5_reader import look_into, read_facts
from stackplan.files.scan import ScanResult
from stackplan.gui.planning.scan_jobs import telling
from stackplan.gui.planning.session import Session
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Emit, Job, Worker

KEY = "unchecked"
_MOST_WORDS = 600  # characters; `stackplan check` tells all


class CachedFacts(NamedTuple):
    """What the library said of a file, and size and time of the file that it was asked about."""

    size: int
    modified: int | None
    facts: TraceFacts


class FactsFound(NamedTuple):
    """What a look into files has found: with the library, and where it is missing."""

    found: Mapping[int, TraceFacts]
    unchecked: Mapping[int, TraceFacts]


class Hdf5Info(QObject):
    """Knows of each file what the HDF5 library found in it, and what could not be found out."""

    changed = Signal()
    failed = Signal(object)
    progressed = Signal(object)

    def __init__(self, session: Session, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._messages = session, messages
        self.found: Mapping[int, TraceFacts] = {}
        self.remarks: tuple[str, ...] = ()  # what could not be found out, in sentences
        self._known: Mapping[int, CachedFacts] = {}
        self._has_told = False  # that files could not be checked: once a folder
        self._scan: ScanResult | None = None  # what the files were when they were asked about
        self.worker = Worker(self)
        self.worker.reported.connect(self.progressed)
        self.worker.finished.connect(self._on_read)
        self.worker.failed.connect(self._on_failed)
        session.scanned.connect(self.look)

    def look(self) -> None:
        """Read the files that are new or have changed since they were read."""
        self._scan = self._session.document.found
        if self._scan is not None:
            self.worker.start(_looking(self._scan, self._known))

    def ask(self) -> None:
        """Read all files that could be planned; `changed` or `failed` tells the end."""
        document = self._session.document
        numbers = tuple(run.number for run in document.runs if run.size)
        self._scan = document.found
        scan = document.found or ScanResult(document.traces)
        self.worker.start(_reading(scan.paths(numbers)))

    def stop(self) -> None:
        """Wait for the library no longer."""
        self.worker.cancel()
        self.progressed.emit(None)

    def forget(self) -> None:
        """Know nothing any more: another folder has other files."""
        if self.worker.running:
            self.stop()
        self._known, self._has_told = {}, False
        self._messages.withdraw(KEY)
        if self.found or self.remarks:
            self.found, self.remarks = {}, ()
            self.changed.emit()

    def _on_read(self, found: FactsFound) -> None:
        self.found = found.found
        self._known = _known(found.found, self._scan)
        self.progressed.emit(None)
        self._tell(found)
        self._session.document.set_faults(file_faults(found.found))
        self.changed.emit()

    def _tell(self, found: FactsFound) -> None:
        """Say what could not be found out of planned files."""
        plan = self._session.document.plan
        places = plan.places if plan is not None else {}
        asked = {n: fact for n, fact in found.found.items() if n in places}
        unchecked = {n: fact for n, fact in found.unchecked.items() if n in places}
        unanswered = tuple(unchecked_remarks(asked, has_library=True))
        without = tuple(unchecked_remarks(unchecked, has_library=False))
        self.remarks = (*unanswered, *without)
        words = shortened(" ".join((*unanswered, *damage_remarks(asked), *without)), _MOST_WORDS)
        if any(not fact.is_answer for fact in asked.values()):
            self._messages.post(KEY, Message(words, "warning"))
        elif not merger_2_runs(unchecked) and not any(f.is_damaged for f in asked.values()):
            self._messages.withdraw(KEY)
        elif not self._has_told:
            self._has_told = True
            self._messages.post(KEY, Message(words, "info"))

    def _on_failed(self, error: StackplanError) -> None:
        self.progressed.emit(None)
        self.failed.emit(error)


def _known(found: Mapping[int, TraceFacts], scan: ScanResult | None) -> Mapping[int, CachedFacts]:
    """Keep what the library has answered; where it gave no answer it is asked again."""
    sizes, modified = (scan.sizes, scan.modified) if scan is not None else ({}, {})
    return {
        number: CachedFacts(sizes[number], modified.get(number), facts)
        for number, facts in found.items()
        if number in sizes and facts.is_answer
    }


def _looking(scan: ScanResult, known: Mapping[int, CachedFacts]) -> Job:
    def job(emit: Emit) -> object:
        found, wanted = {}, []
        for number in worth_reading(scan.states):
            before = known.get(number)
            size, modified = scan.sizes.get(number), scan.modified.get(number)
            if before is not None and (before.size, before.modified) == (size, modified):
                found[number] = before.facts
            else:
                wanted.append(number)
        if not wanted:
            return FactsFound(found, {})
        facts, has_library = look_into(scan.paths(wanted), telling(emit, "Looking into files"))
        return FactsFound({**found, **facts}, {}) if has_library else FactsFound(found, facts)

    return job


def _reading(paths: Mapping[int, str]) -> Job:
    def job(emit: Emit) -> object:
        return FactsFound(read_facts(paths, telling(emit, "Reading events")), {})

    return job
