"""The log, crash reports and the file of the fault handler."""

import logging
import os
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from typing import IO, NamedTuple

from stackplan.core.errors import DiskError
from stackplan.core.text import printable
from stackplan.files import safe_write as atomic
from stackplan.files.disk_errors import disk_error
from stackplan.files.machine import utc_time
from stackplan.files.open_windows import ProcessId, this_process
from stackplan.files.paths import LOG, make_state_folder

ENDING = ".report.txt"
_KEPT = 20


class Report(NamedTuple):
    """A report.

    Parameters
    ----------
    title : str
        What happened, in a few words.
    text : str
        The whole.
    path : str
        Its file; empty where the disk took none.
    problem : str
        Why the disk took none.
    is_crash : bool
        Whether the program died of it.
    """

    title: str
    text: str
    path: str = ""
    problem: str = ""
    is_crash: bool = False


def report_text(title: str, facts: str, trace: str, lines: Iterable[str], seconds: float) -> str:
    """Write a report.

    Parameters
    ----------
    title : str
        What happened, in a few words.
    facts : str
        Versions and platform.
    trace : str
        Where it happened.
    lines : iterable of str
        Last lines of the log.
    seconds : float
        When, in seconds since 1970.

    Returns
    -------
    str
        The whole.
    """
    clock = utc_time(seconds)
    log = "\n".join(lines) or "(nothing)"
    parts = (
        f"Stackplan report: {title}\n{clock}",
        facts.strip(),
        f"Where it happened\n{trace.strip()}",
        f"What was logged before\n{log}",
        "This file stays on this computer; nothing sends it. It holds names of files and folders,\n"
        "and none of their contents.",
    )
    return "\n\n".join(parts) + "\n"


def keep_report(folder: str, title: str, text: str, *, is_crash: bool = False) -> Report:
    """Put a report into a file; the oldest ones go.

    Parameters
    ----------
    folder : str
        Where reports lie.
    title, text : str
        As `Report`.
    is_crash : bool
        As `Report`.

    Returns
    -------
    Report
        With its path, or with the reason why it has none.
    """
    clock = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    path = os.path.join(folder, f"{clock}-{os.urandom(3).hex()}{ENDING}")
    try:
        atomic.save(path, text.encode("utf-8", "replace"))
    except DiskError as error:
        return Report(title, text, problem=str(error), is_crash=is_crash)
    _sweep(folder)
    return Report(title, text, path, is_crash=is_crash)


def _sweep(folder: str) -> None:
    with suppress(OSError):  # the next report tries again
        names = sorted(name for name in os.listdir(folder) if name.endswith(ENDING))
        for name in names[:-_KEPT]:
            os.unlink(os.path.join(folder, name))


RUNNING = ".running"
_HEAD = "stackplan-running 1"
_RULE = "---"
_MAX_REPORT_BYTES = 262_144


class CrashFile:
    """The file of this process, empty below its head unless it crashes.

    Parameters
    ----------
    folder : str
        A folder that exists.
    facts : str
        Versions and platform; they stand in the head, for the next start may be of another version.

    Raises
    ------
    DiskError
        If the disk refuses it.
    """

    def __init__(self, folder: str, facts: str) -> None:
        self.path = os.path.join(folder, os.urandom(6).hex() + RUNNING)
        owner = this_process()
        fields = (_HEAD, owner.host, str(owner.pid), owner.boot, facts.rstrip(), _RULE, "")
        try:
            self.stream: IO[bytes] = open(self.path, "xb", buffering=0)  # noqa: SIM115 (until `close`)
        except OSError as error:
            raise disk_error(error, folder) from error
        try:
            self.stream.write("\n".join(fields).encode("utf-8", "replace"))
        except OSError as error:
            self.close()
            raise disk_error(error, folder) from error

    def note(self, words: str) -> None:
        """Write down what is about to end the process.

        Parameters
        ----------
        words : str
            What a library said last.
        """
        with suppress(OSError):  # it dies in any case
            self.stream.write(f"{words}\n".encode("utf-8", "replace"))

    def close(self) -> None:
        """Take the file away: the process ends as it should."""
        with suppress(OSError):  # what stays is found empty by the next start, and removed
            os.unlink(self.path)
        with suppress(OSError):
            self.stream.close()


class Crash(NamedTuple):
    """What a dead process has left.

    Parameters
    ----------
    process : int
        Its number.
    facts : str
        Versions and platform.
    trace : str
        Where it was.
    seconds : float
        When, in seconds since 1970.
    """

    process: int
    facts: str
    trace: str
    seconds: float


def take_crashes(folder: str) -> list[Crash]:
    """Find the files of dead processes, and take them away.

    Parameters
    ----------
    folder : str
        Where they lie.

    Returns
    -------
    list of Crash
        One for each process that crashed, the oldest first; a process that was killed, or whose
        machine lost its power, leaves none.
    """
    found = []
    with suppress(OSError):  # what cannot be listed tells nothing
        names = sorted(name for name in os.listdir(folder) if name.endswith(RUNNING))
        for path in (os.path.join(folder, name) for name in names):
            with suppress(OSError):  # another window was quicker, or the file is not ours
                found += _take(path)
    return sorted(found, key=lambda crash: crash.seconds)


def _take(path: str) -> list[Crash]:
    with open(path, "rb") as stream:
        seconds = os.fstat(stream.fileno()).st_mtime
        text = stream.read(_MAX_REPORT_BYTES).decode("utf-8", "replace")
    head, _, trace = text.partition(f"\n{_RULE}\n")
    lines = head.split("\n")
    if len(lines) < 4 or lines[0] != _HEAD or not lines[2].isdecimal():
        return []
    owner = ProcessId(lines[1], int(lines[2]), lines[3])
    is_elsewhere = owner.host != this_process().host
    # Whether a process of another machine lives nobody knows; but one that crashed does not.
    if owner.lives and not (is_elsewhere and trace):
        return []
    os.unlink(path)
    return [Crash(owner.pid, "\n".join(lines[4:]), trace, seconds)] if trace else []


_LINES = 60


class Recorder:
    """Writes to the state folder; used by one thread, which may hang on a dead disk.

    Parameters
    ----------
    facts : str
        Versions and platform, one a line.
    """

    def __init__(self, facts: str) -> None:
        self.facts = facts
        self.lines: deque[str] = deque(maxlen=_LINES)
        self.crash_file: CrashFile | None = None
        self._log: SharedLog | None = None
        self._folder = ""

    def open(self) -> list[Report]:
        """Begin; until then, and where this fails, lines are kept in memory only.

        Returns
        -------
        list of Report
            What processes that crashed have left.

        Raises
        ------
        DiskError
            If the state folder refuses it.
        """
        self._folder = make_state_folder(LOG)
        self._log = SharedLog(self._folder)
        self.crash_file = CrashFile(self._folder, self.facts)
        return [self._keep_crash(crash) for crash in take_crashes(self._folder)]

    def write(self, record: logging.LogRecord) -> None:
        """Add a line to the log.

        Parameters
        ----------
        record : LogRecord
            What is to be written.

        Raises
        ------
        DiskError
            If the disk refuses it; the line is kept in memory all the same.
        """
        self.lines.append(log_line(record))
        if self._log is not None:
            self._log.write(record)

    def report(self, title: str, trace: str) -> Report:
        """Keep a report of a fault that the program outlives.

        Parameters
        ----------
        title : str
            What happened, in a few words.
        trace : str
            Where.

        Returns
        -------
        Report
            The report, kept in a file if the disk takes it.
        """
        text = report_text(title, self.facts, trace, self.lines, time.time())
        try:
            folder = self._folder or make_state_folder(LOG)
        except DiskError as error:
            return Report(title, text, problem=str(error))
        return keep_report(folder, title, text)

    def close(self) -> None:
        """End: nothing stays but the log and the reports."""
        if self.crash_file is not None:
            self.crash_file.close()
        if self._log is not None:
            self._log.close()

    def _keep_crash(self, crash: Crash) -> Report:
        title = crash.trace.strip().split("\n")[0]
        lines = log_tail(self._folder, crash.process, _LINES)
        text = report_text(title, crash.facts, crash.trace, lines, crash.seconds)
        return keep_report(self._folder, title, text, is_crash=True)


LOG_NAME = "stackplan.log"
_MAX_LOG_BYTES = 256_000
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
            self.path, maxBytes=_MAX_LOG_BYTES, backupCount=_OLDER, encoding="utf-8", delay=True
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
    return f"{clock} [{record.process}] {level}: {printable(record.getMessage())}"


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
