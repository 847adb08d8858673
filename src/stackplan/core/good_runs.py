"""A crew's list of good runs: a plain list, or the run sheet of attpc-daq as CSV.

Spreadsheets mangle the dates in such sheets (``53:34.6``), so dates are never read.
"""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from stackplan.core.errors import StackplanError
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.runs import MAX_RUN_NUMBER
from stackplan.core.words import count

# What attpc-daq calls a run of the experiment itself.
GOOD_CLASSES = ("PROD", "PRODUCTION")
_RUN_COLUMNS = ("runnumber", "runno", "run")
_CLASS_COLUMNS = ("runclass", "class", "runtype", "type")
_COMMENT_COLUMNS = ("comments", "comment", "remarks", "notes")
_NUMBER = re.compile(r"(?:run[_ ]?)?0*([0-9]{1,9})(?:\.0+)?", re.ASCII | re.IGNORECASE)
_DELIMITERS = ",;\t"
_MOST_WORDS = 80
_MOST_RUNS = 100_000
_MAX_FIELD = 131_072  # characters; the module's own limit, at which it raises


@dataclass(frozen=True, slots=True)
class Entry:
    """One run of a sheet: its number, its class and what the crew wrote about it."""

    number: int
    run_class: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RunSheet:
    """What a list says.

    Parameters
    ----------
    entries : tuple of Entry
        By ascending number, each run once; of a run that stands there twice, the last line.
    has_classes : bool
        Whether it tells good runs from others; a plain list names good ones only.
    unread : tuple of int
        Lines (from 1) of a sheet that name no run.
    """

    entries: tuple[Entry, ...] = ()
    has_classes: bool = False
    unread: tuple[int, ...] = ()

    @property
    def classes(self) -> dict[str, int]:
        """How many runs are of each class, in the order of the alphabet."""
        return dict(Counter(sorted(entry.run_class for entry in self.entries)))

    def good(self, classes: Collection[str] = GOOD_CLASSES) -> RunNumbers:
        """Numbers of the good runs: those of these classes, or all of a plain list."""
        wanted = {name.upper() for name in classes}
        return RunNumbers.of(
            entry.number
            for entry in self.entries
            if not self.has_classes or entry.run_class.upper() in wanted
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """What a sheet makes of a folder.

    Parameters
    ----------
    skip : RunNumbers
        Runs that are there and are to be skipped.
    reasons : tuple of (RunNumbers, str)
        Why, run by run, for the plan file.
    planned : RunNumbers
        Runs that are there and stay.
    absent : RunNumbers
        Good runs of the sheet that are not there.
    """

    skip: RunNumbers
    reasons: tuple[tuple[RunNumbers, str], ...]
    planned: RunNumbers
    absent: RunNumbers = field(default_factory=RunNumbers)

    def sentences(self) -> Iterator[str]:
        """Say what it would do, before it is done."""
        yield f"{count(len(self.planned), 'run')} would be planned, {len(self.skip)} skipped."
        by_words: dict[str, list[int]] = {}
        for numbers, reason in self.reasons:
            by_words.setdefault(reason.partition(":")[0], []).extend(numbers)
        for words, skipped in by_words.items():
            yield f"Skipped, {words}: {RunNumbers.of(skipped)}."
        if self.absent:
            yield f"Good by the list, but not there: {self.absent}."


def read_sheet(text: str) -> RunSheet:
    """Read a list of runs.

    Parameters
    ----------
    text : str
        CSV with a column of run numbers (commas, semicolons or tabs), or run numbers and ranges
        over any number of lines, with comments after ``#``.

    Returns
    -------
    RunSheet
        What it says.

    Raises
    ------
    StackplanError
        If it names no run, or is no list at all.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    heading = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=heading.count)
    columns = [_plain(name) for name in _cells(heading, delimiter)]
    at = _column(columns, _RUN_COLUMNS)
    sheet = _read_list(lines) if at is None else _read_table(lines, delimiter, columns, at)
    if not sheet.entries:
        message = "it needs run numbers, or a CSV with a column 'run number'"
        raise StackplanError(f"The list names no run; {message}.")
    return sheet


def _plain(name: str) -> str:
    """Bring the name of a column to its letters; what names a run itself is no heading."""
    return "" if _NUMBER.fullmatch(name.strip()) else re.sub(r"[^a-z]", "", name.lower())


def _cells(line: str, delimiter: str) -> Sequence[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _column(columns: Sequence[str], names: Iterable[str]) -> int | None:
    return next((columns.index(name) for name in names if name in columns), None)


def _read_table(lines: Iterable[str], delimiter: str, columns: Sequence[str], at: int) -> RunSheet:
    class_at = _column(columns, _CLASS_COLUMNS)
    comment_at = _column(columns, _COMMENT_COLUMNS)
    entries: dict[int, Entry] = {}
    unread: list[int] = []
    reader = csv.reader((line[:_MAX_FIELD] + "\n" for line in lines), delimiter=delimiter)
    has_heading = False
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if not has_heading:
                has_heading = True
                continue
            match = _NUMBER.fullmatch(_cell(row, at))
            if match is None or int(match[1]) > MAX_RUN_NUMBER:
                unread.append(reader.line_num)
                continue
            number = int(match[1])
            entries[number] = Entry(number, _cell(row, class_at), _cell(row, comment_at))
    except csv.Error as error:
        raise StackplanError(f"Line {reader.line_num} of the list is no CSV: {error}.") from error
    ordered = tuple(entries[number] for number in sorted(entries))
    # A column that nobody has filled in tells nothing.
    has_classes = any(entry.run_class for entry in ordered)
    return RunSheet(ordered, has_classes, tuple(unread))


def _cell(row: Sequence[str], at: int | None) -> str:
    return " ".join(row[at].split()) if at is not None and at < len(row) else ""


def _read_list(lines: Iterable[str]) -> RunSheet:
    numbers: list[tuple[int, int]] = []
    for index, line in enumerate(lines, start=1):
        try:
            found = parse(line.partition("#")[0])
        except StackplanError as error:
            raise StackplanError(f"Line {index} of the list: {error}.") from error
        numbers.extend(found.intervals)
    merged = RunNumbers(numbers)
    if len(merged) > _MOST_RUNS:
        raise StackplanError(f"The list names more than {_MOST_RUNS:,} runs; shorten its ranges.")
    return RunSheet(tuple(map(Entry, merged)))


def choose(
    sheet: RunSheet,
    found: RunNumbers,
    classes: Collection[str] = GOOD_CLASSES,
    *,
    unlisted: bool = False,
) -> Choice:
    """Hold a sheet against what is there.

    Parameters
    ----------
    sheet : RunSheet
        The list.
    found : RunNumbers
        Runs with data, within the range that is asked for.
    classes : collection of str
        Which classes of the sheet are good; upper and lower case are the same.
    unlisted : bool
        Keep runs that the sheet does not name: it then is a list of what to skip.

    Returns
    -------
    Choice
        What to skip and why; a run's own class and comment are its reason.
    """
    good = sheet.good(classes)
    by_number = {entry.number: entry for entry in sheet.entries}
    skip, reasons = [], []
    for number in found:
        if number in good or (unlisted and number not in by_number):
            continue
        skip.append(number)
        reasons.append((RunNumbers.of([number]), _reason(by_number.get(number))))
    chosen = RunNumbers.of(skip)
    return Choice(chosen, tuple(reasons), found.minus(chosen), good.minus(found))


def _reason(entry: Entry | None) -> str:
    if entry is None:
        return "not in the list of good runs"
    words = f"{entry.run_class or 'no class'}: {entry.comment}".rstrip(": ")
    return words[:_MOST_WORDS]
