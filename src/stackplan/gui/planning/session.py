"""What opening a folder, reading it again, and other settings do to the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from stackplan.core.balance import BEST_METHOD, make_plan
from stackplan.core.compare import compare
from stackplan.core.edits import change_label, change_words, drop_runs, pins_of, place_runs
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.text import plural
from stackplan.core.trace_checks import grown_runs
from stackplan.files.scan import ScanResult
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.planning.notices import changes_message
from stackplan.gui.planning.scan_jobs import (
    FolderGone,
    JobProgress,
    OpenedFolder,
    OpenedPlan,
    opening,
    scanning,
)
from stackplan.gui.planning.search import Question, Search
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Worker

Result = TypeVar("Result")


class Session(QObject):
    """Stands between the widgets' wishes and the document."""

    progressed = Signal(object)
    opening = Signal(str)  # what is read now; else what F5 would read
    refused = Signal(object)  # why what was to be opened cannot be
    folder_opened = Signal(str)
    scanned = Signal()
    asked = Signal(object)  # the request that is being planned; `None` when it has ended
    gentle_requested = Signal()
    new_accepted = Signal(object)

    def __init__(
        self, document: PlanDocument, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.messages = messages
        self.document = document
        self.worker = Worker(self)
        self.worker.reported.connect(self._on_reported)
        self.worker.finished.connect(self._on_finished)
        self.worker.failed.connect(self._on_failed)
        self.search = Search(document, messages, self)
        self.search.found.connect(self._on_found)
        self.search.failed.connect(self._on_search_failed)
        self._folder = ""
        self._request = self._sent = PlanRequest()
        self._is_new, self._is_known = False, True

    @property
    def folder(self) -> str:
        """What a rescan reads."""
        return self.document.traces or self._folder

    def open_path(self, path: str, request: PlanRequest, *, is_known: bool = True) -> None:
        """Open a folder or a plan file; the plan on screen stays until there is a new one.

        `is_known` tells that the request was meant for this very folder.
        """
        self.messages.withdraw("scan")
        # Of another folder only the sizes are known so far: neither events nor times.
        self._folder, self._request, self._is_new = path, replace(request, weight="bytes"), True
        self._is_known = is_known
        self.opening.emit(path)
        self._read_new(path)

    def open_without_traces(self, runs: tuple[Run, ...], weight: str) -> bool:
        """Plan runs of a folder that cannot be read, by their weights; tell whether it was done."""
        request = replace(self._request, weight=weight)
        plan = self.attempt(lambda: make_plan(runs, request))
        if plan is None:
            return False
        self._is_new = False
        self.messages.withdraw("scan")
        self.document.load(plan, self._folder)
        self.folder_opened.emit(self._folder)
        return True

    def rescan(self) -> None:
        """Read the sizes again; no run moves."""
        folder = self.folder
        if not folder:
            self.messages.post(
                "scan", Message("There is no folder yet; press Ctrl+O to choose one.")
            )
            return
        self._folder, self._is_new = folder, self.document.plan is None
        if self._is_new:
            self._read_new(folder)
        else:
            self.worker.start(scanning(folder))

    def _read_new(self, path: str) -> None:
        self._sent = self._request
        self.worker.start(opening(path, self._request, is_known=self._is_known))

    def cancel_scan(self) -> None:
        """Stop planning and reading; what is on screen stays."""
        self.end_request()
        if not self.worker.running:
            return
        self.worker.cancel()
        if self._is_new:
            self.opening.emit(self.folder)
        self.progressed.emit(None)
        self.messages.post(
            "scan", Message("Reading was stopped; press F5 to read again.", "warning")
        )

    @property
    def request(self) -> PlanRequest:
        """What was asked for last: what every field builds on."""
        plan, wanted = self.document.plan, self.search.wanted
        if wanted is not None:
            return wanted.request
        return plan.request if plan is not None else self._request

    def take_settings(self, request: PlanRequest) -> None:
        """Do what the fields ask for: plan anew, or where work by hand would go, skip only."""
        plan = self.document.plan
        if (
            plan is not None
            and self.search.wanted is None
            and self.document.is_changed_by_hand
            and replace(request, skip=plan.request.skip) == plan.request
        ):
            self._change_skip(plan, request)
        else:
            self.replan(request)

    def _change_skip(self, plan: Plan, request: PlanRequest) -> None:
        """Take skipped runs out and place those that are skipped no more; no other run moves."""
        gone = [number for number in plan.places if number in request.skipped]
        could_be = request.select(self.document.runs_in(request.weight))
        back = [run for run in could_be if run.number in plan.request.skipped]
        kept = replace(drop_runs(plan, gone), request=request)
        self.document.apply(place_runs(kept, back), change_label(plan.request, request))
        if not gone and not back:
            return
        parts = ((len(gone), "skipped"), (len(back), "added"))
        done = " and ".join(f"{plural(count, 'run')} {what}" for count, what in parts if count)
        words = f"{done}; no other run has moved."
        undo = self.document.history.undo
        self.messages.post(
            "edit", Message(words, "info", "Plan anew", self.plan_anew, "Undo", undo)
        )

    def plan_anew(self) -> None:
        """Plan with the settings on screen; moves by hand go, pins stay."""
        self.replan(self.request)

    def replan(self, request: PlanRequest) -> None:
        """Plan anew with other settings, as one undoable step; pins stay.

        What takes a search comes later: until then the plan on screen stays, and can be edited.
        """
        self._request = request
        before = self.document.plan
        if before is None:
            return
        runs, pins = self.document.runs_in(request.weight), pins_of(before)
        is_searched = request.method == BEST_METHOD
        question = Question.of(runs, request, pins) if is_searched else None
        plan: Plan | None
        if question is not None and question.runs:
            plan = self.search.answer(question)
            if plan is None:
                self.search.want(question)
                self.asked.emit(request)
                return
        else:
            plan = self.attempt(lambda: make_plan(runs, request, pins))
        if plan is not None:
            self._take_plan(before, plan)

    def note_step(self) -> None:
        """End what was about the plan before: a request, what was found, the Undo of an edit."""
        self.end_request()
        self.search.withdraw_offer()
        self.messages.withdraw("edit")

    def end_request(self) -> None:
        """Wait no longer for a plan that was asked for; the one on screen stays."""
        if self.search.wanted is not None:
            self.search.want_nothing()
            self.asked.emit(None)

    def _on_found(self, _: Question, plan: Plan) -> None:
        if self.document.plan is not None:
            self._take_plan(self.document.plan, plan)
        self.asked.emit(None)

    def _on_search_failed(self, error: StackplanError) -> None:
        self.asked.emit(None)
        self.messages.say_error("edit", error)

    def _take_plan(self, before: Plan, plan: Plan) -> None:
        moved = len(self.document.hand_moves)
        self.document.apply(plan, change_label(before.request, plan.request), replanned=True)
        if plan.request.method == BEST_METHOD:
            self.search.begin_improving()
        words = change_words(before, plan, moved)
        if words:
            self.messages.post(
                "edit", Message(words, "warning", "Undo", self.document.history.undo)
            )

    def balance(self) -> None:
        """Plan anew with the best method, round the pins, or take what is known to be shorter."""
        if self.document.plan is not None and not self.search.take_offer():
            self.replan(replace(self.request, method=BEST_METHOD))

    def skip(self, numbers: RunNumbers) -> None:
        """Add runs to the skip list."""
        if self.document.plan is not None:
            both = RunNumbers(self.request.skipped.intervals + numbers.intervals)
            self.take_settings(replace(self.request, skip=both))

    def attempt(self, action: Callable[[], Result]) -> Result | None:
        """Call a core function; what it refuses is said, and the plan stays as it is."""
        try:
            return action()
        except StackplanError as error:
            self.messages.say_error("edit", error)
            return None

    def _on_reported(self, news: object) -> None:
        if isinstance(news, OpenedFolder):
            if self._request == self._sent:  # the fields have not been changed meanwhile
                self._request = news.request
            self._take(news.found, news.plan)
        elif isinstance(news, JobProgress):
            self.progressed.emit(news)
        elif isinstance(news, OpenedPlan):
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
            self.messages.post("scan", Message(text, "warning", "Try again", self.rescan))
        elif isinstance(result, ScanResult):
            self.document.set_found(result)
            self.scanned.emit()

    def _on_failed(self, error: StackplanError) -> None:
        self.progressed.emit(None)
        self.messages.say_error("scan", error)
        if self._is_new:
            self.refused.emit(error)

    def _take(self, found: ScanResult, made: Plan | None = None) -> None:
        """Take over a scan: a new folder is planned, a known one only compared."""
        if not self._is_new:
            self._compare(found)
            return
        asked = replace(self._request, weight="bytes")
        # Where the job could not plan, the reason is found out and said here.
        plan = made or self.attempt(lambda: make_plan(found.runs, asked))
        if plan is None:
            return
        self._is_new = False
        self.document.load(plan, self._folder, found)
        self.folder_opened.emit(self._folder)
        if asked != plan.request:
            self.replan(asked)  # the fields were changed while the folder was read
        elif asked.method == BEST_METHOD:
            self.search.begin_improving()

    def _compare(self, found: ScanResult) -> None:
        """Take over today's sizes; say what has changed, and offer what is new."""
        plan = self.document.plan
        changes = compare(plan, found.by_number, found.unreadable) if plan is not None else None
        before, places = self.document.found, plan.places if plan is not None else {}
        states: Mapping[int, str] = {}
        grown = None
        if before is not None:
            # A second look at the files brings their states; until then the last known ones stay.
            states = before.states
            grown = grown_runs(before.sizes, found.sizes, places)
        self.document.set_found(found.with_states(states), grown)
        if self.search.wanted is not None:
            self.replan(self.search.wanted.request)  # with today's sizes
        if changes is None or not changes:
            self.messages.withdraw("scan")
            return
        self.messages.post("scan", changes_message(changes, self.new_accepted.emit))
