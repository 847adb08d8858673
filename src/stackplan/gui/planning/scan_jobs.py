"""Opening a folder or a plan file beside the window's thread."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from stackplan.core.balance import BEST_METHOD, make_plan
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.files.demo import STACKS, is_demo
from stackplan.files.paths import absolute, is_plan_file
from stackplan.files.plan_file import load_plan
from stackplan.files.safe_write import digest_of
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states
from stackplan.gui.widgets.worker import Emit, Job

_PAUSE_S = 0.03


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is: what it does, items done, items in all."""

    words: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class OpenedPlan:
    """A plan file was read."""

    path: str
    plan_file: PlanFile
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FolderGone:
    """The folder of an opened plan cannot be read; the plan stands without it."""

    error: DiskError


@dataclass(frozen=True, slots=True)
class OpenedFolder:
    """A new folder, the plan of its runs or `None` where it cannot be made, and what was asked."""

    found: ScanResult
    plan: Plan | None
    request: PlanRequest


def opening(path: str, request: PlanRequest, *, is_known: bool = True) -> Job:
    """Make the job that opens a path; the demo folder has stacks of its own until it `is_known`.

    It emits `OpenedPlan` and a `ScanResult` of a plan file, `OpenedFolder` of a folder, and
    `JobProgress` in between. Its result is the scan with the states of the files.
    """

    def job(emit: Emit) -> object:
        # First of all: the disk may not answer, and then one must see what is waited for.
        emit(JobProgress("Opening", 0, 0))
        folder = path
        if is_plan_file(path):
            digest = digest_of(path)  # first: a change in between shall count as one
            plan_file = load_plan(path)
            emit(OpenedPlan(absolute(path), plan_file, digest))
            folder = plan_file.traces
            try:
                return _scan(folder, emit)
            except DiskError as error:
                return FolderGone(error)
        asked = request if is_known or not is_demo(folder) else request.with_stacks(STACKS)
        return _scan(folder, emit, asked)

    return job


def scanning(folder: str) -> Job:
    """Make the job that scans a folder again."""
    return lambda emit: _scan(folder, emit)


def _scan(folder: str, emit: Emit, request: PlanRequest | None = None) -> ScanResult:
    emit(JobProgress("Listing the folder", 0, 0))
    found = scan(folder, on_progress=telling(emit, "Reading sizes"))
    if request is None:
        emit(found)
    else:
        if request.method == BEST_METHOD:
            emit(JobProgress("Planning", 0, 0))
        emit(OpenedFolder(found, _planned(found, request), request))
    states = read_states(found.paths(found.with_data), telling(emit, "Looking at files"))
    return found.with_states(states)


def _planned(found: ScanResult, request: PlanRequest) -> Plan | None:
    try:
        return make_plan(found.runs, request)
    except StackplanError:
        return None  # the window finds out why, and says so


def telling(emit: Emit, words: str) -> Callable[[int, int], None]:
    """Tell how far a job is, but not so often that the window is busy with listening."""
    told = -_PAUSE_S

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _PAUSE_S:
            told = now
            emit(JobProgress(words, done, total))

    return tell
