"""A bound by counting, better than the simple ones where a stack has two or three runs."""

import numpy as np

from stackplan.core.balance.subsets import Ints

# Above so many cells it takes longer than it is worth.
_MOST_CELLS = 2_000_000


def counting_bound(weights: Ints, n_stacks: int) -> int:
    """Lower bound of Haouari and Gharbi (2004), lifted over the largest items.

    Of the `l` largest items, the `k` fullest of `n_stacks` stacks hold at least
    ``k * (l // n) + min(k, l % n)``; together those weigh at least as much as the smallest so many.

    Parameters
    ----------
    weights : array of int, shape (n_items,)
        Loads, largest first.
    n_stacks : int
        Number of stacks, all alike.

    Returns
    -------
    int
        A makespan that no plan can beat; 0 where it would take too long.
    """
    if len(weights) * n_stacks > _MOST_CELLS:
        return 0
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(weights)))
    largest = np.arange(1, len(weights) + 1)[:, None]
    stacks = np.arange(1, n_stacks + 1)[None, :]
    least = stacks * (largest // n_stacks) + np.minimum(stacks, largest % n_stacks)
    together = sums[largest] - sums[largest - least]
    return int(np.max(-(-together // stacks)))
