"""Opening a folder or a plan file beside the window's thread."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from stackplan.core.errors import DiskError
from stackplan.core.plan_text import PlanFile
from stackplan.files.content_digest import digest_of
from stackplan.files.paths import absolute, is_plan_file
from stackplan.files.plan_file import load_plan
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states
from stackplan.gui.background import Job, Report

_PAUSE_S = 0.03


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: what it does, items done, items in all."""

    words: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan file was read."""

    path: str
    plan_file: PlanFile
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FolderGone:
    """The folder of an opened plan cannot be read; the plan stands without it."""

    error: DiskError


def opening(path: str) -> Job:
    """Make the job that opens a path: it reports `Opened`, `ScanResult`, and `Progress`.

    The last report is the scan with the states of the files.
    """

    def job(report: Report) -> object:
        # First of all: the disk may not answer, and then one must see what is waited for.
        report(Progress("Opening", 0, 0))
        folder = path
        if is_plan_file(path):
            digest = digest_of(path)  # first: a change in between shall count as one
            plan_file = load_plan(path)
            report(Opened(absolute(path), plan_file, digest))
            folder = plan_file.traces
            try:
                return _scan(folder, report)
            except DiskError as error:
                return FolderGone(error)
        return _scan(folder, report)

    return job


def scanning(folder: str) -> Job:
    """Make the job that scans a folder again."""
    return lambda report: _scan(folder, report)


def _scan(folder: str, report: Report) -> ScanResult:
    report(Progress("Listing the folder", 0, 0))
    found = scan(folder, on_progress=telling(report, "Reading sizes"))
    report(found)
    states = read_states(folder, found.with_data, telling(report, "Looking at files"))
    return replace(found, states=states)


def telling(report: Report, words: str) -> Callable[[int, int], None]:
    """Tell how far a job is, but not so often that the window is busy with listening."""
    told = -_PAUSE_S

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _PAUSE_S:
            told = now
            report(Progress(words, done, total))

    return tell
