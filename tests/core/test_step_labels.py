from collections.abc import Sequence

import pytest

from stackplan.core.edits import (
    add_stack_label,
    change_label,
    change_words,
    gentle_label,
    insert_label,
    move_label,
    pin_label,
    remove_stack_label,
    swap_label,
)
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

BEFORE = PlanRequest(1, 9, (4,), 3)
FAST = PlanRequest(1, 9, (4,), 3, speeds=(100, 55, 55))


@pytest.mark.parametrize(
    ("before", "after", "label"),
    [
        (BEFORE, PlanRequest(1, None, (4,), 3), "Runs 1-"),
        (BEFORE, PlanRequest(1, 9, (), 3), "Skip nothing"),
        (BEFORE, PlanRequest(1, 9, (4, 5), 3), "Skip 4-5"),
        (BEFORE, PlanRequest(1, 9, (4,), 9), "9 stacks"),
        (BEFORE, PlanRequest(1, 9, (4,), 1, "lpt"), "1 stack, method lpt"),
        (BEFORE, FAST, "Speeds 100, 55 x2"),
        (BEFORE, PlanRequest(1, 9, (4,), 2, speeds=(100, 55)), "2 stacks"),
        (BEFORE, PlanRequest(1, 9, (4,), 3, weight="ms"), "Count measured times"),
        (BEFORE, BEFORE, "Plan again"),
        (FAST, BEFORE, "Speeds all alike"),
    ],
)
def test_that_a_change_of_settings_is_named_by_what_differs(
    before: PlanRequest, after: PlanRequest, label: str
) -> None:
    assert change_label(before, after) == label


SEVEN = tuple(range(100, 114, 2))


@pytest.mark.parametrize(
    ("numbers", "stack", "before", "label"),
    [
        ([7], 1, None, "Move run 7 to stack 2"),
        ([9, 7, 8], 1, None, "Move runs 7-9 to stack 2"),
        (range(0, 100, 2), 1, None, "Move 50 runs to stack 2"),
        ([88], 2, 71, "Move run 88 to stack 3, before run 71"),
        ([2, 4, 0], 2, 0, "Move runs 0, 2, 4 to stack 3, before run 0"),
        (range(0, 60, 2), 1, 71, "Move 30 runs to stack 2, before run 71"),
        # A list of forty characters is named, a longer one counted.
        ((*SEVEN, 12345), 0, None, f"Move runs {', '.join(map(str, SEVEN))}, 12345 to stack 1"),
        ((*SEVEN, 123456), 0, None, "Move 8 runs to stack 1"),
    ],
)
def test_that_a_move_is_named_by_its_runs_and_a_stack_counted_from_one(
    numbers: Sequence[int], stack: int, before: int | None, label: str
) -> None:
    assert move_label(numbers, stack, before) == label


def planned(
    *runs: int,
    pinned: tuple[int, ...] = (),
    n_stacks: int = 3,
    speeds: tuple[int, ...] | None = None,
) -> Plan:
    stacks = (Stack(tuple(Run(number, 5) for number in runs)),)
    return Plan(PlanRequest(n_stacks=n_stacks, speeds=speeds), stacks, frozenset(pinned))


SPEEDS = (100, 55, 40)
OLD = planned(1, speeds=SPEEDS)


@pytest.mark.parametrize(
    ("before", "after", "moves", "words"),
    [
        (planned(1, 2), planned(1), 0, ""),
        (planned(1), planned(1), 1, "1 move by hand is gone with the new plan."),
        (planned(1), planned(1), 2, "2 moves by hand are gone with the new plan."),
        (planned(1, pinned=(1,)), planned(1), 0, "1 pin gone with its stack."),
        (planned(1, 2, pinned=(1, 2)), planned(1, 2), 0, "2 pins gone with their stacks."),
        (planned(1, 2, pinned=(1, 2)), planned(2, pinned=(2,)), 0, ""),
        (OLD, planned(1, n_stacks=1, speeds=(100,)), 0, "2 stacks gone, with the speed: 55, 40 %."),
        (OLD, planned(1, n_stacks=4, speeds=(*SPEEDS, 100)), 0, "1 new stack runs at 100 %."),
        (OLD, planned(1, n_stacks=5, speeds=(*SPEEDS, 100, 100)), 0, "2 new stacks run at 100 %."),
        (OLD, planned(1, speeds=(9, 55, 40)), 0, ""),
        (OLD, planned(1), 0, ""),
    ],
)  # fmt: skip
def test_that_what_goes_with_new_settings_is_said(
    before: Plan, after: Plan, moves: int, words: str
) -> None:
    assert change_words(before, after, moves) == words


def test_that_a_move_inside_a_stack_is_a_reordering() -> None:
    plan = planned(54, 60, 71)
    assert insert_label(plan, [71, 54], 0) == "Reorder stack 1"
    assert insert_label(plan, [71], 0, 54) == "Reorder stack 1"
    assert insert_label(plan, [71, 54], 1) == "Move runs 54, 71 to stack 2"
    assert insert_label(plan, [71, 99], 0, 60) == "Move runs 71, 99 to stack 1, before run 60"


def test_that_other_edits_have_names() -> None:
    assert swap_label(54, 60) == "Swap runs 54 and 60"
    assert add_stack_label(8) == "Add stack 9"
    assert remove_stack_label(2) == "Remove stack 3"
    assert pin_label([88], pinned=True) == "Pin run 88"
    assert pin_label([88, 89, 90], pinned=False) == "Unpin 3 runs"
    assert gentle_label(1) == "Rebalance gently: 1 run moves"
    assert gentle_label(8) == "Rebalance gently: 8 runs move"
