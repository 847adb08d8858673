"""Process that Stackplan runs in: its processors, the time, standard output and error."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from stackplan.core.errors import DiskError
from stackplan.files import safe_write
from stackplan.files.disk_errors import disk_error


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_stacks() -> int:
    """Count the stacks that this process could run at once, at least 1.

    One less than the processors it may use, since Spyral's parent wants one.
    """
    return max(1, processors() - 1)


def utc_time(seconds: float | None = None) -> str:
    """Write a time (s since 1970), or now, as plan files have it: ``2026-11-22T18:40:00Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def write_result(output: str, data: bytes, traces: str) -> None:
    """Write the result of a command to a file, or for ``-`` to the standard output.

    An existing file is replaced in one step. Raises `DiskError` if the place is in the trace
    folder, closed, or fails.
    """
    if output == "-":
        write_out(data)
        return
    safe_write.save(output, data, traces)


def write_out(data: bytes) -> None:
    """Write to the standard output; a pipe that is closed early (head, less) is no error."""
    if sys.stdout is None:
        raise DiskError("The standard output is closed; name a file with --output.")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except OSError as error:
        _give_up(sys.stdout.fileno)
        if not isinstance(error, BrokenPipeError):
            raise disk_error(error, "the standard output") from error


def say(words: str) -> None:
    """Write a line to the standard error; where that is closed or full, it is lost."""
    # Not by `print`: with `file=None` it writes to the standard output.
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr.fileno)


def _give_up(fileno: Callable[[], int]) -> None:
    """Send what is still buffered to the null device: else Python reports an error at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), fileno())
