"""The dialogs about the plan on screen, open beside the work, and all about it in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from stackplan.core.balance.few_moves import GentleStep
from stackplan.core.edits import gentle_label
from stackplan.core.file_problems import FileProblems, left_out_words
from stackplan.core.plan import Plan
from stackplan.core.quality import (
    is_optimal,
    limiting_factor_text,
    longest_load_words,
    quality_words,
    saving,
    saving_words,
)
from stackplan.core.text import format_load, format_percent, plural, printable
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.what_if.few_moves_dialog import FewMovesDialog
from stackplan.gui.what_if.history_dialog import HistoryDialog
from stackplan.gui.what_if.stack_count_dialog import StackCountDialog
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen, show_dialog
from stackplan.gui.widgets.labels import readable_field
from stackplan.gui.widgets.messages import NO_PLAN


def plan_details(plan: Plan | None, snake: Plan | None, problems: FileProblems, times: str) -> str:
    """Write all about a plan, a paragraph for each matter; `times` says when it is done."""
    if plan is None or not plan.runs:
        return NO_PLAN
    parts = [_runs(plan), _longest(plan), _average(plan)]
    if snake is not None and plan.is_known:
        parts.append(_spyral(plan, snake))
    parts.append(times)
    parts.append("\n".join(_files(problems)))
    return "\n\n".join(filter(None, parts))


def _runs(plan: Plan) -> str:
    total = format_load(plan.total, plan.request.weight)
    pins = f", {plural(len(plan.pinned), 'pin')}" if plan.pinned else ""
    stacks = plural(plan.request.n_stacks, "stack")
    return f"{plural(len(plan.runs), 'run')} on {stacks}{pins}: {total}."


def _longest(plan: Plan) -> str:
    weight = plan.request.weight
    words = [f"The longest is {longest_load_words(plan)}; {quality_words(plan)}."]
    if plan.is_known and not is_optimal(plan):
        least = format_load(ceil(plan.lower_bound), weight)
        words.append(f"It is proved that no plan of these runs on as many stacks is below {least}.")
    words.append(limiting_factor_text(plan))
    return " ".join(filter(None, words))


def _average(plan: Plan) -> str:
    weight, n_stacks = plan.request.weight, plan.request.n_stacks
    average = format_load(round(plan.total / n_stacks), weight)
    if plan.request.speeds is not None:
        return f"The average of {plural(n_stacks, 'stack')} is {average}, speeds apart."
    more = format_percent(plan.imbalance, 2 if plan.imbalance < 1 else 0)
    if plan.imbalance < Fraction(1, 10_000):
        more = "under 0.01 %"
    over = f"the longest has {more} more" if plan.imbalance else "the longest has no more"
    return f"The average of {plural(n_stacks, 'stack')} is {average}; {over}."


def _spyral(plan: Plan, snake: Plan) -> str:
    gain, weight = saving(plan, snake), plan.request.weight
    if not gain:
        return "Compared with Spyral: the longest stack is as long."
    then, now = (format_load(ceil(each.makespan), weight) for each in (snake, plan))
    words = saving_words(gain)
    return f"Compared with Spyral: the longest stack is {words}, {now} instead of {then}."


def _files(problems: FileProblems) -> Iterator[str]:
    yield f"Files: {problems.words}."
    yield from map(printable, left_out_words(problems.left_out))


class PlanDetails(QDialog):
    """Shows it; the window can be used beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detailsDialog")
        self.setWindowTitle("About this plan")
        self.setAccessibleName("About this plan")
        tip = "Select it with the mouse or Ctrl+A, and copy it"
        self.words = readable_field("detailsText", "About this plan", tip)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(close_box(self))
        width, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        resize_within_screen(self, 80 * width, 26 * line)

    def show_words(self, words: str) -> None:
        """Show a text; the same one keeps what is selected in it."""
        if words != self.words.toPlainText():
            self.words.setPlainText(words)


class PlanDialogs(QObject):
    """Opens "How many stacks?", "Rebalance gently", "About this plan" and the history.

    `machine` is the number of stacks that this machine offers. `known_rate` gives the measured rate
    in the unit that is typed, empty if none is known; an empty one given to `take_rate` means that.
    `times_words` says when the plan is done.
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
        times_words: Callable[[], str],
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self._machine, self._take_stacks = machine, take_stacks
        self._known_rate, self._take_rate = known_rate, take_rate
        self._times_words = times_words
        self.made: list[QDialog] = []  # those that show the plan, as far as they were opened
        self._stack_count: StackCountDialog | None = None
        self._few_moves: FewMovesDialog | None = None
        self._history: HistoryDialog | None = None
        self._details: PlanDetails | None = None

    def ask_stack_count(self) -> None:
        """Show what other numbers of stacks would give."""
        if self._stack_count is None:
            kept = self._preferences.rate, self._preferences.hours
            dialog = StackCountDialog(self._machine, *kept, self._window)
            dialog.stacks_requested.connect(self._take_stacks)
            dialog.forecast_changed.connect(self._remember)
            self._stack_count = dialog
            self.made.append(dialog)
        self._stack_count.set_plan(self._document.plan)
        if not self._preferences.rate:
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
        self._details.show_words(self._words())
        show_dialog(self._details)

    def update_details(self) -> None:
        """Write it anew where it is read."""
        if self._details is not None and self._details.isVisible():
            self._details.show_words(self._words())

    def _words(self) -> str:
        document = self._document
        return plan_details(document.plan, document.snake, document.problems, self._times_words())

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
        self._preferences.rate, self._preferences.hours = typed, hours
        self._take_rate(typed)
