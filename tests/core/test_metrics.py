from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.metrics import gap, imbalance, lower_bound, makespan


def best_makespan(
    loads: list[int], n_stacks: int, speeds: list[int] | None = None
) -> int | Fraction:
    """The optimum, by trying every plan."""
    best: int | Fraction | None = None
    for places in product(range(n_stacks), repeat=len(loads)):
        sums = [0] * n_stacks
        for load, place in zip(loads, places, strict=True):
            sums[place] += load
        longest = makespan(sums, speeds)
        best = longest if best is None else min(best, longest)
    return best or 0


LOADS = st.lists(st.integers(0, 20), max_size=6)


@given(LOADS, st.integers(1, 3))
def test_that_no_plan_at_all_beats_the_bound(loads: list[int], n_stacks: int) -> None:
    assert lower_bound(loads, n_stacks) <= best_makespan(loads, n_stacks)


@given(LOADS, st.lists(st.integers(1, 200), min_size=1, max_size=3))
def test_that_no_plan_at_all_beats_the_bound_with_speeds(
    loads: list[int], speeds: list[int]
) -> None:
    n_stacks = len(speeds)
    assert lower_bound(loads, n_stacks, speeds) <= best_makespan(loads, n_stacks, speeds)


@pytest.mark.parametrize(
    ("loads", "n_stacks", "bound"),
    [
        ([], 3, 0),
        ([4, 4, 4], 2, 8),
        ([9, 1, 1], 2, 9),
        ([3, 3, 3, 3, 3], 2, 8),
        ([5, 5, 5], 3, 5),
        ([1, 1, 1], 2, 2),
    ],
    ids=["no runs", "two must share", "one giant", "the mean, rounded up", "one each", "odd mean"],
)
def test_that_the_bound_is_the_largest_of_the_simple_ones(
    loads: list[int], n_stacks: int, bound: int
) -> None:
    assert lower_bound(loads, n_stacks) == bound


def test_that_with_speeds_the_bound_is_the_mean_or_the_longest_on_the_fastest() -> None:
    assert lower_bound([10, 10], 2, [100, 100]) == 10
    assert lower_bound([30, 1], 2, [200, 100]) == 15
    assert lower_bound([7, 7, 7], 2, [100, 55]) == Fraction(2100, 155)


def test_that_a_gap_is_exact_and_nothing_without_a_bound() -> None:
    assert gap(10, 9) == Fraction(1, 9)
    assert gap(Fraction(5, 2), Fraction(2)) == Fraction(1, 4)
    assert gap(0, 0) == 0


def test_that_imbalance_counts_idle_stacks() -> None:
    assert imbalance([6, 6], 2) == 0
    assert imbalance([6, 6], 4) == 1
    assert imbalance([], 4) == 0


def test_that_the_makespan_without_stacks_is_nothing() -> None:
    assert makespan([]) == 0
    assert makespan([], [100]) == 0
