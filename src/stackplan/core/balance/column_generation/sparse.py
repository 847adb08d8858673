"""Matrices by their entries, for covering programmes whose columns hold few items."""

import numpy as np

from stackplan.core.balance.subsets import Floats, Ints

# Where falling prices begin: no step between two rows is smaller than this part of the mean one.
_LEAST_STEP = 1e-3


class SparseMatrix:
    """A matrix by its entries: columns hold few items, and products cost no more than those.

    Parameters
    ----------
    n_rows, n_columns : int
        Its size.
    places : array of int, shape (n_entries,)
        Column times `n_rows` plus row of each entry; entries of one place add up.
    values : array of float, shape (n_entries,)
        The entries.
    """

    def __init__(self, n_rows: int, n_columns: int, places: Ints, values: Floats) -> None:
        self.n_rows, self.n_columns = n_rows, n_columns
        places, owners = np.unique(places, return_inverse=True)
        self._columns, self._rows = np.divmod(places, n_rows)
        self._values = sums(owners, values, len(places))
        sizes = np.bincount(self._columns, minlength=n_columns)
        starts = np.cumsum(sizes) - sizes
        # For A diag(v) A' every entry meets every entry of its column.
        repeats = sizes[self._columns]
        first = np.repeat(np.arange(len(places)), repeats)
        place = np.arange(len(first)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        second = starts[self._columns[first]] + place
        self._cells: Ints = self._rows[first] * n_rows + self._rows[second]
        self._products = self._values[first] * self._values[second]
        self._owners = self._columns[first]
        self.n_terms = len(first)

    def times(self, amounts: Floats) -> Floats:
        """Sum the rows: ``A x``."""
        return sums(self._rows, self._values * amounts[self._columns], self.n_rows)

    def worth(self, prices: Floats) -> Floats:
        """Sum the columns: ``A' u``."""
        return sums(self._columns, self._values * prices[self._rows], self.n_columns)

    def solved(self, weights: Floats, more: Floats, sides: Floats) -> Floats:
        """Solve ``(A diag(weights) A' + diag(more)) y = side`` for each column of sides."""
        system = self._normal(weights)
        system.flat[:: self.n_rows + 1] += more
        return np.linalg.solve(system, sides).astype(np.float64, copy=False)

    def begin(self, demand: Floats, prices: Floats) -> tuple[Floats, Floats]:
        """Bring what rows demand, and prices to begin with, to the rows of this matrix."""
        return demand, prices

    def priced(self, prices: Floats) -> Floats:
        """Bring prices of the rows of this matrix to those of the entries."""
        return prices

    def _normal(self, weights: Floats) -> Floats:
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

    def solved(self, weights: Floats, more: Floats, sides: Floats) -> Floats:
        """Solve the same for the cumulated rows.

        With L of ones below the diagonal the system is ``L N L' + diag(more)``: for the prices
        ``L' y`` it is the plain one, N, with three diagonals more.
        """
        system = self._normal(weights)
        system.flat[:: self.n_rows + 1] += more
        system.flat[self.n_rows + 1 :: self.n_rows + 1] += more[:-1]
        system.flat[1 :: self.n_rows + 1] -= more[:-1]
        system.flat[self.n_rows :: self.n_rows + 1] -= more[:-1]
        prices = np.linalg.solve(system, np.diff(sides, axis=0, prepend=0.0))
        return -np.diff(prices, axis=0, append=0.0)

    def begin(self, demand: Floats, prices: Floats) -> tuple[Floats, Floats]:
        """Cumulate what is demanded; price by how much each price exceeds the next one."""
        rising = np.maximum.accumulate(prices[::-1])
        steps = np.diff(rising, prepend=0.0)[::-1]
        return demand.cumsum(), np.maximum(steps, _LEAST_STEP * rising[-1] / len(prices))

    def priced(self, prices: Floats) -> Floats:
        """Add up the steps."""
        return falling(prices)


def falling(steps: Floats) -> Floats:
    """Add up steps from the last row on."""
    return steps[::-1].cumsum()[::-1]


def sums(places: Ints, values: Floats, size: int) -> Floats:
    """Add up the values that belong to each place."""
    total: Floats = np.bincount(places, values, minlength=size).astype(np.float64, copy=False)
    return total
