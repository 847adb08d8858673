"""How fast an analysis goes and when it shall be done, as a person types it."""

import re
from dataclasses import dataclass
from fractions import Fraction

from stackplan.core.errors import StackplanError
from stackplan.core.request import unit_of_weight

_NUMBER = r"\s*([0-9]{1,9})(?:[.,]([0-9]{1,6}))?\s*"
# What a rate is typed in, and how much of the weight's unit that is.
_RATE_UNITS = {"bytes": ("MB/s", 10**6), "events": ("events/s", 1)}
# A weight in milliseconds is a time already.
_MS_A_SECOND = 1000
_HOUR_MS = 3_600_000


def read_amount(text: str) -> Fraction | None:
    """Read a positive number as a person types it, exactly: ``120``, ``87.5`` or ``87,5``.

    `None` for an empty text: not known. Raises `StackplanError` if it is no number above 0.
    """
    if not text.strip():
        return None
    match = re.fullmatch(_NUMBER, text, re.ASCII)
    amount = Fraction(f"{match[1]}.{match[2] or 0}") if match else Fraction(0)
    if not amount:
        shown = text.strip()[:20]
        raise StackplanError(f"'{shown}' is no number above 0; write for example 120 or 87.5.")
    return amount


def rate_unit(weight: str) -> tuple[str, int] | None:
    """Give the unit that a rate is typed in, and how much of the weight's own unit that is.

    `None` where runs are weighed by their times, so that there is no rate to type.
    """
    return _RATE_UNITS.get(unit_of_weight(weight))


@dataclass(frozen=True, slots=True)
class TimeGoal:
    """What is known of the speed of the analysis, and when it shall be done."""

    # How much of the weight's unit one process does each second; `None` is not known.
    rate: Fraction | None = None
    limit_ms: int | None = None  # the wall time; `None` is none


def time_goal(weight: str, rate: Fraction | None, hours: Fraction | None) -> TimeGoal:
    """Bring a rate in the unit that it is typed in, and hours, to the weight's own units."""
    limit = None if hours is None else max(1, int(hours * _HOUR_MS))
    unit = rate_unit(weight)
    if unit is None:
        return TimeGoal(Fraction(_MS_A_SECOND), limit)
    return TimeGoal(None if rate is None else rate * unit[1], limit)
