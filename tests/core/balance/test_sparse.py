from __future__ import annotations

import numpy as np
import pytest

from stackplan.core.balance.sparse import CumulatedMatrix, SparseMatrix, falling, sums


@pytest.mark.parametrize("seed", range(8))
def test_that_products_are_those_of_the_matrix(seed: int) -> None:
    draw = np.random.default_rng(seed)
    matrix = draw.integers(0, 3, (6, 11)).astype(np.float64)
    amounts, prices = draw.random(11), draw.random(6)
    cumulated = matrix.cumsum(axis=0)
    for sparse, full in ((SparseMatrix(matrix), matrix), (CumulatedMatrix(matrix), cumulated)):
        assert sparse.times(amounts) == pytest.approx(full @ amounts)
        assert sparse.worth(prices) == pytest.approx(prices @ full)
        assert sparse.normal(amounts) == pytest.approx(full @ np.diag(amounts) @ full.T)


def test_that_steps_add_up_from_behind() -> None:
    assert falling(np.array([1.0, 0.0, 2.0])).tolist() == [3, 2, 2]


def test_that_values_add_up_at_their_places() -> None:
    assert sums(np.array([2, 0, 2]), np.array([1.0, 5.0, 3.0]), 4).tolist() == [5, 0, 4, 0]
    assert sums(np.zeros(0, np.int64), np.zeros(0), 2).tolist() == [0, 0]
