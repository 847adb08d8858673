"""Names of the array types that the search uses, and sums by place."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def sums(places: Ints, values: Floats, size: int) -> Floats:
    """Add up the values that belong to each place."""
    total: Floats = np.bincount(places, values, minlength=size).astype(np.float64, copy=False)
    return total
