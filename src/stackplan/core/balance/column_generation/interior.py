"""A linear programme of set covering, solved by an interior-point method.

Minimise ``sum x`` with ``A x >= d``, ``x >= 0``; its dual is ``max d u`` with ``A' u <= 1``,
``u >= 0``. A primal-dual predictor method (after Mehrotra 1992) that stays feasible on both sides,
so that both values are bounds at every step. Columns hold few items, so the normal matrix is
summed entry by entry. Interior duals are central, which column generation wants.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stackplan.core.balance.column_generation.sparse import SparseMatrix
from stackplan.core.balance.problem import Work
from stackplan.core.balance.subsets import Floats

_MOST_STEPS = 60
# The part of the way to the border that a step goes.
_SHORT_OF_BORDER = 0.98
# What is added to the amounts of a programme before, to stay off the border: part of their mean.
_INSIDE = 0.01


@dataclass(frozen=True, slots=True)
class Covering:
    """A solution, and how good it is.

    Parameters
    ----------
    amounts : array of float, shape (n_columns,)
        The best primal solution seen.
    prices : array of float, shape (n_rows,)
        The best dual solution seen.
    primal, dual : float
        Their values; the optimum lies between.
    """

    amounts: Floats
    prices: Floats
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
    """Solve a covering programme.

    Parameters
    ----------
    matrix : SparseMatrix
        Every row has an entry above 0.
    demand : array of float, shape (n_rows,)
        How often each row must be covered.
    prices : array of float, shape (n_rows,)
        Where the dual begins: anything above 0, brought to what is allowed.
    enough : float
        A primal value at which it may stop.
    tolerance : float
        Relative gap at which it stops.
    work : Work
        The budget; where it ends, the best so far counts, however far from the optimum.
    warm : array of float, shape (n_columns,), optional
        Amounts to begin near to: those of a programme that was much the same.

    Returns
    -------
    Covering
        The best of both sides.
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
            x = warm + _INSIDE * demand.max() / matrix.n_columns
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


def _step(value: NDArray[np.float64], move: NDArray[np.float64]) -> float:
    steepest = float((move / value).min())
    return min(1.0, -1.0 / steepest) if steepest < 0 else 1.0
