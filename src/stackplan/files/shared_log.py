"""The log file: of bounded size, and written by every window of this account."""

import logging
import os
from contextlib import suppress
from logging.handlers import RotatingFileHandler

from stackplan.core.text import shown
from stackplan.files.disk_words import disk_error
from stackplan.files.machine import utc_time

LOG_NAME = "stackplan.log"
_MAX_BYTES = 256_000
_OLDER = 3
_TAIL_BYTES = 64_000


class SharedLog:
    """Adds lines to the log of an account; the oldest of its files goes when there are four.

    Parameters
    ----------
    folder : str
        A folder that exists; the file is made with the first line.
    """

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, LOG_NAME)
        self._handler = _Handler(
            self.path, maxBytes=_MAX_BYTES, backupCount=_OLDER, encoding="utf-8", delay=True
        )

    def write(self, record: logging.LogRecord) -> None:
        """Add a line.

        Parameters
        ----------
        record : LogRecord
            What is to be written.

        Raises
        ------
        DiskError
            If the disk refuses it; the next call tries again.
        """
        try:
            if self._is_moved():
                self._handler.close()  # it opens the new file
            self._handler.handle(record)
        except OSError as error:
            raise disk_error(error, self.path) from error

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):  # what a dead disk still had to take is lost either way
            self._handler.close()

    def _is_moved(self) -> bool:
        """Tell whether another window has put the file away meanwhile, since it was full."""
        stream = self._handler.stream
        if stream is None:
            return False
        try:
            return not os.path.samestat(os.fstat(stream.fileno()), os.stat(self.path))
        except FileNotFoundError:
            return True


class _Handler(RotatingFileHandler):
    """Raises what the library would write to the standard error."""

    def format(self, record: logging.LogRecord) -> str:  # type: ignore[explicit-override]
        return log_line(record)

    def handleError(self, record: logging.LogRecord) -> None:  # type: ignore[explicit-override]  # noqa: ARG002, N802
        raise  # noqa: PLE0704 (called while the error is handled)


def log_line(record: logging.LogRecord) -> str:
    """Write a record as one line: time (UTC), process, level, message.

    Parameters
    ----------
    record : LogRecord
        What is to be written.

    Returns
    -------
    str
        The line, without its end; a line break within the message is escaped.
    """
    clock = utc_time(record.created)
    level = record.levelname.lower()
    return f"{clock} [{record.process}] {level}: {shown(record.getMessage())}"


def log_tail(folder: str, process: int, most: int) -> list[str]:
    """Read the last lines that a process has written.

    Parameters
    ----------
    folder : str
        Folder of the log.
    process : int
        Number of the process.
    most : int
        So many lines at most.

    Returns
    -------
    list of str
        The lines, the oldest first; none where the log cannot be read.
    """
    with suppress(OSError), open(os.path.join(folder, LOG_NAME), "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        stream.seek(max(0, size - _TAIL_BYTES))
        lines = stream.read().decode("utf-8", "replace").split("\n")
        return [line for line in lines if f" [{process}] " in line[:40]][-most:]
    return []
