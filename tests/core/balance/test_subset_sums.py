from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance.tabu_search import SubsetSums, family

WEIGHTS = np.array([9.0, 7.0, 4.0, 2.0, 1.0])
ITEMS = st.lists(st.integers(0, 4), unique=True).map(sorted)


def sums_of(stack: list[int], most: int) -> SubsetSums:
    sums = SubsetSums(WEIGHTS, 3, most)
    sums.set_stack(1, stack)
    return sums


@pytest.mark.parametrize("n_items", range(6))
def test_that_a_family_holds_every_subset_once(n_items: int) -> None:
    table, chosen = family(n_items, 64)
    assert len(chosen) == len(set(chosen)) == 2**n_items == len(table)
    assert [tuple(np.flatnonzero(row)) for row in table] == list(chosen)


def test_that_a_family_that_is_cut_off_keeps_the_small_subsets() -> None:
    table, chosen = family(40, 64)
    pairs = list(combinations(range(40), 2))
    assert list(chosen) == [(), *((item,) for item in range(40)), *pairs[: 64 - 41]]
    assert table.shape == (64, 40)


@given(ITEMS)
def test_that_sums_are_sorted_and_those_of_their_subsets(stack: list[int]) -> None:
    sums = sums_of(stack, 32)
    n_subsets = 2 ** len(stack)
    row = sums.sums[1]
    assert (np.diff(row[:n_subsets]) >= 0).all()
    assert (row[n_subsets:] == sums.end).all()
    assert sums.end > 2 * WEIGHTS.sum()
    subsets = [sums.subset(1, column) for column in range(n_subsets)]
    assert len(set(subsets)) == n_subsets
    for column, subset in enumerate(subsets):
        assert row[column] == sum(WEIGHTS[stack[at]] for at in subset)
    assert sums.width == max(1, n_subsets)


def test_that_a_stack_is_empty_before_it_is_set_and_after_it_is_emptied() -> None:
    sums = sums_of([0, 2], 32)
    sums.set_stack(1, [])
    for stack in range(3):
        assert (sums.sums[stack, 0], sums.count(stack)) == (0.0, 1)
        assert (sums.sums[stack, 1:] == sums.end).all()
        assert sums.subset(stack, 0) == ()


@given(ITEMS)
def test_that_half_of_the_subsets_stand_for_their_complements(stack: list[int]) -> None:
    sums = sums_of(stack, 32)
    halves = [sums.subset(1, int(column)) for column in sums.columns_without_first(1)]
    every = set(range(len(stack)))
    complements = [tuple(sorted(every - set(half))) for half in halves]
    assert sorted({*halves, *complements}) == sorted(family(len(stack), 32)[1])
    assert all(0 not in half for half in halves)


def test_that_a_stack_is_complete_while_all_its_subsets_have_room() -> None:
    sums = SubsetSums(np.ones(80), 1, 16)
    for n_items, complete in ((0, True), (4, True), (5, False), (80, False)):
        sums.set_stack(0, range(n_items))
        assert sums.is_complete(0) == complete
        assert sums.count(0) == min(16, 2**n_items)
