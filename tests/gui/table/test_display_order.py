"""In which order the table shows stacks and runs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import plan_of
from stackplan.core.plan import Plan
from stackplan.gui.table.columns import Column, Sorting, shown_stacks
from strategies import plans

PLAN = plan_of([5000, 4000, 3000, 2000, 1000, 1000], 3)
PLANNED = [(i, stack.run_numbers) for i, stack in enumerate(PLAN.stacks)]
SORTABLE = [column for column in Column if column.record.stack_key is not None]
FAST = replace(PLAN, request=replace(PLAN.request, speeds=(100, 100, 10)))


def order(sorting: Sorting | None, plan: Plan = PLAN) -> list[tuple[int, tuple[int, ...]]]:
    return [(s.stack, tuple(r.number for r in s.runs)) for s in shown_stacks(plan, sorting)]


@pytest.mark.parametrize(
    ("plan", "sorting", "stacks"),
    [
        (PLAN, Sorting(Column.LOAD), [1, 2, 0]),
        (FAST, Sorting(Column.TIME, True), [2, 0, 1]),
        (FAST, Sorting(Column.SPEED), [2, 0, 1]),
    ],
)
def test_that_a_column_sorts_stacks(plan: Plan, sorting: Sorting, stacks: list[int]) -> None:
    assert [stack for stack, _ in order(sorting, plan)] == stacks


def test_that_numbers_and_loads_sort_runs_and_equal_ones_stand_by_number() -> None:
    assert [runs for _, runs in order(Sorting(Column.NAME))] == [(1, 6), (2, 5), (3, 4)]
    assert order(Sorting(Column.NAME, True)) == [(2, (4, 3)), (1, (5, 2)), (0, (6, 1))]
    plan = plan_of([2000, 2000, 2000, 1000], 2)
    assert order(Sorting(Column.LOAD, True), plan)[0][1] in {(1, 4), (2, 3)}


def test_that_other_columns_leave_rows_or_runs_as_planned() -> None:
    assert order(None) == order(Sorting(Column.REMARKS)) == PLANNED
    for column in (Column.RUNS, Column.SPEED):
        assert sorted(order(Sorting(column))) == PLANNED


@given(plan=plans(), column=st.sampled_from(SORTABLE), back=st.booleans())
def test_that_sorting_shows_each_run_once_on_its_own_stack(
    plan: Plan, column: Column, back: bool
) -> None:
    shown = order(Sorting(column, back), plan)
    assert sorted(stack for stack, _ in shown) == list(range(len(plan.stacks)))
    for stack, runs in shown:
        assert sorted(runs) == sorted(plan.stacks[stack].run_numbers)
