"""Which stacks of a new plan say something else than before."""

from dataclasses import replace

import pytest

from desk import plan_of
from stackplan.core.compare import Comparison
from stackplan.core.edits import move_runs
from stackplan.core.plan import Plan
from stackplan.gui.table.columns import TableWords
from stackplan.gui.table.stack_model import changed_stacks

PLAN = plan_of([5000, 4000, 3000, 2000, 1000], 4)
SAME = {0: 0, 1: 1, 2: 2, 3: 3}


def changed(before: TableWords, after: TableWords) -> set[int]:
    return changed_stacks(before, after, SAME)


def test_that_nothing_changes_where_nothing_differs() -> None:
    assert changed(TableWords(PLAN, {}), TableWords(PLAN, {})) == set()


def test_that_a_move_changes_two_stacks_and_the_longest() -> None:
    moved = move_runs(PLAN, [4], 2)
    assert changed(TableWords(PLAN, {}), TableWords(moved, {})) >= {PLAN.places[4], 2}
    assert 1 not in changed(TableWords(PLAN, {}), TableWords(moved, {})) - {PLAN.longest}


def test_that_a_pin_or_a_remark_changes_its_stack_only() -> None:
    pinned = replace(PLAN, pinned=frozenset({2}))
    assert changed(TableWords(PLAN, {}), TableWords(pinned, {})) == {PLAN.places[2]}
    assert changed(TableWords(PLAN, {3: "odd"}), TableWords(PLAN, {})) == {PLAN.places[3]}
    assert changed(TableWords(PLAN, {}), TableWords(PLAN, {99: "odd"})) == set()


def test_that_a_stack_with_another_number_says_something_else() -> None:
    assert changed_stacks(TableWords(PLAN, {}), TableWords(PLAN, {}), {0: 0, 1: 1, 2: 2}) == {3}


@pytest.mark.parametrize(
    "after",
    [
        replace(PLAN, request=replace(PLAN.request, speeds=(100, 90, 100, 100))),
        replace(PLAN, request=replace(PLAN.request, weight="events")),
        plan_of([5000, 4000, 3000, 2000, 1001], 4),
    ],
)
def test_that_what_every_stack_shows_changes_them_all(after: Plan) -> None:
    assert changed(TableWords(PLAN, {}), TableWords(after, {})) == {0, 1, 2, 3}


def test_that_a_comparison_changes_all_when_it_begins_or_is_with_another_plan() -> None:
    moved = move_runs(PLAN, [4], 2)
    one, other = Comparison(moved, PLAN), Comparison(PLAN, PLAN)
    every = {0, 1, 2, 3}
    assert changed(TableWords(PLAN, {}), TableWords(PLAN, {}, one)) == every
    assert changed(TableWords(PLAN, {}, one), TableWords(PLAN, {}, other)) == every
    assert changed(TableWords(PLAN, {}, one), TableWords(PLAN, {}, one)) == set()
