"""The files of a Spyral workspace, read into a `Workspace`. Nothing in it is written or locked.

Lines of Spyral's logs have local time without a zone, and none for the start of a run. The script
that is exported for Spyral holds this very text but for `read_workspace`: it needs the standard
library and Python 3.10.
"""

import calendar
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace

from stackplan.core.errors import StackplanError
from stackplan.core.spyral.job import (
    CLOCK,
    NO_EVENTS,
    Artifacts,
    Complaint,
    Done,
    Event,
    OwnTime,
    SpyralJob,
    Workspace,
)
from stackplan.core.text import printable
from stackplan.files.disk_errors import disk_error
from stackplan.files.trace_state import read_state

_LOGS = "log"
# Folders that are no phase; lost+found is at the root of many disks, readable for root alone.
_NO_PHASES = frozenset({_LOGS, "lost+found"})
_PARENT_LOG = "log_procParent.txt"
_CHILD_LOG = re.compile(r"log_proc([0-9]{1,6})\.txt")
OWN_FILE = re.compile(r"times_stack([0-9]{1,6})\.tsv")
_ARTIFACT = re.compile(r"run_([0-9]{4,9})[._]\S{1,200}")
_MAX_LINE = 4_000_000  # bytes; the stacks of a plan of 100,000 runs stand on one line
_OTHER_JOB_MS = 60_000
_PARQUET = b"PAR1"
_KINDS = (b" - INFO - Phase ", b" - ERROR - ", b" - WARNING - ", b", in run")

_LOG_LINE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d),(\d{3}) - (\S{1,200}) - ([A-Z]{4,8}) - (.*)",
    re.ASCII | re.DOTALL,
)
_COMPLETE = re.compile(r"Phase (\w{1,60}) complete for run ([0-9]{1,9})", re.ASCII)
_RUN_WORDS = re.compile(r"\brun[ _]([0-9]{1,9})(?![0-9])", re.ASCII | re.IGNORECASE)
# A line of a traceback: the method `run` of one of Spyral's own phases.
_FRAME = re.compile(r' +File ".*[/\\]spyral[/\\]phases[/\\](\w{1,60})_phase\.py", line \d+, in run')
_STACK = re.compile(r"\[([0-9, ]*)\]")
_PIPELINE_LOGGER = "spyral.core.pipeline"
_COMPLAINTS = frozenset({"WARNING", "ERROR"})
_MINUTE_MS, _HOUR_MS = 60_000, 3_600_000
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)


# --- Spyral's logs ---


@dataclass(slots=True)
class LogLine:
    """One line of a log that begins with a time; logger, level and message as Spyral wrote them."""

    at_ms: int  # when it was written, in ms since 1970
    logger: str
    level: str
    message: str
    phase: str = ""  # of an exception: the one of Spyral's own phases that its traceback names


def log_lines(lines: Iterable[str]) -> Iterator[LogLine]:
    """Take the lines of one log apart.

    Of what does not begin with a time (a traceback) only the phase is kept. Time never goes back:
    where it seems to, the clocks were put back an hour; or, by less than a minute, they were set
    right, or two processes wrote at once.
    """
    last = 0
    found: LogLine | None = None
    for line in lines:
        match = _LOG_LINE.fullmatch(line.rstrip("\r\n"))
        at_ms = None if match is None else _since_1970(*map(int, match.groups()[:7]))
        if match is not None and at_ms is not None:
            if last - _MINUTE_MS <= at_ms < last:
                at_ms = last
            elif last - _HOUR_MS <= at_ms < last:
                at_ms += _HOUR_MS
            last = max(last, at_ms)
            if found is not None:
                yield found
            found = LogLine(at_ms, match[8], match[9], match[10])
        elif found is not None and (frame := _FRAME.match(line)):
            # cluster_phase.py has the phase Cluster, interp_solver_phase.py InterpSolver.
            found.phase = "".join(word.capitalize() for word in frame[1].split("_"))
    if found is not None:
        yield found


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
    """Find what a process's own log, ``log_procN.txt``, says about its runs, in its order.

    An exception that ended the process names no run.
    """
    for line in log_lines(lines):
        if match := _COMPLETE.fullmatch(line.message):
            yield Done(int(match[2]), match[1], line.at_ms)
        elif line.level == "ERROR" and line.logger == _PIPELINE_LOGGER:
            yield Complaint(None, line.message.strip('"'), line.at_ms, line.phase)
        elif line.level in _COMPLAINTS and (runs := _RUN_WORDS.findall(line.message)):
            # A path may look like a run's number, too; the run itself comes last.
            yield Complaint(int(runs[-1]), line.message, line.at_ms)


def parent_facts(lines: Iterable[str]) -> SpyralJob:
    """Find what the parent's log, ``log_procParent.txt``, says: stacks, start and end of the job.

    Where children were forked, it has their lines, too; those are passed over, since each of them
    has a log of its own.
    """
    stacks: tuple[tuple[int, ...], ...] = ()
    started = ended = None
    for line in log_lines(lines):
        if line.logger != _PIPELINE_LOGGER or line.level != "INFO":
            continue
        if line.message.startswith("Run stacks: [["):
            stacks = tuple(map(_numbers, _STACK.findall(line.message)))
            started, ended = (line.at_ms if stacks else None), None
        elif line.message.startswith("Stack ") and stacks:
            started = line.at_ms
        elif line.message.startswith("Total ellapsed time:") and stacks:  # Spyral's spelling
            ended = line.at_ms
    return SpyralJob(stacks, started, ended)


def _numbers(text: str) -> tuple[int, ...]:
    words = (word.strip() for word in text.split(","))
    return tuple(int(word) for word in words if word.isdigit() and len(word) <= 9)


# --- the times of our own script ---


def own_times(lines: Iterable[str]) -> Iterator[OwnTime]:
    """Read lines of ``times_stackN.tsv``: run, stack from 1, start, seconds, outcome, words.

    A run that has ended has a line for its start, and a whole one. A line that a kill has left half
    is read as far as it goes.
    """
    found = {(own.stack, own.number, own.began_ms): own for own in _own_lines(lines)}
    yield from found.values()


def _own_lines(lines: Iterable[str]) -> Iterator[OwnTime]:
    for line in lines:
        words = line.rstrip("\r\n").split("\t")
        if len(words) < 3 or not all(_WHOLE_NUMBER.fullmatch(word) for word in words[:2]):
            continue
        try:
            began = calendar.timegm(time.strptime(words[2], CLOCK)) * 1000
        except (ValueError, OverflowError):
            continue
        run, stack = int(words[0]), int(words[1])
        if stack < 1:
            continue
        # Lines that two processes of an older script have mixed up have no known outcome.
        is_whole = words[4:5] in (["done"], ["failed"]) and _SECONDS.fullmatch(words[3]) is not None
        trouble = ""
        said = " ".join(words[5:]).strip()
        if is_whole and (words[4] != "done" or said.startswith(NO_EVENTS)):
            trouble = said or words[4]
        took = round(float(words[3]) * 1000) if is_whole else None
        yield OwnTime(stack - 1, began, run, took, trouble)


# --- the workspace ---


def workspace_files(
    folder: str, traces: str | None = None, last_phase: str | None = None
) -> Workspace:
    """Read what the last job of a workspace did; logs of jobs before it are passed over.

    The trace folder may lie in the workspace, and is no phase. `last_phase` is the last one of the
    pipeline; by default that of the last job. An `OSError` is raised as it comes.
    """
    job = _read_job(folder)
    logs = os.path.join(folder, _LOGS)
    names = sorted(filter(OWN_FILE.fullmatch, os.listdir(logs) if os.path.isdir(logs) else ()))
    files = (_read_lines(os.path.join(logs, name), ()) for name in names)
    own = tuple(line for lines in files for line in own_times(lines))
    artifacts = _read_artifacts(folder, traces)
    workspace = Workspace(job, artifacts, own=own)
    # Only files of the last phase are opened: on a slow disk each takes its time.
    last = workspace.phases[-1:] if last_phase is None else (last_phase,)
    broken = {phase: _not_whole(folder, phase, artifacts, job) for phase in last}
    return replace(workspace, broken=broken)


def _read_job(folder: str) -> SpyralJob:
    logs = os.path.join(folder, _LOGS)
    try:
        names = os.listdir(logs)
    except FileNotFoundError:
        os.listdir(folder)  # the workspace itself must be there
        return SpyralJob()
    has_parent = _PARENT_LOG in names
    parent = _read_lines(os.path.join(logs, _PARENT_LOG), ()) if has_parent else iter(())
    children: dict[int, tuple[Event, ...]] = {}
    for name in names:
        if match := _CHILD_LOG.fullmatch(name):
            lines = _read_lines(os.path.join(logs, name), _KINDS)
            children[int(match[1])] = tuple(child_events(lines))
    return _one_job(replace(parent_facts(parent), logs=children))


def _one_job(job: SpyralJob) -> SpyralJob:
    """Keep what belongs together: each start overwrites the logs of its own processes only."""
    last = max((e.at_ms for log in job.logs.values() for e in log), default=0)
    if job.ended_ms is not None and last > job.ended_ms + _OTHER_JOB_MS:
        # Stacks were started one by one since, and the parent's log is of an earlier job.
        later = {p: log for p, log in job.logs.items() if log and log[-1].at_ms > job.ended_ms}
        return SpyralJob(logs=later)
    if job.started_ms is None:
        return job
    first = job.started_ms - _OTHER_JOB_MS
    logs = {
        process: log
        for process, log in job.logs.items()
        if process < len(job.stacks) and not (log and log[0].at_ms < first)
    }
    return replace(job, logs=logs)


def _read_lines(path: str, kinds: Collection[bytes]) -> Iterator[str]:
    """Read a log line by line; the many lines about single events are not decoded."""
    with open(path, "rb") as stream:
        while line := stream.readline(_MAX_LINE):
            if not kinds or any(kind in line for kind in kinds):
                yield line.decode("utf-8", "replace")


def _read_artifacts(folder: str, traces: str | None) -> Artifacts:
    found: dict[str, dict[int, int]] = {}
    with os.scandir(folder) as entries:
        phases = [entry for entry in entries if entry.name not in _NO_PHASES and entry.is_dir()]
    for phase in phases:
        if traces is not None and os.path.realpath(phase.path) == os.path.realpath(traces):
            continue
        files: dict[int, int] = {}
        with os.scandir(phase.path) as entries:
            for entry in entries:
                if match := _ARTIFACT.fullmatch(entry.name):
                    number = int(match[1])
                    files[number] = max(files.get(number, 0), _written_ms(entry))
        files = {number: written for number, written in files.items() if written}
        if files:
            found[phase.name] = files
    return found


def _written_ms(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_mtime_ns // 1_000_000
    except FileNotFoundError:
        return 0  # it vanished since the listing


def _not_whole(folder: str, phase: str, artifacts: Artifacts, job: SpyralJob) -> frozenset[int]:
    """Find the runs whose file is not whole; those with a line of the phase are not opened."""
    logged = {
        event.run
        for log in job.logs.values()
        for event in log
        if isinstance(event, Done) and event.phase == phase
    }
    files: Mapping[int, int] = artifacts.get(phase, {})
    unsure = files.keys() - logged
    if not unsure:
        return frozenset()
    place = os.path.join(folder, phase)
    broken = set()
    for name in os.listdir(place):
        match = _ARTIFACT.fullmatch(name)
        if match and int(match[1]) in unsure and not _is_whole(os.path.join(place, name)):
            broken.add(int(match[1]))
    return frozenset(broken)


def _is_whole(path: str) -> bool:
    if path.endswith(".h5"):
        return read_state(path) not in {"open", "truncated", "not_hdf5"}
    if not path.endswith(".parquet"):
        return True
    try:
        with open(path, "rb") as stream:
            stream.seek(-len(_PARQUET), os.SEEK_END)
            return stream.read() == _PARQUET
    except OSError:
        return False


def read_workspace(folder: str, traces: str | None = None) -> Workspace:
    """Read what the last job of a workspace did; logs of jobs before it are passed over.

    The trace folder may lie in the workspace, and is no phase. Raises `StackplanError` if the
    folder is no workspace, `DiskError` if it cannot be read.
    """
    try:
        found = workspace_files(folder, traces)
    except OSError as error:
        raise disk_error(error, str(error.filename or folder)) from error
    if not found.job.logs and not found.job.stacks and not found.own and not found.artifacts:
        message = "has neither logs nor files like Pointcloud/run_0042.h5"
        raise StackplanError(f"{printable(folder)} is no Spyral workspace: it {message}.")
    return found


def phase_sizes(folder: str, phase: str) -> dict[int, int]:
    """Sum what a phase has written of each run, in bytes; a run whose files are empty is left out.

    Raises `StackplanError` if the workspace has no such files, `DiskError` if it cannot be read.
    """
    sizes: dict[int, int] = {}
    try:
        names = os.listdir(folder)
        with (
            os.scandir(os.path.join(folder, phase)) if phase in names else nullcontext(()) as found
        ):
            for entry in found:
                if match := _ARTIFACT.fullmatch(entry.name):
                    number = int(match[1])
                    sizes[number] = sizes.get(number, 0) + entry.stat().st_size
        others = [] if sizes else sorted(_read_artifacts(folder, None))
    except OSError as error:
        raise disk_error(error, str(error.filename or folder)) from error
    if others:
        there = f"there are files of {printable(', '.join(others))}"
        raise StackplanError(f"{printable(folder)} has no files of the phase {phase}; {there}.")
    if not sizes:
        raise StackplanError(
            f"{printable(folder)} has no files of a phase; name the workspace, which has them like"
            " Pointcloud/run_0042.h5."
        )
    return {number: size for number, size in sizes.items() if size}
