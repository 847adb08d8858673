"""A Spyral workspace on disk as a value. Nothing in it is ever written or locked."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from stackplan.core.errors import StackplanError
from stackplan.core.own_times import OwnTime
from stackplan.core.spyral_job import Artifacts, Done, Event, Job
from stackplan.core.spyral_workspace import Workspace
from stackplan.core.words import shown
from stackplan.files.disk_words import disk_error
from stackplan.files.spyral.log_lines import child_events, parent_facts
from stackplan.files.spyral.own_lines import OWN_FILE, own_times
from stackplan.files.trace_state import read_state

_LOGS = "log"
# Folders that are no phase; the second one is at the root of many disks, for root alone.
_NO_PHASES = frozenset({_LOGS, "lost+found"})
_PARENT = "log_procParent.txt"
_CHILD = re.compile(r"log_proc([0-9]{1,6})\.txt")
_ARTIFACT = re.compile(r"run_([0-9]{4,9})[._]\S{1,200}")
_MAX_LINE = 4_000_000  # bytes; the stacks of a plan of 100,000 runs stand on one line
_OTHER_JOB_MS = 60_000
_PARQUET = b"PAR1"
_KINDS = (b" - INFO - Phase ", b" - ERROR - ", b" - WARNING - ")


def read_workspace(folder: str, traces: str | None = None) -> Workspace:
    """Read what the last job of a workspace did.

    Parameters
    ----------
    folder : str
        The workspace.
    traces : str, optional
        The trace folder, which may lie in the workspace, and is no phase.

    Returns
    -------
    Workspace
        Logs of earlier jobs with more processes are passed over.

    Raises
    ------
    StackplanError
        If the folder is no workspace.
    DiskError
        If it cannot be read.
    """
    try:
        return _read(folder, traces)
    except OSError as error:
        raise disk_error(error, str(error.filename or folder)) from error


def _read(folder: str, traces: str | None) -> Workspace:
    job = _read_job(folder)
    own = tuple(_read_own(folder))
    artifacts = _read_artifacts(folder, traces)
    if not job.logs and not job.stacks and not own and not artifacts:
        message = "has neither logs nor files like Pointcloud/run_0042.h5"
        raise StackplanError(f"{shown(folder)} is no Spyral workspace: it {message}.")
    workspace = Workspace(job, artifacts, own=own)
    last = workspace.phases[-1:]
    broken = {phase: _broken(folder, phase, artifacts, job) for phase in last}
    return replace(workspace, broken=broken)


def _read_job(folder: str) -> Job:
    logs = os.path.join(folder, _LOGS)
    try:
        names = os.listdir(logs)
    except FileNotFoundError:
        os.listdir(folder)  # the workspace itself must be there
        return Job()
    has_parent = _PARENT in names
    parent = _lines(os.path.join(logs, _PARENT), ()) if has_parent else iter(())
    stacks, started, ended = parent_facts(parent)
    children: dict[int, tuple[Event, ...]] = {}
    for name in names:
        if match := _CHILD.fullmatch(name):
            lines = _lines(os.path.join(logs, name), _KINDS)
            children[int(match[1])] = tuple(child_events(lines))
    return _one_job(Job(stacks, started, ended, children))


def _read_own(folder: str) -> Iterator[OwnTime]:
    logs = os.path.join(folder, _LOGS)
    for name in sorted(os.listdir(logs)) if os.path.isdir(logs) else ():
        if OWN_FILE.fullmatch(name):
            yield from own_times(_lines(os.path.join(logs, name), ()))


def _one_job(job: Job) -> Job:
    """Keep what belongs together: each start overwrites the logs of its own processes only."""
    last = max((e.at_ms for log in job.logs.values() for e in log), default=0)
    if job.ended_ms is not None and last > job.ended_ms + _OTHER_JOB_MS:
        # Stacks were started one by one since, and the parent's log is of an earlier job.
        later = {p: log for p, log in job.logs.items() if log and log[-1].at_ms > job.ended_ms}
        return Job(logs=later)
    if job.started_ms is None:
        return job
    first = job.started_ms - _OTHER_JOB_MS
    logs = {
        process: log
        for process, log in job.logs.items()
        if process < len(job.stacks) and not (log and log[0].at_ms < first)
    }
    return replace(job, logs=logs)


def _lines(path: str, kinds: Collection[bytes]) -> Iterator[str]:
    """Read a log line by line; of the many lines about single events none is decoded."""
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


def _broken(folder: str, phase: str, artifacts: Artifacts, job: Job) -> frozenset[int]:
    """Find the runs whose file is not whole; what a line vouches for is not looked at."""
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
