"""The log of this process, reports of faults in it, and crashes of processes before it."""

import logging
import os
import re
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, NamedTuple

from stackplan.core.errors import DiskError
from stackplan.core.text import printable
from stackplan.files import safe_write
from stackplan.files.disk_errors import disk_error
from stackplan.files.paths import LOG, make_state_folder
from stackplan.files.process import utc_time

LOG_ENDING = ".log"
REPORT_ENDING = ".report.txt"
_KEPT = 10
# 0.1.0 had one log for all windows, and a file for the fault handler of each.
_OLD_ENDINGS = (".log.1", ".log.2", ".log.3", ".running")
_LINES = 60
_HEAD_BYTES, _TAIL_BYTES = 4096, 262_144
# How the fault handler of Python begins (on Windows, too), and `ProcessLog.note_end`.
_CRASH = re.compile(r"^(?:Windows fatal|Fatal) .*", re.MULTILINE)


class CrashReport(NamedTuple):
    """A report of a fault or a crash; `path` is empty where the disk took none, `problem` says why.

    The title says in a few words what happened.
    """

    title: str
    text: str
    path: str = ""
    problem: str = ""
    is_crash: bool = False


class ProcessLog:
    """The log file of this process; Python's fault handler writes into it when the process crashes.

    Used by one thread, which may hang on a dead disk. Until `open`, and where the disk refuses, the
    last lines are kept in memory only. `facts` are versions and platform, one a line.
    """

    def __init__(self, facts: str) -> None:
        self.facts = facts
        self.lines: deque[str] = deque(maxlen=_LINES)
        self._folder = ""
        self._stream: IO[bytes] | None = None

    @property
    def descriptor(self) -> int | None:
        """The open file, for the fault handler; `None` without one."""
        return self._stream.fileno() if self._stream is not None else None

    def open(self) -> list[CrashReport]:
        """Begin the file; give the crashes that processes before this one have left, oldest first.

        Raises `DiskError` if the state folder refuses it.
        """
        self._folder = make_state_folder(LOG)
        path = os.path.join(self._folder, f"{_clock()}-{os.getpid()}{LOG_ENDING}")
        try:
            self._stream = open(path, "ab", buffering=0)  # noqa: SIM115 (until `close`)
        except OSError as error:
            raise disk_error(error, path) from error
        self._write(self.facts.rstrip() + "\n")
        crashes = take_crashes(self._folder)
        keep_newest(self._folder, (LOG_ENDING, *_OLD_ENDINGS))
        keep_newest(self._folder, (REPORT_ENDING,))
        return crashes

    def write(self, record: logging.LogRecord) -> None:
        """Add a line; it is kept in memory also where the disk refuses it with a `DiskError`."""
        self.lines.append(log_line(record))
        self._write(self.lines[-1])

    def note_end(self, words: str) -> None:
        """Write what a library said last before it ends the process; any thread may call this."""
        with suppress(DiskError):  # it ends in any case
            self._write(f"Fatal message of {words}")

    def report(self, title: str, trace: str) -> CrashReport:
        """Report a fault that the program outlives, in a file if the disk takes it."""
        text = report_text(title, self.facts, trace, self.lines, time.time())
        try:
            folder = self._folder or make_state_folder(LOG)
            path = os.path.join(folder, f"{_clock()}-{os.urandom(3).hex()}{REPORT_ENDING}")
            safe_write.save(path, text.encode("utf-8", "replace"))
        except DiskError as error:
            return CrashReport(title, text, problem=str(error))
        keep_newest(folder, (REPORT_ENDING,))
        return CrashReport(title, text, path)

    def close(self) -> None:
        """Close the file; it stays."""
        if self._stream is not None:
            with suppress(OSError):  # what a dead disk did not take is lost either way
                self._stream.close()

    def _write(self, line: str) -> None:
        if self._stream is not None:
            try:
                self._stream.write(f"{line}\n".encode("utf-8", "replace"))
            except OSError as error:
                raise disk_error(error, self._stream.name) from error


def _clock() -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())


def log_line(record: logging.LogRecord) -> str:
    """Write a record as one line: time (UTC), level, message with its line breaks escaped."""
    level = record.levelname.lower()
    return f"{utc_time(record.created)} {level}: {printable(record.getMessage())}"


def report_text(title: str, facts: str, trace: str, lines: Iterable[str], seconds: float) -> str:
    """Write a report: what happened when (seconds since 1970) and where, and the last log lines."""
    log = "\n".join(lines) or "(nothing)"
    parts = (
        f"Stackplan report: {title}\n{utc_time(seconds)}",
        facts.strip(),
        f"Where it happened\n{trace.strip()}",
        f"What was logged before\n{log}",
        "This file stays on this computer; nothing sends it. It holds names of files and folders,\n"
        "and none of their contents.",
    )
    return "\n\n".join(parts) + "\n"


def take_crashes(folder: str) -> list[CrashReport]:
    """Find the logs that end in a crash, the oldest first, and rename each to a report.

    So each is told once. A process that was killed, or whose machine lost its power, has no crash
    in its log.
    """
    found = []
    with suppress(OSError):  # a folder that cannot be listed tells nothing
        names = sorted(name for name in os.listdir(folder) if name.endswith(LOG_ENDING))
        for path in (os.path.join(folder, name) for name in names):
            with suppress(OSError):  # another window was quicker
                text = _head_and_tail(path)
                crash = _CRASH.search(text)
                if crash is not None:
                    kept = path.removesuffix(LOG_ENDING) + REPORT_ENDING
                    os.replace(path, kept)
                    found.append(CrashReport(crash.group(), text, kept, is_crash=True))
    return found


def _head_and_tail(path: str) -> str:
    """Read the facts, and as many of the last lines as a report may have."""
    with open(path, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        head = stream.read(_HEAD_BYTES)
        stream.seek(max(len(head), size - _TAIL_BYTES))
        return (head + stream.read(_TAIL_BYTES)).decode("utf-8", "replace")


def keep_newest(folder: str, endings: tuple[str, ...]) -> None:
    """Remove the files of these endings but for the newest ten."""
    with suppress(OSError):  # the next start tries again
        paths = [os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(endings)]
        for path in sorted(paths, key=os.path.getmtime)[:-_KEPT]:
            os.unlink(path)
