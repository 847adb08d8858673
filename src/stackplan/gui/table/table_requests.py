"""Commands that need the table itself: copy, paste, reorder, find a run, ask for a stack."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from stackplan.core.edits import lightest_stack
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import plural, shortened
from stackplan.gui.table.columns import COLUMNS
from stackplan.gui.table.number_bar import NumberBar
from stackplan.gui.table.selection import Selection
from stackplan.gui.table.stack_table import StackTable

_NOTHING = "Nothing is selected; select runs or stacks to copy them."
_NO_LINE = "Select one stack, or a run of it, to copy its line."
_NO_STACK = "No stack is selected; select one to paste runs into it."
_NO_TEXT = "The clipboard holds no text; copy a run list, for example 54-58, 71."


class TableRequests:
    """Does what is asked for about the selected rows; what cannot be done is refused before.

    Numbers are asked for over the table, or over `beside` while the table is hidden. `absence` says
    why a run is not in the plan.
    """

    def __init__(self, table: StackTable, beside: QWidget, absence: Callable[[int], str]) -> None:
        self._table, self._beside, self._absence = table, beside, absence
        self._bar: NumberBar | None = None
        self._copied = ("", "")  # a text, and the runs that it stands for

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self._table.selection()

    def shift(self, step: int) -> None:
        """Ask that the runs go up (-1) or down (1) in their stack."""
        place = self.selection.shifted(step)
        if place is not None:
            self._table.insert_requested.emit(*place)

    def copy(self, form: Callable[[StackTable, Selection], str]) -> None:
        """Put what is selected on the clipboard; `form` writes it."""
        selection = self.selection
        text = form(self._table, selection)
        # As text only: content that Python made would be freed after Python, and end in a crash.
        QGuiApplication.clipboard().setText(text)
        self._copied = text, ", ".join(map(str, selection.runs))
        lines = text.count("\n") - 1
        what = plural(lines, "row") if lines > 0 else f"'{shortened(text, 40)}'"
        self._table.told.emit(f"Copied {what}.")

    def paste(self) -> None:
        """Ask that the runs on the clipboard move to the current stack."""
        table, current = self._table, self.selection.current
        text = QGuiApplication.clipboard().text()
        if text == self._copied[0]:
            text = self._copied[1]
        if not text.strip():
            table.refused.emit(_NO_TEXT)
        elif current is None:
            table.refused.emit(_NO_STACK)
        else:
            table.list_pasted.emit(text.strip(), current)

    def go_longest(self) -> None:
        """Select the stack that is done last."""
        plan = self._table.stack_model.plan
        if plan is not None and plan.longest is not None:
            self._table.select_stack(plan.longest)

    def go_lightest(self) -> None:
        """Select the stack that ends earliest."""
        plan = self._table.stack_model.plan
        if plan is not None:
            self._table.select_stack(min(lightest_stack(plan), len(plan.stacks) - 1))

    def find_run(self) -> None:
        """Ask for the number of a run, and show it."""
        self._entry_bar().ask("Find run", "Number of the run", self._show_run)

    def ask_stack(self) -> None:
        """Ask for the number of a stack, and move the selected runs there."""
        prompt = f"Move {self.selection.words} to stack"
        self._entry_bar().ask(prompt, "Number of the stack", self._move_to, once=True)

    def _entry_bar(self) -> NumberBar:
        if self._bar is None:
            self._bar = NumberBar(self._table)
        self._bar.lie_over(self._beside if self._table.isHidden() else self._table)
        return self._bar

    def _show_run(self, number: int) -> str:
        plan = self._table.stack_model.plan
        if plan is not None and number in plan.places:
            self._table.select_runs([number])
            return f"Run {number} is on stack {plan.places[number] + 1}."
        return self._absence(number)

    def _move_to(self, number: int) -> str:
        selection = self.selection
        reason = selection.why_no_move(number - 1) if number else "Stacks are counted from 1."
        if not reason:
            self._table.move_requested.emit(selection.runs, number - 1)
        return reason


# Why nothing can be copied, and the forms in which rows are copied for other programs.


def why_no_rows(selection: Selection) -> str:
    """Say that there is no row to copy."""
    nothing = "" if selection.selected or selection.stacks else _NOTHING
    return selection.why_no_plan() or nothing


def why_no_line(selection: Selection) -> str:
    """Say that there is no stack whose line could be copied."""
    return selection.why_no_plan() or (_NO_LINE if selection.current is None else "")


def as_table(table: StackTable, selection: Selection) -> str:
    """Write the selected rows with their headers, as spreadsheets take them."""
    model, words = table.stack_model, table.stack_model.words
    if words is None:
        return ""
    columns = [column for column in COLUMNS if not table.isColumnHidden(column)]
    stacks, numbers = set(selection.stacks), set(selection.selected)
    rows: list[Sequence[str]] = [[column.record.title for column in COLUMNS]]
    for shown in map(model.shown_at, range(model.rowCount())):
        if shown.stack in stacks:
            rows.append(words.stack_cells(shown.stack))
        chosen = (run for run in shown.runs if run.number in numbers)
        rows += [words.run_cells(run, shown.stack) for run in chosen]
    return "".join("\t".join(row[column] for column in columns) + "\n" for row in rows)


def as_list(_: StackTable, selection: Selection) -> str:
    """Write the runs as Python does: ``[55, 57, 60]``."""
    return str(list(selection.runs))


def as_skip_list(_: StackTable, selection: Selection) -> str:
    """Write the runs as the skip list is typed: ``55, 57, 60-62``."""
    return str(RunNumbers.of(selection.runs))


def as_line(_: StackTable, selection: Selection) -> str:
    """Write the runs of the current stack as the plan file does."""
    if selection.plan is None or selection.current is None:
        return ""
    return " ".join(map(str, selection.plan.stacks[selection.current].run_numbers))
