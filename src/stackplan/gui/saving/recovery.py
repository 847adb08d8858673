"""Nothing is lost: unsaved work is kept on the disk, and what a dead window has left is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stackplan.core.errors import StackplanError
from stackplan.files.autosave import Found, JournalEntry, LeftWork, OwnWindow
from stackplan.gui.saving.journal_writer import JournalWriter
from stackplan.gui.saving.recovery_words import clock, offer_words, work_words
from stackplan.gui.saving.shared_plan import SharedPlan
from stackplan.gui.widgets.job_queue import JobQueue
from stackplan.gui.widgets.message_bar import Message

if TYPE_CHECKING:
    from stackplan.gui.document.document import PlanDocument
    from stackplan.gui.saving.file_actions import FileActions
    from stackplan.gui.widgets.background import Task

# The disk gets so long when the window closes, and when the session ends.
_CLOSING_S = 0.5
_SESSION_S = 1.0
_OFFER, _FAULT = "recovery", "journal"


class Recovery(QObject):
    """Keeps the window's own work, and offers that of windows that died."""

    said = Signal(str, object)
    unsaid = Signal(str)
    recovered = Signal(object)

    def __init__(self, document: PlanDocument, files: FileActions, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._files = document, files
        self.own = OwnWindow()
        self.queue = JobQueue(self)
        self.writer = JournalWriter(document, self.queue, self.own, self)
        self.shared = SharedPlan(document, files, self.own)
        self.shared.said.connect(self.said)
        self.shared.unsaid.connect(self.unsaid)
        for queue in (self.queue, self.shared.queue):
            queue.failed.connect(self._on_failed)
        self.writer.failed.connect(self._on_failed)
        self.writer.written.connect(self._on_written)
        self._has_failed = False
        self._left: list[LeftWork] = []
        self._unwanted: list[LeftWork] = []

    def begin(self) -> None:
        """Look for what dead windows have left; the answer comes as a message."""
        self.queue.add(self.own.look, self._on_found)

    @property
    def idle(self) -> bool:
        """Tell whether all that is to be kept has been written."""
        return self.writer.settled and not (self.queue.busy or self.shared.queue.busy)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What runs beside the window's thread."""
        return self.queue.task, self.shared.queue.task

    def close(self) -> None:
        """Leave nothing behind: the work was saved, or is not wanted."""
        self.writer.stop()
        self.shared.queue.task.cancel()
        unwanted = tuple(self._unwanted)
        self.queue.finish(lambda: self.own.close(unwanted), _CLOSING_S)

    def end_session(self) -> None:
        """Write the journal at once: the session may end before anybody answers a question."""
        self.writer.write_now(_SESSION_S)

    def _on_found(self, found: object) -> None:
        if isinstance(found, Found):
            for number, problem in enumerate(found.problems):
                self.said.emit(f"damaged {number}", Message(str(problem), "warning"))
            self._left = found.works
            self._offer()

    def _offer(self) -> None:
        if not self._left:
            self.unsaid.emit(_OFFER)
            return
        work = self._left[0]
        words = offer_words(work.entry, len(self._left) - 1)
        message = Message(
            words,
            "warning",
            "Recover",
            lambda: self._recover(work),
            "Discard",
            lambda: self._discard(work),
        )
        self.said.emit(_OFFER, message)

    def _recover(self, work: LeftWork) -> None:
        self._offer()  # it stands until the work is here: a question may be answered by Cancel

        def job() -> JournalEntry | StackplanError:
            try:
                return self.own.take(work)
            except StackplanError as error:
                return error

        def take() -> None:
            self.queue.add(job, lambda result: self._on_taken(work, result))

        if work in self._left:
            self._files.when_safe(take, "Recovering other work")

    def _on_taken(self, work: LeftWork, result: object) -> None:
        self._left = [other for other in self._left if other != work]
        if isinstance(result, JournalEntry):
            self.writer.has_journal()
            self.recovered.emit(result)
            words = f"The work of {clock(result.plan_file.made)} is back; it is not saved yet."
            self.said.emit("recovered", Message(words, "info", "Save...", self._files.save))
        else:
            self.said.emit("recovered", Message(str(result), "error"))
        self._offer()

    def _discard(self, work: LeftWork) -> None:
        """Throw work away when this window closes: until then one can think better of it."""
        if work not in self._left:
            return  # the offer was an old one
        self._left.remove(work)
        self._unwanted.append(work)
        words = f"Unsaved work {work_words(work.entry)} is discarded."
        undo = Message(words, "info", "Undo", lambda: self._keep(work))
        self.said.emit("discarded", undo)
        self._offer()

    def _keep(self, work: LeftWork) -> None:
        if work not in self._unwanted:
            return
        self._unwanted.remove(work)
        self._left.insert(0, work)
        self._offer()

    def _on_failed(self, error: StackplanError) -> None:
        # Said once: each edit fails alike, and the work goes on.
        if not self._has_failed:
            self._has_failed = True
            words = f"{error} Until then, unsaved work would not survive a crash."
            self.said.emit(_FAULT, Message(words, "warning"))

    def _on_written(self) -> None:
        if self._has_failed:
            self._has_failed = False
            self.unsaid.emit(_FAULT)
