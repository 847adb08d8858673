"""What can be done now, and why the rest cannot: the one place that enables and explains."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from stackplan.core.plan import Plan
from stackplan.core.quality import is_optimal
from stackplan.gui.window.main_window import MainWindow

_NO_PLAN = "There is no plan yet; open a folder of runs (Ctrl+O)."
_NO_FOLDER = "There is no folder yet; press Ctrl+O to choose one."
_NOTHING_SELECTED = "No run is selected; select runs in the table, or click them in the chart."

Reasons = dict[str, str]


class Situation(NamedTuple):
    """What the reasons depend on."""

    plan: Plan | None = None
    selected: tuple[int, ...] = ()
    has_folder: bool = False
    why_no_balance: str = ""


def plan_reasons(now: Situation) -> Reasons:
    """Say of everything that is done to a plan why it cannot be done; empty words if it can."""
    plan = now.plan
    has_runs = plan is not None and bool(plan.runs)
    nothing = "" if has_runs else _NO_PLAN
    search = nothing
    if plan is not None and has_runs and is_optimal(plan):
        search = "This plan is optimal: there is nothing to improve."
    known = nothing
    if plan is not None and has_runs and not plan.is_known:
        known = "Not every size is known; rescan when the folder is there (F5)."
    return {
        "saveAction": nothing,
        "saveAsAction": nothing,
        "exportForAction": nothing,
        "exportForButton": nothing,
        "copyElogAction": nothing,
        "copySkippedAction": nothing,
        "copyStacksAction": nothing,
        "copyPictureAction": nothing,
        "savePictureAction": nothing,
        "balanceAction": now.why_no_balance,
        "improveAction": search,
        "gentleAction": known,
        "stackCountAction": known,
        "stackCountButton": known,
        "openAllAction": nothing,
        "closeAllAction": nothing,
        "rescanAction": "" if now.has_folder else _NO_FOLDER,
        "rescanButton": "" if now.has_folder else _NO_FOLDER,
        "unpinAllAction": nothing or ("" if plan and plan.pinned else "No run is pinned."),
        **_beam_reasons(plan, nothing, known),
    }


def _beam_reasons(plan: Plan | None, nothing: str, known: str) -> Reasons:
    """Say the same of what the beam and Spyral have to do with."""
    no_plan = "" if plan is not None else _NO_PLAN
    needs_runs = (
        "times", "board", "left", "goodRuns", "risks", "skipRisky", "riskyLast",
        "bytesWeight", "eventsWeight", "msWeight",
    )  # fmt: skip
    return {
        "followAction": no_plan,
        "followButton": no_plan,
        "whenDoneAction": known,
        **{f"{name}Action": nothing for name in needs_runs},
    }


def selection_reasons(now: Situation) -> Reasons:
    """Say the same of what is done to the selected runs."""
    held = now.plan.pinned if now.plan is not None else frozenset()
    nothing = _NO_PLAN if now.plan is None else "" if now.selected else _NOTHING_SELECTED
    pinned = all(run in held for run in now.selected)
    loose = not any(run in held for run in now.selected)
    return {
        "pinAction": nothing or ("Every selected run is pinned already." if pinned else ""),
        "unpinAction": nothing or ("No selected run is pinned." if loose else ""),
    }


class Availability(QObject):
    """Keeps actions and buttons enabled or explained, as the document and the selection go."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._controls: dict[str, QAction | QPushButton] = {}
        for action in window.findChildren(QAction):
            self._controls[action.objectName()] = action
        for button in window.findChildren(QPushButton):
            self._controls[button.objectName()] = button
        self._tips = {name: control.toolTip() for name, control in self._controls.items()}
        for menu in window.menuBar().findChildren(QMenu):
            menu.setToolTipsVisible(True)
        self._selected: tuple[int, ...] = ()
        window.document.plan_changed.connect(self._on_changed)
        window.session.progressed.connect(lambda news: None if news else self._on_changed())
        window.session.search.best_changed.connect(self._on_changed)
        window.panes.table.runs_selected.connect(self._on_selected)
        edit_menu = window.findChild(QMenu, "editMenu")
        if edit_menu is not None:
            edit_menu.aboutToShow.connect(self._explain_steps)
        self._explain_steps()
        self._on_changed()

    @property
    def situation(self) -> Situation:
        """What is so now."""
        window, document = self._window, self._window.document
        balance = window.panes.balance
        return Situation(
            document.plan,
            self._selected,
            bool(window.session.folder),
            # `Views` has compared the plan with the balanced one, which takes its time.
            "" if balance.isEnabled() else balance.toolTip(),
        )

    def _on_changed(self) -> None:
        now = self.situation
        self._explain(plan_reasons(now))
        self._explain(selection_reasons(now))

    def _on_selected(self, run_numbers: tuple[int, ...]) -> None:
        self._selected = run_numbers
        self._explain(selection_reasons(self.situation))

    def _explain(self, reasons: Reasons) -> None:
        for name, reason in reasons.items():
            control = self._controls.get(name)
            if control is not None:
                control.setEnabled(not reason)
                control.setToolTip(reason or self._tips[name])

    def _explain_steps(self) -> None:
        """Undo and redo enable themselves; what each would do is said, or that there is nothing.

        Only when their menu opens: the history speaks up while it is being deleted, too.
        """
        history = self._window.document.history
        for word, what in (("undo", history.undoText()), ("redo", history.redoText())):
            tip = f"{word.capitalize()}: {what}" if what else f"There is nothing to {word}."
            self._controls[f"{word}Action"].setToolTip(tip)
