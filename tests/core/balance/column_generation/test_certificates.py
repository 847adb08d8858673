from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from balance_cases import best_of, problems
from stackplan.core.balance.arrays import Ints
from stackplan.core.balance.column_generation.certificates import (
    UNREACHED,
    best_last_sets,
    certified_bound,
    finely_certified_bound,
    least_weights,
    needed_profit,
)
from stackplan.core.balance.problem import Problem

ITEMS = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 9)), min_size=1, max_size=7)
PROBLEMS = problems(alike=True).filter(lambda problem: 0 < sum(problem.weights) < 2**60)


def arrays(items: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    weights, profits = zip(*items, strict=True)
    return np.array(weights, np.int64), np.array(profits, np.int64)


def bound_by(weights: Ints, profits: Ints, n_stacks: int) -> int:
    table = least_weights(weights, profits, needed_profit(profits, n_stacks))
    bound = certified_bound(table, profits, n_stacks)
    assert finely_certified_bound(weights, profits, n_stacks) == bound
    return bound


def subsets(n_items: int) -> list[tuple[int, ...]]:
    chosen = product((False, True), repeat=n_items)
    return [tuple(i for i, there in enumerate(row) if there) for row in chosen]


@given(PROBLEMS, st.data())
def test_that_no_plan_beats_a_bound_certified_by_any_profits(
    problem: Problem, data: st.DataObject
) -> None:
    n_items = len(problem.weights)
    some = st.one_of(st.integers(0, 9), st.integers(0, 3000))
    profits = data.draw(st.lists(some, min_size=n_items, max_size=n_items))
    weights = np.array(problem.weights, np.int64)
    bound = bound_by(weights, np.array(profits, np.int64), problem.n_stacks)
    assert bound <= best_of(problem)


def test_that_profits_certify_the_classical_bounds() -> None:
    weights = np.array((9, 8, 7, 6, 5), np.int64)
    # As heavy as they are worth: the least sum not below the mean.
    assert bound_by(weights, weights, 2) == 18
    # One each: of five runs on two stacks, three share one.
    assert bound_by(weights, np.ones(5, np.int64), 2) == 18
    assert bound_by(weights, np.array((1, 0, 0, 0, 0)), 2) == 5 + 4
    assert bound_by(weights, np.zeros(5, np.int64), 2) == 0


@given(ITEMS, st.integers(0, 40))
def test_that_the_table_holds_the_least_weights(items: list[tuple[int, int]], most: int) -> None:
    weights, profits = arrays(items)
    table = least_weights(weights, profits, most)
    for first in range(len(items) + 1):
        best = [
            (sum(weights[list(chosen)]), sum(profits[list(chosen)])) for chosen in subsets(first)
        ]
        for profit in range(most + 1):
            least = min((w for w, p in best if p >= profit), default=None)
            found = int(table[first, profit])
            assert found == least if least is not None else found >= UNREACHED


@given(ITEMS, st.integers(0, 40))
def test_that_the_best_sets_are_the_best_in_which_an_item_stands_last(
    items: list[tuple[int, int]], more: int
) -> None:
    weights, profits = arrays(items)
    capacity = int(weights.max()) + more
    table = least_weights(weights, profits, int(profits.sum()) + 1)
    sets = best_last_sets(table, weights, profits, capacity)
    for item, row in enumerate(sets.T):
        assert row[item]
        assert not row[item + 1 :].any()
        assert row @ weights <= capacity
        best = max(
            sum(profits[list(chosen)])
            for chosen in subsets(item)
            if sum(weights[list(chosen)]) + weights[item] <= capacity
        )
        assert row[:item] @ profits[:item] == best
