"""Autosaves unsaved work, and offers to recover that of windows that ended without saving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import PurePath

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.core.errors import StackplanError
from stackplan.core.text import plural, printable
from stackplan.files.autosave import Found, JournalEntry, LeftWork, OwnWindow, WindowInfo
from stackplan.files.machine import utc_time
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.saving.file_actions import FileActions
from stackplan.gui.widgets.messages import Message
from stackplan.gui.widgets.worker import JobQueue, Task


def clock(made: str) -> str:
    """Write a time (UTC, as in a plan file) as the clock on the wall had it; its day if not today.

    It is `?` where nobody knows.
    """
    try:
        time = datetime.fromisoformat(made).astimezone()
    except ValueError:
        return "?"
    words = f"{time:%H:%M}"
    today = datetime.now().astimezone().date()
    return words if time.date() == today else f"{time.day} {time:%b}, {words}"


def work_words(entry: JournalEntry) -> str:
    """Say when the work was, on which folder, and how much it is."""
    plan_file = entry.plan_file
    parts = [f"{plural(entry.hand_moves, 'move')} by hand"] if entry.hand_moves else []
    parts += [plural(len(plan_file.plan.pinned), "pin")] if plan_file.plan.pinned else []
    parts += ["a note"] if plan_file.note else []
    amount = f" ({', '.join(parts)})" if parts else ""
    return f"of {clock(plan_file.made)} on {printable(plan_file.traces)}{amount}"


def offer_words(entry: JournalEntry, others: int) -> str:
    """Offer work to be recovered; `others` is how many are offered after it."""
    words = f"Unsaved work {work_words(entry)} is left from a window that did not close."
    if not others:
        return words
    return f"{words} {plural(others, 'other')} {'is' if others == 1 else 'are'} offered after it."


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
        """Note that a journal file exists; call it after recovering one."""
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
        # `has_unsaved_work` is asked when the timer fires, not here: it is slow, and wrong for a
        # moment while one plan replaces another.
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


KEY = "shared"


class SharedPlan(QObject):
    """Tells other windows which plan file this one has open, and warns where they have it too."""

    said = Signal(str, object)
    unsaid = Signal(str)

    def __init__(self, document: PlanDocument, files: FileActions, own: OwnWindow) -> None:
        super().__init__(files)
        self._document, self._files, self._own = document, files, own
        # Its own: the disk of the plan may hang, and the journal must not wait for it.
        self.queue = JobQueue(self)
        self._path: str | None = None
        self._since = ""
        document.saved_changed.connect(self._on_changed)
        files.saved.connect(self._ask)

    def _on_changed(self) -> None:
        if self._document.path != self._path:
            self._path = self._document.path
            self._since = utc_time()
            self.unsaid.emit(KEY)
            self._ask()

    def _ask(self) -> None:
        path, since = self._path or "", self._since
        self.queue.add(lambda: self._own.tell(path, since if path else ""), self._on_told)

    def _on_told(self, others: object) -> None:
        if not isinstance(others, list) or not others or self._path is None:
            self.unsaid.emit(KEY)
            return
        other: WindowInfo = others[0]
        name = printable(PurePath(self._path).name)
        words = (
            f"{name} is open in another window too (process {other.owner.pid} on "
            f"{printable(other.owner.host)}, since {clock(other.since)}): the one that saves last"
            " wins."
        )
        self.said.emit(KEY, Message(words, "warning", "Save as...", self._files.ask_export))


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
        self._offer()  # keep the offer visible: the next question may be cancelled

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
