"""Interior-point solver for the linear programmes, and its sparse matrix."""

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from stackplan.core.balance.arrays import Floats, Ints, sums
from stackplan.core.balance.problem import Work

# Where falling prices begin: no step between two rows is smaller than this part of the mean one.
_LEAST_STEP = 1e-3


class SparseMatrix:
    """A matrix by its entries: columns hold few items, and products cost no more than those.

    The place of an entry is column times `n_rows` plus row; entries of one place add up.
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
    """A sparse matrix with each row added to all that follow: prices fall from row to row.

    A price here is by how much that of a row exceeds that of the next. No solution of the dual is
    lost, since a set may hold a lighter item instead of a heavier one (Valerio de Carvalho 2005);
    and the prices of single rows no longer swing from one programme to the next.
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


# The most steps, and the part of the way to the border that a step goes.
_MOST_STEPS = 60
_SHORT_OF_BORDER = 0.98


@dataclass(frozen=True, slots=True)
class Covering:
    """The best solutions of both sides, and their values: the optimum lies between."""

    amounts: Floats  # of the columns
    prices: Floats  # of the rows
    primal: float
    dual: float


def solve(
    matrix: SparseMatrix,
    demand: Floats,
    prices: Floats,
    enough: float,
    tolerance: float,
    work: Work,
    warm: Floats | None = None,
) -> Covering:
    """Cover each row as often as demanded by the least amount of columns.

    The dual begins at `prices`, any above 0; amounts begin near those of a programme that was much
    the same, if there are any (`warm`). It stops at a relative gap, at a primal value that is
    enough, or where the work ends.
    """
    point = _Point(matrix, *matrix.begin(demand, prices), warm)
    found = _converge(point, enough, tolerance, work)
    return replace(found, prices=matrix.priced(found.prices))


def _converge(point: "_Point", enough: float, tolerance: float, work: Work) -> Covering:
    best, sparse = point.as_covering(), point.matrix
    n_rows, n_columns, n_terms = sparse.n_rows, sparse.n_columns, sparse.n_terms
    cost = 70_000 + n_rows**3 // 150 + 5 * n_rows**2 + 80 * n_columns + 2.5 * n_terms
    work.spend(30_000 + 5 * n_terms + 30 * n_columns)
    # Too near the border floats overflow: what was reached is what there is.
    with np.errstate(all="ignore"), suppress(np.linalg.LinAlgError):
        for _, _ in zip(range(_MOST_STEPS), work.rounds(), strict=False):
            if best.primal - best.dual <= tolerance * best.primal or best.primal <= enough:
                break
            work.spend(cost)
            point.step()
            best = _better(best, point.as_covering())
    return best


def _better(one: Covering, other: Covering) -> Covering:
    # In this order no NaN is ever the better one.
    low = other if other.primal < one.primal else one
    high = other if other.dual > one.dual else one
    return Covering(low.amounts, high.prices, low.primal, high.dual)


class _Point:
    """A strictly feasible point of both sides, moved step by step."""

    def __init__(
        self, matrix: SparseMatrix, demand: Floats, prices: Floats, warm: Floats | None
    ) -> None:
        self.matrix, self.demand = matrix, demand
        self.u = np.maximum(prices * (0.98 / max(1.0, matrix.worth(prices).max())), 1e-9)
        amount = 1.05 * (demand / matrix.times(np.ones(matrix.n_columns))).max()
        self.x = np.full(matrix.n_columns, amount)
        if warm is not None:
            # Off the border by half of what a step leaves: a part of the mean amount.
            x = warm + (1 - _SHORT_OF_BORDER) / 2 * demand.max() / matrix.n_columns
            self.x = x * (1.02 * (demand / matrix.times(x)).max())
        self._look(1e-9)

    def _look(self, least: float) -> None:
        """Find out what the point covers and costs, and the slacks; none may reach 0."""
        self._worth, self._covered = self.matrix.worth(self.u), self.matrix.times(self.x)
        self.z = np.maximum(1.0 - self._worth, least)
        self.s = np.maximum(self._covered - self.demand, least)

    def as_covering(self) -> Covering:
        """Bring both sides to what is allowed: rounding at the border may have left it."""
        x = self.x * max(1.0, float((self.demand / self._covered).max()))
        u = self.u / max(1.0, float(self._worth.max()))
        return Covering(x, u, float(x.sum()), float(self.demand @ u))

    def step(self) -> None:
        """Look how far the affine direction leads, and take the step that centres accordingly."""
        x, z, s, u = self.x, self.z, self.s, self.u
        size = len(x) + len(u)
        ratio, slack_ratio = x / z, s / u
        # One factorisation serves both directions: that to the optimum and that to the centre.
        sides = np.stack((self.demand, 1 / u - self.matrix.times(1 / z)), axis=1)
        affine, centre = self.matrix.solved(ratio, slack_ratio, sides).T
        toward = self._directions(affine, ratio, slack_ratio, -x, -s)
        inward = self._directions(centre, ratio, slack_ratio, 1 / z, 1 / u)
        gap = (x @ z + s @ u) / size
        part, dual_part = _steps(self._state(), toward)
        ahead = [
            v + p * d
            for v, p, d in zip(
                self._state(), (part, part, dual_part, dual_part), toward, strict=True
            )
        ]
        left = (ahead[0] @ ahead[3] + ahead[1] @ ahead[2]) / size
        centring = min(0.5, max((left / gap) ** 3, 1e-4)) * gap
        moves = [t + centring * i for t, i in zip(toward, inward, strict=True)]
        part, dual_part = (min(1.0, _SHORT_OF_BORDER * p) for p in _steps(self._state(), moves))
        self.x = x + part * moves[0]
        self.u = u + dual_part * moves[2]
        self._look(1e-13)

    def _state(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.x, self.s, self.u, self.z

    def _directions(
        self, du: Floats, ratio: Floats, slack_ratio: Floats, x_part: Floats, s_part: Floats
    ) -> tuple[Floats, Floats, Floats, Floats]:
        dz = -self.matrix.worth(du)
        return x_part - ratio * dz, s_part - slack_ratio * du, du, dz


def _steps(
    state: tuple[Floats, ...], moves: tuple[Floats, ...] | list[Floats]
) -> tuple[float, float]:
    """How far the primal and the dual side may go until something reaches 0."""
    parts = [_step(value, move) for value, move in zip(state, moves, strict=True)]
    return min(parts[0], parts[1]), min(parts[2], parts[3])


def _step(value: Floats, move: Floats) -> float:
    steepest = float((move / value).min())
    return min(1.0, -1.0 / steepest) if steepest < 0 else 1.0
