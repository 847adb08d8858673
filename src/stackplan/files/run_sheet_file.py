"""Run sheets as text, CSV or workbook (.xlsx, read by openpyxl, the extra `xlsx`)."""

import csv
import datetime
import importlib.util
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO
from xml.etree.ElementTree import ParseError

from stackplan.core.errors import StackplanError
from stackplan.core.run_sheet import RunSheet, names_runs, read_sheet
from stackplan.core.text import printable
from stackplan.files.disk_errors import disk_error

_MAX_BYTES = 16_000_000
# A page of the web (as which some programs save "xls"), a PDF, a text with letters of many sizes.
_NO_TEXT = (b"<", b"%PDF", b"{\\rtf")


def load_sheet(path: str, sheet: str = "", column: str = "") -> RunSheet:
    """Read a list of good runs: a list of any form, or a run sheet as CSV or workbook.

    As a spreadsheet may have saved it: UTF-8 or not, with a byte order mark or without. `sheet` is
    one of a workbook, by default the first with a column of runs; `column` is the one that decides,
    by default found by its name. Raises `DiskError` if it cannot be read, `StackplanError` if it is
    no list.
    """
    try:
        with open(path, "rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise disk_error(error, path) from error
    if len(data) > _MAX_BYTES:
        size = _MAX_BYTES // 10**6
        raise StackplanError(f"{printable(path)} is over {size} MB: no list of runs.")
    try:
        if data.startswith((_OLD_FORM, _ZIP)):
            found = read_workbook(data, sheet)
            if not (sheet or names_runs(found.text)):
                others = (read_workbook(data, name) for name in found.names[1:])
                found = next((each for each in others if names_runs(each.text)), found)
            runs = read_sheet(found.text, column)
            return replace(runs, sheet=found.name, sheets=found.names)
        if sheet:
            raise StackplanError("It has no sheets, for it is no workbook; leave --sheet out.")
    except StackplanError as error:
        raise StackplanError(f"{printable(path)}: {error}") from error
    is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if (b"\0" in data and not is_utf_16) or data.lstrip().startswith(_NO_TEXT):
        raise StackplanError(f"{printable(path)} is no text; save the sheet as CSV.")
    try:
        return read_sheet(_decode(data), column)
    except StackplanError as error:
        raise StackplanError(f"{printable(path)}: {error}") from error


def _decode(data: bytes) -> str:
    """Decode what a spreadsheet has saved; its comments may have letters of any code page."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


# By what a workbook is known that openpyxl does not read: password, .xls, OpenDocument.
_OLD_FORM = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_OPEN_DOCUMENT = b"opendocument.spreadsheet"
_MERGED = re.compile(rb"mergeCell [^>]*?ref=\"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)\"")
_ROW = b"<row "
_MOST_ROWS = 20_000
_LAST_ROW = 100_000
_MOST_COLUMNS = 200
_MOST_UNPACKED = 400_000_000
_CHUNK = 1_000_000
# What a damaged file leads to somewhere in openpyxl, in a zip file or in XML.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet as CSV, its name, and the names of all sheets."""

    text: str
    name: str
    names: tuple[str, ...]


def read_workbook(data: bytes, sheet: str = "") -> SheetText:
    """Read a sheet by its name, or the first that is not hidden; a line of the text is a row.

    Raises `StackplanError` with a remedy if the workbook, or that sheet, cannot be read whole.
    """
    _check_form(data)
    try:
        # It warns of what it does not know, as of the rules for entering data.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(data, sheet)
    except _DAMAGE as error:
        raise StackplanError(
            f"The workbook cannot be read ({type(error).__name__}); save it as CSV."
        ) from error


def _check_form(data: bytes) -> None:
    if data.startswith(_OLD_FORM):
        if _ENCRYPTED in data:
            raise StackplanError(
                "The workbook is protected by a password; save it without one, or as CSV."
            )
        raise StackplanError("The workbook is of the old form .xls; save it as .xlsx or CSV.")
    if _OPEN_DOCUMENT in data[:200]:
        raise StackplanError("The workbook is of the form .ods; save it as .xlsx or CSV.")
    if importlib.util.find_spec("openpyxl") is None:
        raise StackplanError("It is a workbook; save it as CSV or install stackplan[xlsx].")


def _read(data: bytes, wanted: str) -> SheetText:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
            raise StackplanError("The workbook is too large; save the sheet of the runs as CSV.")
        _check_length(archive)
    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(data), read_only=True)
    sheets = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    names = tuple(sheet.title for sheet in sheets)
    name = _chosen(names, wanted)
    rows = list(_rows(values[name].iter_rows(max_col=_MOST_COLUMNS, values_only=True), name))
    _check_merged(values[name], rows)
    _check_formulas(formulas[name].iter_rows(max_col=_MOST_COLUMNS), rows, name)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return SheetText(stream.getvalue(), name, names)


def _check_length(archive: zipfile.ZipFile) -> None:
    """Refuse a sheet of very many rows before openpyxl, which looks at each for a minute."""
    for part in archive.namelist():
        if not part.startswith("xl/worksheets/"):
            continue
        count, end = 0, b""
        with archive.open(part) as sheet:
            while chunk := sheet.read(_CHUNK):
                count += (end + chunk).count(_ROW)
                # A word that two chunks share is counted with the second.
                end = chunk[1 - len(_ROW) :]
        if count > _LAST_ROW + _MOST_ROWS:
            raise StackplanError(
                f"A sheet of the workbook has {count:,} rows; save the sheet of the runs as CSV,"
                " with its rows only."
            )


def _chosen(names: Sequence[str], wanted: str) -> str:
    for name in names:
        if not wanted or name.casefold() == wanted.casefold():
            return name
    listed = ", ".join(f"'{printable(name)}'" for name in names)
    raise StackplanError(
        f"The workbook has no sheet '{printable(wanted)}'; choose one of {listed}."
    )


def _rows(rows: Iterable[Sequence[object]], name: str) -> Iterator[list[str]]:
    """Give the rows up to the last that is not empty; an empty one keeps its line."""
    empty = filled = 0
    for row in rows:
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            if empty > _LAST_ROW:
                raise StackplanError(
                    f"The sheet '{printable(name)}' has {_LAST_ROW:,} empty rows in a row; delete"
                    " what stands below the runs."
                )
            continue
        filled += 1
        if filled > _MOST_ROWS:
            raise StackplanError(
                f"The sheet '{printable(name)}' has more than {_MOST_ROWS:,} rows; keep those of"
                " the runs."
            )
        yield from ([] for _ in range(empty))
        empty = 0
        yield cells


def _text(value: object) -> str:
    """Write a cell on one line; a date as such, so that it is taken for no run."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat().removesuffix("T00:00:00")
    return " ".join(str(value).split())


def _check_merged(sheet: object, rows: Sequence[Sequence[str]]) -> None:
    """Refuse merged cells, except a title that has its row for itself."""
    # Read-only sheets know nothing of merged cells, and the others keep all of a sheet in memory.
    with sheet._get_source() as source:  # type: ignore[attr-defined] # noqa: SLF001
        for first, top, last, bottom in _merged(source):
            row = rows[top - 1] if top <= len(rows) else []
            if top != bottom or sum(bool(cell) for cell in row) > 1:
                raise StackplanError(
                    f"The cells {first}{top} to {last}{bottom} are merged, so that it is not clear"
                    " which run they are about; split them."
                )


def _merged(source: IO[bytes]) -> Iterator[tuple[str, int, str, int]]:
    kept = b""
    while chunk := source.read(_CHUNK):
        text = kept + chunk
        end = 0
        for match in _MERGED.finditer(text):
            end = match.end()
            yield match[1].decode(), int(match[2]), match[3].decode(), int(match[4])
        kept = text[max(end, len(text) - 200) :]


def _check_formulas(
    cells: Iterable[Sequence[object]], rows: Sequence[Sequence[str]], name: str
) -> None:
    """Refuse a formula whose value the program that wrote the workbook has not worked out."""
    for row, values in zip(cells, rows, strict=False):
        for at, cell in enumerate(row):
            is_formula = getattr(cell, "data_type", "") == "f"
            if is_formula and not (at < len(values) and values[at]):
                place = getattr(cell, "coordinate", "")
                raise StackplanError(
                    f"The cell {place} of the sheet '{printable(name)}' is a formula without a"
                    " value; open the workbook in a spreadsheet, save it, and try again."
                )
