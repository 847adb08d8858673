"""Round numbers for scales."""

from __future__ import annotations

import pytest

from stackplan.gui.what_if.scales import round_numbers, round_step


@pytest.mark.parametrize(
    ("least", "step"), [(0, 1), (1, 1), (1.1, 2), (2, 2), (3, 5), (5.01, 10), (11, 20), (501, 1000)]
)
def test_that_a_step_is_round_and_large_enough(least: float, step: int) -> None:
    assert round_step(least) == step


def test_that_as_many_round_numbers_are_given_as_fit() -> None:
    assert round_numbers(0, 0.7, 8) == [1, 2, 3, 4, 5]
    assert round_numbers(0, 2, 8) == [1, 2, 5, 10, 20, 50, 100]
    assert round_numbers(0, 3, 8) == [1, 3, 10, 30, 100, 300, 1000]
    assert round_numbers(0, 9, 8) == [10.0**decade for decade in range(10)]
    assert round_numbers(0.31, 0.47, 8) == []
