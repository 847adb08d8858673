"""Plan files on disk."""

from stackplan.core.errors import PlanTextError, StackplanError
from stackplan.core.plan_record import MAX_CHARACTERS
from stackplan.core.plan_text import PlanFile, read, write
from stackplan.core.text import shown
from stackplan.files.disk_words import disk_error


def save_plan(path: str, plan_file: PlanFile, known: str = "") -> bytes:
    """Save a plan in one step; the old file stays whole if that fails.

    Parameters
    ----------
    path : str
        The plan file; an existing one is replaced.
    plan_file : PlanFile
        What to save.
    known : str, optional
        What `content_digest.digest_of` must give for the file if it is there; empty for any.

    Returns
    -------
    bytes
        The whole content of the file now.

    Raises
    ------
    DiskError
        If the disk fails, or the place is in the trace folder.
    atomic.ChangedError
        If the file is not the known one; nothing is written then.
    """
    # Imported here since a command that plans to the terminal saves nothing.
    from stackplan.files import atomic

    data = write(plan_file).encode()
    atomic.save(path, data, plan_file.traces, known)
    return data


def load_plan(path: str) -> PlanFile:
    """Open a plan file.

    Parameters
    ----------
    path : str
        The plan file.

    Returns
    -------
    PlanFile
        What it says.

    Raises
    ------
    DiskError
        If it cannot be read.
    StackplanError
        If it is refused; the sentence names the file, the line and the remedy.
    """
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_CHARACTERS + 1)
    except OSError as error:
        raise disk_error(error, path) from error
    if len(data) > MAX_CHARACTERS:
        raise StackplanError(f"{shown(path)} is over {MAX_CHARACTERS // 10**6} MB: no plan file.")
    try:
        return read(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StackplanError(f"{shown(path)}, line {line}: this is not UTF-8 text.") from error
    except PlanTextError as error:
        raise StackplanError(f"{shown(path)}, {error}.") from error
