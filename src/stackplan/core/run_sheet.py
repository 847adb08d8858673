"""Run sheets: which runs a crew calls good, in a CSV (attpc-daq's, or their own) or a plain list.

Spreadsheets mangle the dates in such sheets (``53:34.6``), so dates are never read.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from stackplan.core.errors import MisspeltError, StackplanError
from stackplan.core.pasted_runs import RUN_COLUMNS, is_in_brackets, is_script, read_run_list
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.run_sheet_verdicts import GOOD_CLASSES, Column, Decision, decide, decide_by
from stackplan.core.text import plural, printable

_CLASS_COLUMNS = ("runclass", "class", "runtype", "type")
_COMMENT_COLUMNS = ("comments", "comment", "remarks", "remark", "notes", "note")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# 60, run_0060, 60.0 and 60,0 out of a spreadsheet, '60 where it was told that this is a text.
_NUMBER = re.compile(r"'?(?:run[_ ]?)?0*([0-9]{1,9})(?:\.0+|,0{1,2})?", re.ASCII | re.IGNORECASE)
_RUN_PREFIX = re.compile(r"runs?[_ ]*(?=[0-9])", re.IGNORECASE)
# 1,060 is a run number that a spreadsheet has written with a comma, or a list of the runs 1 and 60.
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[,;][0-9]{3})+", re.ASCII)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]+[-./ ]{_MONTH}|{_MONTH}[-./ ][0-9]+",
    re.ASCII | re.IGNORECASE,
)
# At the end of a cell: 60, run_0060.h5. What has none on its first line is a sheet.
_LIKE_RUN = re.compile(r"(?:^|[\W_])(?:run[_-]?)?[0-9]+(?:\.\w+)*\W*$", re.IGNORECASE)
_DELIMITERS = ",;\t|"
_WIDE_BLANKS = re.compile(r"(?:^|(?<=\S))  +(?=\S)", re.MULTILINE)
_HEADING_WITHIN = 30  # rows: titles of a sheet stand above its heading
_MOST_WORDS = 80
_MOST_RUNS = 100_000
_MOST_SHOWN = 5
_MAX_CELL_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One run of a sheet: its number, its class or verdict, and what the crew wrote about it."""

    number: int
    run_class: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RunSheet:
    """What a list says."""

    entries: tuple[Entry, ...] = ()  # by ascending number, each run once
    # Heading of the column that tells good runs from others; empty where the list names good runs
    # only.
    column: str = ""
    # Whether that column holds classes as attpc-daq knows them, rather than yes and no.
    has_classes: bool = False
    # What means good in that column, in capitals.
    good_classes: frozenset[str] = frozenset(GOOD_CLASSES)
    remarks: tuple[str, ...] = ()  # how the list was understood, in sentences
    # Lines (from 1) of a sheet that name no run, with what stands there in place of one.
    unread: tuple[tuple[int, str], ...] = ()
    columns: tuple[str, ...] = ()  # headings of the columns that could decide
    # Of a workbook: the name of the sheet that was read, and those of all sheets.
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def classes(self) -> dict[str, int]:
        """How many runs are of each class, in the order of the alphabet."""
        return dict(Counter(sorted(entry.run_class for entry in self.entries)))

    def good(self, classes: Collection[str] | None = None) -> RunNumbers:
        """Numbers of the good runs: those of these classes, or all of a plain list."""
        wanted = self.good_classes if classes is None else {name.upper() for name in classes}
        return RunNumbers.of(
            entry.number
            for entry in self.entries
            if not self.column or entry.run_class.upper() in wanted
        )

    def reason(self, entry: Entry | None) -> str:
        """Say why a run is skipped: its class, or what the column says of it."""
        if entry is None:
            return "not in the list of good runs"
        if self.has_classes:
            return printable(entry.run_class) or "no class"
        words = f"says {printable(entry.run_class)}" if entry.run_class else "is empty"
        return f"'{printable(self.column)}' {words}"

    def sentences(self) -> Iterator[str]:
        """Say how the list was understood, and what of it was not."""
        if len(self.sheets) > 1:
            others = ", ".join(f"'{printable(name)}'" for name in self.sheets if name != self.sheet)
            yield f"Read the sheet '{printable(self.sheet)}'; there are others: {others}."
        yield from self.remarks
        if not self.unread:
            return
        lines = RunNumbers.of(line for line, _ in self.unread)
        one = len(self.unread) == 1
        values = list(dict.fromkeys(text for _, text in self.unread if text))
        quoted = [f"'{printable(value[:_MAX_CELL_SHOWN])}'" for value in values[:_MOST_SHOWN]]
        words = f": {', '.join(quoted)}{', ...' * (len(values) > _MOST_SHOWN)}" if quoted else ""
        yield f"Line{'s' * (not one)} {lines} of the list name{'s' * one} no run{words}."
        if any(map(_DATE.fullmatch, values)):
            yield (
                "A spreadsheet makes a date of a range such as 3-5; write 'runs 3-5' if one was"
                " meant."
            )


@dataclass(frozen=True, slots=True)
class RunChoice:
    """What a sheet keeps and skips of the runs of a folder."""

    skip: RunNumbers  # runs that are there and are to be skipped
    # Why, with the comment of the run, for the plan file.
    reasons: tuple[tuple[RunNumbers, str], ...]
    planned: RunNumbers  # runs that are there and stay
    # Good runs of the sheet that are not there.
    absent: RunNumbers = field(default_factory=RunNumbers)
    # What is skipped by class or verdict, without the comments.
    by_reason: dict[str, RunNumbers] = field(default_factory=dict)

    def sentences(self) -> Iterator[str]:
        """Say what the import would do, before it is done."""
        yield f"{plural(len(self.planned), 'run')} would be planned, {len(self.skip)} skipped."
        for words, skipped in self.by_reason.items():
            yield f"Skipped, {words}: {skipped}."
        if self.absent:
            yield f"Good by the list, but not there: {self.absent}."


def read_sheet(text: str, column: str = "") -> RunSheet:
    """Read a list of runs: a CSV sheet, or anything that `read_run_list` reads.

    A sheet has a column of run numbers, and commas, semicolons or tabs between its cells. Raises
    `StackplanError` if the text names no run, contradicts itself, has a column that seems to tell
    good runs from others and cannot be understood, or is no list at all.
    """
    text = text.removeprefix("\ufeff")
    table = None if is_in_brackets(text) else _find_table(text)
    if table is not None and len(table[0].cells) == 1 and is_script(text):
        table = None  # a script with a line that says "runs" is no sheet
    if table is None and column:
        raise StackplanError(f"The list has no column '{printable(column)}', for it is no sheet.")
    sheet = _read_list(text) if table is None else _read_table(*table, column)
    if not sheet.entries:
        strange = next(((line, cell) for line, cell in sheet.unread if cell), None)
        if strange is not None:
            raise StackplanError(
                f"The list names no run: '{printable(strange[1][:_MAX_CELL_SHOWN])}' on line"
                f" {strange[0]} is no run number; write for example 60, or 1060."
            )
        message = "it needs run numbers, or a CSV with a column 'run number'"
        raise StackplanError(f"The list names no run; {message}.")
    return sheet


def names_runs(text: str) -> bool:
    """Tell whether a sheet has a column of run numbers."""
    return _find_table(text) is not None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet: the line on which it begins (from 1), and its cells."""

    line: int
    cells: Sequence[str]

    def cell(self, at: int | None) -> str:
        """Give a cell on one line; one that is not there is empty."""
        return " ".join(self.cells[at].split()) if at is not None and at < len(self.cells) else ""


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """Read the rows that are not blank; a quoted cell may go over several lines."""
    # Strict: otherwise a quotation mark that is not closed takes all rows after it into one cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise StackplanError(
            f"Line {line} of the list is not CSV: a quotation mark is opened there and not closed;"
            " close or delete it."
        ) from error


def _find_table(text: str) -> tuple[_Row, Iterator[_Row]] | None:
    """Find the heading, the delimiter that gives it most cells, and the rows below it.

    Titles may stand above it; where a row before it names runs, the text is a plain list.
    """
    found: list[tuple[int, str]] = []
    for delimiter in _DELIMITERS:
        try:
            heading = _heading(islice(_rows(text, delimiter), _HEADING_WITHIN))
        except StackplanError:
            continue  # if no other delimiter fits, the caller says that there is no list
        if heading is not None:
            found.append((len(heading.cells), delimiter))
    if not found:
        # As a terminal shows a table: columns that two blanks or more keep apart.
        tabbed = _WIDE_BLANKS.sub("\t", text)
        return None if tabbed == text else _find_table(tabbed)
    rows = _rows(text, max(found, key=lambda each: each[0])[1])
    heading = _heading(rows)
    return None if heading is None else (heading, rows)


def _heading(rows: Iterable[_Row]) -> _Row | None:
    for row in rows:
        if _find_column(row, RUN_COLUMNS) is not None:
            return row
        if any(_cell_runs(row.cell(at)) for at in range(len(row.cells))):
            return None
    return None


def _check_is_list(text: str) -> None:
    """Refuse a sheet without a column of runs, whose first words would be called no number."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    cells = re.split(f"[{_DELIMITERS}]", line)
    is_heading = not re.search(r"[\[\](){}=#]", line) and not any(map(_LIKE_RUN.search, cells))
    if len(cells) > 1 and is_heading:
        raise StackplanError(
            "The list has no column called 'Run'; give this name to the column of run numbers."
        )


def _letters(name: str) -> str:
    """Bring the name of a column to its letters; what may name a run itself is no heading."""
    if re.search(r"[0-9]", name):
        return ""
    return re.sub(r"[^a-z]", "", _BRACKETS.sub("", name).lower())


def _find_column(heading: _Row, names: Iterable[str]) -> int | None:
    letters = [_letters(cell) for cell in heading.cells]
    return next((letters.index(name) for name in names if name in letters), None)


def _cell_runs(cell: str) -> RunNumbers:
    """Read the runs of a cell: ``60``, ``60.0``, ``run_0060``, ``60-62, 64``; never a date."""
    match = _NUMBER.fullmatch(cell)
    if match is not None:
        return RunNumbers.of([int(match[1])])
    if _THOUSANDS.fullmatch(cell):
        return RunNumbers()
    try:
        return parse(_RUN_PREFIX.sub("", cell, count=1))
    except MisspeltError:
        return RunNumbers()


def _read_table(heading: _Row, rows: Iterable[_Row], wanted: str) -> RunSheet:
    run_at = _find_column(heading, RUN_COLUMNS)
    comment_at = _find_column(heading, _COMMENT_COLUMNS)
    read: list[tuple[RunNumbers, _Row]] = []
    unread: list[tuple[int, str]] = []
    n_runs = 0
    width = len(heading.cells)
    for row in (_joined(row, width, comment_at) for row in rows):
        numbers = _cell_runs(row.cell(run_at))
        _check_detectors(heading, row, run_at, numbers)
        n_runs += len(numbers)
        if n_runs > _MOST_RUNS:
            raise _too_many_runs()
        if numbers:
            read.append((numbers, row))
        else:
            unread.append((row.line, row.cell(run_at)))
    columns = {
        at: Column(heading.cell(at), tuple((row.line, row.cell(at)) for _, row in read))
        for at in range(width)
        if at != run_at and heading.cell(at)
    }
    decision = Decision()
    if wanted:
        decision = decide_by(tuple(columns.values()), wanted)
    elif read:
        class_at = _find_column(heading, _CLASS_COLUMNS)
        classes = columns.get(-1 if class_at is None else class_at)
        decision = decide(tuple(columns.values()), classes)
    at = next((at for at, column in columns.items() if column is decision.column), None)
    entries, remarks = _entries(read, decision, at, comment_at)
    return RunSheet(
        entries,
        "" if decision.column is None else decision.column.name,
        decision.is_by_class,
        decision.good,
        (*decision.remarks, *remarks),
        tuple(unread),
        tuple(column.name for column in columns.values()),
    )


def _check_detectors(heading: _Row, row: _Row, run_at: int | None, numbers: RunNumbers) -> None:
    """Refuse a second column of other runs, as of another detector."""
    for at in range(len(heading.cells)):
        if at != run_at and _letters(_BRACKETS.sub("", heading.cell(at))) in RUN_COLUMNS:
            others = _cell_runs(row.cell(at))
            if numbers and others and numbers != others:
                raise StackplanError(
                    f"The columns '{printable(heading.cell(run_at))}' and"
                    f" '{printable(heading.cell(at))}' name different runs on line {row.line},"
                    " perhaps of two detectors; rename the one that is not about the trace files."
                )


def _joined(row: _Row, width: int, comment_at: int | None) -> _Row:
    """Join what a comma in a cell without quotation marks has cut into two.

    More cells than the heading has: in a sheet of one column they are runs too, and at the end a
    comment goes on. Elsewhere it is not known which cells belong together, so that a good run might
    be read as bad; the row is refused.
    """
    if not any(cell.strip() for cell in row.cells[width:]):
        return row
    if width != 1 and comment_at != width - 1:
        raise StackplanError(
            f"Line {row.line} of the list has more cells than the heading; put a text with a"
            " comma into quotation marks."
        )
    return _Row(row.line, [*row.cells[: width - 1], ",".join(row.cells[width - 1 :])])


def _entries(
    read: Iterable[tuple[RunNumbers, _Row]],
    decision: Decision,
    at: int | None,
    comment_at: int | None,
) -> tuple[tuple[Entry, ...], list[str]]:
    """Make one entry a run, and say where two rows about one differ in their class.

    Raises `StackplanError` if one of them calls the run good and the other does not.
    """
    entries: dict[int, Entry] = {}
    rows: dict[int, _Row] = {}
    remarks = []
    for numbers, row in read:
        verdict, comment = row.cell(at), row.cell(comment_at)
        for number in numbers:
            before = entries.get(number)
            if before is None:
                entries[number], rows[number] = Entry(number, verdict, comment), row
                continue
            comment_of_both = comment or before.comment
            if decision.says.get(verdict) is None:  # a second row that leaves it open
                entries[number] = Entry(number, before.run_class, comment_of_both)
                continue
            first = rows[number]
            if {"good", "bad"} == {decision.says.get(each.cell(at)) for each in (first, row)}:
                raise StackplanError(
                    f"Lines {first.line} and {row.line} of the list do not agree on run {number}"
                    f" ('{printable(first.cell(at))}' and '{printable(verdict)}'); correct one of"
                    " them."
                )
            if decision.is_by_class and before.run_class.upper() not in {"", verdict.upper()}:
                remarks.append(_class_words(number, first, row, at))
            entries[number], rows[number] = Entry(number, verdict, comment_of_both), row
    return tuple(entries[number] for number in sorted(entries)), remarks


def _class_words(number: int, one: _Row, other: _Row, at: int | None) -> str:
    before, after = (f"{printable(row.cell(at))} on line {row.line}" for row in (one, other))
    return f"Run {number} is {before} and {after}; the last counts."


def _too_many_runs() -> StackplanError:
    return StackplanError(f"The list names more than {_MOST_RUNS:,} runs; shorten its ranges.")


def _read_list(text: str) -> RunSheet:
    try:
        runs = read_run_list(text)
    except MisspeltError as error:
        _check_is_list(text)
        raise StackplanError(f"The list cannot be used: {error}.") from error
    if len(runs.numbers) > _MOST_RUNS:
        raise _too_many_runs()
    remarks = (f"Read {runs.words}.",) if runs.form else ()
    return RunSheet(tuple(map(Entry, runs.numbers)), remarks=remarks)


def choose(
    sheet: RunSheet,
    found: RunNumbers,
    classes: Collection[str] | None = None,
    *,
    unlisted: bool = False,
) -> RunChoice:
    """Find what a sheet skips of the runs that are there, and why.

    `found` are the runs with data, within the range that is asked for. `classes` of the sheet are
    good, in upper or lower case; by default those that the sheet itself calls good. With `unlisted`
    runs that the sheet does not name stay: it then is a list of what to skip.
    """
    good = sheet.good(classes)
    entries = {entry.number: entry for entry in sheet.entries}
    asked = found if not unlisted else found.minus(found.minus(RunNumbers.of(entries)))
    skip = asked.minus(good)
    whys = {number: sheet.reason(entries.get(number)) for number in skip}
    comments = {n: f": {e.comment}" for n, e in entries.items() if e.comment}
    reasons = {n: f"{why}{comments.get(n, '')}"[:_MOST_WORDS] for n, why in whys.items()}
    by_reason = tuple((numbers, reason) for reason, numbers in _by_words(reasons))
    return RunChoice(skip, by_reason, found.minus(skip), good.minus(found), dict(_by_words(whys)))


def _by_words(words: Mapping[int, str]) -> Iterator[tuple[str, RunNumbers]]:
    """Collect runs of which the same is said, in the order of the first of each."""
    numbers: dict[str, list[int]] = {}
    for number, said in words.items():
        numbers.setdefault(said, []).append(number)
    return ((said, RunNumbers.of(of_it)) for said, of_it in numbers.items())
