from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stackplan.core.edits import (
    drop_runs,
    move_runs,
    moved_runs,
    place_runs,
    risky_last,
    with_moves,
    with_sizes,
)
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import plans, runs


def numbers_of(plan: Plan) -> list[tuple[int, ...]]:
    return [stack.run_numbers for stack in plan.stacks]


@pytest.fixture
def plan() -> Plan:
    """Three stacks asked for, two with runs: 1, 2, 3 and 4."""
    request = PlanRequest(n_stacks=3)
    return Plan(request, (Stack((Run(1, 9), Run(2, 8), Run(3, 7))), Stack((Run(4, 6),))))


def test_that_runs_move_to_the_end_in_the_order_given(plan: Plan) -> None:
    assert numbers_of(move_runs(plan, [3, 1], 1)) == [(2,), (4, 3, 1)]


def test_that_a_stack_without_work_is_made_when_a_run_moves_there(plan: Plan) -> None:
    assert numbers_of(move_runs(plan, [4], 2)) == [(1, 2, 3), (), (4,)]


def test_that_a_run_already_there_stays_in_its_place(plan: Plan) -> None:
    assert move_runs(plan, [2], 0) is plan
    assert numbers_of(move_runs(plan, [2, 4], 0)) == [(1, 2, 3, 4), ()]


def test_that_a_run_named_twice_moves_once(plan: Plan) -> None:
    assert numbers_of(move_runs(plan, iter([3, 3]), 1)) == [(1, 2), (4, 3)]


def test_that_nothing_moves_without_a_run(plan: Plan) -> None:
    assert move_runs(plan, [], 1) is plan


@pytest.mark.parametrize("to_stack", [-1, 3])
def test_that_a_stack_that_was_not_asked_for_is_refused(plan: Plan, to_stack: int) -> None:
    with pytest.raises(StackplanError, match=f"no stack {to_stack + 1}; .* stacks 1 to 3"):
        move_runs(plan, [1], to_stack)


def test_that_a_run_that_is_not_planned_cannot_move(plan: Plan) -> None:
    with pytest.raises(StackplanError, match="Run 99 is not in the plan"):
        move_runs(plan, [1, 99], 1)


@given(plans(), st.data())
def test_that_a_run_moved_there_and_back_is_on_its_stack_again(
    before: Plan, data: st.DataObject
) -> None:
    assume(before.runs)
    run = data.draw(st.sampled_from([run.number for run in before.runs]))
    to_stack = data.draw(st.integers(0, before.request.n_stacks - 1))
    there = move_runs(before, [run], to_stack)
    back = move_runs(there, [run], before.places[run])
    assert there.places[run] == to_stack
    assert moved_runs(before, there) == ((run,) if before.places[run] != to_stack else ())
    assert back.places == before.places
    assert (back.runs, back.pinned) == (before.runs, before.pinned)


@given(plans(), st.data())
def test_that_today_s_sizes_move_no_run(before: Plan, data: st.DataObject) -> None:
    known = {run.number: Run(run.number, data.draw(st.integers(0, 99))) for run in before.runs}
    after = with_sizes(before, known)
    assert numbers_of(after) == numbers_of(before)
    assert after.pinned == before.pinned
    assert {run.number: run for run in after.runs} == known


def test_that_a_run_of_which_nothing_is_known_keeps_its_size(plan: Plan) -> None:
    assert with_sizes(plan, {99: Run(99, 5)}) is plan


@given(plans(), runs())
def test_that_placing_new_runs_moves_no_planned_one(before: Plan, new: list[Run]) -> None:
    after = place_runs(before, new)
    assert moved_runs(before, after) == ()
    assert after.places.keys() == before.places.keys() | {run.number for run in new}
    for old, now in zip(before.stacks, after.stacks, strict=False):
        assert now.runs[: len(old.runs)] == old.runs
    assert len(after.stacks) >= len(before.stacks)


def test_that_a_new_run_goes_where_it_ends_first() -> None:
    request = PlanRequest(n_stacks=2, speeds=(100, 50))
    plan = Plan(request, (Stack((Run(1, 30),)), Stack((Run(2, 10),))))
    assert place_runs(plan, [Run(3, 12)]).places[3] == 0
    assert place_runs(plan, [Run(3, 9)]).places[3] == 1


def test_that_the_largest_new_run_is_placed_first(plan: Plan) -> None:
    after = place_runs(plan, [Run(10, 1), Run(11, 8), Run(12, 8)])
    assert numbers_of(after) == [(1, 2, 3), (4, 12), (11, 10)]


def test_that_a_planned_run_is_not_placed_again(plan: Plan) -> None:
    assert place_runs(plan, [Run(1, 5)]) is plan


def test_that_a_stack_that_gets_no_new_run_is_not_made(plan: Plan) -> None:
    empty = Plan(plan.request)
    assert numbers_of(place_runs(empty, [Run(1, 5)])) == [(1,)]


def test_that_dropped_runs_leave_the_others_and_their_stacks_alone(plan: Plan) -> None:
    after = drop_runs(replace(plan, pinned=frozenset({1, 4})), [4, 2, 99])
    assert numbers_of(after) == [(1, 3), ()]
    assert after.pinned == {1}


def test_that_only_runs_of_both_plans_count_as_moved(plan: Plan) -> None:
    after = drop_runs(move_runs(plan, [1, 3], 1), [3])
    assert moved_runs(plan, after) == (1,)


@given(plans(), st.data())
def test_that_stacks_that_an_edit_does_not_touch_stay_the_same(
    before: Plan, data: st.DataObject
) -> None:
    numbers = sorted(before.places)
    gone = data.draw(st.frozensets(st.sampled_from(numbers))) if numbers else frozenset()
    new = [run for run in (Run(10_000, 7), Run(10_001, 7)) if run.number not in before.places]
    for after in (drop_runs(before, gone), place_runs(before, new), risky_last(before, gone)):
        pairs = zip(before.stacks, after.stacks, strict=False)
        assert all(one is other for one, other in pairs if one == other)


def test_that_only_the_moves_between_two_plans_are_made_in_a_third(plan: Plan) -> None:
    before = move_runs(plan, [1], 1)
    after = move_runs(before, [2], 2)
    made = with_moves(plan, before, after)
    assert numbers_of(made) == [(1, 3), (4,), (2,)]
    assert moved_runs(made, after) == (1,)
    assert with_moves(plan, plan, plan) == plan


def test_that_a_move_of_a_run_that_a_plan_does_not_have_is_passed_over(plan: Plan) -> None:
    without = drop_runs(plan, [1])
    target = 1 - plan.places[1]
    assert with_moves(without, plan, move_runs(plan, [1], target)) == without
