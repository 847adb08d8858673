import numpy as np
import pytest

from matrices import cumulated, sparse
from stackplan.core.balance.arrays import sums
from stackplan.core.balance.column_generation.interior_point import falling


@pytest.mark.parametrize("seed", range(8))
def test_that_products_are_those_of_the_matrix(seed: int) -> None:
    draw = np.random.default_rng(seed)
    matrix = draw.integers(0, 3, (6, 11)).astype(np.float64)
    amounts, prices = draw.random(11), draw.random(6)
    sides, more = draw.random((6, 2)), 0.1 + draw.random(6)
    summed = matrix.cumsum(axis=0)
    for entries, full in ((sparse(matrix), matrix), (cumulated(matrix), summed)):
        assert entries.times(amounts) == pytest.approx(full @ amounts)
        assert entries.worth(prices) == pytest.approx(prices @ full)
        system = full @ np.diag(amounts) @ full.T + np.diag(more)
        assert entries.solved(amounts, more, sides) == pytest.approx(np.linalg.solve(system, sides))
        assert entries.n_terms == (np.count_nonzero(matrix, axis=0) ** 2).sum()


def test_that_falling_prices_begin_as_steps_and_are_added_up_again() -> None:
    matrix, demand, prices = np.eye(3), np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.75, 0.25])
    brought, steps = cumulated(matrix).begin(demand, prices)
    assert brought.tolist() == [1, 3, 6]
    # What did not fall is made to; where nothing falls a little does.
    assert cumulated(matrix).priced(steps) == pytest.approx([0.75, 0.75, 0.25], abs=1e-3)
    assert (steps > 0).all()
    assert sparse(matrix).begin(demand, prices) == (demand, prices)
    assert sparse(matrix).priced(prices) is prices


def test_that_steps_add_up_from_behind() -> None:
    assert falling(np.array([1.0, 0.0, 2.0])).tolist() == [3, 2, 2]


def test_that_values_add_up_at_their_places() -> None:
    assert sums(np.array([2, 0, 2]), np.array([1.0, 5.0, 3.0]), 4).tolist() == [5, 0, 4, 0]
    assert sums(np.zeros(0, np.int64), np.zeros(0), 2).tolist() == [0, 0]
