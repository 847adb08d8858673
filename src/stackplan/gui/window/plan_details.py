"""All about the plan on screen in words: proof, average, comparison with Spyral, times, files."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

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
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.labels import readable_field
from stackplan.gui.widgets.messages import NO_PLAN


def plan_details(plan: Plan | None, snake: Plan | None, problems: FileProblems, times: str) -> str:
    """Write it, a paragraph for each matter; `times` says when the plan is done."""
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
        resize_within_screen(self, 80 * width, 22 * line)

    def show_words(self, words: str) -> None:
        """Show a text; the same one keeps what is selected in it."""
        if words != self.words.toPlainText():
            self.words.setPlainText(words)
