"""Entries about time: when the plan is done, what runs count, what is done of it, what is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QActionGroup

from stackplan.core.errors import StackplanError
from stackplan.core.stack_count import RATE_UNITS, read_amount
from stackplan.gui.planning.hdf5_info import FileFacts
from stackplan.gui.table.columns import Pace
from stackplan.gui.timing.measured_times import MeasuredTimes, Weighing
from stackplan.gui.timing.progress_window import BoardDialog
from stackplan.gui.timing.remainder import LeftRuns
from stackplan.gui.timing.times_dialog import TimesDialog
from stackplan.gui.widgets.file_dialogs import folder_dialog
from stackplan.gui.window.actions import Actions
from stackplan.gui.window.main_window import MainWindow

_WEIGHTS = {"bytes": "&Sizes", "events": "&Events", "ms": "Measured &times"}


def add_time_entries(actions: Actions, window: MainWindow, facts: FileFacts) -> None:
    """Add what the Plan menu has about time."""
    times = MeasuredTimes(window.document, window)
    ask = _asking(window, "Times from a Spyral workspace", times.read_workspace)
    shown = _Shown(window, times, ask)
    actions.add(actions.plan, "whenDoneAction", "When is it &done...", shown.show_times)
    _add_weights(actions, window, Weighing(window.session, times, facts, ask, window))
    actions.add(actions.plan, "timesAction", "&Times from a Spyral workspace...", ask)
    watch = _asking(window, "Planned against actual, by a Spyral workspace", shown.show_board)
    actions.add(actions.plan, "boardAction", "Planned agai&nst actual...", watch)
    left = LeftRuns(window, window.session)
    shown.left = left
    window.readers += [times.task, left.task]
    left.said.connect(window.panes.messages.say)
    left.unsaid.connect(window.panes.messages.unsay)
    actions.add(actions.plan, "leftAction", "What is l&eft of it...", left.ask)
    window.dialogs.known_rate = shown.typed_rate
    times.said.connect(window.panes.messages.say)
    times.rate_changed.connect(shown.show)
    window.document.plan_changed.connect(shown.show)
    times.link = shown.preferred_link()
    times.load()


def _asking(window: MainWindow, title: str, take: Callable[[str], None]) -> Callable[[], None]:
    def ask() -> None:
        dialog = folder_dialog(window, window.files.folder, title)
        dialog.fileSelected.connect(take)
        dialog.open()

    return ask


def _add_weights(actions: Actions, window: MainWindow, weighing: Weighing) -> None:
    menu, group = actions.plan.addMenu("Runs count b&y"), QActionGroup(window)
    entries = {}
    for weight, words in _WEIGHTS.items():
        action = actions.add(menu, f"{weight}WeightAction", words, _choosing(weighing, weight))
        action.setCheckable(True)
        group.addAction(action)
        entries[weight] = action

    def show() -> None:
        entries[weighing.weight].setChecked(True)

    weighing.changed.connect(show)
    weighing.said.connect(window.panes.messages.say)
    show()


def _choosing(weighing: Weighing, weight: str) -> Callable[[], None]:
    return lambda: weighing.choose(weight)


class _Shown:
    """Where times are shown: summary, table, and two dialogs that are made when asked for."""

    def __init__(self, window: MainWindow, times: MeasuredTimes, ask: Callable[[], None]) -> None:
        self._window, self._times, self._ask = window, times, ask
        self._dialog: TimesDialog | None = None
        self._board: BoardDialog | None = None
        self.left: LeftRuns | None = None

    def show(self) -> None:
        """Show what is known of the plan on screen."""
        window, plan = self._window, self._window.document.plan
        rate = self._times.rate(plan.request.weight) if plan is not None else None
        window.panes.summary.set_times(*self._times.words(plan, window.views.snake))
        window.panes.table.set_pace(Pace(rate, self._times.link))
        window.panes.chart.set_rate(float(rate.typical) if rate is not None else None)
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.set_plan(plan, window.views.snake, rate)

    def show_times(self) -> None:
        """Open "When is it done?"."""
        if self._dialog is None:
            from stackplan.gui.timing.times_dialog import TimesDialog

            preferences = self._window.preferences
            dialog = TimesDialog(preferences.link, preferences.forecast[1], self._window)
            dialog.workspace_requested.connect(self._ask)
            dialog.link_changed.connect(self._take_link)
            dialog.hours_changed.connect(self._remember_hours)
            self._window.readers.append(dialog.task)
            self._dialog = dialog
        self._dialog.show()
        self.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def show_board(self, workspace: str) -> None:
        """Open "Planned against actual" on a workspace."""
        if self._board is None:
            from stackplan.gui.timing.progress_window import BoardDialog, BoardReader

            reader = BoardReader(self._window.document, self._times, self._window)
            self._window.readers.append(reader.task)
            self._board = BoardDialog(reader, self._window)
            if self.left is not None:
                self._board.rest_requested.connect(self.left.read)
        self._board.show()
        self._board.reader.begin(workspace)
        self._board.raise_()
        self._board.activateWindow()

    def typed_rate(self) -> str:
        """Give the rate as "How many stacks?" wants it typed; empty if none is known."""
        plan = self._window.document.plan
        weight = plan.request.weight if plan is not None else ""
        rate = self._times.rate(weight) if weight in RATE_UNITS else None
        return f"{float(rate.typical) / RATE_UNITS[weight][1]:.3g}" if rate is not None else ""

    def preferred_link(self) -> int | None:
        """Read what was typed for the link in an earlier session; bytes a second."""
        if not self._window.preferences.link:
            return None

        try:
            typed = read_amount(self._window.preferences.link)
        except StackplanError:
            return None  # damaged by hand
        return None if typed is None else max(1, int(typed * 10**6))

    def _remember_hours(self, typed: str) -> None:
        preferences = self._window.preferences
        preferences.forecast = (preferences.forecast[0], typed)

    def _take_link(self, typed: str, link: int | None) -> None:
        if link is not None or not typed:
            self._window.preferences.link = typed
            self._times.set_link(link)
