"""Speeds of the stacks as a crew writes them: ``100 x8, 55 x16``."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from stackplan.core.errors import SpeedsError
from stackplan.core.words import count, shown

FULL_SPEED = 100

_SEPARATORS = r"[\s,;]*"
_ITEM = r"([0-9]+)\s*%?(?:\s*[xX\u00d7*]\s*([0-9]+))?(?=[\s,;]|\Z)"
_WORD = r"[^\s,;]+"
_MAX_DIGITS = 9
_ALIKE = ("", "all alike", "alike")


def parse_speeds(text: str, n_stacks: int) -> tuple[int, ...] | None:
    """Read speeds as a person types them.

    Parameters
    ----------
    text : str
        One whole per cent a stack, in the order of the stacks, separated by commas, semicolons or
        blanks; ``55 x16`` stands for sixteen times 55. Nothing, or ``all alike``, means no speeds.
    n_stacks : int
        How many there must be.

    Returns
    -------
    tuple of int or None
        One speed a stack; `None` where all stacks run at 100 %.

    Raises
    ------
    SpeedsError
        With the position of the first mistake.
    """
    if text.strip().lower() in _ALIKE:
        return None
    speeds = read_speeds(text, n_stacks)
    if missing := n_stacks - len(speeds):
        message = (
            f"{count(len(speeds), 'speed')} for {count(n_stacks, 'stack')}; add {missing} more"
        )
        raise SpeedsError(message, 0, len(text))
    return None if set(speeds) == {FULL_SPEED} else speeds


def read_speeds(text: str, most: int) -> tuple[int, ...]:
    """Read speeds where their number says how many stacks there are.

    Parameters
    ----------
    text : str
        As `parse_speeds`.
    most : int
        The most stacks there may be.

    Returns
    -------
    tuple of int
        One speed a stack.

    Raises
    ------
    SpeedsError
        With the position of the first mistake.
    """
    speeds: list[int] = []
    for speed, times, start, end in _items(text):
        total = len(speeds) + times
        if total > most:
            message = f"{count(total, 'speed')} or more for {count(most, 'stack')}"
            raise SpeedsError(f"{message}; leave {total - most} out here", start, end)
        speeds += [speed] * times
    return tuple(speeds)


def _items(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Speed, how often, and where it stands in the text, item by item."""
    position = _skip(text, 0)
    while position < len(text):
        match = re.compile(_ITEM).match(text, position)
        if match is None:
            raise _not_a_speed(text, position)
        speed = _number(match[1], match.start(1))
        times = _number(match[2], match.start(2)) if match[2] else 1
        yield speed, times, match.start(), match.end()
        position = _skip(text, match.end())


def _skip(text: str, position: int) -> int:
    match = re.compile(_SEPARATORS).match(text, position)
    return position if match is None else match.end()


def _number(digits: str, start: int) -> int:
    end = start + len(digits)
    if len(digits.lstrip("0")) > _MAX_DIGITS:
        raise SpeedsError(f"at most {_MAX_DIGITS} digits", start, end)
    if not int(digits):
        raise SpeedsError(f"'{digits[:20]}' is too little; write at least 1", start, end)
    return int(digits)


def _not_a_speed(text: str, position: int) -> SpeedsError:
    word = re.compile(_WORD).match(text, position)
    end = len(text) if word is None else word.end()
    what = shown(text[position : min(end, position + 20)])
    message = f"'{what}' (character {position + 1}) is no speed; write for example 100 x8, 55 x16"
    return SpeedsError(message, position, end)


def format_speeds(speeds: Sequence[int] | None) -> str:
    """Write speeds so that `parse_speeds` reads them back; nothing where all are alike."""
    if speeds is None:
        return ""
    groups = ((speed, len(list(same))) for speed, same in groupby(speeds))
    return ", ".join(f"{speed} x{times}" if times > 1 else f"{speed}" for speed, times in groups)


def resized_speeds(speeds: tuple[int, ...] | None, n_stacks: int) -> tuple[int, ...] | None:
    """Speeds for another number of stacks: new stacks run at 100 %, the last ones fall away.

    Parameters
    ----------
    speeds : tuple of int or None
        Speeds of the stacks there are.
    n_stacks : int
        How many stacks there shall be.

    Returns
    -------
    tuple of int or None
        One speed a stack; `None` stays `None`.
    """
    if speeds is None:
        return None
    return (*speeds[:n_stacks], *[FULL_SPEED] * (n_stacks - len(speeds)))
