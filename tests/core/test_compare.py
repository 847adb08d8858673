from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from stackplan.core.compare import Comparison, FolderChanges, RunMove, compare
from stackplan.core.edits import (
    add_stack,
    drop_runs,
    insert_runs,
    move_runs,
    pin_runs,
    place_runs,
    remove_stack,
    swap_runs,
    with_sizes,
)
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from strategies import plans

GB = 10**9


@pytest.fixture
def plan() -> Plan:
    """Stacks of 200 and 100 GB, and one that got no run."""
    stacks = (Stack((Run(1, 120 * GB), Run(2, 80 * GB))), Stack((Run(3, 100 * GB),)))
    return Plan(PlanRequest(n_stacks=3), stacks)


@given(plans(), plans())
def test_that_moves_lead_from_one_plan_to_the_other(before: Plan, after: Plan) -> None:
    same, comparison = Comparison(before, replace(before)), Comparison(before, after)
    assert (bool(same), same.words) == (False, "The plans do not differ.")
    assert bool(comparison) == bool(Comparison(after, before))
    assert comparison.only_before == Comparison(after, before).only_after
    left = drop_runs(before, comparison.only_before).places
    moved = left | {move.number: move.to_stack for move in comparison.moves}
    assert moved == drop_runs(after, comparison.only_after).places
    assert all(left[move.number] == move.from_stack for move in comparison.moves)
    assert len(comparison.loads) == max(len(before.stacks), len(after.stacks))
    loads = list(zip(*comparison.loads, strict=True)) or [(), ()]
    assert [sum(part) for part in loads] == [before.total, after.total]
    assert comparison.words.endswith(".")


def test_that_a_moved_run_is_told_with_both_stacks_and_the_loads(plan: Plan) -> None:
    comparison = Comparison(plan, move_runs(plan, [2], 2))
    assert comparison
    assert comparison.moves == (RunMove(2, 0, 2),)
    assert comparison.loads == ((200 * GB, 120 * GB), (100 * GB, 100 * GB), (0, 80 * GB))
    assert comparison.saving == Fraction(2, 5)
    assert comparison.reordered == ()
    assert comparison.words == (
        "1 of 3 runs is on another stack; longest stack 200.0 GB -> 120.0 GB, 40.0 % shorter."
    )
    assert Comparison(plan, move_runs(plan, [1, 2], 1)).words == (
        "2 of 3 runs are on another stack; longest stack 200.0 GB -> 300.0 GB, 50.0 % longer."
    )
    # Only runs of both plans can stand on another stack.
    after = drop_runs(move_runs(plan, (2,), 1), (3,))
    words = Comparison(plan, after).words
    assert words.startswith("1 of 2 runs is on another stack; 1 run no longer planned")


def test_that_another_order_is_no_move(plan: Plan) -> None:
    swapped = swap_runs(plan, 1, 2)
    assert Comparison(plan, swapped).reordered == (0,)
    assert Comparison(plan, swapped).words == (
        "No run is on another stack; 1 stack in another order; longest stack as before, 200.0 GB."
    )
    # Where a run comes in between, the others are in the order they had.
    assert Comparison(plan, insert_runs(plan, [3], 0, 2)).reordered == ()


def test_that_runs_of_one_plan_only_are_counted(plan: Plan) -> None:
    after = drop_runs(place_runs(plan, [Run(7, GB), Run(8, GB)]), [1])
    comparison = Comparison(plan, after)
    assert (comparison.only_before, comparison.only_after) == ((1,), (7, 8))
    assert comparison.words == (
        "No run is on another stack; 1 run no longer planned; 2 new runs; "
        "longest stack 200.0 GB -> 100.0 GB, 50.0 % shorter."
    )


def test_that_another_number_of_stacks_is_told(plan: Plan) -> None:
    added, removed = Comparison(plan, add_stack(plan)), Comparison(plan, remove_stack(plan, 1))
    assert added.loads[2:] == ((0, 0), (0, 0))
    assert added.words == (
        "No run is on another stack; 3 -> 4 stacks; longest stack as before, 200.0 GB."
    )
    assert removed.words == (
        "No run is on another stack; 3 -> 2 stacks; longest stack as before, 200.0 GB."
    )
    assert removed.loads == ((200 * GB, 200 * GB), (100 * GB, 100 * GB))


def test_that_other_sizes_pins_and_speeds_are_told(plan: Plan) -> None:
    resized = with_sizes(plan, {3: Run(3, 300 * GB)})
    assert Comparison(plan, resized).resized == (3,)
    assert Comparison(plan, resized).words == (
        "No run is on another stack; 1 run of another size; "
        "longest stack 200.0 GB -> 300.0 GB, 50.0 % longer."
    )
    assert Comparison(plan, pin_runs(plan, [3, 1])).repinned == (1, 3)
    assert Comparison(plan, pin_runs(plan, [3])).words == (
        "No run is on another stack; 1 run pinned in one plan only; "
        "longest stack as before, 200.0 GB."
    )
    slow = replace(plan, request=replace(plan.request, speeds=(50, 100, 100)))
    assert Comparison(plan, slow).words == (
        "No run is on another stack; other speeds; "
        "longest stack 200.0 GB -> 400.0 GB, 100.0 % longer."
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (10**8, "200.0 GB -> 200.1 GB, 0.050 % longer"),
        (10**7, "200.0 GB, 0.005 % longer"),
        (10**6, "200.0 GB, under 0.001 % longer"),
    ],
)
def test_that_a_small_difference_is_never_shown_as_none(plan: Plan, more: int, words: str) -> None:
    resized = with_sizes(plan, {1: Run(1, 120 * GB + more)})
    assert Comparison(plan, resized).words.endswith(f"; longest stack {words}.")


def test_that_what_cannot_be_compared_gets_no_ratio(plan: Plan) -> None:
    empty = Plan(plan.request)
    assert Comparison(empty, plan).words.endswith("; longest stack 0 bytes -> 200.0 GB.")
    assert Comparison(plan, empty).words.endswith("-> 0 bytes, 100.0 % shorter.")
    runs = (Run(1, 5, weight=700), Run(2, 5, weight=9))
    events = Plan(replace(plan.request, weight="events"), (Stack(runs),))
    assert Comparison(plan, events).words.endswith("; longest stack 200.0 GB -> 709 events.")
    unknown = with_sizes(plan, {1: Run(1, 0)})
    assert Comparison(plan, unknown).words.endswith("; not every size is known.")


PLAN = Plan(
    PlanRequest(run_min=1, run_max=5, skip=(4,), n_stacks=1),
    (Stack((Run(1, 10), Run(2, 20), Run(3, 0))),),
)


def by_number(runs: Iterable[Run]) -> dict[int, Run]:
    return {run.number: run for run in runs}


@given(plans(known=True))
def test_that_an_unchanged_folder_shows_no_change_of_planned_runs(plan: Plan) -> None:
    changes = compare(plan, by_number(plan.runs))
    assert not changes.vanished
    assert changes.resized == ()
    assert changes.new == ()
    assert not changes
    assert list(changes.sentences()) == []


def test_that_vanished_resized_and_new_runs_are_told_apart() -> None:
    changes = compare(PLAN, by_number([Run(1, 11), Run(3, 7), Run(4, 5), Run(5, 9), Run(6, 9)]))
    assert changes == FolderChanges(RunNumbers([(2, 2)]), ((Run(1, 10), Run(1, 11)),), (Run(5, 9),))
    assert list(changes.sentences()) == [
        "No longer in the folder: 2.",
        "Run 1 changed its size: 10 bytes then, 11 bytes now (+1 bytes).",
        "1 new run, not in the plan: 5.",
    ]
    # Run 3 is of unknown size.
    assert not compare(PLAN, by_number([Run(1, 10), Run(2, 20), Run(3, 7)]))


def test_that_one_difference_of_any_kind_is_a_change() -> None:
    none = RunNumbers()
    assert FolderChanges(RunNumbers([(2, 2)]), (), ())
    assert FolderChanges(none, ((Run(1, 10), Run(1, 11)),), ())
    assert FolderChanges(none, (), (Run(5, 9),))
    assert not FolderChanges(none, (), ())
