"""The files in which our own script for Spyral writes when each run began and what it took."""

import calendar
import re
import time
from collections.abc import Iterable, Iterator

from stackplan.core.own_times import OwnTime

OWN_FILE = re.compile(r"times_stack([0-9]{1,6})\.tsv")
_CLOCK = "%Y-%m-%dT%H:%M:%SZ"
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)


def own_times(lines: Iterable[str]) -> Iterator[OwnTime]:
    """Read lines of ``times_stackN.tsv``: run, stack from 1, start, seconds, outcome, words.

    Parameters
    ----------
    lines : iterable of str
        With or without their ends; a line that a kill has left half is read as far as it goes.

    Yields
    ------
    OwnTime
        One for each start of a run: a run that has ended has a line for its start, and a whole one.
    """
    found = {(own.stack, own.number, own.began_ms): own for own in _each_line(lines)}
    yield from found.values()


def _each_line(lines: Iterable[str]) -> Iterator[OwnTime]:
    for line in lines:
        words = line.rstrip("\r\n").split("\t")
        if len(words) < 3 or not all(_NUMBER.fullmatch(word) for word in words[:2]):
            continue
        try:
            began = calendar.timegm(time.strptime(words[2], _CLOCK)) * 1000
        except (ValueError, OverflowError):
            continue
        run, stack = int(words[0]), int(words[1])
        if stack < 1:
            continue
        # What two processes of an older script have written into one another has no such word.
        is_whole = words[4:5] in (["done"], ["failed"]) and _SECONDS.fullmatch(words[3]) is not None
        trouble = ""
        if is_whole and words[4] != "done":
            trouble = " ".join(words[5:]).strip() or words[4]
        took = round(float(words[3]) * 1000) if is_whole else None
        yield OwnTime(stack - 1, began, run, took, trouble)
