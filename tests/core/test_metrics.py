from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.metrics import (
    gap,
    imbalance,
    lower_bound,
    makespan,
    pinned_lower_bound,
    simple_bounds,
)


def best_makespan(
    loads: list[int], n_stacks: int, speeds: list[int] | None = None, bases: list[int] | None = None
) -> int | Fraction:
    """The optimum, by trying every plan; some load may stand on each stack already."""
    best: int | Fraction | None = None
    for places in product(range(n_stacks), repeat=len(loads)):
        sums = list(bases or [0] * n_stacks)
        for load, place in zip(loads, places, strict=True):
            sums[place] += load
        longest = makespan(sums, speeds)
        best = longest if best is None else min(best, longest)
    return best or 0


LOADS = st.lists(st.integers(0, 20), max_size=6)


@given(LOADS, st.lists(st.integers(1, 200), min_size=1, max_size=3), st.booleans())
def test_that_no_plan_beats_a_bound(loads: list[int], speeds: list[int], alike: bool) -> None:
    given_speeds = None if alike else speeds
    best = best_makespan(loads, len(speeds), given_speeds)
    assert lower_bound(loads, len(speeds), given_speeds) <= best
    for name, bound in simple_bounds(loads, len(speeds), given_speeds):
        assert bound <= best, name


STACKS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 200)), min_size=1, max_size=3)


@given(LOADS, STACKS, st.booleans())
def test_that_no_plan_round_pins_is_under_the_water(
    loads: list[int], stacks: list[tuple[int, int]], alike: bool
) -> None:
    bases = [base for base, _ in stacks]
    speeds = None if alike else [speed for _, speed in stacks]
    level = pinned_lower_bound(sum(loads) + sum(bases), bases, speeds)
    assert level <= best_makespan(loads, len(bases), speeds, bases)
    assert level >= makespan(bases, speeds)


@given(st.lists(st.integers(0, 99), max_size=9), st.integers(1, 5))
def test_that_water_without_pins_stands_at_the_mean(loads: list[int], n_stacks: int) -> None:
    assert pinned_lower_bound(sum(loads), [0] * n_stacks) == -(-sum(loads) // n_stacks)
    alike = pinned_lower_bound(sum(loads), [0] * n_stacks, [100] * n_stacks)
    assert alike == Fraction(sum(loads), n_stacks)


@pytest.mark.parametrize(
    ("total", "bases", "speeds", "level"),
    [
        (10, [10, 0], None, 10),
        (13, [10, 0], None, 10),
        (25, [10, 0, 0], None, 10),
        (26, [10, 0, 1], None, 10),
        (32, [10, 0, 0], None, 11),
        (30, [20, 0], [100, 50], 20),
        (60, [20, 0], [100, 50], 40),
        (33, [0, 30], [100, 10], 300),
    ],
)
def test_that_water_fills_the_lowest_stacks_first(
    total: int, bases: list[int], speeds: list[int] | None, level: int
) -> None:
    assert pinned_lower_bound(total, bases, speeds) == level


@pytest.mark.parametrize(
    ("loads", "n_stacks", "bound"),
    [
        ([], 3, 0),
        ([4, 4, 4], 2, 8),
        ([9, 1, 1], 2, 9),
        ([3, 3, 3, 3, 3], 2, 9),
        ([5, 5, 5], 3, 5),
        ([1, 1, 1], 2, 2),
    ],
    ids=["no runs", "two must share", "one giant", "three must share", "one each", "odd mean"],
)
def test_that_the_bound_is_the_largest_of_the_simple_ones(
    loads: list[int], n_stacks: int, bound: int
) -> None:
    assert lower_bound(loads, n_stacks) == bound


def test_that_with_speeds_the_bound_is_the_mean_or_the_longest_on_the_fastest() -> None:
    assert lower_bound([10, 10], 2, [100, 100]) == 10
    assert lower_bound([30, 1], 2, [200, 100]) == 15
    assert lower_bound([7, 7, 7], 2, [100, 55]) == Fraction(2100, 155)
    for loads in ([7, 5, 3], [7, 5, 4]):  # rounded up, since loads are whole
        assert dict(simple_bounds(loads, 2))["mean"] == 8


def test_that_a_gap_is_exact_and_nothing_without_a_bound() -> None:
    assert gap(10, 9) == Fraction(1, 9)
    assert gap(Fraction(5, 2), Fraction(2)) == Fraction(1, 4)
    assert gap(0, 0) == 0


def test_that_imbalance_counts_idle_stacks() -> None:
    assert imbalance([6, 6], 2) == 0
    assert imbalance([6, 6], 4) == 1
    assert imbalance([], 4) == makespan([]) == makespan([], [100]) == 0
    assert imbalance([], 2, [100, 50]) == 0
    assert imbalance([20, 10], 2, [100, 50]) == 0
    assert imbalance([10, 10], 2, [100, 50]) == Fraction(1, 2)
