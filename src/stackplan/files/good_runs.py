"""A file with a crew's list of good runs."""

from stackplan.core.errors import StackplanError
from stackplan.core.good_runs import RunSheet, read_sheet
from stackplan.core.text import shown
from stackplan.files.disk_words import disk_error

_MAX_BYTES = 16_000_000


def load_sheet(path: str) -> RunSheet:
    """Read a list of good runs.

    Parameters
    ----------
    path : str
        A plain list, or the run sheet of attpc-daq as CSV, as a spreadsheet may have saved it:
        UTF-8 or not, with a byte order mark or without.

    Returns
    -------
    RunSheet
        What it says.

    Raises
    ------
    DiskError
        If it cannot be read.
    StackplanError
        If it is no list; the sentence names the file.
    """
    try:
        with open(path, "rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise disk_error(error, path) from error
    if len(data) > _MAX_BYTES:
        size = _MAX_BYTES // 10**6
        raise StackplanError(f"{shown(path)} is over {size} MB: no list of runs.")
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise StackplanError(f"{shown(path)} is no text; save the sheet as CSV.")
    try:
        return read_sheet(_decode(data))
    except StackplanError as error:
        raise StackplanError(f"{shown(path)}: {error}") from error


def _decode(data: bytes) -> str:
    """Decode what a spreadsheet has saved; its comments may have letters of any code page."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
