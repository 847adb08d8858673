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
SORTABLE = [column for column in Column if column.record.stack_key is not None]
FAST = replace(PLAN, request=replace(PLAN.request, speeds=(100, 100, 10)))


def order(sorting: Sorting | None, plan: Plan = PLAN) -> list[tuple[int, tuple[int, ...]]]:
    return [(s.stack, tuple(r.number for r in s.runs)) for s in shown_stacks(plan, sorting)]


def test_that_without_a_sorting_rows_stand_as_they_are_planned() -> None:
    planned = [(i, stack.run_numbers) for i, stack in enumerate(PLAN.stacks)]
    assert order(None) == planned
    assert order(Sorting(Column.REMARKS)) == planned


def test_that_numbers_sort_stacks_and_runs() -> None:
    assert [runs for _, runs in order(Sorting(Column.NAME))] == [(1, 6), (2, 5), (3, 4)]
    assert order(Sorting(Column.NAME, True)) == [(2, (4, 3)), (1, (5, 2)), (0, (6, 1))]


def test_that_loads_sort_stacks_and_runs_and_equal_ones_stand_by_number() -> None:
    plan = plan_of([2000, 2000, 2000, 1000], 2)
    assert order(Sorting(Column.LOAD, True), plan)[0][1] in {(1, 4), (2, 3)}
    assert [s for s, _ in order(Sorting(Column.LOAD), PLAN)] == [1, 2, 0]


def test_that_times_sort_by_speed_too() -> None:
    assert [s for s, _ in order(Sorting(Column.TIME, True), FAST)] == [2, 0, 1]
    assert [s for s, _ in order(Sorting(Column.SPEED), FAST)] == [2, 0, 1]


@given(plan=plans(), column=st.sampled_from(SORTABLE), back=st.booleans())
def test_that_sorting_shows_each_run_once_on_its_own_stack(
    plan: Plan, column: Column, back: bool
) -> None:
    for stack, runs in order(Sorting(column, back), plan):
        assert sorted(runs) == sorted(plan.stacks[stack].run_numbers)
    assert sorted(s for s, _ in order(Sorting(column, back), plan)) == list(range(len(plan.stacks)))


@pytest.mark.parametrize("column", [Column.RUNS, Column.SPEED])
def test_that_a_column_that_runs_do_not_have_leaves_them_as_planned(column: Column) -> None:
    planned = {i: stack.run_numbers for i, stack in enumerate(PLAN.stacks)}
    assert dict(order(Sorting(column))) == planned
