"""Hands each change of the document to the widgets."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from stackplan.core.balance import snake_of
from stackplan.core.plan import Plan
from stackplan.core.quality import is_optimal, limiting_factor_text, saving
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import format_difference, printable
from stackplan.core.trace_checks import suspicious_runs, unread_remarks
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
from stackplan.gui.window.panes import EXPORT_TIP, Panes


class BalanceOffer(NamedTuple):
    """Words and state of the button."""

    text: str
    tip: str
    enabled: bool


def balance_offer(plan: Plan | None, best: Plan | None) -> BalanceOffer:
    """Compare the plan on screen with the balanced one; `None` is not known (yet)."""
    if plan is None or not plan.runs:
        return BalanceOffer("&Balance", "No plan yet.", enabled=False)
    if best is None and is_optimal(plan):
        return _nothing(plan)
    if best is None:
        tip = "Makes the longest stack as short as possible (Ctrl+B); how much is being found out"
        return BalanceOffer("&Balance", tip, enabled=True)
    saved = saving(best, plan)
    if saved <= 0:
        return _nothing(plan)
    words = format_difference(saved)
    round_pins = ", round the pins" if plan.pinned else ""
    tip = f"Makes the longest stack {words} shorter{round_pins} (Ctrl+B)"
    return BalanceOffer(f"&Balance: saves {words}", tip, enabled=True)


def _nothing(plan: Plan) -> BalanceOffer:
    why = f" {limiting_factor_text(plan)}" if is_optimal(plan) else ""
    tip = f"Already as short as known.{why}"
    if is_optimal(plan):
        tip = f"Nothing to gain: no plan is shorter.{why}"
    return BalanceOffer("&Balance: nothing to gain", tip, enabled=False)


_ADVICE = ("suspicious", "unread", "fresh", "hole", "pins", "plan")
_NOTHING = "No plan yet."
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
        panes.summary.set_plan(plan, self._snake)
        if self._note != self._document.note:
            # Only a changed note: setting the same would wipe what is being typed.
            self._note = self._document.note
            panes.note.setText(self._note)
        panes.note.setEnabled(plan is not None)
        has_runs = plan is not None and bool(plan.runs)
        panes.export.setEnabled(has_runs)
        panes.export.setToolTip(EXPORT_TIP if has_runs else _NOTHING)
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
        states = found.odd if found and plan else {}
        planned = {n: s for n, s in states.items() if plan and n in plan.places}
        left_out = found.left_out(plan.request) if found and plan else ()
        suspicious = suspicious_runs(planned)
        grown = document.grown if plan else RunNumbers()
        faults = {n: w for n, w in document.faults.items() if plan and n in plan.places}
        kinds = (suspicious, grown, RunNumbers.of(faults))
        suspicious = RunNumbers(interval for kind in kinds for interval in kind.intervals)
        tip = f"Suspicious, but planned: run {suspicious}." if suspicious else ""
        tip = " ".join([tip, *unread_remarks(planned)]).strip()
        self._panes.summary.set_found(plan, left_out, len(suspicious), tip)
        self._panes.chart.set_suspicious(suspicious)
        moved, gone = document.hand_moves, document.vanished
        new = document.placed
        marks = run_marks(plan, found, gone, moved, grown, faults, new) if plan else {}
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
        offer = balance_offer(self._document.plan, self._session.search.best)
        button = self._panes.balance
        button.setText(offer.text)
        button.setToolTip(offer.tip)
        button.setEnabled(offer.enabled)

    def _on_saved_changed(self) -> None:
        document, window = self._document, self._window
        unsaved = document.has_unsaved_work
        if document.plan is None:
            state = "none"
        else:
            state = "unsaved" if unsaved else "saved" if document.is_saved else "computed"
        self._panes.summary.set_saved(state)
        name = Path(document.path).name if document.path else document.traces
        window.setWindowTitle(f"{printable(name)}[*] - Stackplan" if name else "Stackplan")
        window.setWindowModified(unsaved)


def _is_other_deal(snake: Plan, plan: Plan) -> bool:
    asked, dealt = plan.request, snake.request
    settings = (asked.n_stacks, asked.speeds, asked.weight)
    return plan.runs != snake.runs or settings != (dealt.n_stacks, dealt.speeds, dealt.weight)
