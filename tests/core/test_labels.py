from __future__ import annotations

import pytest

from stackplan.core.labels import change_label, move_label, pin_label
from stackplan.core.request import PlanRequest

BEFORE = PlanRequest(1, 9, (4,), 3)


@pytest.mark.parametrize(
    ("after", "label"),
    [
        (PlanRequest(1, None, (4,), 3), "runs 1-"),
        (PlanRequest(1, 9, (), 3), "skip nothing"),
        (PlanRequest(1, 9, (4, 5), 3), "skip 4-5"),
        (PlanRequest(1, 9, (4,), 9), "9 stacks"),
        (PlanRequest(1, 9, (4,), 1, "lpt"), "1 stack, method lpt"),
        (PlanRequest(1, 9, (4,), 3, speeds=(100, 55, 55)), "speeds 100, 55 x2"),
        (PlanRequest(1, 9, (4,), 2, speeds=(100, 55)), "2 stacks"),
        (BEFORE, "plan again"),
    ],
)
def test_that_a_change_of_settings_is_named_by_what_differs(after: PlanRequest, label: str) -> None:
    assert change_label(BEFORE, after) == label


@pytest.mark.parametrize(
    ("numbers", "label"),
    [
        ([7], "Move run 7 to stack 2"),
        ([9, 7, 8], "Move runs 7-9 to stack 2"),
        (range(0, 100, 2), "Move 50 runs to stack 2"),
    ],
)
def test_that_a_move_is_named_by_its_runs_and_a_stack_counted_from_one(
    numbers: list[int], label: str
) -> None:
    assert move_label(numbers, 1) == label


def test_that_going_back_to_one_speed_has_a_name() -> None:
    fast = PlanRequest(1, 9, (4,), 3, speeds=(100, 55, 55))
    assert change_label(fast, BEFORE) == "speeds all alike"


def test_that_pinning_is_named_by_its_runs() -> None:
    assert pin_label([88], pinned=True) == "Pin run 88"
    assert pin_label([88, 89, 90], pinned=False) == "Unpin 3 runs"
