"""What the table gives to other programs, and takes from them: by the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QGuiApplication

from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import plural, shortened
from stackplan.gui.table.columns import COLUMNS
from stackplan.gui.table.selection import Choice
from stackplan.gui.table.stack_model import Copied
from stackplan.gui.table.stack_table import StackTable

_NOTHING = "Nothing is selected; select runs or stacks to copy them."
_NO_STACK = "No stack is selected; select one to paste runs into it."
_NO_TEXT = "The clipboard holds no text; copy a run list, for example 54-58, 71."
_NO_LINE = "Select one stack, or a run of it, to copy its line."


class CopyForm(NamedTuple):
    """A form that runs are copied in."""

    name: str
    text: str
    make: Callable[[StackTable, Choice], str]
    refuse: Callable[[Choice], str]

    def copy(self, table: StackTable, choice: Choice) -> None:
        """Put what is selected on the clipboard."""
        text = self.make(table, choice)
        # As text only: content that Python made would be freed after Python, and end in a crash.
        QGuiApplication.clipboard().setText(text)
        table.copied = Copied(text, choice.runs)
        lines = text.count("\n") - 1
        what = plural(lines, "row") if lines > 0 else f"'{shortened(text, 40)}'"
        table.told.emit(f"Copied {what}.")


def copy_forms() -> tuple[CopyForm, ...]:
    """Every form, in the order of the menu."""
    return (
        CopyForm("copyAction", "Copy as a &table", as_table, why_no_rows),
        CopyForm("copyListAction", "Copy as a &Python list", as_list, Choice.why_no_runs),
        CopyForm("copySkipAction", "Copy as a s&kip list", as_skip_list, Choice.why_no_runs),
        CopyForm("copyLineAction", "Copy the stack's &line", as_line, why_no_line),
    )


def why_no_rows(choice: Choice) -> str:
    """Say that there is no row to copy."""
    nothing = "" if choice.selected or choice.stacks else _NOTHING
    return choice.why_no_plan() or nothing


def why_no_line(choice: Choice) -> str:
    """Say that there is no stack whose line could be copied."""
    return choice.why_no_plan() or (_NO_LINE if choice.current is None else "")


def as_table(table: StackTable, choice: Choice) -> str:
    """Write the selected rows with their headers, as spreadsheets take them."""
    model = table.stack_model
    columns = [column for column in COLUMNS if not table.isColumnHidden(column)]
    stacks, numbers = set(choice.stacks), set(choice.selected)
    rows: list[Sequence[str]] = [[column.record.title for column in COLUMNS]]
    for shown in map(model.shown_at, range(model.rowCount())):
        if shown.stack in stacks:
            rows.append(model.cells(shown.stack))
        chosen = (run for run in shown.runs if run.number in numbers)
        rows += [model.cells(shown.stack, run) for run in chosen]
    return "".join("\t".join(row[column] for column in columns) + "\n" for row in rows)


def as_list(_: StackTable, choice: Choice) -> str:
    """Write the runs as Python does: ``[55, 57, 60]``."""
    return str(list(choice.runs))


def as_skip_list(_: StackTable, choice: Choice) -> str:
    """Write the runs as the skip list is typed: ``55, 57, 60-62``."""
    return str(RunNumbers.of(choice.runs))


def as_line(_: StackTable, choice: Choice) -> str:
    """Write the runs of the current stack as the plan file does."""
    if choice.plan is None or choice.current is None:
        return ""
    return " ".join(map(str, choice.plan.stacks[choice.current].run_numbers))


def paste(table: StackTable, choice: Choice) -> None:
    """Ask that the runs on the clipboard move to the current stack."""
    text = QGuiApplication.clipboard().text()
    if table.copied is not None and text == table.copied.text:
        text = ", ".join(map(str, table.copied.runs))
    if not text.strip():
        table.refused.emit(_NO_TEXT)
    elif choice.current is None:
        table.refused.emit(_NO_STACK)
    else:
        table.list_pasted.emit(text.strip(" \t\r\n[]()"), choice.current)
