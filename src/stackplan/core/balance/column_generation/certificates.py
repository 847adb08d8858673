"""Integer bounds: counting, and a knapsack over the prices of the linear programme."""

import numpy as np

from stackplan.core.balance.arrays import Bools, Ints

# Weight of what cannot be reached; twice it still fits.
UNREACHED = np.int64(2**61)


def least_weights(weights: Ints, profits: Ints, most: int) -> Ints:
    """Tabulate the least weight of a set with at least a given profit.

    Entry ``[i, p]``: out of the first `i` items, with profit `p` or more.
    """
    table = np.empty((len(weights) + 1, most + 1), np.int64)
    table[0] = UNREACHED
    table[0, 0] = 0
    for i, (weight, profit) in enumerate(zip(weights, profits, strict=True)):
        before, after = table[i], table[i + 1]
        step = min(int(profit), most)
        if step == 0:
            after[:] = before
            continue
        after[0] = 0
        np.minimum(before[1:step], weight, out=after[1:step])
        np.add(before[: most + 1 - step], weight, out=after[step:])
        np.minimum(after[step:], before[step:], out=after[step:])
    return table


def needed_profit(profits: Ints, n_stacks: int) -> int:
    """Profit that some stack of any plan holds at least: a fair share of all, rounded up."""
    return -(-int(profits.sum()) // n_stacks)


def certified_bound(table: Ints, profits: Ints, n_stacks: int) -> int:
    """Give a makespan that no plan can beat, by any whole profits: exact.

    It is the least weight of a set that holds the profit that some stack must hold.
    """
    return int(table[-1, needed_profit(profits, n_stacks)])


def finely_certified_bound(weights: Ints, profits: Ints, n_stacks: int) -> int:
    """Give the same bound without a table: one row, so that very many profits fit in the cache."""
    most = needed_profit(profits, n_stacks)
    row = np.full(most + 1, UNREACHED)
    row[0] = 0
    for weight, profit in zip(weights, profits, strict=True):
        step = min(int(profit), most)
        if step:
            heavier = row[: most + 1 - step] + weight
            np.minimum(row[1:step], weight, out=row[1:step])
            np.minimum(row[step:], heavier, out=row[step:])
    return int(row[-1])


def best_last_sets(table: Ints, weights: Ints, profits: Ints, capacity: int) -> Bools:
    """Find for each item the most profitable set under a weight in which it stands last.

    Column `i` tells the items of the set whose last item is `i`.
    """
    n_items = len(weights)
    rests = capacity - weights
    profit = np.array(
        [np.searchsorted(table[i], rests[i], side="right") - 1 for i in range(n_items)], np.int64
    )
    sets = np.eye(n_items, dtype=bool)
    for i in range(n_items - 1, -1, -1):
        left = profit[i + 1 :]
        taken = table[i + 1, left] < table[i, left]
        sets[i, i + 1 :] = taken
        profit[i + 1 :] = np.where(taken, np.maximum(left - profits[i], 0), left)
    return sets
