"""Loads and saves plan files."""

from stackplan.core.errors import StackplanError
from stackplan.core.plan_parser import MAX_CHARACTERS, PlanTextError
from stackplan.core.plan_text import PlanFile, read, write
from stackplan.core.runs import FILE_ENDING
from stackplan.core.text import printable
from stackplan.files import safe_write
from stackplan.files.disk_errors import disk_error


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
    if path.endswith(FILE_ENDING):
        raise StackplanError(
            f"{printable(path)} is a trace file and no plan; open the folder that it is in."
        )
    if len(data) > MAX_CHARACTERS:
        raise StackplanError(
            f"{printable(path)} is over {MAX_CHARACTERS // 10**6} MB: no plan file."
        )
    try:
        return read(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StackplanError(
            f"{printable(path)}, line {line}: this is not UTF-8 text; save it as UTF-8."
        ) from error
    except PlanTextError as error:
        words = str(error)
        stop = "" if words.endswith("?") else "."
        raise StackplanError(f"{printable(path)}, {words}{stop}") from error
