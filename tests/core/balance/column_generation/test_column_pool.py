import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance.column_generation.column_pool import SETS_A_WEIGHT, ColumnPool

KINDS = st.dictionaries(st.integers(1, 40), st.integers(1, 4), min_size=1, max_size=6)


def pool_of(kinds: dict[int, int]) -> ColumnPool:
    weights = np.array(sorted(kinds, reverse=True), np.int64)
    return ColumnPool(weights, np.array([kinds[int(weight)] for weight in weights], np.int64))


@pytest.fixture
def pool() -> ColumnPool:
    """One nine, one five, two threes."""
    return pool_of({9: 1, 5: 1, 3: 2})


def test_that_items_stand_in_the_order_of_their_weights(pool: ColumnPool) -> None:
    assert pool.types.tolist() == [0, 1, 2, 2]


def test_that_a_set_is_taken_in_once(pool: ColumnPool) -> None:
    assert pool.add(np.array([[1.0, 0, 0], [0, 1, 2], [1, 0, 0]])) == 2
    assert pool.add(np.array([[0.0, 1, 2]])) == 0
    assert pool.sets.tolist() == [[1, 0, 0], [0, 1, 2]]


def test_that_sets_of_any_weight_are_known_and_those_that_fit_are_found(pool: ColumnPool) -> None:
    pool.add(np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 0]]))
    assert pool.fitting(9).tolist() == [1, 2]
    assert pool.fitting(7).tolist() == []


@given(KINDS, st.integers(0, 90))
def test_that_full_sets_have_room_for_no_more(kinds: dict[int, int], more: int) -> None:
    pool = pool_of(kinds)
    makespan = max(kinds) + more
    singles = pool.singles(makespan)
    assert (np.diag(singles) >= 1).all()
    sets = pool.maximal(singles.copy(), makespan, pool.weights / makespan)
    assert (sets >= singles).all()
    assert (sets <= pool.counts).all()
    rooms = makespan - sets @ pool.weights
    assert (rooms >= 0).all()
    for row, room in zip(sets, rooms, strict=True):
        assert all(pool.weights[row < pool.counts] > room)


def test_that_sets_are_filled_with_the_most_profitable_first(pool: ColumnPool) -> None:
    empty = np.zeros((1, 3))
    assert pool.maximal(empty.copy(), 12, np.array([0.5, 0.0, 0.3])).tolist() == [[0, 1, 2]]
    assert pool.maximal(empty.copy(), 12, np.array([0.9, 0.4, 0.1])).tolist() == [[1, 0, 1]]


def test_that_violated_columns_are_those_out_of_use_that_fit(pool: ColumnPool) -> None:
    pool.add(np.array([[1.0, 1, 0], [0, 1, 2], [1, 0, 1], [1, 0, 0]]))
    prices = np.array([0.9, 0.4, 0.4])
    used = np.array([2], np.int64)
    assert pool.violated(14, used, prices).tolist() == [0, 1]
    assert pool.violated(11, used, prices).tolist() == [1]
    assert pool.violated(14, np.arange(4), prices).tolist() == []


def test_that_of_too_many_sets_the_most_valuable_of_each_weight_are_kept() -> None:
    pool = pool_of(dict.fromkeys(range(1, 7), 3))
    cheap = np.zeros((1, 6))
    cheap[0, 5] = 1
    sets = [
        [a, b, c, d, 0, 0] for a in range(4) for b in range(4) for c in range(4) for d in range(4)
    ]
    pool.add(np.concatenate((np.array(sets, np.float64), cheap, np.eye(6)[4:5])))
    every = np.arange(len(pool.sets))
    prices = pool.weights / 63
    kept = pool.trimmed(every, prices)
    worth = pool.sets @ prices
    assert len(kept) <= 6 * SETS_A_WEIGHT
    for kind in range(6):
        holding = np.flatnonzero(pool.sets[:, kind])
        best = np.sort(worth[holding])[-SETS_A_WEIGHT:]
        still = np.intersect1d(holding, kept)
        assert np.isclose(np.sort(worth[still])[-len(best) :], best).all()


def test_that_few_sets_are_all_kept_and_named_once(pool: ColumnPool) -> None:
    assert pool.trimmed(np.array([4, 2, 2, 7]), np.ones(3)).tolist() == [2, 4, 7]


@given(KINDS, st.integers(0, 60))
def test_that_triples_hold_no_more_than_there_is_and_fit(
    kinds: dict[int, int], makespan: int
) -> None:
    pool = pool_of(kinds)
    sets = pool.best_triples(makespan, pool.weights / 60)
    assert (sets <= pool.counts).all()
    assert (sets.sum(axis=1) <= 3).all()
    assert (sets @ pool.weights <= makespan).all()


def test_that_the_best_third_item_is_the_dearest_that_fits() -> None:
    pool = pool_of({9: 1, 8: 1, 5: 1, 4: 1, 3: 1})
    prices = np.array([0.5, 0.5, 0.1, 0.2, 0.2])
    best = pool.best_triples(21, prices)
    assert best @ prices == pytest.approx(np.full(len(best), 1.2))
    assert [1, 1, 0, 1, 0] in best.tolist()


def test_that_entries_and_worth_are_those_of_the_sets() -> None:
    pool = pool_of({9: 1, 5: 1, 3: 2})
    pool.add(np.array([[1.0, 0, 0], [0, 1, 2]]))
    # An empty one is of no use.
    assert pool.add(np.array([[0.0, 0, 0], [0, 0, 1], [0, 0, 0]])) == 1
    used = np.array([2, 1, 1], np.int64)
    at, kinds, numbers = pool.entries(used)
    assert at.tolist() == [0, 1, 1, 2, 2]
    assert kinds.tolist() == [2, 1, 2, 1, 2]
    assert numbers.tolist() == [1, 1, 2, 1, 2]
    prices = np.array([0.5, 0.25, 0.125])
    assert pool.worth(used, prices) == pytest.approx(pool.sets[used] @ prices)


def test_that_a_pool_grows_without_losing_a_set() -> None:
    pool = pool_of(dict.fromkeys(range(1, 9), 1))
    sets = ((np.arange(256)[:, None] >> np.arange(8)) & 1).astype(np.float64)
    assert [pool.add(some) for some in np.split(sets, 8)] == [31] + 7 * [32]
    assert pool.add(sets) == 0
    assert (pool.sets == sets[1:]).all()
    assert pool.fitting(8).tolist() == np.flatnonzero(sets[1:] @ pool.weights <= 8).tolist()
    assert not pool.is_large
