"""Forms in which the rows of the table are copied for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from stackplan.core.run_numbers import RunNumbers
from stackplan.gui.table.columns import COLUMNS
from stackplan.gui.table.selection import Selection
from stackplan.gui.table.stack_table import StackTable

_NOTHING = "Nothing is selected; select runs or stacks to copy them."
_NO_LINE = "Select one stack, or a run of it, to copy its line."


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
