"""What the clock on the wall shows when something is done."""

import time

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HALF_DAY_S = 43_200
_LAST_S = 253_402_210_800  # the end of the year 9999: a rate may be mistyped


def clock_words(milliseconds: int, now_s: float) -> str:
    """Say what the clock shows so long after `now_s`, in seconds since 1970: ``04:12``.

    With the day of the week where it could be mistaken, and with the date after six days.
    """
    then = time.localtime(min(now_s + milliseconds / 1000, _LAST_S))
    clock = f"{then.tm_hour:02}:{then.tm_min:02}"
    if milliseconds < _HALF_DAY_S * 1000:
        return clock
    if milliseconds < 12 * _HALF_DAY_S * 1000:
        return f"{_DAYS[then.tm_wday]} {clock}"
    return f"{then.tm_year}-{then.tm_mon:02}-{then.tm_mday:02}"
