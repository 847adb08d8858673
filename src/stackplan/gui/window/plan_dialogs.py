"""The dialogs about the plan on screen: made when they are asked for, open beside the work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from stackplan.core.balance.few_moves import GentleStep
from stackplan.core.step_names import gentle_label
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.what_if.few_moves_dialog import FewMovesDialog
from stackplan.gui.what_if.history_dialog import HistoryDialog
from stackplan.gui.what_if.stack_count_dialog import StackCountDialog
from stackplan.gui.widgets.dialogs import show_dialog
from stackplan.gui.window.plan_details import PlanDetails


class PlanDialogs(QObject):
    """Opens "How many stacks?", "Rebalance gently", "About this plan" and the history.

    `machine` is the number of stacks that this machine offers. `known_rate` gives the measured rate
    in the unit that is typed, empty if none is known; an empty one given to `take_rate` means that.
    """

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        preferences: Preferences,
        machine: int,
        take_stacks: Callable[[int], None],
        known_rate: Callable[[], str],
        take_rate: Callable[[str], None],
        details: Callable[[], str],
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self._machine, self._take_stacks = machine, take_stacks
        self._known_rate, self._take_rate = known_rate, take_rate
        self._details_of = details
        self.made: list[QDialog] = []  # those that show the plan, as far as they were opened
        self._stack_count: StackCountDialog | None = None
        self._few_moves: FewMovesDialog | None = None
        self._history: HistoryDialog | None = None
        self._details: PlanDetails | None = None

    def ask_stack_count(self) -> None:
        """Show what other numbers of stacks would give."""
        if self._stack_count is None:
            dialog = StackCountDialog(self._machine, *self._preferences.forecast, self._window)
            dialog.stacks_requested.connect(self._take_stacks)
            dialog.forecast_changed.connect(self._remember)
            self._stack_count = dialog
            self.made.append(dialog)
        self._stack_count.set_plan(self._document.plan)
        if not self._preferences.forecast[0]:
            self._stack_count.rate.setText(self._known_rate())
        show_dialog(self._stack_count)

    def ask_gentle(self) -> None:
        """Show how many runs would move for how level a plan."""
        if self._few_moves is None:
            self._few_moves = FewMovesDialog(self._window)
            self._few_moves.rebalance_requested.connect(self._rebalance)
            self.made.append(self._few_moves)
        self._few_moves.set_plan(self._document.plan)
        show_dialog(self._few_moves)

    def show_history(self) -> None:
        """Show the steps of the history, to go to any of them."""
        if self._history is None:
            self._history = HistoryDialog(self._document.history, self._window)
        show_dialog(self._history)

    def show_details(self) -> None:
        """Show all about the plan: proof, average, comparison with Spyral, times, files."""
        if self._details is None:
            self._details = PlanDetails(self._window)
            self.made.append(self._details)
        self._details.show_words(self._details_of())
        show_dialog(self._details)

    def update_details(self) -> None:
        """Write it anew where it is read."""
        if self._details is not None and self._details.isVisible():
            self._details.show_words(self._details_of())

    def refresh(self) -> None:
        """Show the plan on screen in the dialogs that are open."""
        self.update_details()
        for dialog in (self._stack_count, self._few_moves):
            if dialog is not None and dialog.isVisible():
                dialog.set_plan(self._document.plan)

    def _rebalance(self, step: GentleStep) -> None:
        if self._few_moves is not None:
            self._few_moves.accept()
        self._document.apply(step.plan, gentle_label(len(step.moved)))

    def _remember(self, rate: str, hours: str) -> None:
        # A rate that was measured is not one that was typed: the next import brings a newer one.
        typed = "" if rate == self._known_rate() else rate
        self._preferences.forecast = (typed, hours)
        self._take_rate(typed)
