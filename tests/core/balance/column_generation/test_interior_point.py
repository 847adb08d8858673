import random

import numpy as np
import pytest

from matrices import cumulated, sparse
from stackplan.core.balance.arrays import Floats
from stackplan.core.balance.column_generation.interior_point import solve
from stackplan.core.balance.problem import Work

WORK = 10**9


def covering(seed: int) -> tuple[Floats, Floats]:
    """Singles, so that everything can be covered, and random sets of two or three items."""
    draw = random.Random(seed)
    n_rows = draw.randint(2, 9)
    columns = [np.eye(n_rows)[row] for row in range(n_rows)]
    for _ in range(draw.randint(0, 25)):
        column = np.zeros(n_rows)
        column[draw.sample(range(n_rows), min(n_rows, draw.randint(2, 3)))] = draw.choice((1, 1, 2))
        columns.append(column)
    return np.array(columns).T.copy(), np.array([draw.randint(1, 4) for _ in range(n_rows)], float)


@pytest.mark.parametrize("seed", range(60))
def test_that_both_sides_are_allowed_and_meet(seed: int) -> None:
    matrix, demand = covering(seed)
    prices = np.random.default_rng(seed).random(len(demand))
    found = solve(sparse(matrix), demand, prices, 0.0, 1e-6, Work(WORK))
    assert (matrix @ found.amounts >= demand - 1e-9).all()
    assert (found.amounts >= 0).all()
    assert (found.prices @ matrix <= 1 + 1e-9).all()
    assert (found.prices >= 0).all()
    assert found.primal == pytest.approx(found.amounts.sum())
    assert found.dual == pytest.approx(demand @ found.prices)
    # Weak duality makes each value the proof of the other.
    assert 0 <= found.primal - found.dual + 1e-9 <= 1e-6 * found.primal + 2e-9


def test_that_the_known_optimum_is_found() -> None:
    # Three items, each pair fits: one and a half sets cover them.
    matrix = np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    found = solve(sparse(matrix), np.ones(3), np.ones(3), 0.0, 1e-7, Work(WORK))
    assert found.primal == pytest.approx(1.5)
    assert found.prices == pytest.approx([0.5] * 3, abs=1e-5)


def test_that_it_stops_where_enough_is_reached() -> None:
    matrix, demand = covering(7)
    full, few = Work(WORK), Work(WORK)
    best = solve(sparse(matrix), demand, demand, 0.0, 1e-9, full).primal
    early = solve(sparse(matrix), demand, demand, 1.2 * best, 1e-9, few)
    assert best < early.primal <= 1.2 * best
    assert 0 < few.used < full.used


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("seed", range(40))
def test_that_what_was_reached_is_given_where_no_tolerance_can_be_met(seed: int) -> None:
    # At the border matrices get singular, and figures overflow.
    matrix, demand = covering(seed)
    work = Work(WORK)
    found = solve(sparse(matrix), demand, demand, 0.0, -1.0, work)
    assert (matrix @ found.amounts >= demand - 1e-5).all()
    assert (found.prices @ matrix <= 1 + 1e-5).all()
    assert found.primal == pytest.approx(found.dual, rel=1e-6)
    assert 0 < work.used < WORK


def test_that_it_repeats_itself() -> None:
    matrix, demand = covering(11)
    one, other = (solve(sparse(matrix), demand, demand, 0.0, 1e-6, Work(WORK)) for _ in range(2))
    assert (one.amounts == other.amounts).all()
    assert (one.prices == other.prices).all()


@pytest.mark.parametrize("seed", range(40))
def test_that_falling_prices_are_allowed_and_cover_with_what_is_lighter(seed: int) -> None:
    matrix, demand = covering(seed)
    prices = np.random.default_rng(seed).random(len(demand))
    found = solve(cumulated(matrix), demand, prices, 0.0, 1e-6, Work(WORK))
    assert (np.diff(found.prices) <= 0).all()
    assert (found.prices @ matrix <= 1 + 1e-9).all()
    # Of the first rows, any number, no less is covered than asked for.
    assert ((matrix @ found.amounts).cumsum() >= demand.cumsum() - 1e-9).all()
    assert found.primal == pytest.approx(found.dual, rel=2e-6)
    free = solve(sparse(matrix), demand, prices, 0.0, 1e-6, Work(WORK))
    assert found.dual <= free.primal + 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_that_where_it_begins_changes_nothing_but_the_way(seed: int) -> None:
    matrix, demand = covering(seed)
    cold = solve(sparse(matrix), demand, demand, 0.0, 1e-7, Work(WORK))
    warm = solve(sparse(matrix), demand, cold.prices, 0.0, 1e-7, Work(WORK), cold.amounts)
    assert warm.primal == pytest.approx(cold.primal, rel=1e-6)
    assert (matrix @ warm.amounts >= demand - 1e-9).all()
