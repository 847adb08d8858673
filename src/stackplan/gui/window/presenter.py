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
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
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
    unfinished: RunNumbers = RunNumbers()
    runs: tuple[Run, ...] = ()
    plan: Plan | None = None


class Change(NamedTuple):
    """What differs from what was told last."""

    opened: bool = False  # another plan, with another history
    step: bool = False  # an edit, an undo or a redo
    request: bool = False
    note: bool = False
    scan: bool = False  # what was found in the folder
    faults: bool = False  # what the HDF5 library found wrong in files
    unfinished: bool = False  # which runs of the folder are still being written
    runs: bool = False  # which runs are planned, and what each of them weighs
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
        self._stale.timeout.connect(self._advise_on_files)
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
            hears("plan note unfinished saved", recovery.writer.write_soon),
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
            hears("plan scan best unfinished", self._show_figures),
            hears("opened request runs scan faults", self._show_files),
            hears("plan scan faults", self._show_table),
            hears("plan scan", self._advise),
            hears("opened", self._show_rows),
            hears("step plan note scan unfinished saved", self._show_saved),
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
            hears("plan scan best", self._menus.explain),
            hears("request", self._menus.show_weight),
            hears("saved", self._note_path),
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
            document.unfinished,
            plan.runs if plan is not None else (),
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
                unfinished=now.unfinished != before.unfinished,
                runs=now.runs != before.runs,
                plan=now.plan is not before.plan,
            )
        )

    def _tell(self, change: Change) -> None:
        differs = {field for field, is_other in change._asdict().items() if is_other}
        for listener in self._listening:
            if not differs.isdisjoint(listener.what.split()) and listener.is_on():
                listener.whom()

    def _show_request(self) -> None:
        if self._document.plan is not None:
            self._panes.settings.set_request(self._session.request)

    def _show_note(self) -> None:
        # Only a changed note: setting the same would wipe what is being typed.
        self._panes.note.setText(self._document.note)

    def _show_figures(self) -> None:
        """Show the figures of the plan, and what Balance would save as far as it is known."""
        document, header = self._document, self._panes.header
        header.set_plan(document.plan, document.snake, len(document.new))
        header.show_balance(document.plan, self._session.search.best)

    def _show_chart(self) -> None:
        if self._document.plan is not None:
            self._window.show_empty(is_empty=False)
        self._panes.chart.set_plan(self._document.plan, self._document.snake)

    def _show_rows(self) -> None:
        """Show the runs of the stacks that were open when this folder was left, and the note."""
        self._panes.note.setEnabled(self._document.plan is not None)
        opened = self._window.preferences.open_stacks(self._document.traces)
        self._panes.table.show_another(opened)

    def _show_files(self) -> None:
        """Show what is wrong with the files of the planned runs, and what is left out."""
        document, plan = self._document, self._document.plan
        problems = document.problems
        self._panes.header.set_problems(plan, problems)
        self._panes.chart.set_suspicious(problems.suspicious)
        self._advise_on_files()

    def _show_table(self) -> None:
        """Show the stacks and their runs, each with what is to be said of it."""
        document, plan = self._document, self._document.plan
        moved, gone = document.hand_moves, document.vanished
        grown, faults, placed = document.grown, document.faults, document.placed
        found = document.found
        marks = run_marks(plan, found, gone, moved, grown, faults, placed) if plan else {}
        self._panes.table.set_plan(plan, marks)

    def _show_saved(self) -> None:
        """Show which plan it is, and whether work would be lost."""
        document, window = self._document, self._window
        unsaved = document.has_unsaved_work
        if document.plan is None:
            state = "none"
        else:
            state = "unsaved" if unsaved else "saved" if document.is_saved else "computed"
        self._panes.header.set_saved(state)
        name = Path(document.path).name if document.path else document.traces
        window.setWindowTitle(f"{printable(name)}[*] - Stackplan" if name else "Stackplan")
        if unsaved != window.isWindowModified():  # Qt sends the title anew in any case
            window.setWindowModified(unsaved)

    def _advise(self) -> None:
        """Say what about the stacks is odd, or why there are none."""
        plan, found, replan = self._document.plan, self._document.found, self._session.replan
        if plan is None:
            return
        about_plan = plan_message(plan, found, replan)
        self._panes.chart.set_words(_words_for_nothing(plan, about_plan))
        self._say("hole", hole_message(plan, found, replan) if found is not None else None)
        self._say("pins", pins_message(plan, self._features.hand_edits.unpin_all))
        self._say("plan", about_plan)

    def _advise_on_files(self) -> None:
        """Say what stays true of the files until they, or the planned runs, change."""
        document, plan, found = self._document, self._document.plan, self._document.found
        if plan is None or found is None:
            messages: tuple[Message | None, ...] = (None, None, None)
        else:
            messages = (
                suspicious_message(plan, found, document.faults),
                unread_message(plan, found),
                freshness_message(plan, found, document.grown),
            )
        for key, message in zip(("suspicious", "unread", "fresh"), messages, strict=True):
            self._say(key, message)
        if messages[-1] is None:
            self._stale.stop()
        else:
            self._stale.start()

    def _say(self, key: str, message: Message | None) -> None:
        if message is None:
            self._messages.withdraw(key)
        else:
            self._messages.post(key, message)

    def _note_path(self) -> None:
        """Tell other windows which file is open, and remember it once it holds the plan."""
        document = self._document
        self._window.recovery.shared.note_path()
        if document.path is not None and document.is_saved:
            self._window.preferences.add_recent_plan(document.path)


def _is_open(*widgets: QWidget | None) -> bool:
    return any(widget is not None and widget.isVisible() for widget in widgets)


def _words_for_nothing(plan: Plan, message: Message | None) -> str:
    """Say in the place of the chart why there is no run, unless the strip asks about it."""
    if plan.runs or message is None:
        return ""
    return "There is nothing to plan." if message.is_question else message.text
