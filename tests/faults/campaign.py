"""Settings that the campaigns share: amount, seed, and the line that says what was measured."""

import os
import random
import re
import time
from pathlib import Path

# Lines of figures, for the end of the session: pytest keeps what is printed before to itself.
FIGURES: list[str] = []
_OF_THE_TEST: dict[str, float] = {}  # its seed, and when it began
_SUMMARY = re.compile(r"=+ (.*(?:passed|failed).* in .*) =+")


def amount(default: int) -> int:
    """Say how much is to be done: `STACKPLAN_AMOUNT`, or what the campaign does in full."""
    return int(os.environ.get("STACKPLAN_AMOUNT", default))


def seed() -> int:
    """Draw a seed, or take that of `STACKPLAN_SEED` to do the same again; `tell` names it."""
    drawn = int(os.environ.get("STACKPLAN_SEED") or random.SystemRandom().randrange(10**9))
    _OF_THE_TEST["seed"] = drawn
    return drawn


def begin() -> None:
    """Forget the seed of the test before, and start the clock of this one."""
    _OF_THE_TEST.clear()
    _OF_THE_TEST["begun"] = time.monotonic()


class Clock:
    """Seconds since it was made, for the figures."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def seconds(self) -> int:
        """Whole seconds."""
        return round(time.monotonic() - self._start)


def summary(said: str) -> str:
    """What pytest has counted, out of all that a command has said."""
    found = _SUMMARY.findall(said)
    return found[-1] if found else "no test was run"


def tell(name: str, **figures: object) -> None:
    """Note figures on one line, with seed and seconds; the end of the session prints them."""
    known, now = dict(_OF_THE_TEST), time.monotonic()
    seconds = round(now - known.pop("begun", now))
    found = {**known, **figures, "seconds": seconds}
    words = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in found.items())
    FIGURES.append(f"{name}: {words}")
    # Some campaigns take an hour: what is known can be read while they run, or were ended.
    if path := os.environ.get("STACKPLAN_FIGURES"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{FIGURES[-1]}\n")
