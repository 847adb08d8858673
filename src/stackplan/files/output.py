"""Where a command's result goes: to the standard output, or into a file."""

import os
import sys
from contextlib import suppress

from stackplan.core.errors import DiskError
from stackplan.files.disk_words import disk_error


def write_result(output: str, data: bytes, traces: str) -> None:
    """Write the result of a command.

    Parameters
    ----------
    output : str
        A file, replaced in one step; ``-`` is the standard output.
    data : bytes
        The whole result.
    traces : str
        Trace folder, in which nothing may be written.

    Raises
    ------
    DiskError
        If the place is refused, closed, or fails.
    """
    if output == "-":
        write_out(data)
        return
    # Imported here since most plans go to the terminal.
    from stackplan.files import atomic

    atomic.save(output, data, traces)


def write_out(data: bytes) -> None:
    """Write to the standard output; a reader that has seen enough (head, less) is no fault."""
    if sys.stdout is None:
        raise DiskError("The standard output is closed; name a file with --output.")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except OSError as error:
        # What is still buffered goes nowhere, or Python would try, and complain, at its end.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise disk_error(error, "the standard output") from error
