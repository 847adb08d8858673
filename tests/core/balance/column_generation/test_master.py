import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance.arrays import Ints
from stackplan.core.balance.column_generation.column_pool import MANY_KINDS
from stackplan.core.balance.column_generation.master import aggregations, interpolation, project

WEIGHTS = st.sets(st.integers(1, 999), min_size=1, max_size=30)


def falling(weights: set[int]) -> Ints:
    return np.array(sorted(weights, reverse=True), np.int64)


@given(WEIGHTS, st.integers(1, 40), st.integers(999, 2000))
def test_that_prices_in_proportion_to_the_weight_are_seen_exactly(
    weights: set[int], n_parts: int, makespan: int
) -> None:
    kinds = falling(weights)
    view = interpolation(kinds, makespan, n_parts)
    points = [
        row for row in range(n_parts, 0, -1) if (abs(row - kinds * n_parts / makespan) < 1).any()
    ]
    assert len(view) == len(points)
    assert np.array(points) / n_parts @ view == pytest.approx(kinds / makespan)
    assert ((view > 0).sum(axis=0) <= 2).all()


def test_that_views_get_finer_and_end_with_every_weight() -> None:
    kinds = np.arange(MANY_KINDS, 0, -1)
    sizes = [len(view) for view in aggregations(kinds, 200)]
    assert sizes == sorted(sizes)
    assert len(sizes) > 1
    *_, finest = aggregations(kinds, 200)
    assert (finest == np.eye(len(kinds))).all()


def test_that_few_weights_are_viewed_once() -> None:
    assert len(list(aggregations(np.array([9, 5, 3]), 12))) == 1


def test_that_small_weights_are_a_volume_for_each_octave() -> None:
    kinds = np.arange(MANY_KINDS + 50, 0, -1)
    *_, finest = aggregations(kinds, 1000)
    tiny = finest[len(kinds) - 49 :, -49:]
    # From 49 down to 26, to 13, to 7, to 4, to 2 and 1: halves of a twentieth of the makespan.
    assert [int((row > 0).sum()) for row in tiny] == [24, 13, 6, 3, 2, 1]
    assert (tiny.max(axis=1) == 1).all()
    assert tiny[0, :24] == pytest.approx(kinds[-49:-25] / 49)
    assert (finest[:-6, :-49] == np.eye(len(kinds) - 49)).all()


def test_that_many_weights_without_small_ones_stay_by_themselves() -> None:
    kinds = np.arange(MANY_KINDS + 50, 0, -1) + 200
    *_, finest = aggregations(kinds, 1000)
    assert (finest == np.eye(len(kinds))).all()


@given(WEIGHTS, st.integers(2, 40))
def test_that_sets_are_seen_as_the_product_with_the_view(weights: set[int], n_parts: int) -> None:
    kinds = falling(weights)
    sets = np.random.default_rng(len(weights)).integers(0, 3, (7, len(kinds))).astype(np.float64)
    at, held = np.nonzero(sets)
    for view in (interpolation(kinds, 1000, n_parts), np.eye(len(kinds))):
        places, values = project(view, (at, held, sets[at, held]))
        shown = np.bincount(places, values, minlength=7 * len(view)).reshape(7, len(view)).T
        assert shown == pytest.approx(view @ sets.T)
