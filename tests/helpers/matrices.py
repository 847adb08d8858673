"""Matrices of covering programmes, full and by their entries."""

import numpy as np

from stackplan.core.balance.arrays import Floats
from stackplan.core.balance.column_generation.interior_point import CumulatedMatrix, SparseMatrix


def sparse(matrix: Floats) -> SparseMatrix:
    """By its entries, one of them in two parts."""
    places, values = _entries(matrix)
    halves = np.append(places, places[:1]), np.append(values, values[:1] / 2)
    halves[1][:1] /= 2
    return SparseMatrix(len(matrix), len(matrix.T), *halves)


def cumulated(matrix: Floats) -> CumulatedMatrix:
    """Each row added to all that follow."""
    return CumulatedMatrix(len(matrix), len(matrix.T), *_entries(matrix))


def _entries(matrix: Floats) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]:
    columns, rows = np.nonzero(matrix.T)
    return columns * len(matrix) + rows, matrix[rows, columns]
