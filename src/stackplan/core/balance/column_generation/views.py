"""Views of the weights: the fewer rows a programme has, the sooner it is solved.

The best prices are close to functions of the weight that are linear between a few fractions of the
makespan (dual feasible functions: Lueker 1983). So they are sought first at the points of a grid,
between which they are interpolated; the finer view begins with nearly the right prices and sets.
"""

from collections.abc import Iterator

import numpy as np

from stackplan.core.balance.subsets import Floats, Ints

# Parts of the makespan: thirds, quarters, fifths and sixths are among them.
_GRIDS = (36, 120)
# A view pays if it has so many rows fewer than what follows.
_PAYS = 1.25
# Where there are many weights, those below this part of the makespan are seen as one volume.
MANY_KINDS, _TINY = 150, 20


def views(weights: Ints, makespan: int, *, is_tight: bool = False) -> Iterator[Floats]:
    """View weights in more and more detail.

    Parameters
    ----------
    weights : array of int, shape (n_types,)
        Different weights, largest first, none above the makespan.
    makespan : int
        What the grids are parts of.
    is_tight : bool
        Stacks are nearly full everywhere, so that it matters which small items fill a gap.

    Yields
    ------
    array of float, shape (n_rows, n_types)
        Prices of the rows times a view are prices of the weights. The last view is the finest.
    """
    finest = _finest(weights, makespan, is_tight)
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


def seen(view: Floats, entries: tuple[Ints, Ints, Floats]) -> tuple[Ints, Floats]:
    """Show sets in a view: its product with their transpose, by the few entries that sets have.

    Parameters
    ----------
    view : array of float, shape (n_rows, n_types)
        At most two rows for each weight.
    entries : tuple of arrays
        What the sets hold: the place among them, the weight, and how many of it.

    Returns
    -------
    tuple of arrays
        Entries of the matrix of rows and sets, as `SparseMatrix` wants them.
    """
    n_rows, n_types = view.shape
    nearest = view.argmax(axis=0)
    rest = view.copy()
    rest[nearest, np.arange(n_types)] = 0
    at, kinds, numbers = entries
    shares, other_shares = view.max(axis=0), rest.max(axis=0)
    places, values = at * n_rows + nearest[kinds], numbers * shares[kinds]
    if not other_shares.any():
        return places, values
    other_places = at * n_rows + rest.argmax(axis=0)[kinds]
    both = np.concatenate((places, other_places))
    return both, np.concatenate((values, numbers * other_shares[kinds]))


def _finest(weights: Ints, makespan: int, is_tight: bool) -> Floats:
    """Every weight by itself, but for the many small ones of many: those are a volume.

    One for each octave where it is tight: a single one would fill any gap with the smallest.
    """
    n_large = int((weights * _TINY >= makespan).sum())
    if len(weights) <= MANY_KINDS or n_large + 1 >= len(weights):
        return np.eye(len(weights))
    tiny = weights[n_large:]
    octaves = np.log2(makespan / _TINY / tiny).astype(int) * is_tight
    _, octaves = np.unique(octaves, return_inverse=True)
    view = np.eye(n_large + int(octaves[-1]) + 1, len(weights))
    view[n_large:] = 0.0
    _, firsts = np.unique(octaves, return_index=True)
    view[n_large + octaves, np.arange(n_large, len(weights))] = tiny / tiny[firsts][octaves]
    return view
