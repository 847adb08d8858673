"""Families of subsets of a stack's items, and their sums, kept for every stack at once."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@lru_cache(maxsize=64)
def family(n_items: int, most: int) -> tuple[Floats, tuple[tuple[int, ...], ...]]:
    """Subsets of so many items: all of them, or as many as are allowed, the small ones first.

    Parameters
    ----------
    n_items : int
        Number of items.
    most : int
        Largest number of subsets.

    Returns
    -------
    array of float, shape (n_subsets, n_items)
        1 where a subset holds an item.
    tuple of tuple of int
        The items of each subset.
    """
    chosen: list[tuple[int, ...]] = []
    for size in range(n_items + 1):
        for subset in combinations(range(n_items), size):
            if len(chosen) == most:
                break
            chosen.append(subset)
    table = np.zeros((len(chosen), n_items))
    for row, subset in enumerate(chosen):
        table[row, list(subset)] = 1
    return table, tuple(chosen)


class SubsetSums:
    """Sorted sums of the subsets of each stack.

    Parameters
    ----------
    weights : array of float, shape (n_items,)
        Load of each item.
    n_stacks : int
        Number of stacks.
    most : int
        Largest number of subsets of a stack; above it a family holds the small subsets only.
    """

    def __init__(self, weights: Floats, n_stacks: int, most: int) -> None:
        self._weights = weights
        self._most = most
        # Larger than any sum: rows end with it, so that they can be laid end to end, sorted.
        self.end = 2.0 * float(weights.sum()) + 1.0
        self.sums = np.full((n_stacks, most), self.end)
        # Every stack is empty so far: nothing but the empty subset.
        self.sums[:, 0] = 0.0
        self._order = np.zeros((n_stacks, most), np.int64)
        self._size = [0] * n_stacks
        # Columns that any stack so far has used.
        self.width = 1

    def set_stack(self, stack: int, items: Sequence[int]) -> None:
        """Take over the items of a stack."""
        table, _ = family(len(items), self._most)
        sums = table @ self._weights[list(items)]
        order = np.argsort(sums, kind="stable")
        size = len(order)
        self.width = max(self.width, size)
        self.sums[stack, :size] = sums[order]
        self.sums[stack, size:] = self.end
        self._order[stack, :size] = order
        self._size[stack] = len(items)

    def is_complete(self, stack: int) -> bool:
        """Tell whether every subset of a stack is there."""
        return 1 << min(self._size[stack], 62) <= self._most

    def columns_without_first(self, stack: int) -> Ints:
        """Columns of a complete stack whose subset does not hold the largest item.

        The others are their complements, which split a pair of stacks that are alike the same way.
        """
        n_items = self._size[stack]
        if not n_items:
            return np.zeros(1, np.int64)
        table, _ = family(n_items, self._most)
        return np.flatnonzero(table[self._order[stack, : 1 << n_items], 0] == 0)

    def count(self, stack: int) -> int:
        """Count the subsets of a stack."""
        return len(family(self._size[stack], self._most)[1])

    def subset(self, stack: int, column: int) -> tuple[int, ...]:
        """Positions, within the stack, of the items of a subset."""
        chosen = family(self._size[stack], self._most)[1]
        return chosen[int(self._order[stack, column])]
