from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stackplan.core.edits import (
    add_stack,
    lightest_stack,
    moved_runs,
    pin_runs,
    remove_stack,
    unpin_runs,
)
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import MAX_STACKS, PlanRequest
from stackplan.core.runs import Run
from strategies import plans


def numbers_of(plan: Plan) -> list[tuple[int, ...]]:
    return [stack.run_numbers for stack in plan.stacks]


@pytest.fixture
def plan() -> Plan:
    """Four stacks asked for, three made: two runs, three runs, one run."""
    stacks = (
        Stack((Run(1, 9), Run(2, 8))),
        Stack((Run(3, 7), Run(4, 6), Run(5, 3))),
        Stack((Run(6, 2),)),
    )
    return Plan(PlanRequest(n_stacks=4, speeds=(100, 50, 200, 70)), stacks)


def test_that_a_stack_is_added_behind_the_last_one_and_seen(plan: Plan) -> None:
    after = add_stack(plan)
    assert numbers_of(after) == [(1, 2), (3, 4, 5), (6,), (), ()]
    assert after.request == replace(plan.request, n_stacks=5, speeds=(100, 50, 200, 70, 100))


def test_that_stacks_behind_a_new_one_keep_their_speeds(plan: Plan) -> None:
    after = add_stack(plan, 1)
    assert numbers_of(after) == [(1, 2), (), (3, 4, 5), (6,)]
    assert after.request.speeds == (100, 100, 50, 200, 70)


def test_that_a_plan_without_speeds_gets_none() -> None:
    assert add_stack(Plan(PlanRequest()), 0).request == PlanRequest(n_stacks=2)


@pytest.mark.parametrize("at", [-1, 5])
def test_that_a_stack_cannot_be_added_behind_a_hole(plan: Plan, at: int) -> None:
    with pytest.raises(StackplanError, match=rf"^Stack {at + 1} cannot be added; .* stack 5\.$"):
        add_stack(plan, at)


def test_that_there_is_a_most_of_stacks() -> None:
    with pytest.raises(StackplanError, match=r"^100001 stacks are too many"):
        add_stack(Plan(PlanRequest(n_stacks=MAX_STACKS)), 0)


@given(plans(), st.data())
def test_that_an_added_stack_removed_again_leaves_an_equal_plan(
    before: Plan, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(before.stacks)))
    added = add_stack(before, at)
    assert added.stacks[at] == Stack()
    assert added.pinned == before.pinned
    # A proof is about a number of stacks: it does not come back.
    assert remove_stack(added, at) == replace(before, proof=None)


def test_that_runs_of_a_removed_stack_go_where_they_end_earliest(plan: Plan) -> None:
    after = remove_stack(plan, 1)
    # 7 ends at 9/200 on stack 2; 6 at 6/70 on stack 3 and at 15/200 on stack 2; 3 at 3/70.
    assert numbers_of(after) == [(1, 2), (6, 3, 4), (5,)]
    assert after.request == replace(plan.request, n_stacks=3, speeds=(100, 200, 70))


def test_that_a_stack_that_got_no_run_so_far_can_be_removed(plan: Plan) -> None:
    after = remove_stack(plan, 3)
    assert after.stacks == plan.stacks
    assert after.request == replace(plan.request, n_stacks=3, speeds=(100, 50, 200))


@given(plans(), st.data())
def test_that_removing_a_stack_moves_no_run_of_another(before: Plan, data: st.DataObject) -> None:
    free = unpin_runs(before, before.pinned)
    assume(free.request.n_stacks > 1)
    gone = data.draw(st.integers(0, free.request.n_stacks - 1))
    after = remove_stack(free, gone)
    assert after.request.n_stacks == free.request.n_stacks - 1
    assert after.runs == free.runs
    for number, stack in free.places.items():
        if stack != gone:
            assert after.places[number] == stack - (stack > gone)
    if gone == free.request.n_stacks - 1:
        assert set(moved_runs(free, after)) == {n for n, at in free.places.items() if at == gone}


@pytest.mark.parametrize(
    ("pinned", "words"),
    [
        ([4], "Stack 2 holds the pinned run 4; unpin it first."),
        ([5, 3], "Stack 2 holds the pinned runs 3 and 5; unpin them first."),
        ([5, 4, 3, 6], "Stack 2 holds the pinned runs 3-5; unpin them first."),
    ],
)
def test_that_a_stack_with_pinned_runs_stays(plan: Plan, pinned: list[int], words: str) -> None:
    with pytest.raises(StackplanError) as refusal:
        remove_stack(pin_runs(plan, pinned), 1)
    assert str(refusal.value) == words


def test_that_many_pinned_runs_are_listed_or_counted() -> None:
    stack = Stack(tuple(Run(number, 5) for number in range(0, 60, 2)))
    many = Plan(PlanRequest(n_stacks=2), (stack,))
    with pytest.raises(StackplanError, match="the pinned runs 0, 2 and 4; unpin them first"):
        remove_stack(pin_runs(many, [0, 2, 4]), 0)
    with pytest.raises(StackplanError, match="holds 30 pinned runs; unpin them first"):
        remove_stack(pin_runs(many, stack.run_numbers), 0)


def test_that_the_only_stack_stays() -> None:
    with pytest.raises(StackplanError, match=r"^Stack 1 is the only one and cannot be removed;"):
        remove_stack(Plan(PlanRequest()), 0)


@pytest.mark.parametrize("stack", [-1, 4])
def test_that_a_stack_that_is_not_there_cannot_be_removed(plan: Plan, stack: int) -> None:
    with pytest.raises(StackplanError, match=f"no stack {stack + 1}; .* stacks 1 to 4"):
        remove_stack(plan, stack)


def test_that_the_lightest_stack_is_the_one_that_ends_earliest(plan: Plan) -> None:
    assert lightest_stack(plan) == 3
    # 17 at 100 %, 16 at 50 %, 2 at 200 %: no other ends before stack 3.
    assert lightest_stack(remove_stack(plan, 3)) == 2
    slow = replace(plan, request=replace(plan.request, speeds=(100, 50, 5, 1)))
    full = replace(slow, stacks=(*slow.stacks, Stack((Run(7, 1),))))
    assert lightest_stack(full) == 0


def test_that_the_first_of_equally_light_stacks_is_named() -> None:
    assert lightest_stack(Plan(PlanRequest(n_stacks=3))) == 0
    assert lightest_stack(Plan(PlanRequest(n_stacks=3), (Stack((Run(1, 5),)),))) == 1
