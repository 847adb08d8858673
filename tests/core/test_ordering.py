import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stackplan.core.edits import insert_runs, move_runs, moved_runs, pin_runs, swap_runs
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import plans


def numbers_of(plan: Plan) -> list[tuple[int, ...]]:
    return [stack.run_numbers for stack in plan.stacks]


@pytest.fixture
def plan() -> Plan:
    """Four stacks asked for, three made: 1 to 4, 5 and 6, 7."""
    stacks = [(1, 2, 3, 4), (5, 6), (7,)]
    made = (Stack(tuple(Run(number, 10 - number) for number in stack)) for stack in stacks)
    return Plan(PlanRequest(n_stacks=4), tuple(made))


@pytest.mark.parametrize(
    ("numbers", "to_stack", "before", "stacks"),
    [
        ([7], 0, 1, [(7, 1, 2, 3, 4), (5, 6), ()]),
        ([6, 2], 2, 7, [(1, 3, 4), (5,), (6, 2, 7)]),
        ([4, 5, 4, 3], 0, 2, [(1, 4, 5, 3, 2), (6,), (7,)]),
        # Run 2 goes along, so they stand before the next one that stays.
        ([2, 7], 0, 2, [(1, 2, 7, 3, 4), (5, 6), ()]),
        ([4, 3, 7], 0, 3, [(1, 2, 4, 3, 7), (5, 6), ()]),
        ([1], 0, None, [(2, 3, 4, 1), (5, 6), (7,)]),
        ([2, 5], 0, None, [(1, 3, 4, 2, 5), (6,), (7,)]),
        ([4, 3, 2, 1], 0, 3, [(4, 3, 2, 1), (5, 6), (7,)]),
        ([7], 3, None, [(1, 2, 3, 4), (5, 6), (), (7,)]),
    ],
)
def test_that_runs_stand_where_they_were_put_in_the_order_given(
    plan: Plan,
    numbers: list[int],
    to_stack: int,
    before: int | None,
    stacks: list[tuple[int, ...]],
) -> None:
    assert numbers_of(insert_runs(plan, iter(numbers), to_stack, before)) == stacks


@pytest.mark.parametrize(
    ("numbers", "to_stack", "before"),
    [([], 3, None), ([4], 0, None), ([1], 0, 2), ([2, 3], 0, 2), ([2, 3], 0, 3), ([7], 2, 7)],
)
def test_that_a_run_put_where_it_is_leaves_the_plan_alone(
    plan: Plan, numbers: list[int], to_stack: int, before: int | None
) -> None:
    assert insert_runs(plan, numbers, to_stack, before) is plan


def test_that_a_move_to_a_place_takes_runs_of_the_stack_along(plan: Plan) -> None:
    assert numbers_of(move_runs(plan, [4, 7], 0, before=2)) == [(1, 4, 7, 2, 3), (5, 6), ()]
    assert numbers_of(move_runs(plan, [4, 7], 0)) == [(1, 2, 3, 4, 7), (5, 6), ()]


@pytest.mark.parametrize("before", [5, 99])
def test_that_a_place_on_another_stack_is_refused(plan: Plan, before: int) -> None:
    with pytest.raises(StackplanError, match=rf"^Run {before} is not on stack 1\.$"):
        insert_runs(plan, [7], 0, before)


def test_that_a_place_on_a_stack_without_runs_is_refused(plan: Plan) -> None:
    with pytest.raises(StackplanError, match=r"^Run 1 is not on stack 4\.$"):
        move_runs(plan, [7], 3, 1)


@pytest.mark.parametrize("to_stack", [-1, 4])
def test_that_a_stack_that_was_not_asked_for_takes_no_run(plan: Plan, to_stack: int) -> None:
    with pytest.raises(StackplanError, match=f"no stack {to_stack + 1}; .* stacks 1 to 4"):
        insert_runs(plan, [1], to_stack)


def test_that_a_stack_that_no_run_leaves_or_enters_stays_the_same_object(plan: Plan) -> None:
    after = insert_runs(plan, [6], 2, 7)
    assert after.stacks[0] is plan.stacks[0]
    assert swap_runs(plan, 6, 7).stacks[0] is plan.stacks[0]


@given(plans(), st.data())
def test_that_runs_stand_together_before_the_place_and_the_others_keep_their_order(
    plan: Plan, data: st.DataObject
) -> None:
    assume(plan.runs)
    numbers = [run.number for run in plan.runs]
    moving = data.draw(st.lists(st.sampled_from(numbers), unique=True, min_size=1))
    to_stack = data.draw(st.integers(0, len(plan.stacks) - 1))
    target = plan.stacks[to_stack].run_numbers
    before = data.draw(st.sampled_from([None, *target]))
    after = insert_runs(plan, moving, to_stack, before)
    order = after.stacks[to_stack].run_numbers
    first = order.index(moving[0])
    assert order[first : first + len(moving)] == tuple(moving)
    if before is not None and before not in moving:
        assert order[first + len(moving)] == before
    for old, new in zip(plan.stacks, after.stacks, strict=True):
        staying = [number for number in old.run_numbers if number not in moving]
        assert [number for number in new.run_numbers if number not in moving] == staying
    assert (after.runs, after.pinned, after.request) == (plan.runs, plan.pinned, plan.request)


def test_that_two_runs_change_places(plan: Plan) -> None:
    assert numbers_of(swap_runs(plan, 2, 5)) == [(1, 5, 3, 4), (2, 6), (7,)]
    assert numbers_of(swap_runs(plan, 4, 1)) == [(4, 2, 3, 1), (5, 6), (7,)]


def test_that_a_run_cannot_change_places_with_itself_or_a_stranger(plan: Plan) -> None:
    assert swap_runs(plan, 2, 2) is plan
    with pytest.raises(StackplanError, match=r"^Run 99 is not in the plan\.$"):
        swap_runs(plan, 2, 99)


def test_that_a_pin_goes_with_its_run(plan: Plan) -> None:
    after = swap_runs(pin_runs(plan, [2]), 2, 7)
    assert after.pinned == {2}
    assert after.places[2] == 2


@given(plans(), st.data())
def test_that_swapping_twice_changes_nothing(plan: Plan, data: st.DataObject) -> None:
    assume(plan.runs)
    numbers = st.sampled_from([run.number for run in plan.runs])
    first, second = data.draw(numbers), data.draw(numbers)
    after = swap_runs(plan, first, second)
    assert (after.places[first], after.places[second]) == (plan.places[second], plan.places[first])
    assert set(moved_runs(plan, after)) <= {first, second}
    assert swap_runs(after, second, first) == plan
