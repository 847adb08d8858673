"""Loads and saves plan files; loads run sheets."""

from dataclasses import replace

from stackplan.core.errors import PlanTextError, StackplanError
from stackplan.core.good_runs import RunSheet, names_runs, read_sheet
from stackplan.core.plan_parser import MAX_CHARACTERS
from stackplan.core.plan_text import PlanFile, read, write
from stackplan.core.text import printable
from stackplan.files import safe_write
from stackplan.files.disk_errors import disk_error
from stackplan.files.workbook import is_workbook, read_workbook


def save_plan(path: str, plan_file: PlanFile, known: str = "") -> bytes:
    """Save a plan in one step, replacing the file; the old one stays whole if that fails.

    `known` is what `digest_of` must give for the file if it is there; empty for any. Gives the
    whole content of the file now. Raises `DiskError` if the disk fails or the place is in the trace
    folder, `ChangedError` if the file is not the known one; nothing is written then.
    """
    data = write(plan_file).encode()
    safe_write.save(path, data, plan_file.traces, known)
    return data


def load_plan(path: str) -> PlanFile:
    """Open a plan file.

    Raises `DiskError` if it cannot be read, and `StackplanError` with the file, the line and the
    remedy if it is refused.
    """
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_CHARACTERS + 1)
    except OSError as error:
        raise disk_error(error, path) from error
    if len(data) > MAX_CHARACTERS:
        raise StackplanError(
            f"{printable(path)} is over {MAX_CHARACTERS // 10**6} MB: no plan file."
        )
    try:
        return read(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StackplanError(f"{printable(path)}, line {line}: this is not UTF-8 text.") from error
    except PlanTextError as error:
        raise StackplanError(f"{printable(path)}, {error}.") from error


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
        if is_workbook(data):
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
