"""Matrices by their entries, for programmes whose columns hold few items."""

import numpy as np

from stackplan.core.balance.subsets import Floats, Ints


class SparseMatrix:
    """A matrix by its entries: columns hold few items, and products cost no more than those.

    Parameters
    ----------
    matrix : array of float, shape (n_rows, n_columns)
        Mostly zeros.
    """

    def __init__(self, matrix: Floats) -> None:
        self.n_rows, self.n_columns = matrix.shape
        self._columns, self._rows = np.nonzero(matrix.T)
        self._values = matrix[self._rows, self._columns]
        sizes = np.bincount(self._columns, minlength=self.n_columns)
        starts = np.cumsum(sizes) - sizes
        # For A diag(v) A' every entry meets every entry of its column.
        repeats = sizes[self._columns]
        first = np.repeat(np.arange(len(self._rows)), repeats)
        place = np.arange(len(first)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        second = starts[self._columns[first]] + place
        self._cells: Ints = self._rows[first] * self.n_rows + self._rows[second]
        self._products = self._values[first] * self._values[second]
        self._owners = self._columns[first]
        self.n_terms = len(first)

    def times(self, amounts: Floats) -> Floats:
        """Sum the rows: ``A x``."""
        return sums(self._rows, self._values * amounts[self._columns], self.n_rows)

    def worth(self, prices: Floats) -> Floats:
        """Sum the columns: ``A' u``."""
        return sums(self._columns, self._values * prices[self._rows], self.n_columns)

    def normal(self, weights: Floats) -> Floats:
        """Sum ``A diag(v) A'``, with one weight a column."""
        terms = self._products * weights[self._owners]
        return sums(self._cells, terms, self.n_rows**2).reshape(self.n_rows, self.n_rows)


class CumulatedMatrix(SparseMatrix):
    """The same, with each row added to all that follow: prices that fall from row to row.

    A price here is by how much that of a row exceeds the next one's. No dual is lost: a set may
    hold a lighter item instead of a heavier one (Valerio de Carvalho 2005); and the prices of
    single rows no longer swing from one programme to the next.
    """

    def times(self, amounts: Floats) -> Floats:
        """Sum the rows, each with all before it."""
        return super().times(amounts).cumsum()

    def worth(self, prices: Floats) -> Floats:
        """Sum the columns, at prices that are the sums of the steps."""
        return super().worth(falling(prices))

    def normal(self, weights: Floats) -> Floats:
        """Sum ``A diag(v) A'`` of the cumulated rows."""
        return super().normal(weights).cumsum(axis=0).cumsum(axis=1)


def falling(steps: Floats) -> Floats:
    """Add up steps from the last row on."""
    return steps[::-1].cumsum()[::-1]


def sums(places: Ints, values: Floats, size: int) -> Floats:
    """Add up the values that belong to each place."""
    total: Floats = np.bincount(places, values, minlength=size).astype(np.float64, copy=False)
    return total
