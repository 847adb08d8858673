"""Lower bounds of the prototype: counting, and bin packing by dual feasible functions.

A function f is dual feasible for a capacity C if f(C) >= the sum of f over every set that fits into
C. If the sum of f over all weights is more than m f(C), m bins of capacity C cannot hold them, and
C + 1 is a lower bound. All functions here are scaled to whole numbers.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# u_k is tried up to this k: above it, it has never been seen to refute what the others do not.
MOST_PARTS = 12


def simple_bound(weights: Sequence[int], n_stacks: int) -> int:
    """Mean, longest, and for each k the k + 1 smallest of the k m + 1 longest (descending)."""
    bound = max(-(-sum(weights) // n_stacks), weights[0])
    for k in range(1, (len(weights) - 1) // n_stacks + 1):
        last = k * n_stacks + 1
        bound = max(bound, sum(weights[last - k - 1 : last]))
    return bound


def lifted_bound(weights: Sequence[int], n_stacks: int) -> int:
    """Count again (Haouari and Gharbi 2004): where do the l longest go, on the k fullest stacks?

    The k stacks that hold most of the l longest hold at least k floor(l / m) + min(k, l mod m) of
    them; so many of the smallest, over k, is what one of these stacks has at least.
    """
    sums = np.concatenate(([0], np.cumsum(np.array(weights, dtype=np.int64))))
    few = np.arange(1, n_stacks + 1, dtype=np.int64)
    best = 0
    for longest in range(n_stacks + 1, len(weights) + 1):
        each, more = divmod(longest, n_stacks)
        held = few * each + np.minimum(few, more)
        best = max(best, int((-((sums[longest - held] - sums[longest]) // few)).max()))
    return best


def packing_bound(weights: Sequence[int], n_stacks: int, low: int, high: int) -> int:
    """Raise a bound `low` by bisection, up to at most `high`, a makespan that can be had."""
    if high * max(MOST_PARTS + 1, len(weights)) >= 2**63:
        return low  # its products would leave 64 bits
    array = np.array(weights, dtype=np.int64)
    bound, top = low, high
    while bound < top:
        middle = (bound + top) // 2
        if refutes(array, n_stacks, middle):
            bound = middle + 1
        else:
            top = middle
    return bound


def refutes(weights: Ints, n_stacks: int, capacity: int) -> bool:
    """Tell whether a dual feasible function shows that the capacity is too small.

    Parameters
    ----------
    weights : array of int
        In descending order.
    n_stacks, capacity : int
        As many bins, each of this capacity.
    """
    if int(weights[0]) > capacity:
        return True
    thresholds = np.unique(weights[2 * weights <= capacity])
    if any(
        _rounded_sums(weights, values, thresholds, capacity, whole).max() > n_stacks * whole
        for values, whole in _values(weights, capacity)
    ):
        return True
    return _phi_refutes(weights, thresholds, n_stacks, capacity)


def _values(weights: Ints, capacity: int) -> Iterator[tuple[Ints, int]]:
    """The identity, then u_1 to u_12 (Fekete and Schepers), each with its value at C."""
    yield weights, capacity
    for k in range(1, MOST_PARTS + 1):
        parts, rest = np.divmod(weights * (k + 1), capacity)
        yield np.where(rest == 0, k * parts, (k + 1) * parts), k * (k + 1)


def _rounded_sums(weights: Ints, values: Ints, thresholds: Ints, capacity: int, whole: int) -> Ints:
    """Sum f(U_eps(w)) over all weights, for each threshold eps (Martello and Toth) and for none.

    U_eps rounds what is over C - eps up to C, and what is under eps down to 0.
    """
    sums = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    rounded = np.concatenate(([0], thresholds))
    ascending = weights[::-1]
    n = len(weights)
    up = n - np.searchsorted(ascending, capacity - rounded, side="right")
    kept = n - np.searchsorted(ascending, rounded, side="left")
    result: Ints = up * whole + sums[kept] - sums[up]
    return result


def _phi_refutes(weights: Ints, thresholds: Ints, n_stacks: int, capacity: int) -> bool:
    """Try phi_eps for each threshold: what a large weight leaves over is counted in eps."""
    if not len(thresholds):
        return False
    large = weights[2 * weights > capacity]
    fits = capacity // thresholds
    small = (len(weights) - len(large)) - np.searchsorted(
        weights[len(large) :][::-1], thresholds, side="left"
    )
    left = ((capacity - large)[None, :] // thresholds[:, None]).sum(axis=1)
    total = len(large) * fits - left + small
    return bool((total > n_stacks * fits).any())
