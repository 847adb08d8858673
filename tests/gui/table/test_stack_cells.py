"""The words in the cells of the table."""

from __future__ import annotations

from dataclasses import replace

from desk import plan_of
from stackplan.core.edits import with_sizes
from stackplan.core.runs import Run
from stackplan.gui.table.stack_cells import run_cells, stack_cells
from stackplan.gui.table.stack_columns import Column

PLAN = plan_of([5000, 4000, 3000], 2)
SPEEDY = replace(PLAN, request=replace(PLAN.request, speeds=(100, 50)))


def test_that_there_is_a_cell_for_each_column() -> None:
    assert len(stack_cells(PLAN, 0, {})) == len(Column)
    assert len(run_cells(PLAN, PLAN.runs[0], 0, {})) == len(Column)


def test_that_without_speeds_their_columns_are_empty() -> None:
    cells = stack_cells(PLAN, 1, {})
    assert cells[Column.NAME] == "Stack 2, longest"
    assert (cells[Column.SPEED], cells[Column.TIME]) == ("", "")
    assert cells[Column.OVER_MEAN] == "+16.7 %"


def test_that_with_speeds_each_stack_has_its_time() -> None:
    slow, fast = stack_cells(SPEEDY, 1, {}), stack_cells(SPEEDY, 0, {})
    assert slow[Column.LOAD : Column.OVER_MEAN] == ("7.00 kB", "50 %", "14.0 kB")
    assert (slow[Column.OVER_MEAN], fast[Column.OVER_MEAN]) == ("+75.0 %", "-37.5 %")
    cells = run_cells(SPEEDY, SPEEDY.stacks[1].runs[0], 1, {})
    assert cells[Column.LOAD : Column.OVER_MEAN] == ("4.00 kB", "", "8.00 kB")


def test_that_a_pin_is_a_word() -> None:
    pinned = replace(PLAN, pinned=frozenset({1}))
    assert run_cells(pinned, pinned.runs[0], 0, {})[Column.NAME] == "Run 1, pinned"
    assert run_cells(pinned, pinned.runs[1], 1, {})[Column.NAME] == "Run 2"
    words = stack_cells(pinned, 0, {1: "truncated"})[Column.REMARKS]
    assert words == "1   (pinned: 1; run 1: truncated)"


def test_that_many_pins_are_counted() -> None:
    plan = plan_of(list(range(1, 9)), 1)
    pinned = replace(plan, pinned=frozenset(plan.places))
    assert "(8 runs pinned)" in stack_cells(pinned, 0, {})[Column.REMARKS]


def test_that_what_is_not_known_is_said() -> None:
    unknown = with_sizes(SPEEDY, {number: Run(number, 0) for number in (1, 2, 3)})
    cells = run_cells(unknown, unknown.runs[0], 0, {})
    assert cells[Column.LOAD : Column.OVER_MEAN] == ("not known", "", "")
    assert stack_cells(unknown, 0, {})[Column.OVER_MEAN] == ""


def test_that_many_remarks_are_counted() -> None:
    assert (
        "3 runs with remarks"
        in stack_cells(plan_of([5, 4, 3], 1), 0, dict.fromkeys((1, 2, 3), "odd"))[Column.REMARKS]
    )
