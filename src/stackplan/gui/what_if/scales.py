"""Round numbers for the scales of a chart."""

from math import ceil, floor, log10

_DECADES = (range(1, 10), (1, 2, 5), (1, 3), (1,))


def round_numbers(low: float, high: float, most: int) -> list[float]:
    """Give round numbers for a logarithmic scale: 1 to 9 of each decade, or fewer.

    Parameters
    ----------
    low, high : float
        Ends of the scale, as powers of ten.
    most : int
        So many are enough; only whole decades may be more.

    Returns
    -------
    list of float
        Ascending.
    """
    found: list[float] = []
    for steps in _DECADES:
        decades = range(floor(low), ceil(high) + 1)
        found = [step * 10.0**decade for decade in decades for step in steps]
        found = [number for number in found if low <= log10(number) <= high]
        if len(found) <= most:
            break
    return found


def round_step(least: float) -> int:
    """Give the smallest of 1, 2, 5, 10, 20, ... that is not below a number."""
    power = 1
    while 5 * power < least:
        power *= 10
    return next(step * power for step in (1, 2, 5) if step * power >= least)
