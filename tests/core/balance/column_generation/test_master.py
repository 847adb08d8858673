import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance.column_generation import master as module
from stackplan.core.balance.column_generation.column_pool import MANY_KINDS
from stackplan.core.balance.column_generation.master import aggregations, interpolation, project
from stackplan.core.balance.column_generation.pricing import Answer, PricingProblem
from stackplan.core.balance.problem import Work
from stackplan.core.balance.tabu_search import Floats, Ints

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


def test_that_many_small_weights_are_one_volume() -> None:
    kinds = np.arange(MANY_KINDS + 50, 0, -1)
    *_, finest = aggregations(kinds, 1000)
    assert len(finest) == len(kinds) - 49 + 1
    assert (finest[:-1, :-49] == np.eye(len(kinds) - 49)).all()
    assert finest[-1, -49:] == pytest.approx(kinds[-49:] / 49)


def test_that_small_weights_are_a_volume_for_each_octave_where_it_is_tight() -> None:
    kinds = np.arange(MANY_KINDS + 50, 0, -1)
    *_, finest = aggregations(kinds, 1000, is_tight=True)
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


def test_that_small_items_are_seen_apart_where_stacks_are_full() -> None:
    weights = [10**6 + i for i in range(200)] + [2**i for i in range(6, 15)]
    master = PricingProblem.of(weights, 40).master
    tight = -(-sum(weights) // 40)
    assert len(master.finest_aggregation(tight)) > len(master.finest_aggregation(2 * tight))


WORK = 10**9


def pricing_at(seed: int, n_items: int, n_stacks: int) -> tuple[PricingProblem, int]:
    """PricingProblem at a makespan that fractions of stacks reach."""
    draw = random.Random(seed)
    weights = [draw.randint(10**6, 10**8) for _ in range(n_items)]
    pricing = PricingProblem.of(weights, n_stacks)
    makespan = max(*weights, int(sum(weights) / n_stacks * 1.01))
    assert pricing.decide(makespan, Work(WORK)) is Answer.COVERED
    return pricing, makespan


def covered(pricing: PricingProblem, used: Ints, amounts: Floats) -> Floats:
    return pricing.pool.sets[used].T @ amounts


@pytest.mark.parametrize("seed", range(6))
def test_that_fewer_sets_cover_everything_still(seed: int) -> None:
    pricing, makespan = pricing_at(seed, 60, 20)
    before, prices = pricing.master.used.copy(), pricing.master.prices.copy()
    used, amounts = pricing.master.concentrated(makespan, random.Random(seed), Work(WORK))
    assert len(used) < len(before)
    assert set(used) <= set(before)
    assert (covered(pricing, used, amounts) >= pricing.pool.counts - 1e-9).all()
    assert amounts.sum() <= pricing.master.enough
    assert (amounts > 1e-6).sum() < (pricing.master.amounts > 1e-6).sum()
    # What the next test begins with has not changed.
    assert (pricing.master.used == before).all()
    assert (pricing.master.prices == prices).all()


def test_that_it_ends_where_fewer_sets_would_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    # As few sets as there are weights: some of those would have to be whole.
    monkeypatch.setattr(module, "_FEWEST", 0.2)
    pricing, makespan = pricing_at(5, 60, 20)
    used, amounts = pricing.master.concentrated(makespan, random.Random(5), Work(WORK))
    assert len(used) > 0.2 * 60
    assert (covered(pricing, used, amounts) >= pricing.pool.counts - 1e-9).all()
    assert amounts.sum() <= pricing.master.enough


def test_that_without_work_the_sets_stay_as_they_are() -> None:
    pricing, makespan = pricing_at(3, 60, 20)
    used, amounts = pricing.master.concentrated(makespan, random.Random(1), Work(0))
    assert used is pricing.master.used
    assert amounts is pricing.master.amounts


def test_that_another_seed_chooses_other_sets_and_the_same_one_the_same() -> None:
    pricing, makespan = pricing_at(4, 90, 30)
    first, again, other = (
        pricing.master.concentrated(makespan, random.Random(seed), Work(WORK))[0]
        for seed in (1, 1, 2)
    )
    assert first.tolist() == again.tolist() != other.tolist()
