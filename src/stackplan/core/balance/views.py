"""Views of the weights: the fewer rows a programme has, the sooner it is solved.

The best prices are close to functions of the weight that are linear between a few fractions of the
makespan (dual feasible functions: Lueker 1983). So they are sought first at the points of a grid,
between which they are interpolated; the finer view begins with nearly the right prices and sets.
"""

from collections.abc import Iterator

import numpy as np

from stackplan.core.balance.sparse import sums
from stackplan.core.balance.subsets import Floats, Ints

# Parts of the makespan: thirds, quarters, fifths and sixths are among them.
_GRIDS = (36, 120)
# A view pays if it has so many rows fewer than what follows.
_PAYS = 1.25
# Where there are many weights, those below this part of the makespan are seen as one volume.
MANY_KINDS, _TINY = 150, 20


def views(weights: Ints, makespan: int) -> Iterator[Floats]:
    """View weights in more and more detail.

    Parameters
    ----------
    weights : array of int, shape (n_types,)
        Different weights, largest first, none above the makespan.
    makespan : int
        What the grids are parts of.

    Yields
    ------
    array of float, shape (n_rows, n_types)
        Prices of the rows times a view are prices of the weights. The last view is the finest.
    """
    finest = _finest(weights, makespan)
    for n_parts in _GRIDS:
        view = on_grid(weights, makespan, n_parts)
        if len(view) * _PAYS < len(finest):
            yield view
    yield finest


def on_grid(weights: Ints, makespan: int, n_parts: int) -> Floats:
    """Share each weight between the two points of a grid around it; nothing has price nothing.

    Parameters
    ----------
    weights : array of int, shape (n_types,)
        Different weights.
    makespan : int
        The last point of the grid.
    n_parts : int
        Number of equal parts.

    Returns
    -------
    array of float, shape (n_rows, n_types)
        One row for each point that a weight is near to, the largest first.
    """
    places = weights * (n_parts / makespan)
    view = np.maximum(0.0, 1.0 - np.abs(np.arange(n_parts, 0, -1)[:, None] - places))
    near: Floats = view[view.any(axis=1)]
    return near


def seen(view: Floats, entries: tuple[Ints, Ints, Floats], n_sets: int) -> Floats:
    """Show sets in a view: its product with their transpose, by the few entries that sets have.

    Parameters
    ----------
    view : array of float, shape (n_rows, n_types)
        At most two rows for each weight.
    entries : tuple of arrays
        What the sets hold: the place among them, the weight, and how many of it.
    n_sets : int
        Number of sets.

    Returns
    -------
    array of float, shape (n_rows, n_sets)
        What each set has of each row.
    """
    n_rows, n_types = view.shape
    nearest = view.argmax(axis=0)
    rest = view.copy()
    rest[nearest, np.arange(n_types)] = 0
    at, kinds, numbers = entries
    shares, other_shares = view.max(axis=0), rest.max(axis=0)
    places = [at * n_rows + nearest[kinds]]
    values = [numbers * shares[kinds]]
    if other_shares.any():
        places.append(at * n_rows + rest.argmax(axis=0)[kinds])
        values.append(numbers * other_shares[kinds])
    shown = sums(np.concatenate(places), np.concatenate(values), n_sets * n_rows)
    return shown.reshape(n_sets, n_rows).T


def _finest(weights: Ints, makespan: int) -> Floats:
    """Every weight by itself, but for the many small ones of many: those are one volume."""
    n_large = int((weights * _TINY >= makespan).sum())
    if len(weights) <= MANY_KINDS or n_large + 1 >= len(weights):
        return np.eye(len(weights))
    view = np.eye(n_large + 1, len(weights))
    view[n_large, n_large:] = weights[n_large:] * (_TINY / makespan)
    return view
