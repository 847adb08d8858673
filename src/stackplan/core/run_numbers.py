"""Sets of run numbers as a crew writes them: ``54-60, 63``.

A set is kept as intervals and never expanded, so ``0-999999999`` costs as little as ``7``.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from stackplan.core.errors import MisspeltError
from stackplan.core.runs import MAX_RUN_NUMBER
from stackplan.core.text import printable

Interval = tuple[int, int]

# A hyphen, or what spreadsheets, e-logs and keyboards make of it.
_DASH = "[-\u2010-\u2015\u2212]"
# Kept as text: `re` compiles a pattern when it is first used, and many commands use none.
_SEPARATORS = r"[\s,;]*"
_ITEM = rf"([0-9]+)(?:\s*{_DASH}\s*([0-9]+))?(?=[\s,;]|\Z)"
_MAX_RANGE_TEXT = 100  # the blanks between the numbers included
_HASHED_AS_A_SET = 10_000
_RANGE = rf"\s*([0-9]*)\s*(?:({_DASH})\s*([0-9]*)\s*)?"


class RunNumbers(Set[int]):
    """An immutable set of run numbers, kept as sorted, disjoint, inclusive intervals.

    Parameters
    ----------
    intervals : iterable of (int, int)
        First and last number of each interval, in any order, overlapping or not.
    """

    __slots__ = ("intervals",)
    intervals: tuple[Interval, ...]

    def __init__(self, intervals: Iterable[Interval] = ()) -> None:
        self.intervals = tuple(_merged(intervals))

    @classmethod
    def of(cls, numbers: Iterable[int]) -> "RunNumbers":
        """Collect single numbers; a set of intervals or a plain `range` is not expanded."""
        if isinstance(numbers, RunNumbers):
            return numbers
        if isinstance(numbers, range) and numbers.step == 1:
            return cls([(numbers.start, numbers.stop - 1)])
        return cls(_joined(sorted(set(numbers))))

    @classmethod
    def _from_iterable(cls, it: Iterable[int]) -> "RunNumbers":  # type: ignore[override]
        # collections.abc.Set builds the results of its operators with this; its annotation allows
        # elements of any type, a set of numbers does not.
        return cls.of(it)

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        index = bisect_right(self.intervals, (number, MAX_RUN_NUMBER))
        return index > 0 and number <= self.intervals[index - 1][1]

    def __iter__(self) -> Iterator[int]:
        for first, last in self.intervals:
            yield from range(first, last + 1)

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.intervals)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RunNumbers):
            return self.intervals == other.intervals
        return super().__eq__(other)

    def __hash__(self) -> int:
        # A small set has the hash of the equal frozenset; a huge one is not expanded for it.
        return self._hash() if len(self) <= _HASHED_AS_A_SET else hash(self.intervals)

    def __str__(self) -> str:
        return ", ".join(f"{a}-{b}" if a != b else f"{a}" for a, b in self.intervals)

    def __repr__(self) -> str:
        return f"RunNumbers({self.intervals!r})"

    def within(self, run_min: int | None, run_max: int | None) -> "RunNumbers":
        """Keep the numbers of an inclusive range; `None` is an open end."""
        low = 0 if run_min is None else run_min
        high = MAX_RUN_NUMBER if run_max is None else run_max
        return RunNumbers((max(low, a), min(high, b)) for a, b in self.intervals)

    def minus(self, other: "RunNumbers") -> "RunNumbers":
        """Take numbers away, interval by interval: nothing is expanded."""
        starts = [0, *(last + 1 for _, last in other.intervals)]
        ends = [*(first - 1 for first, _ in other.intervals), MAX_RUN_NUMBER]
        holes = [hole for hole in zip(starts, ends, strict=True) if hole[0] <= hole[1]]
        return RunNumbers(_overlaps(self.intervals, holes))


def _joined(ascending: Sequence[int]) -> Iterator[Interval]:
    """Join single numbers to intervals; without a step for each number of a range."""
    if not ascending:
        return
    if ascending[-1] - ascending[0] == len(ascending) - 1:
        yield ascending[0], ascending[-1]
        return
    steps = enumerate(pairwise(ascending), start=1)
    breaks = [index for index, (a, b) in steps if b != a + 1]
    for first, after in pairwise([0, *breaks, len(ascending)]):
        yield ascending[first], ascending[after - 1]


def _overlaps(ours: Sequence[Interval], theirs: Sequence[Interval]) -> Iterator[Interval]:
    """Intersect two sorted lists of disjoint intervals in one pass."""
    i = j = 0
    while i < len(ours) and j < len(theirs):
        yield max(ours[i][0], theirs[j][0]), min(ours[i][1], theirs[j][1])
        if ours[i][1] < theirs[j][1]:
            i += 1
        else:
            j += 1


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Sort, drop empty ones, join what touches."""
    merged: list[Interval] = []
    for first, last in sorted(interval for interval in intervals if interval[0] <= interval[1]):
        if first < 0 or last > MAX_RUN_NUMBER:
            raise ValueError(f"run numbers go from 0 to {MAX_RUN_NUMBER}, not {first}-{last}")
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def parse(text: str) -> RunNumbers:
    """Read run numbers as a person types them: ``54-60, 63``.

    Numbers and ranges are separated by commas, semicolons or blanks, with any dash, blanks round
    it, leading zeros. Raises `MisspeltError` with the position of the first mistake.
    """
    return RunNumbers(item.interval for item in parse_items(text))


class Item(NamedTuple):
    """One number or range of a text, and where it stands in it (0-based, half open)."""

    interval: Interval
    start: int
    end: int

    @property
    def numbers(self) -> RunNumbers:
        """The item as a set."""
        return RunNumbers([self.interval])


def parse_items(text: str) -> Iterator[Item]:
    """Read run numbers item by item, for marking them where they stand; errors as `parse`."""
    for match in separate_items(_ITEM, text, _not_a_number):
        first = read_number(match[1], match.start(1))
        last = first if match[2] is None else read_number(match[2], match.start(2))
        if first > last:
            message = f"run {first} comes after run {last}; write {last}-{first}"
            raise MisspeltError(message, match.start(), match.end())
        yield Item((first, last), match.start(), match.end())


def separate_items(
    item: str, text: str, refusal: Callable[[str, int], MisspeltError]
) -> Iterator[re.Match[str]]:
    """Match one item after another, with commas, semicolons or blanks between them.

    `refusal` makes the error about the word at a place that is no item.
    """
    separators, one = re.compile(_SEPARATORS), re.compile(item)
    gap = separators.match(text)
    while gap is not None and gap.end() < len(text):
        match = one.match(text, gap.end())
        if match is None:
            raise refusal(text, gap.end())
        yield match
        gap = separators.match(text, match.end())


def word_at(text: str, position: int) -> tuple[str, int]:
    """Give the beginning of the word at a place, as it can be shown, and where it ends."""
    word = re.compile(r"[^\s,;]+").match(text, position)
    end = len(text) if word is None else word.end()
    return printable(text[position : min(end, position + 20)]), end


def _not_a_number(text: str, position: int) -> MisspeltError:
    what, end = word_at(text, position)
    message = f"'{what}' (character {position + 1}) is no run number; write for example 54-60, 63"
    return MisspeltError(message, position, end)


def parse_range(text: str) -> tuple[int | None, int | None]:
    """Read a run range: ``54-169``, ``54-``, ``-169``, ``54`` or ``all``.

    First and last run, inclusive; `None` is an open end. A reversed range is not an error here.
    Raises `MisspeltError` if the text is no range.
    """
    # A long text is refused first: the pattern would try every way to divide its blanks.
    match = re.fullmatch(_RANGE, text) if len(text) <= _MAX_RANGE_TEXT else None
    if text.strip().lower() == "all":
        return None, None
    if match is None or not (match[1] or match[3]):
        message = (
            f"'{printable(text.strip()[:20])}' is no run range; write 54-169, 54-, -169 or all"
        )
        raise MisspeltError(message, 0, len(text))
    first = read_number(match[1], match.start(1)) if match[1] else None
    last = read_number(match[3], match.start(3)) if match[3] else None
    return first, (last if match[2] else first)


def format_range(run_min: int | None, run_max: int | None) -> str:
    """Write a run range so that `parse_range` reads it back."""
    if run_min is None and run_max is None:
        return "all"
    return f"{'' if run_min is None else run_min}-{'' if run_max is None else run_max}"


def read_number(digits: str, start: int) -> int:
    """Read a run number; one of too many digits is a `MisspeltError` at its place, `start`."""
    # Counting digits first keeps a text of a million digits from being converted.
    if len(digits.lstrip("0")) > len(str(MAX_RUN_NUMBER)):
        message = f"a run number has at most {len(str(MAX_RUN_NUMBER))} digits"
        raise MisspeltError(message, start, start + len(digits))
    return int(digits)
