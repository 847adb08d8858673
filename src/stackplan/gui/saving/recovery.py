"""Autosaves unsaved work, and offers to recover that of windows that ended without saving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import PurePath

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.core.errors import StackplanError
from stackplan.core.text import plural, printable
from stackplan.files.autosave import Leftover, Leftovers, UnsavedWork, WindowState
from stackplan.files.open_windows import WindowInfo
from stackplan.files.process import utc_time
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.saving.file_actions import FileActions
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import JobQueue, Worker


def clock(made: str) -> str:
    """Write a time of a plan file (UTC) in local time, with its day if not today; `?` if none."""
    try:
        time = datetime.fromisoformat(made).astimezone()
    except ValueError:
        return "?"
    words = f"{time:%H:%M}"
    today = datetime.now().astimezone().date()
    return words if time.date() == today else f"{time.day} {time:%b}, {words}"


def work_text(work: UnsavedWork) -> str:
    """Say when the work was, on which folder, and how much it is."""
    plan_file = work.plan_file
    parts = [f"{plural(work.hand_moves, 'move')} by hand"] if work.hand_moves else []
    parts += [plural(len(plan_file.plan.pinned), "pin")] if plan_file.plan.pinned else []
    parts += ["a note"] if plan_file.note else []
    amount = f" ({', '.join(parts)})" if parts else ""
    return f"of {clock(plan_file.made)} on {printable(plan_file.traces)}{amount}"


def offer_text(work: UnsavedWork, others: int) -> str:
    """Offer work to be recovered; `others` is how many are offered after it."""
    words = f"Unsaved work {work_text(work)} is left from a window that did not close."
    if not others:
        return words
    return f"{words} {plural(others, 'other')} {'is' if others == 1 else 'are'} offered after it."


# Written after a pause in the edits, or that long after the first one: a kill costs a second at
# most, and the disk needs its part of it.
_QUIET_MS = 200
_LATEST_MS = 400


class Autosave(QObject):
    """Writes the recovery file soon after each edit, and removes it when nothing is unsaved."""

    written = Signal()
    failed = Signal(object)

    def __init__(
        self, document: PlanDocument, queue: JobQueue, own: WindowState, parent: QObject
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

    @property
    def settled(self) -> bool:
        """Tell whether the recovery file holds what the document does."""
        waiting = self._quiet.isActive() or self._latest.isActive()
        return not (waiting or self._writing or self._again)

    def note_taken_over(self) -> None:
        """Note that a recovery file exists; call it after taking one over."""
        self._is_written = True

    def stop(self) -> None:
        """Write nothing more."""
        self._quiet.stop()
        self._latest.stop()
        self._again = False

    def write_now(self, seconds: float) -> None:
        """Write unsaved work and wait for it, so long at most."""
        self.stop()
        if self._document.has_unsaved_work:
            self._is_written = True
            self._writing = False
            self._queue.run_last(self._job(), seconds)

    def write_soon(self) -> None:
        """Write what is unsaved after a pause in the edits."""
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
        plan_file = document.plan_file(utc_time())
        base = document.base or plan_file.plan
        work = UnsavedWork(plan_file, base, document.path, document.digest)

        def job() -> StackplanError | None:
            try:
                own.save(work)
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
    """Registers which plan file this window has open, and warns if another one has it open, too."""

    def __init__(
        self, document: PlanDocument, files: FileActions, own: WindowState, messages: Messages
    ) -> None:
        super().__init__(files)
        self._document, self._files, self._own = document, files, own
        self._messages = messages
        # Its own: the disk of the plan may hang, and autosaving must not wait for it.
        self.queue = JobQueue(self)
        self._path: str | None = None
        self._since = ""
        files.saved.connect(self._ask)

    def note_path(self) -> None:
        """Register another file, if the plan has one now."""
        if self._document.path != self._path:
            self._path = self._document.path
            self._since = utc_time()
            self._messages.withdraw(KEY)
            self._ask()

    def _ask(self) -> None:
        path, since = self._path or "", self._since
        self.queue.add(lambda: self._own.register(path, since if path else ""), self._on_registered)

    def _on_registered(self, others: object) -> None:
        if not isinstance(others, list) or not others or self._path is None:
            self._messages.withdraw(KEY)
            return
        other: WindowInfo = others[0]
        name = printable(PurePath(self._path).name)
        words = (
            f"{name} is open in another window too (process {other.process.pid} on "
            f"{printable(other.process.host)}, since {clock(other.since)}): the one that saves last"
            " wins."
        )
        self._messages.post(KEY, Message(words, "warning", "Save as...", self._files.ask_save))


# The disk gets so long when the window closes, and when the session ends.
_CLOSING_S = 0.5
_SESSION_S = 1.0
_OFFER, _FAULT = "recovery", "autosave"


class Recovery(QObject):
    """Autosaves the window's work, and offers that of windows that ended without closing."""

    recovered = Signal(object)

    def __init__(
        self, document: PlanDocument, files: FileActions, messages: Messages, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._files, self._messages = files, messages
        self.own = WindowState()
        self.queue = JobQueue(self)
        self.writer = Autosave(document, self.queue, self.own, self)
        self.shared = SharedPlan(document, files, self.own, messages)
        for queue in (self.queue, self.shared.queue):
            queue.failed.connect(self._on_failed)
        self.writer.failed.connect(self._on_failed)
        self.writer.written.connect(self._on_written)
        self._has_failed = False
        self._left: list[Leftover] = []
        self._unwanted: list[Leftover] = []

    def begin(self) -> None:
        """Look for work that dead windows have left; each is offered as a message."""
        self.queue.add(self.own.find_leftovers, self._on_found)

    @property
    def idle(self) -> bool:
        """Tell whether all that is unsaved has been written."""
        return self.writer.settled and not (self.queue.busy or self.shared.queue.busy)

    @property
    def workers(self) -> tuple[Worker, ...]:
        """What runs beside the window's thread."""
        return self.queue.worker, self.shared.queue.worker

    def close(self) -> None:
        """Remove the window's files: the work was saved, or is not wanted."""
        self.writer.stop()
        self.shared.queue.worker.cancel()
        unwanted = tuple(self._unwanted)
        self.queue.run_last(lambda: self.own.close(unwanted), _CLOSING_S)

    def end_session(self) -> None:
        """Write the recovery file now: the session may end before a question is answered."""
        self.writer.write_now(_SESSION_S)

    def _on_found(self, found: object) -> None:
        if isinstance(found, Leftovers):
            for number, problem in enumerate(found.problems):
                self._messages.post(f"damaged {number}", Message(str(problem), "warning"))
            self._left = found.works
            self._offer()

    def _offer(self) -> None:
        if not self._left:
            self._messages.withdraw(_OFFER)
            return
        leftover = self._left[0]
        words = offer_text(leftover.work, len(self._left) - 1)
        message = Message(
            words,
            "warning",
            "Recover",
            lambda: self._recover(leftover),
            "Discard",
            lambda: self._discard(leftover),
        )
        self._messages.post(_OFFER, message)

    def _recover(self, leftover: Leftover) -> None:
        self._offer()  # keep the offer visible: the next question may be cancelled

        def job() -> UnsavedWork | StackplanError:
            try:
                return self.own.take_over(leftover)
            except StackplanError as error:
                return error

        def take() -> None:
            self.queue.add(job, lambda result: self._on_taken(leftover, result))

        if leftover in self._left:
            self._files.when_safe(take, "Recovering other work")

    def _on_taken(self, leftover: Leftover, result: object) -> None:
        self._left = [other for other in self._left if other != leftover]
        if isinstance(result, UnsavedWork):
            self.writer.note_taken_over()
            self.recovered.emit(result)
            words = f"The work of {clock(result.plan_file.made)} is back; it is not saved yet."
            self._messages.post("recovered", Message(words, "info", "Save...", self._files.save))
        else:
            self._messages.post("recovered", Message(str(result), "error"))
        self._offer()

    def _discard(self, leftover: Leftover) -> None:
        """Discard work when this window closes; until then it can be undone."""
        if leftover not in self._left:
            return  # the offer was an old one
        self._left.remove(leftover)
        self._unwanted.append(leftover)
        words = f"Unsaved work {work_text(leftover.work)} is discarded."
        undo = Message(words, "info", "Undo", lambda: self._keep(leftover))
        self._messages.post("discarded", undo)
        self._offer()

    def _keep(self, leftover: Leftover) -> None:
        if leftover not in self._unwanted:
            return
        self._unwanted.remove(leftover)
        self._left.insert(0, leftover)
        self._offer()

    def _on_failed(self, error: StackplanError) -> None:
        # Once: each edit fails alike, and the window goes on.
        if not self._has_failed:
            self._has_failed = True
            words = f"{error} Until then, unsaved work would not survive a crash."
            self._messages.post(_FAULT, Message(words, "warning"))

    def _on_written(self) -> None:
        if self._has_failed:
            self._has_failed = False
            self._messages.withdraw(_FAULT)
