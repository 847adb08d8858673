"""What can be asked for in the stack table, about what is selected there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from stackplan.core.edits import lightest_stack
from stackplan.core.text import plural, shortened
from stackplan.gui.table.columns import Sorting
from stackplan.gui.table.number_bar import NumberBar
from stackplan.gui.table.selection import Selection
from stackplan.gui.table.stack_model import Copied
from stackplan.gui.table.stack_table import StackTable

_NO_STACK = "No stack is selected; select one to paste runs into it."
_NO_TEXT = "The clipboard holds no text; copy a run list, for example 54-58, 71."


class TableRequests:
    """Turns commands into the signals of a table; what cannot be done is refused before.

    Parameters
    ----------
    table : StackTable
        What is selected in it is moved, copied, skipped.
    beside : QWidget
        What shows the same while the table is hidden: numbers are asked for there.
    absence : callable
        Says why a run is not in the plan.
    """

    def __init__(self, table: StackTable, beside: QWidget, absence: Callable[[int], str]) -> None:
        self._table, self._beside, self._absence = table, beside, absence
        self._bar: NumberBar | None = None

    def move_to(self, stack: int) -> None:
        """Ask that the runs move to a stack."""
        self._table.move_requested.emit(self._table.selection().runs, stack)

    def move_beside(self, step: int) -> None:
        """Ask that the runs move to the stack before (-1) or after (1) theirs."""
        selection = self._table.selection()
        self._table.move_requested.emit(selection.runs, selection.neighbour(step))

    def move_to_lightest(self) -> None:
        """Ask that the runs move to the stack that ends earliest."""
        self._table.lightest_requested.emit(self._table.selection().runs)

    def shift(self, step: int) -> None:
        """Ask that the runs go up (-1) or down (1) in their stack."""
        place = self._table.selection().shifted(step)
        if place is not None:
            self._table.insert_requested.emit(*place)

    def swap(self) -> None:
        """Ask that the two runs change places."""
        self._table.swap_requested.emit(*self._table.selection().runs)

    def pin(self, *, pinned: bool) -> None:
        """Ask that the runs are pinned, or let go."""
        runs = self._table.selection().held(pinned=not pinned)
        if runs:
            self._table.pin_requested.emit(runs, pinned)

    def turn_pins(self) -> None:
        """Ask that the runs are pinned; where all are, that they are let go."""
        selection = self._table.selection()
        loose = selection.held(pinned=False)
        self._table.pin_requested.emit(loose or selection.runs, bool(loose))

    def skip(self) -> None:
        """Ask that the runs are left out."""
        self._table.skip_requested.emit(self._table.selection().runs)

    def add_stack(self) -> None:
        """Ask for another stack."""
        self._table.add_stack_requested.emit()

    def remove_stack(self) -> None:
        """Ask that the current stack goes."""
        self._table.remove_stack_requested.emit(self._table.selection().current)

    def copy(self, form: Callable[[StackTable, Selection], str]) -> None:
        """Put what is selected on the clipboard; `form` writes it."""
        selection = self._table.selection()
        text = form(self._table, selection)
        # As text only: content that Python made would be freed after Python, and end in a crash.
        QGuiApplication.clipboard().setText(text)
        self._table.copied = Copied(text, selection.runs)
        lines = text.count("\n") - 1
        what = plural(lines, "row") if lines > 0 else f"'{shortened(text, 40)}'"
        self._table.told.emit(f"Copied {what}.")

    def paste(self) -> None:
        """Ask that the runs on the clipboard move to the current stack."""
        table, current = self._table, self._table.selection().current
        text = QGuiApplication.clipboard().text()
        if table.copied is not None and text == table.copied.text:
            text = ", ".join(map(str, table.copied.runs))
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

    def sort(self, sorting: Sorting | None) -> None:
        """Show the rows in another order; `None` is the planned one."""
        self._table.sort_rows(sorting)

    def open_all(self) -> None:
        """Show the runs of every stack."""
        self._table.expandAll()

    def close_all(self) -> None:
        """Show only the stacks."""
        self._table.collapseAll()

    def find_run(self) -> None:
        """Ask for the number of a run, and show it."""
        self._entry_bar().ask("Find run", "Number of the run", self._show_run)

    def ask_stack(self) -> None:
        """Ask for the number of a stack, and move the selected runs there."""
        prompt = f"Move {self._table.selection().words} to stack"
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
        selection = self._table.selection()
        reason = selection.why_no_move(number - 1) if number else "Stacks are counted from 1."
        if not reason:
            self.move_to(number - 1)
        return reason
