"""What opening a folder, reading it again, and other settings do to the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from stackplan.core.balance import BEST_METHOD
from stackplan.core.compare import compare
from stackplan.core.edits import pins_of
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.step_names import change_label, change_words
from stackplan.core.trace_checks import grown_runs, suspicious_runs
from stackplan.files.scan import ScanResult
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.document.planned import MANY_RUNS, Planned, planning
from stackplan.gui.planning.notices import changes_message
from stackplan.gui.planning.scan_jobs import (
    FirstLook,
    FolderGone,
    Opened,
    Progress,
    opening,
    scanning,
)
from stackplan.gui.planning.search import Search
from stackplan.gui.widgets.messages import Message
from stackplan.gui.widgets.worker import Task

Result = TypeVar("Result")


class Session(QObject):
    """Stands between the widgets' wishes and the document."""

    said = Signal(str, object)
    unsaid = Signal(str)
    progressed = Signal(object)
    opening = Signal(str)  # what is read now; else what F5 would read
    refused = Signal(object)  # why what was to be opened cannot be
    folder_opened = Signal(str)
    scanned = Signal()
    gentle_requested = Signal()
    new_accepted = Signal(object)

    def __init__(self, document: PlanDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.task = Task(self)
        self.task.reported.connect(self._on_reported)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(self._on_failed)
        self.planner = Task(self)
        self.planner.finished.connect(self._on_planned)
        self.planner.failed.connect(lambda error: self.say_error("edit", error))
        document.begun.connect(self.planner.cancel)
        self._planned_of: tuple[Plan | None, PlanRequest] = (None, PlanRequest())
        self.search = Search(document, self)
        self.search.said.connect(self.said)
        self.search.unsaid.connect(self.unsaid)
        self._folder = ""
        self._request = PlanRequest()
        self._is_new = False
        self.drawn = Event()  # set when the chart shows what was opened
        # What is offered after an edit (its Undo) holds only until the next step.
        document.history.indexChanged.connect(self._forget_edit)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What runs beside the window's thread, the search aside."""
        return self.task, self.planner

    @property
    def folder(self) -> str:
        """What a rescan reads."""
        return self.document.traces or self._folder

    def open_path(self, path: str, request: PlanRequest) -> None:
        """Open a folder or a plan file; the plan on screen stays until there is a new one."""
        self.unsaid.emit("scan")
        # Of another folder nobody knows yet what its runs cost but their sizes.
        self._folder, self._request, self._is_new = path, replace(request, weight="bytes"), True
        self.drawn.clear()
        self.opening.emit(path)
        self.task.start(opening(path, self._request, self.drawn))

    def rescan(self) -> None:
        """Read the sizes again; no run moves."""
        folder = self.folder
        if not folder:
            self.said.emit("scan", Message("There is no folder yet; press Ctrl+O to choose one."))
            return
        self._folder, self._is_new = folder, self.document.plan is None
        self.task.start(scanning(folder, self.document.found))

    def stop_scan(self) -> None:
        """Read no more, and wait for no chart: nobody is told."""
        self.task.cancel()
        self.drawn.set()

    def cancel_scan(self) -> None:
        """Stop reading; what is on screen stays."""
        self.stop_scan()
        self.progressed.emit(None)
        if self._is_new:
            self.opening.emit(self.folder)
        self.said.emit("scan", Message("Reading was stopped; press F5 to read again.", "warning"))

    def replan(self, request: PlanRequest) -> None:
        """Plan anew with other settings, as one undoable step; pins stay."""
        self._request = request
        before = self.document.plan
        if before is None:
            return
        runs, pins = self.document.runs_in(request.weight), pins_of(before)
        if len(runs) > MANY_RUNS:
            self._planned_of = before, request
            self.planner.start(planning(runs, request, pins))
            return
        planned = self.attempt(lambda: self.search.plan(runs, request, pins))
        if planned is not None:
            self._take_plan(before, request, *planned)

    def _on_planned(self, planned: Planned) -> None:
        before, request = self._planned_of
        if before is not self.document.plan:
            self.replan(request)  # something was done meanwhile
            return
        self.document.snake = planned.snake
        known = self.search.answer(planned.plan) if planned.is_draft else None
        plan = planned.plan if known is None else known
        self._take_plan(before, request, plan, planned.is_draft and known is None)

    def _take_plan(
        self, before: Plan | None, request: PlanRequest, plan: Plan, is_draft: bool
    ) -> None:
        if before is None:
            return
        moved = len(self.document.hand_moves)
        label = change_label(before.request, request)
        self.document.apply(plan, label, replanned=True, draft=is_draft)
        if not is_draft and request.method == BEST_METHOD:
            self.search.begin_improving()
        words = change_words(before, plan, moved)
        if words:
            self.said.emit("edit", Message(words, "warning", "Undo", self.document.history.undo))

    def balance(self) -> None:
        """Plan anew with the best method, round the pins."""
        if self.document.plan is not None:
            self.replan(replace(self.document.plan.request, method=BEST_METHOD))

    def skip(self, numbers: RunNumbers) -> None:
        """Add runs to the skip list."""
        if self.document.plan is not None:
            request = self.document.plan.request
            both = RunNumbers(request.skipped.intervals + numbers.intervals)
            self.replan(replace(request, skip=both))

    def skip_suspicious(self) -> None:
        """Skip every planned run whose file is suspicious."""
        found, plan = self.document.found, self.document.plan
        if found is not None and plan is not None:
            odd = suspicious_runs(found.odd)
            wrong = {*odd, *self.document.faults} & plan.places.keys()
            self.skip(RunNumbers.of(wrong))

    def attempt(self, action: Callable[[], Result]) -> Result | None:
        """Call a core function; what it refuses is said, and the plan stays as it is."""
        try:
            return action()
        except StackplanError as error:
            self.say_error("edit", error)
            return None

    def say_error(self, key: str, error: StackplanError) -> None:
        """Turn an error into words: the one place of the window where that is done."""
        self.said.emit(key, Message(str(error), "error"))

    def _forget_edit(self) -> None:
        # A method, not a lambda: Qt lets go of it with the session, the history outlives that.
        self.unsaid.emit("edit")

    def _on_reported(self, news: object) -> None:
        if isinstance(news, FirstLook):
            self._take(news.found, news.planned)
        elif isinstance(news, Progress):
            self.progressed.emit(news)
        elif isinstance(news, Opened):
            self.document.load_file(news.plan_file, news.path, news.digest)
            self._is_new = False
            self._folder = news.plan_file.traces
            self.folder_opened.emit(self._folder)
        elif isinstance(news, ScanResult):
            self._take(news)

    def _on_finished(self, result: object) -> None:
        self.progressed.emit(None)
        if isinstance(result, FolderGone):
            text = f"{result.error} The plan is shown as its file has it."
            self.said.emit("scan", Message(text, "warning", "Try again", self.rescan))
        elif isinstance(result, ScanResult):
            self.document.set_found(result)
            self.scanned.emit()

    def _on_failed(self, error: StackplanError) -> None:
        self.progressed.emit(None)
        self.say_error("scan", error)
        if self._is_new:
            self.refused.emit(error)

    def _take(self, found: ScanResult, made: Planned | None = None) -> None:
        """Take over a scan: a new folder is planned, a known one only compared."""
        if not self._is_new:
            self._compare(found)
            return
        if made is None or made.plan.request != self._request:  # other settings by now
            planned = self.attempt(lambda: self.search.plan(found.runs, self._request, {}))
        else:
            planned, self.document.snake = (made.plan, made.is_draft), made.snake
        if planned is not None:
            self._is_new = False
            self.document.load(planned[0], self._folder, found, draft=planned[1])
            self.folder_opened.emit(self._folder)

    def _compare(self, found: ScanResult) -> None:
        """Take over today's sizes; say what has changed, and offer what is new."""
        plan = self.document.plan
        changes = compare(plan, found.by_number, found.unreadable) if plan is not None else None
        before, places = self.document.found, plan.places if plan is not None else {}
        if before is not None:
            self.document.grown = grown_runs(before.sizes, found.sizes, places)
        # A second look at the same files brings their states; until then the last known ones stay.
        self.document.set_found(found.with_states(before.states if before is not None else {}))
        if changes is None or not changes:
            self.unsaid.emit("scan")
            return
        self.said.emit("scan", changes_message(changes, self.new_accepted.emit))
