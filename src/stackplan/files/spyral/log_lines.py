"""Lines of Spyral's logs. They have local time without a zone, and none for the start of a run."""

import re
import time
from collections.abc import Iterable, Iterator

from stackplan.core.spyral_job import Complaint, Done, Event

_LINE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d),(\d{3}) - (\S{1,200}) - ([A-Z]{4,8}) - (.*)",
    re.ASCII | re.DOTALL,
)
_PHASE = re.compile(r"Phase (\w{1,60}) complete for run ([0-9]{1,9})", re.ASCII)
_RUN = re.compile(r"\brun[ _]([0-9]{1,9})(?![0-9])", re.ASCII | re.IGNORECASE)
_STACK = re.compile(r"\[([0-9, ]*)\]")
_PIPELINE = "spyral.core.pipeline"
_COMPLAINTS = frozenset({"WARNING", "ERROR"})
_MINUTE_MS, _HOUR_MS = 60_000, 3_600_000


class LogLine:
    """One line that begins with a time.

    Attributes
    ----------
    at_ms : int
        When it was written, in ms since 1970.
    logger, level, message : str
        As Spyral wrote them.
    """

    __slots__ = ("at_ms", "level", "logger", "message")

    def __init__(self, at_ms: int, logger: str, level: str, message: str) -> None:
        self.at_ms, self.logger, self.level, self.message = at_ms, logger, level, message


def log_lines(lines: Iterable[str]) -> Iterator[LogLine]:
    """Take lines apart; what does not begin with a time (a traceback) is passed over.

    Parameters
    ----------
    lines : iterable of str
        Of one log, with or without their ends.

    Yields
    ------
    LogLine
        Time never goes back: where it seems to, the clocks were put back an hour; or, by less than
        a minute, they were set right, or two processes wrote at once.
    """
    last = 0
    for line in lines:
        match = _LINE.fullmatch(line.rstrip("\r\n"))
        at_ms = None if match is None else _since_1970(*map(int, match.groups()[:7]))
        if match is not None and at_ms is not None:
            if last - _MINUTE_MS <= at_ms < last:
                at_ms = last
            elif last - _HOUR_MS <= at_ms < last:
                at_ms += _HOUR_MS
            last = max(last, at_ms)
            yield LogLine(at_ms, match[8], match[9], match[10])


def _since_1970(
    year: int, month: int, day: int, hour: int, minute: int, second: int, ms: int
) -> int | None:
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second <= 60):
        return None
    try:
        seconds = time.mktime((year, month, day, hour, minute, second, 0, 0, -1))
    except (OverflowError, ValueError):
        return None
    return int(seconds) * 1000 + ms


def child_events(lines: Iterable[str]) -> Iterator[Event]:
    """Find what a process's own log says about its runs.

    Parameters
    ----------
    lines : iterable of str
        Lines of ``log_procN.txt``.

    Yields
    ------
    Done or Complaint
        In the order of the log; an exception that ended the process names no run.
    """
    for line in log_lines(lines):
        if match := _PHASE.fullmatch(line.message):
            yield Done(int(match[2]), match[1], line.at_ms)
        elif line.level == "ERROR" and line.logger == _PIPELINE:
            yield Complaint(None, line.message.strip('"'), line.at_ms)
        elif line.level in _COMPLAINTS and (runs := _RUN.findall(line.message)):
            # A path may have such a word, too; the number of the run comes last.
            yield Complaint(int(runs[-1]), line.message, line.at_ms)


def parent_facts(
    lines: Iterable[str],
) -> tuple[tuple[tuple[int, ...], ...], int | None, int | None]:
    """Find what the parent's log says about the job.

    Parameters
    ----------
    lines : iterable of str
        Lines of ``log_procParent.txt``. Where children were forked, it has theirs, too; those are
        passed over, since each of them has a log of its own.

    Returns
    -------
    tuple of tuple of int
        Run numbers of each stack.
    int or None
        When the processes were started, in ms since 1970.
    int or None
        When all were done.
    """
    stacks: tuple[tuple[int, ...], ...] = ()
    started = ended = None
    for line in log_lines(lines):
        if line.logger != _PIPELINE or line.level != "INFO":
            continue
        if line.message.startswith("Run stacks: [["):
            stacks = tuple(map(_numbers, _STACK.findall(line.message)))
            started, ended = (line.at_ms if stacks else None), None
        elif line.message.startswith("Stack ") and stacks:
            started = line.at_ms
        elif line.message.startswith("Total ellapsed time:") and stacks:  # Spyral's spelling
            ended = line.at_ms
    return stacks, started, ended


def _numbers(text: str) -> tuple[int, ...]:
    words = (word.strip() for word in text.split(","))
    return tuple(int(word) for word in words if word.isdigit() and len(word) <= 9)
