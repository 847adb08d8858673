from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stackplan.core.edits import (
    add_stack,
    drop_runs,
    insert_runs,
    lightest_stack,
    move_runs,
    moved_runs,
    pin_runs,
    pins_of,
    place_runs,
    remove_stack,
    risky_last,
    swap_runs,
    unpin_runs,
    with_moves,
    with_pins,
    with_sizes,
)
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import MAX_STACKS, PlanRequest
from stackplan.core.runs import Run
from strategies import plans, runs

# Four stacks asked for, three made.
PLAN = Plan(
    PlanRequest(n_stacks=4),
    tuple(
        Stack(tuple(Run(number, 10 - number) for number in stack))
        for stack in ((1, 2, 3, 4), (5, 6), (7,))
    ),
)
SPEEDY = replace(PLAN, request=replace(PLAN.request, speeds=(100, 50, 200, 70)))


def numbers_of(plan: Plan) -> list[tuple[int, ...]]:
    return [stack.run_numbers for stack in plan.stacks]


@pytest.mark.parametrize(
    ("numbers", "to_stack", "stacks"),
    [
        ([3, 1], 1, [(2, 4), (5, 6, 3, 1), (7,)]),
        ([5], 3, [(1, 2, 3, 4), (6,), (7,), (5,)]),
        ([2, 5], 0, [(1, 2, 3, 4, 5), (6,), (7,)]),
        ([3, 3], 1, [(1, 2, 4), (5, 6, 3), (7,)]),
    ],
    ids=["in the order given", "to a stack without runs", "one is there", "named twice"],
)
def test_that_runs_move_to_the_end(
    numbers: list[int], to_stack: int, stacks: list[tuple[int, ...]]
) -> None:
    assert numbers_of(move_runs(PLAN, iter(numbers), to_stack)) == stacks


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
def test_that_runs_stand_where_they_were_put(
    numbers: list[int], to_stack: int, before: int | None, stacks: list[tuple[int, ...]]
) -> None:
    assert numbers_of(insert_runs(PLAN, iter(numbers), to_stack, before)) == stacks
    if before is not None:
        assert numbers_of(move_runs(PLAN, numbers, to_stack, before)) == stacks


@pytest.mark.parametrize(
    ("numbers", "to_stack", "before"),
    [([], 3, None), ([4], 0, None), ([1], 0, 2), ([2, 3], 0, 2), ([2, 3], 0, 3), ([7], 2, 7)],
)
def test_that_a_run_put_where_it_is_leaves_the_plan_alone(
    numbers: list[int], to_stack: int, before: int | None
) -> None:
    assert insert_runs(PLAN, numbers, to_stack, before) is PLAN
    assert move_runs(PLAN, numbers, to_stack) is PLAN


@pytest.mark.parametrize(
    ("numbers", "to_stack", "before", "words"),
    [
        ([1], -1, None, r"There is no stack 0; .* stacks 1 to 4"),
        ([1], 4, None, r"There is no stack 5; .* stacks 1 to 4"),
        ([1, 99], 1, None, "Run 99 is not in the plan"),
        ([7], 0, 5, r"^Run 5 is not on stack 1\.$"),
        ([7], 0, 99, r"^Run 99 is not on stack 1\.$"),
        ([7], 3, 1, r"^Run 1 is not on stack 4\.$"),
    ],
)
def test_that_a_place_that_is_not_there_is_refused(
    numbers: list[int], to_stack: int, before: int | None, words: str
) -> None:
    for edit in (insert_runs, move_runs):
        with pytest.raises(StackplanError, match=words):
            edit(PLAN, numbers, to_stack, before)


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
def test_that_runs_stand_together_and_the_others_keep_their_order(
    plan: Plan, data: st.DataObject
) -> None:
    assume(plan.runs)
    numbers = [run.number for run in plan.runs]
    moving = data.draw(st.lists(st.sampled_from(numbers), unique=True, min_size=1))
    to_stack = data.draw(st.integers(0, len(plan.stacks) - 1))
    before = data.draw(st.sampled_from([None, *plan.stacks[to_stack].run_numbers]))
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


def test_that_two_runs_change_places_with_their_pins() -> None:
    assert numbers_of(swap_runs(PLAN, 2, 5)) == [(1, 5, 3, 4), (2, 6), (7,)]
    assert numbers_of(swap_runs(PLAN, 4, 1)) == [(4, 2, 3, 1), (5, 6), (7,)]
    assert pins_of(swap_runs(pin_runs(PLAN, [2]), 2, 7)) == {2: 2}
    assert swap_runs(PLAN, 2, 2) is PLAN
    with pytest.raises(StackplanError, match=r"^Run 99 is not in the plan\.$"):
        swap_runs(PLAN, 2, 99)


@given(plans(), st.data())
def test_that_swapping_twice_changes_nothing(plan: Plan, data: st.DataObject) -> None:
    assume(plan.runs)
    numbers = st.sampled_from([run.number for run in plan.runs])
    first, second = data.draw(numbers), data.draw(numbers)
    after = swap_runs(plan, first, second)
    assert (after.places[first], after.places[second]) == (plan.places[second], plan.places[first])
    assert set(moved_runs(plan, after)) <= {first, second}
    # A proof that says no more than the pins is not kept: it may go on the way.
    back = swap_runs(after, second, first)
    assert replace(back, proof=None) == replace(plan, proof=None)


def test_that_a_stack_that_no_run_leaves_or_enters_stays_the_same_object() -> None:
    assert insert_runs(PLAN, [6], 2, 7).stacks[0] is PLAN.stacks[0]
    assert swap_runs(PLAN, 6, 7).stacks[0] is PLAN.stacks[0]


@given(plans(), st.data())
def test_that_an_edit_leaves_other_stacks_alone_and_new_sizes_move_no_run(
    before: Plan, data: st.DataObject
) -> None:
    numbers = sorted(before.places)
    some = data.draw(st.frozensets(st.sampled_from(numbers))) if numbers else frozenset()
    new = [run for run in (Run(10_000, 7), Run(10_001, 7)) if run.number not in before.places]
    risky = risky_last(before, some)
    for after in (drop_runs(before, some), place_runs(before, new), risky):
        pairs = zip(before.stacks, after.stacks, strict=False)
        assert all(one is other for one, other in pairs if one == other)
    assert (risky.places, risky.loads) == (before.places, before.loads)
    assert risky.pinned == before.pinned
    assert risky_last(risky, some) is risky
    assert risky_last(before, ()) is before
    known = {number: Run(number, data.draw(st.integers(0, 99))) for number in numbers}
    resized = with_sizes(before, known)
    assert (numbers_of(resized), resized.pinned) == (numbers_of(before), before.pinned)
    assert {run.number: run for run in resized.runs} == known
    assert with_sizes(before, {99_999: Run(99_999, 5)}) is before


@given(plans(), runs())
def test_that_placing_new_runs_moves_no_planned_one(before: Plan, new: list[Run]) -> None:
    after = place_runs(before, new)
    assert moved_runs(before, after) == ()
    assert after.places.keys() == before.places.keys() | {run.number for run in new}
    for old, now in zip(before.stacks, after.stacks, strict=False):
        assert now.runs[: len(old.runs)] == old.runs
    assert len(after.stacks) >= len(before.stacks)


def test_that_the_largest_new_run_is_placed_first_where_it_ends_first() -> None:
    request = PlanRequest(n_stacks=2, speeds=(100, 50))
    plan = Plan(request, (Stack((Run(1, 30),)), Stack((Run(2, 10),))))
    assert place_runs(plan, [Run(3, 12)]).places[3] == 0
    assert place_runs(plan, [Run(3, 9)]).places[3] == 1
    alike = replace(plan, request=PlanRequest(n_stacks=3), stacks=(plan.stacks[0], Stack()))
    after = place_runs(alike, [Run(10, 1), Run(11, 8), Run(12, 8)])
    assert numbers_of(after) == [(1,), (11, 10), (12,)]
    assert place_runs(plan, [Run(1, 5)]) is plan
    assert numbers_of(place_runs(Plan(alike.request), [Run(1, 5)])) == [(1,)]


def test_that_dropped_runs_leave_the_others_alone_and_count_not_as_moved() -> None:
    after = drop_runs(replace(PLAN, pinned=frozenset({1, 7})), [7, 2, 99])
    assert numbers_of(after) == [(1, 3, 4), (5, 6), ()]
    assert after.pinned == {1}
    assert moved_runs(PLAN, drop_runs(move_runs(PLAN, [1, 3], 1), [3])) == (1,)


def test_that_the_moves_between_two_plans_are_made_in_a_third() -> None:
    before = move_runs(PLAN, [1], 1)
    after = move_runs(before, [2], 2)
    made = with_moves(PLAN, before, after)
    assert numbers_of(made) == [(1, 3, 4), (5, 6), (7, 2)]
    assert moved_runs(made, after) == (1,)
    assert with_moves(PLAN, PLAN, PLAN) == PLAN
    without = drop_runs(PLAN, [1])
    assert with_moves(without, PLAN, move_runs(PLAN, [1], 1)) == without


def test_that_risky_runs_come_last() -> None:
    assert numbers_of(risky_last(PLAN, {1, 3, 6, 99})) == [(2, 4, 1, 3), (5, 6), (7,)]


@given(plans(), st.data())
def test_that_pinning_and_unpinning_move_nothing(before: Plan, data: st.DataObject) -> None:
    numbers = [run.number for run in before.runs]
    chosen = data.draw(st.frozensets(st.sampled_from(numbers))) if numbers else frozenset()
    pinned = pin_runs(before, chosen)
    assert (pinned.stacks, pinned.pinned) == (before.stacks, before.pinned | chosen)
    assert pin_runs(pinned, chosen) == pinned
    assert pins_of(pinned) == {number: before.places[number] for number in pinned.pinned}
    freed = unpin_runs(pinned, chosen)
    assert (freed.stacks, freed.pinned) == (before.stacks, before.pinned - chosen)


def test_that_pins_are_put_back_where_their_stack_is_still_there() -> None:
    after = with_pins(PLAN, {1: 2, 7: 0, 99: 0})
    assert numbers_of(after) == [(2, 3, 4, 7), (5, 6), (1,)]
    assert after.pinned == {1, 7}
    for gone in (4, 6):
        stays = with_pins(PLAN, {1: gone})
        assert stays.stacks == PLAN.stacks
        assert stays.pinned == {1}
    for change in (pin_runs, unpin_runs):
        with pytest.raises(StackplanError, match=r"^Run 99 is not in the plan\.$"):
            change(PLAN, [1, 99, 98])


@pytest.mark.parametrize(
    ("at", "stacks", "speeds"),
    [
        (None, [(1, 2, 3, 4), (5, 6), (7,), (), ()], (100, 50, 200, 70, 100)),
        (1, [(1, 2, 3, 4), (), (5, 6), (7,)], (100, 100, 50, 200, 70)),
    ],
)
def test_that_a_stack_is_added(
    at: int | None, stacks: list[tuple[int, ...]], speeds: tuple[int, ...]
) -> None:
    after = add_stack(SPEEDY, at)
    assert numbers_of(after) == stacks
    assert after.request == replace(SPEEDY.request, n_stacks=5, speeds=speeds)
    assert add_stack(Plan(PlanRequest()), 0).request == PlanRequest(n_stacks=2)


@pytest.mark.parametrize(
    ("plan", "at", "words"),
    [
        (PLAN, -1, r"^Stack 0 cannot be added; .* stack 5\.$"),
        (PLAN, 5, r"^Stack 6 cannot be added; .* stack 5\.$"),
        (Plan(PlanRequest(n_stacks=MAX_STACKS)), 0, r"^100001 stacks are too many"),
    ],
)
def test_that_a_stack_that_cannot_be_is_not_added(plan: Plan, at: int, words: str) -> None:
    with pytest.raises(StackplanError, match=words):
        add_stack(plan, at)


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


def test_that_runs_of_a_removed_stack_go_where_they_end_earliest() -> None:
    stacks = ((Run(1, 9), Run(2, 8)), (Run(3, 7), Run(4, 6), Run(5, 3)), (Run(6, 2),))
    plan = replace(SPEEDY, stacks=tuple(map(Stack, stacks)))
    after = remove_stack(plan, 1)
    # 7 ends at 9/200 on stack 2; 6 at 6/70 on stack 3 and at 15/200 on stack 2; 3 at 3/70.
    assert numbers_of(after) == [(1, 2), (6, 3, 4), (5,)]
    assert after.request == replace(plan.request, n_stacks=3, speeds=(100, 200, 70))
    last = remove_stack(plan, 3)
    assert last.stacks == plan.stacks
    assert last.request == replace(plan.request, n_stacks=3, speeds=(100, 50, 200))


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


MANY = Plan(PlanRequest(n_stacks=2), (Stack(tuple(Run(number, 5) for number in range(0, 60, 2))),))


@pytest.mark.parametrize(
    ("plan", "pinned", "stack", "words"),
    [
        (PLAN, [6], 1, r"^Stack 2 holds the pinned run 6; unpin it first\.$"),
        (PLAN, [4, 2], 0, r"^Stack 1 holds the pinned runs 2 and 4; unpin them first\.$"),
        (PLAN, [4, 3, 2, 7], 0, r"^Stack 1 holds the pinned runs 2-4; unpin them first\.$"),
        (MANY, [0, 2, 4], 0, "the pinned runs 0, 2 and 4; unpin them first"),
        (MANY, range(0, 60, 2), 0, "holds 30 pinned runs; unpin them first"),
        (Plan(PlanRequest()), [], 0, r"^Stack 1 is the only one and cannot be removed;"),
        (PLAN, [], -1, "no stack 0; .* stacks 1 to 4"),
        (PLAN, [], 4, "no stack 5; .* stacks 1 to 4"),
    ],
)
def test_that_a_stack_stays_for_a_reason(
    plan: Plan, pinned: Sequence[int], stack: int, words: str
) -> None:
    with pytest.raises(StackplanError, match=words):
        remove_stack(pin_runs(plan, pinned), stack)


def test_that_the_lightest_stack_is_the_first_that_ends_earliest() -> None:
    assert lightest_stack(SPEEDY) == 3
    # 30 at 100 %, 9 at 50 %, 3 at 200 %: no other ends before stack 3.
    assert lightest_stack(remove_stack(SPEEDY, 3)) == 2
    slow = replace(SPEEDY, request=replace(SPEEDY.request, speeds=(100, 9, 5, 1)))
    assert lightest_stack(replace(slow, stacks=(*slow.stacks, Stack((Run(8, 1),))))) == 0
    assert lightest_stack(Plan(PlanRequest(n_stacks=3))) == 0
    assert lightest_stack(Plan(PlanRequest(n_stacks=3), PLAN.stacks[2:])) == 1
