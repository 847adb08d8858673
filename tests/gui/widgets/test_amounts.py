"""Amounts as Qt writes them, where the two can be compared."""

import random

import pytest
from PySide6.QtCore import QLocale

from stackplan.core.text import format_bytes

FORMAT = QLocale.DataSizeFormat.DataSizeSIFormat


def digits(size: int) -> int:
    """Decimals that we show: two below ten of a unit, one from there on."""
    text = format_bytes(size).split()[0]
    return len(text.partition(".")[2])


@pytest.mark.parametrize("power", range(3, 18))
def test_that_amounts_read_as_qt_writes_them_in_the_c_locale(power: int) -> None:
    draw = random.Random(power)
    locale = QLocale.c()
    for _ in range(200):
        # Away from the halves, where Qt rounds a double and we an exact fraction.
        size = draw.randrange(10**power, 10 ** (power + 1)) // 10 ** (power - 3) * 10 ** (power - 3)
        if str(size)[3:4] == "5" or size % 10 ** (power - 2) == 5 * 10 ** (power - 3):
            continue
        assert format_bytes(size) == locale.formattedDataSize(size, digits(size), FORMAT)
