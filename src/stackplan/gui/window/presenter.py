"""Tells the window what differs in the document: `Presenter._listeners` is who hears what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.text import printable
from stackplan.files.scan import ScanResult
from stackplan.gui.planning.notices import (
    freshness_message,
    hole_message,
    pins_message,
    plan_message,
    run_marks,
    suspicious_message,
    unread_message,
)
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.features import Features
from stackplan.gui.window.menus import Menus

_ADVICE = ("suspicious", "unread", "fresh", "hole", "pins", "plan")
# After this time, warnings about files changed a moment ago are checked again.
_FRESH_MS = 61_000


class Told(NamedTuple):
    """What of the document was told last."""

    opened: int = 0
    step: int = 0
    request: PlanRequest | None = None
    note: str = ""
    scan: ScanResult | None = None
    faults: Mapping[int, str] = {}
    plan: Plan | None = None


class Change(NamedTuple):
    """What differs from what was told last."""

    opened: bool = False  # another plan, with another history
    step: bool = False  # an edit, an undo or a redo
    request: bool = False
    note: bool = False
    scan: bool = False  # what was found in the folder
    faults: bool = False  # what the HDF5 library found wrong in files
    plan: bool = False
    saved: bool = False  # the plan's file, or whether that holds what is on screen
    best: bool = False  # what Balance would save


class Listener(NamedTuple):
    """Who is told when something of `what`, fields of `Change`, differs, while `is_on` says so."""

    what: str
    whom: Callable[[], object]
    is_on: Callable[[], object] = lambda: True


class Presenter(QObject):
    """The one listener of the document: shows its plan, and tells the features of it in order."""

    def __init__(self, features: Features, menus: Menus) -> None:
        window = features.window
        super().__init__(window)
        self._features, self._menus, self._window = features, menus, window
        self._document, self._session = window.document, window.session
        self._panes, self._messages = window.panes, window.messages
        self._told = Told()
        self._stale = QTimer(self, singleShot=True, interval=_FRESH_MS)
        self._stale.timeout.connect(self._advise)
        self._listening = self._listeners()
        self._document.plan_changed.connect(self._on_plan_changed)
        self._document.saved_changed.connect(lambda: self._tell(Change(saved=True)))
        self._session.search.best_changed.connect(lambda: self._tell(Change(best=True)))
        self._on_plan_changed()

    def _listeners(self) -> tuple[Listener, ...]:
        """Who hears what of a change, from the first to the last."""
        it, hears, recovery = self._features, Listener, self._window.recovery
        return (
            # First: the time until unsaved work is on the disk counts from the edit.
            hears("plan note saved", recovery.writer.write_soon),
            # What was about the plan before ends.
            hears("opened", it.follower.stop, lambda: it.follower.is_on),
            hears("opened", it.comparing.stop),
            hears("opened", it.hdf5_info.forget),
            hears("opened", partial(self._messages.withdraw, "changed")),
            hears("opened step", self._session.note_step),
            # What is always on screen.
            hears("request", self._show_request),
            hears("note", self._show_note),
            hears("scan", self._panes.status.set_read, lambda: self._document.found),
            hears("plan scan best", self._show_balance),
            hears("plan scan faults", self._show_files),
            hears("opened", self._show_rows),
            hears("step plan scan faults saved", self._show_figures),
            hears("plan", self._show_chart),
            hears("plan scan", it.plan_times.show),
            # What is there for a while. A comparison overrules what chart and table show so far.
            hears("plan", it.comparing.compare, lambda: it.comparing.compared),
            hears("plan", it.follower.show_offer, lambda: it.follower.is_on),
            hears("plan", it.remainder.forget_other, lambda: it.remainder.left),
            hears("plan scan faults", it.problems.refresh, lambda: _is_open(it.problems.dialog)),
            hears("plan note scan", it.exporting.show_plan, lambda: _is_open(it.exporting.dialog)),
            hears("scan", it.exporting.check_files, lambda: _is_open(it.exporting.dialog)),
            hears("plan scan faults", it.dialogs.refresh, lambda: _is_open(*it.dialogs.made)),
            hears("plan", it.plan_times.look_soon, lambda: _is_open(it.plan_times.progress)),
            hears("plan scan faults", it.wall_view.refresh, lambda: _is_open(it.wall_view.view)),
            hears("scan", it.wall_view.note_look),
            # Menus, files, the search.
            hears("plan scan best", self._menus.explain),
            hears("request", self._menus.show_marks),
            hears("saved", recovery.shared.note_path),
            hears("saved", self._remember_path),
            hears("plan scan", self._session.search.look_again),
        )

    def _on_plan_changed(self) -> None:
        document, before = self._document, self._told
        plan = document.plan
        now = self._told = Told(
            document.opened,
            document.steps,
            plan.request if plan is not None else None,
            document.note,
            document.found,
            document.faults,
            plan,
        )
        self._tell(
            Change(
                opened=now.opened != before.opened,
                step=now.step != before.step,
                request=now.request != before.request,
                note=now.note != before.note,
                scan=now.scan is not before.scan,
                faults=now.faults != before.faults,
                plan=now.plan is not before.plan,
            )
        )

    def _tell(self, change: Change) -> None:
        for listener in self._listening:
            is_wanted = any(getattr(change, field) for field in listener.what.split())
            if is_wanted and listener.is_on():
                listener.whom()

    def _show_request(self) -> None:
        if self._document.plan is not None:
            self._panes.settings.set_request(self._session.request)

    def _show_note(self) -> None:
        # Only a changed note: setting the same would wipe what is being typed.
        self._panes.note.setText(self._document.note)

    def _show_balance(self) -> None:
        """Show what Balance would save, as far as a worker has found it out."""
        self._panes.header.show_balance(self._document.plan, self._session.search.best)

    def _show_chart(self) -> None:
        if self._document.plan is not None:
            self._window.show_empty(is_empty=False)
        self._panes.chart.set_plan(self._document.plan, self._document.snake)

    def _show_rows(self) -> None:
        """Show the runs of the stacks that were open when this folder was left."""
        opened = self._window.preferences.open_stacks(self._document.traces)
        self._panes.table.show_another(opened)

    def _show_files(self) -> None:
        """Show what depends on the plan and on what the folder holds."""
        document, plan = self._document, self._document.plan
        problems = document.problems
        self._panes.header.set_problems(plan, problems)
        self._panes.chart.set_suspicious(problems.suspicious)
        moved, gone = document.hand_moves, document.vanished
        grown, faults, placed = document.grown, document.faults, document.placed
        found = document.found
        marks = run_marks(plan, found, gone, moved, grown, faults, placed) if plan else {}
        self._panes.table.set_plan(plan, marks)
        self._advise()

    def _show_figures(self) -> None:
        """Show the figures of the plan, and whether work would be lost."""
        document, window = self._document, self._window
        unsaved = document.has_unsaved_work
        if document.plan is None:
            state = "none"
        else:
            state = "unsaved" if unsaved else "saved" if document.is_saved else "computed"
        self._panes.header.set_saved(state)
        self._panes.header.set_plan(document.plan, document.snake, len(document.new))
        self._panes.note.setEnabled(document.plan is not None)
        name = Path(document.path).name if document.path else document.traces
        window.setWindowTitle(f"{printable(name)}[*] - Stackplan" if name else "Stackplan")
        window.setWindowModified(unsaved)

    def _advise(self) -> None:
        """Say what stays true of the plan until it or its folder changes."""
        document, session = self._document, self._session
        plan, found = document.plan, document.found
        advice: dict[str, Message | None] = dict.fromkeys(_ADVICE)
        if plan is not None:
            advice["pins"] = pins_message(plan, self._features.hand_edits.unpin_all)
            advice["plan"] = plan_message(plan, found, session.replan)
            self._panes.chart.set_words(_words_for_nothing(plan, advice["plan"]))
        if plan is not None and found is not None:
            advice["suspicious"] = suspicious_message(plan, found, document.faults)
            advice["unread"] = unread_message(plan, found)
            advice["fresh"] = freshness_message(plan, found, document.grown)
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

    def _remember_path(self) -> None:
        document = self._document
        if document.path is not None and document.is_saved:
            self._window.preferences.add_recent_plan(document.path)


def _is_open(*widgets: QWidget | None) -> bool:
    return any(widget is not None and widget.isVisible() for widget in widgets)


def _words_for_nothing(plan: Plan, message: Message | None) -> str:
    """Say in the place of the chart why there is no run, unless the strip asks about it."""
    if plan.runs or message is None:
        return ""
    return "There is nothing to plan." if message.is_question else message.text
