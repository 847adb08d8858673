"""When the plan on screen is done: told to the window, and shown in two dialogs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.stack_count import RATE_UNITS, read_amount, time_goal
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.table.columns import Pace
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.timing.progress_window import ProgressDialog, ProgressReader
from stackplan.gui.timing.times_dialog import TimesDialog
from stackplan.gui.timing.workspace import Workspace


def preferred_link(preferences: Preferences) -> int | None:
    """Read what was typed for the link in an earlier session; bytes a second, `None` for none."""
    if not preferences.link:
        return None
    try:
        typed = read_amount(preferences.link)
    except StackplanError:
        return None  # damaged by hand
    return None if typed is None else max(1, int(typed * 10**6))


class PlanTimes(QObject):
    """Says how long the plan takes, and opens "When is it done?" and "Progress of the analysis".

    Parameters
    ----------
    window : QWidget
        The window that the dialogs belong to.
    document : PlanDocument
        Whose plan it is about.
    preferences : Preferences
        Where the link and the hours that were typed are remembered.
    times : MeasuredTimes
        How fast an analysis goes here.
    workspace : Workspace
        Asks for the workspace of the plan, once.
    plan_rest : callable
        Plans what a workspace has not done.
    """

    finish_changed = Signal(object)  # how long it takes in ms; `None` where no rate is known
    pace_changed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        preferences: Preferences,
        times: MeasuredTimes,
        workspace: Workspace,
        plan_rest: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self._times = times
        self._workspace, self._plan_rest = workspace, plan_rest
        self._dialog: TimesDialog | None = None
        self.progress: ProgressDialog | None = None
        self._told: tuple[str, int | None, Pace] | None = None
        self.words = ""  # when the plan is done and what it gains, or how to know
        self.take_rate(preferences.rate, "bytes")
        times.rate_changed.connect(self.show)

    def show(self) -> None:
        """Show what is known of the plan on screen."""
        plan, snake = self._document.plan, self._document.snake
        rate = self._times.rate(plan.request.weight) if plan is not None else None
        self.words, finish_ms = self._times.words(plan, snake)
        told, now = self._told, (self.words, finish_ms, Pace(rate, self._times.link))
        self._told = now
        if told is None or told[:2] != now[:2]:
            self.finish_changed.emit(finish_ms)
        if told is None or told[2] != now[2]:
            self.pace_changed.emit(now[2])
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.set_plan(plan, snake, rate)

    def ask_times(self) -> None:
        """Read how long runs took in the workspace; ask for one where none is known."""
        self._workspace.use("Times from a Spyral workspace", self._times.read_workspace)

    def ask_board(self) -> None:
        """Show how far the workspace is; ask for one where none is known."""
        self._workspace.use("Progress of the analysis, by a Spyral workspace", self.show_board)

    def ask_workspace(self) -> None:
        """Ask for another workspace, to be read from now on, and show how far it is."""
        self._workspace.ask("The Spyral workspace of this plan", self.show_board)

    def show_times(self) -> None:
        """Open "When is it done?"."""
        if self._dialog is None:
            typed = (self._preferences.link, self._preferences.hours, self._preferences.rate)
            self._dialog = TimesDialog(*typed, self._window)
            self._dialog.rate_changed.connect(self._remember_rate)
            self._dialog.workspace_requested.connect(self.ask_times)
            self._dialog.link_changed.connect(self._take_link)
            self._dialog.hours_changed.connect(self._remember_hours)
        self._dialog.show()
        self.show()
        _bring_forward(self._dialog)

    def show_board(self, workspace: str) -> None:
        """Open "Progress of the analysis" on a workspace."""
        if self.progress is None:
            reader = ProgressReader(self._document, self._times, self._window)
            self.progress = ProgressDialog(reader, self._window)
            self.progress.rest_requested.connect(self._plan_rest)
        self.progress.show()
        self.progress.reader.begin(workspace)
        _bring_forward(self.progress)

    def look_soon(self) -> None:
        """Read the progress of another plan, the one that is on screen now."""
        if self.progress is not None:
            self.progress.reader.look_soon()

    def typed_rate(self) -> str:
        """Give the measured rate as it would be typed; empty if none is known."""
        plan = self._document.plan
        weight = plan.request.weight if plan is not None else ""
        rate = self._times.measured(weight) if weight in RATE_UNITS else None
        return f"{float(rate.typical) / RATE_UNITS[weight][1]:.3g}" if rate is not None else ""

    def take_rate(self, typed: str, weight: str = "") -> None:
        """Go by a rate that was typed, in the unit of a weight; without one, by what was measured.

        The weight is that of the plan on screen unless it is given.
        """
        plan = self._document.plan
        weight = weight or (plan.request.weight if plan is not None else "bytes")
        try:
            amount = read_amount(typed)
        except StackplanError:
            return  # the dialog says what is wrong; what counted before still does
        self._times.set_typed(time_goal(weight, amount, None).rate, weight)

    def _remember_rate(self, typed: str) -> None:
        self._preferences.rate = typed
        self.take_rate(typed)

    def _remember_hours(self, typed: str) -> None:
        self._preferences.forecast = (self._preferences.forecast[0], typed)

    def _take_link(self, typed: str, link: int | None) -> None:
        if link is not None or not typed:
            self._preferences.link = typed
            self._times.set_link(link)


def _bring_forward(dialog: QDialog) -> None:
    dialog.raise_()
    dialog.activateWindow()
