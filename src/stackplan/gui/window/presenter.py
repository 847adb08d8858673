"""Hands each change of the document to the widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from stackplan.core.balance import snake_of
from stackplan.core.plan import Plan
from stackplan.core.text import printable
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.planning.notices import (
    freshness_message,
    hole_message,
    pins_message,
    plan_message,
    run_marks,
    suspicious_message,
    unread_message,
)
from stackplan.gui.planning.session import Session
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.window.panes import Panes

_ADVICE = ("suspicious", "unread", "fresh", "hole", "pins", "plan")
# After this time, warnings about files changed a moment ago are checked again.
_FRESH_MS = 61_000


class Views(QObject):
    """Listens to the document and tells every pane; no pane tells another."""

    unpin_requested = Signal()
    why_requested = Signal()

    def __init__(
        self,
        document: PlanDocument,
        session: Session,
        panes: Panes,
        messages: Messages,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._document, self._session, self._panes = document, session, panes
        self._messages, self._window = messages, window
        self._note = ""
        self._snake: Plan | None = None
        self._stale = QTimer(self, singleShot=True, interval=_FRESH_MS)
        self._stale.timeout.connect(lambda: self._advise(document.plan))
        document.plan_changed.connect(self._on_plan_changed)
        document.found_changed.connect(self._on_found_changed)
        document.saved_changed.connect(self._on_saved_changed)
        session.search.best_changed.connect(self._show_balance)
        self._on_plan_changed(None)
        self._on_saved_changed()

    @property
    def snake(self) -> Plan | None:
        """Spyral's deal of the runs on screen."""
        return self._snake

    def _on_plan_changed(self, plan: Plan | None) -> None:
        panes = self._panes
        if plan is not None:
            panes.settings.set_request(self._session.request)
        self._deal_snake(plan)
        if self._note != self._document.note:
            # Only a changed note: setting the same would wipe what is being typed.
            self._note = self._document.note
            panes.note.setText(self._note)
        panes.note.setEnabled(plan is not None)
        self._show_balance()
        self._show_files(plan)
        self._on_saved_changed()
        # Last: it starts the drawing thread, which competes with this one for the GIL.
        panes.chart.set_plan(plan, self._snake)

    def _deal_snake(self, plan: Plan | None) -> None:
        """Keep Spyral's deal of the same runs; a move by hand changes nothing of it."""
        if plan is None:
            self._snake = None
        elif self._snake is None or _is_other_deal(self._snake, plan):
            self._snake = snake_of(plan)

    def _on_found_changed(self) -> None:
        # The files themselves were shown with the plan, which came with today's sizes.
        self._panes.status.set_read()

    def _show_files(self, plan: Plan | None) -> None:
        """Show what depends on the plan and on what the folder holds."""
        document, found = self._document, self._document.found
        problems = document.problems
        self._panes.header.set_problems(plan, problems)
        self._panes.chart.set_suspicious(problems.suspicious)
        moved, gone = document.hand_moves, document.vanished
        grown, faults, placed = document.grown, document.faults, document.placed
        marks = run_marks(plan, found, gone, moved, grown, faults, placed) if plan else {}
        self._panes.table.set_plan(plan, marks)
        self._advise(plan)

    def _advise(self, plan: Plan | None) -> None:
        found, session = self._document.found, self._session
        advice: dict[str, Message | None] = dict.fromkeys(_ADVICE)
        if plan is not None:
            advice["pins"] = pins_message(plan, self.unpin_requested.emit)
            advice["plan"] = plan_message(plan, found, session.replan)
            self._panes.chart.set_words(advice["plan"].text if advice["plan"] else "")
        if plan is not None and found is not None:
            why = self.why_requested.emit
            skip, faults = session.skip_suspicious, self._document.faults
            advice["suspicious"] = suspicious_message(plan, found, skip, why, faults)
            advice["unread"] = unread_message(plan, found, session.rescan)
            advice["fresh"] = freshness_message(plan, found, self._document.grown)
            advice["hole"] = hole_message(plan, found, session.replan)
        if advice["fresh"] is None:
            self._stale.stop()
        else:
            self._stale.start()
        for key, message in advice.items():
            if message is None:
                self._messages.withdraw(key)
            else:
                self._messages.post(key, message)

    def _show_balance(self) -> None:
        """Show what Balance would save, as far as a worker has found it out."""
        self._panes.header.show_balance(self._document.plan, self._session.search.best)

    def _on_saved_changed(self) -> None:
        document, window = self._document, self._window
        unsaved = document.has_unsaved_work
        if document.plan is None:
            state = "none"
        else:
            state = "unsaved" if unsaved else "saved" if document.is_saved else "computed"
        self._panes.header.set_saved(state)
        self._panes.header.set_plan(document.plan, self._snake, len(document.new))
        name = Path(document.path).name if document.path else document.traces
        window.setWindowTitle(f"{printable(name)}[*] - Stackplan" if name else "Stackplan")
        window.setWindowModified(unsaved)


def _is_other_deal(snake: Plan, plan: Plan) -> bool:
    asked, dealt = plan.request, snake.request
    settings = (asked.n_stacks, asked.speeds, asked.weight)
    return plan.runs != snake.runs or settings != (dealt.n_stacks, dealt.speeds, dealt.weight)
