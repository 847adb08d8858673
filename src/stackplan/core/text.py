"""Amounts and names as people read them, the same in every locale."""

import unicodedata
from fractions import Fraction
from math import ceil

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
# Below the first a difference gets more digits, below the second it is told as ``under``.
_SMALL_DIFFERENCE, _LEAST_DIFFERENCE = Fraction(1, 1000), Fraction(1, 100_000)


def format_bytes(size: int) -> str:
    """Write a number of bytes with an SI prefix: ``999 bytes``, ``1.50 kB``, ``212.4 GB``.

    Four significant digits at most, rounded half up, never ``1000 kB``.
    """
    if size < 1000:
        return f"{size} byte" if size == 1 else f"{size} bytes"
    exponent = (len(str(size)) - 1) // 3
    # Rounding may carry into the next unit, so it is tried before the unit is fixed.
    for power in (exponent, exponent + 1):
        if power < len(_UNITS):
            number = _significant(size, 1000**power)
            if float(number) < 1000:
                return f"{number} {_UNITS[power]}"
    return f"{Fraction(size, 1000**6).__round__()} EB"


def _significant(size: int, unit: int) -> str:
    digits = 1 if size >= 10 * unit else 2
    scaled = (2 * size * 10**digits + unit) // (2 * unit)
    return f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}"


def format_load(load: int, weight: str) -> str:
    """Write a load in the unit of the plan's weight (`PlanRequest.weight`)."""
    if weight == "ms":
        return format_time(load)
    # The files of a phase are counted in bytes, too.
    return f"{load:,} events" if weight == "events" else format_bytes(load)


def format_percent(value: Fraction | float, digits: int = 1) -> str:
    """Write a ratio as per cent, rounded to the nearest."""
    return f"{float(value) * 100:.{digits}f} %"


def format_difference(part: Fraction) -> str:
    """Write a difference above 0 as per cent: ``4.0 %``, ``0.050 %``, ``under 0.001 %``."""
    if part < _LEAST_DIFFERENCE:
        return "under 0.001 %"
    return format_percent(part, 1 if part >= _SMALL_DIFFERENCE else 3)


def format_gap(gap: Fraction) -> str:
    """Write a gap as per cent with three significant digits, rounded up: never better than true."""
    per_cent = gap * 100
    digits = 1 if per_cent >= 10 else 2 if per_cent >= 1 else 3
    scaled = ceil(per_cent * 10**digits)
    return f"{scaled / 10**digits:.{digits}f} %" if gap else "0 %"


def format_duration(milliseconds: int) -> str:
    """Write a time as people plan with it, rounded up: ``3 h 12 min``, ``48 min``, ``20 s``."""
    seconds = -(-milliseconds // 1000)
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(-(-seconds // 60), 60)
    parts = [f"{hours:,} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts)


def format_time(milliseconds: int) -> str:
    """Write a time in ms to about three figures, rounded to the nearest: ``1 min 34 s``, ``8.2 s``.

    A load in milliseconds reads like that; for a forecast `format_duration` says less.
    """
    tenths = (milliseconds + 50) // 100
    if tenths < 600:
        return f"{tenths // 10}.{tenths % 10} s"
    seconds = (milliseconds + 500) // 1000
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    minutes = (seconds + 30) // 60
    return f"{minutes // 60:,} h {minutes % 60} min"


def plural(number: int, noun: str) -> str:
    """Write a number with its noun: ``1 run``, ``2 runs``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def shortened(text: str, most: int) -> str:
    """Cut a text that is longer than `most` characters, and put dots at its end."""
    return text if len(text) <= most else f"{text[:most]} ..."


def printable(name: str) -> str:
    """Escape what would not show on a screen: control characters, odd bytes, direction marks."""
    if name.isprintable():
        return name
    return "".join(
        character
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in name
    )
