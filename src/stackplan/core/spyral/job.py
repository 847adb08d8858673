"""The last job of a Spyral workspace, by its logs, its files and our own script: what is done.

Facts about Spyral 1.1.2. It logs the end of a phase of a run, and not its start. An exception ends
the process; the log has its traceback, and not the run. Each start overwrites the logs. A phase of
a crew's own may log nothing. A file is there from the start of its phase on, also where the phase
fails: HDF5 then closes it 10 ms before to 1 s after the line in the log, and it looks complete.

So a run that failed is not done until something later vouches for it: a `done` line of our own
script; Spyral's completion line of the last phase; or, for a phase that never writes such lines, a
file at least 5 s newer than the failure.

The script that is exported for Spyral holds this very text, so that both judge alike: it needs the
standard library and Python 3.10, and imports nothing of Stackplan.
"""

import time
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

# Time of the last write in ms since 1970, by phase and run.
Artifacts = Mapping[str, Mapping[int, int]]
# When each phase of each run was done, in ms since 1970.
Ends = Mapping[int, Mapping[str, int]]

DONE, STALE, FAILED, UNFINISHED, WAITING = "done", "stale", "failed", "unfinished", "waiting"
# Spyral's own phases in their order. Each of them logs when it is complete for a run.
SPYRAL_PHASES = ("Pointcloud", "Cluster", "Estimation", "InterpSolver")
NO_EVENTS = "No events within PID"
CLOCK = "%Y-%m-%dT%H:%M:%SZ"
# A log has local time: summer time or another zone puts it off by whole quarters of an hour.
_QUARTER_MS = 900_000
_SAME_MS = 5_000
# Our own script writes the start of a run in whole seconds.
_CUT_MS = 1_000
# A file newer than a failure by this much was written by a later attempt.
_NEWER_MS = 5_000
# The time of a file comes from the kernel's coarse clock: up to a tick behind a line of a log.
_TICK_MS = 20
_AT_ONCE_MS = 1_000


@dataclass(frozen=True, slots=True)
class Done:
    """A line that a phase is complete for a run."""

    run: int
    phase: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """A warning or an error; one without a run ended its process.

    `phase` is that of Spyral's own phases in which an exception was raised, if it is known.
    """

    run: int | None
    words: str
    at_ms: int
    phase: str = ""

    @property
    def is_harmless(self) -> bool:
        """A run without a single event of the particle is complete, though it has no file."""
        return self.run is not None and self.words.startswith(NO_EVENTS)


Event = Done | Complaint


@dataclass(frozen=True)
class SpyralJob:
    """The last job of a workspace, as far as logs tell it."""

    # Run numbers of each process, in processing order; empty if not known.
    stacks: tuple[tuple[int, ...], ...] = ()
    # When the processes started and when all were done, in ms since 1970.
    started_ms: int | None = None
    ended_ms: int | None = None
    # What each process has logged, in order.
    logs: Mapping[int, Sequence[Event]] = field(default_factory=dict)

    def order(self, process: int) -> tuple[int, ...]:
        """Run numbers of a process: as planned, or as its log has them."""
        if process < len(self.stacks):
            return self.stacks[process]
        events = self.logs.get(process, ())
        return tuple(dict.fromkeys(event.run for event in events if event.run is not None))

    @property
    def processes(self) -> range:
        """Indices of all processes that are known of."""
        return range(max(len(self.stacks), max(self.logs, default=-1) + 1))


@dataclass(frozen=True, slots=True, order=True)
class OwnTime:
    """What our own script says about one run."""

    stack: int  # index of the stack, counted from 0
    began_ms: int  # in ms since 1970
    number: int
    ms: int | None = None  # `None` while it is at work, or when its process was killed
    trouble: str = ""  # why it failed; a run without events of the particle did not

    @property
    def last_sign_ms(self) -> int:
        """Time of its last line, in ms since 1970."""
        return self.began_ms + (self.ms or 0)

    @property
    def is_harmless(self) -> bool:
        """A run without a single event of the particle is complete, though it has no file."""
        return self.trouble.startswith(NO_EVENTS)

    def covers(self, at_ms: int) -> bool:
        """Tell whether the script was at work on this run at a time."""
        return self.ms is not None and self.began_ms <= at_ms <= self.last_sign_ms + _CUT_MS


def latest(own: Iterable[OwnTime]) -> dict[int, OwnTime]:
    """Keep the last line of each run, by number."""
    return {line.number: line for line in sorted(own, key=lambda line: line.began_ms)}


@dataclass(frozen=True)
class Workspace:
    """What a Spyral workspace holds."""

    job: SpyralJob = field(default_factory=SpyralJob)
    artifacts: Artifacts = field(default_factory=dict)
    # Runs whose file of a phase is not whole, by phase: its writer was killed, or is at work.
    broken: Mapping[str, Collection[int]] = field(default_factory=dict)
    own: tuple[OwnTime, ...] = ()  # what our own script for Spyral wrote

    @property
    def ends(self) -> Ends:
        """When each phase of each run was done: by the last job, or by our own script."""
        begun = {number: line.began_ms for number, line in latest(self.own).items()}
        return phase_ends(self.job, self.artifacts, begun)

    @property
    def phases(self) -> tuple[str, ...]:
        """Phases of the last job, in order; empty if it has left no sign."""
        return active_phases(self.ends)


# --- when phases were done ---


def phase_ends(
    job: SpyralJob, artifacts: Artifacts, begun: Mapping[int, int] | None = None
) -> Ends:
    """Find when each phase of each run of the job was done, in ms since 1970.

    The time is the file's where that is the log's but for the zone, or where there is no line: it
    knows no summer time. Otherwise it is the log's: copying a workspace may change the files. Files
    that are older than the job, or than `begun` (when our own script began the run), are of another
    job.
    """
    ends: dict[int, dict[str, int]] = {}
    for phase, files in artifacts.items():
        for run, written in files.items():
            oldest = max(job.started_ms or 0, (begun or {}).get(run, 0)) - _SAME_MS
            if written >= oldest:
                ends.setdefault(run, {})[phase] = written
    for event in (event for log in job.logs.values() for event in log):
        if isinstance(event, Done):
            ends.setdefault(event.run, {})[event.phase] = _end(event, artifacts)
    return ends


def _end(line: Done, artifacts: Artifacts) -> int:
    written = artifacts.get(line.phase, {}).get(line.run)
    return written if written is not None and _is_same(written, line.at_ms) else line.at_ms


def _is_same(one_ms: int, other_ms: int) -> bool:
    off = (one_ms - other_ms) % _QUARTER_MS
    within_a_day = abs(one_ms - other_ms) < 86_400_000
    return within_a_day and min(off, _QUARTER_MS - off) < _SAME_MS


def active_phases(ends: Ends) -> tuple[str, ...]:
    """Order the phases of a job by their mean place among the phases of a run."""
    places: dict[str, list[float]] = {}
    for phases in ends.values():
        ordered = sorted(phases, key=lambda phase: (phases[phase], phase))
        for place, phase in enumerate(ordered):
            places.setdefault(phase, []).append((place + 1) / (len(ordered) + 1))
    return tuple(sorted(places, key=lambda phase: (sum(places[phase]) / len(places[phase]), phase)))


# --- which runs failed, by the logs ---


def attribute_failures(job: SpyralJob, last_phase: str, ends: Ends) -> dict[int, Complaint]:
    """Find the runs that failed, with the last complaint about each, in the words of the first.

    Spyral does not say at which run an exception ended a process: it is the one that was at work,
    so the first of its stack that was not yet complete. `ends` is what `phase_ends` gives: a crew's
    own phase leaves a file and no line. A run that a later line of its log calls complete has not
    failed.
    """
    failed: dict[int, Complaint] = {}
    with_lines = line_writers(job)
    whole = {
        run: phases[last_phase]
        for run, phases in ends.items()
        if last_phase in phases and last_phase not in with_lines
    }
    for process, log in sorted(job.logs.items()):
        for run, complaint in _blame(job.order(process), log, last_phase, whole):
            if complaint is None:
                failed.pop(run, None)
            else:
                first = failed.get(run, complaint)
                failed[run] = Complaint(run, first.words, complaint.at_ms, complaint.phase)
    return failed


def line_writers(job: SpyralJob) -> frozenset[str]:
    """Phases that log when they are complete for a run: Spyral's own, and those that have."""
    events = (event for log in job.logs.values() for event in log)
    return frozenset(SPYRAL_PHASES).union(e.phase for e in events if isinstance(e, Done))


def _blame(
    order: Sequence[int], log: Sequence[Event], last_phase: str, whole: Mapping[int, int]
) -> Iterator[tuple[int, Complaint | None]]:
    """Say of which run each complaint is; `None` instead of one: the run is complete after all."""
    over: set[int] = set()
    at_work: Done | None = None
    given_up: Complaint | None = None
    for event in log:
        run = event.run
        over.update(n for n, ended in whole.items() if ended < event.at_ms - _TICK_MS)
        if isinstance(event, Done):
            if event.phase == last_phase:
                over.add(event.run)
                yield event.run, None
            at_work = event
            continue
        if event.is_harmless and run is not None:
            yield run, None
        elif run is not None:
            given_up = event
        # A phase that gives up a run leaves no file, so that the next phase fails, too.
        elif given_up is not None and event.at_ms - given_up.at_ms < _AT_ONCE_MS:
            run = given_up.run
        elif at_work is not None and _goes_on(at_work, event, over):
            run = at_work.run
        else:
            behind = {*over, at_work.run} if at_work is not None else over
            run = next((n for n in order if n not in behind), None)
        if run is not None:
            over.add(run)
            at_work = None
            if not event.is_harmless:
                yield run, event


def _goes_on(before: Done, exception: Complaint, over: Collection[int]) -> bool:
    """Say whether an exception is of the run whose line stands before it, or of the next run."""
    if exception.phase in SPYRAL_PHASES and before.phase in SPYRAL_PHASES:
        # No run goes through a phase twice. A last phase in which every run fails may leave neither
        # line nor file; then the phase before it is taken for the last one.
        return SPYRAL_PHASES.index(exception.phase) > SPYRAL_PHASES.index(before.phase)
    return before.run not in over


def harmless_runs(workspace: Workspace) -> dict[int, int]:
    """Find the runs that are complete without a file for want of events, and when they were."""
    events = (event for log in workspace.job.logs.values() for event in log)
    found = {
        event.run: event.at_ms
        for event in events
        if isinstance(event, Complaint) and event.is_harmless and event.run is not None
    }
    for number, line in latest(workspace.own).items():
        if line.is_harmless:
            found[number] = max(found.get(number, 0), line.last_sign_ms)
    return found


# --- which runs are done ---


@dataclass(frozen=True, slots=True)
class Verdict:
    """What has become of one run."""

    # ``done``, ``stale`` (its trace file changed since), ``failed``, ``unfinished`` or ``waiting``.
    status: str
    words: str = ""  # why it is not done; of a failure, what went wrong
    # A line or a file says that it is complete, so its file of the last phase has to be there.
    needs_file: bool = False


def verdicts(
    workspace: Workspace,
    numbers: Iterable[int],
    modified: Mapping[int, int],
    last_phase: str | None = None,
) -> dict[int, Verdict]:
    """Judge runs by everything that a workspace holds.

    `modified` has the last change of each trace file in ms since 1970, by run number. `last_phase`
    is the last one of the pipeline; by default that of the last job.
    """
    judge = _Judge(workspace, last_phase)
    return {number: judge.verdict(number, modified.get(number, 0)) for number in numbers}


class _Judge:
    """Judges the runs of a workspace; holds what is the same for all of them."""

    def __init__(self, workspace: Workspace, last_phase: str | None) -> None:
        self._ends = workspace.ends
        self._phases = active_phases(self._ends)
        self._last = last_phase or (self._phases[-1] if self._phases else "")
        self._job = _without_own(workspace)
        self._own = latest(workspace.own)
        self._files = workspace.artifacts
        self._broken = workspace.broken.get(self._last, ())
        self._failed = attribute_failures(self._job, self._last, self._ends)
        self._harmless = harmless_runs(workspace)
        self._has_lines = self._last in line_writers(self._job)
        self._lines = {
            event.run: self._ends[event.run][self._last]
            for log in self._job.logs.values()
            for event in log
            if isinstance(event, Done) and event.phase == self._last
        }

    def verdict(self, number: int, changed_ms: int) -> Verdict:
        """Judge one run: what failed, what never ended, what is there, and is it newer."""
        own = self._own.get(number)
        # When the file of the last phase was written; -1 if it is not there, or not whole.
        written_ms = self._files.get(self._last, {}).get(number, -1)
        file_ms = -1 if number in self._broken else written_ms
        vouched = self._vouched(number, own)
        last_ms = max(vouched, default=-1)

        failed = self._failed.get(number)
        if failed is not None and not self._is_later(last_ms, file_ms, failed.at_ms, 0):
            return Verdict(FAILED, failed.words)
        if own is not None and own.trouble and not own.is_harmless:
            if not self._is_later(last_ms, file_ms, own.last_sign_ms, _CUT_MS):
                return Verdict(FAILED, own.trouble)
        elif own is not None and own.ms is None:
            begun_again = (self._job.started_ms or 0) > own.began_ms
            if not (begun_again and self._is_later(last_ms, file_ms, own.began_ms, 0)):
                start = time.strftime(CLOCK, time.gmtime(own.began_ms // 1000))
                words = f"started {start}, not ended: still at work, or killed"
                return Verdict(UNFINISHED, words)

        needs_file = last_ms != self._harmless.get(number)
        if needs_file and self._files.get(self._last):
            if file_ms < 0:
                return self._undone(number, is_own=own is not None, is_told=bool(vouched))
            if file_ms > last_ms + _CUT_MS + _NEWER_MS or not vouched:
                vouched[file_ms] = file_ms  # a later attempt than that of the lines
        if not vouched:
            return self._undone(number, is_own=own is not None, is_told=False)
        if changed_ms > vouched[max(vouched)]:
            return Verdict(STALE, "its trace file is newer")
        return Verdict(DONE, needs_file=needs_file)

    def _vouched(self, number: int, own: OwnTime | None) -> dict[int, int]:
        """Find when lines call a run complete, each time with that when its trace was read."""
        found = {}
        for lines in (self._lines, self._harmless):
            if number in lines and not (own is not None and own.covers(lines[number])):
                found[lines[number]] = lines[number]
        if own is not None and own.ms is not None and (own.is_harmless or not own.trouble):
            # The start is known to the second: a file of that second may be older.
            found[own.last_sign_ms] = own.began_ms + _CUT_MS - 1
        return found

    def _is_later(self, vouched_ms: int, file_ms: int, failed_ms: int, cut_ms: int) -> bool:
        """Say whether a line, or a file where there are no lines, vouches after a failure."""
        by_file = not self._has_lines and file_ms - failed_ms >= _NEWER_MS
        return by_file or vouched_ms > failed_ms + cut_ms

    def _undone(self, number: int, *, is_own: bool, is_told: bool) -> Verdict:
        if is_told:
            words = f"its file in {self._last} is gone, or not whole"
            return Verdict(UNFINISHED, words, needs_file=True)
        begun = any(number in self._files.get(phase, ()) for phase in (*self._phases, self._last))
        if begun or is_own or number in self._ends:
            return Verdict(UNFINISHED, "begun, not finished")
        return Verdict(WAITING, "not started")


def _without_own(workspace: Workspace) -> SpyralJob:
    """Leave out complaints about runs of our own script, which has a line of its own for each."""
    job = workspace.job
    spans = sorted(
        (line.began_ms, line.last_sign_ms + _CUT_MS)
        for line in workspace.own
        if line.ms is not None
    )
    begins = [began for began, _ in spans]
    # The latest end of all that had begun by then.
    ends = list(accumulate((ended for _, ended in spans), max))

    def is_told(event: Event) -> bool:
        place = bisect_right(begins, event.at_ms)
        return isinstance(event, Complaint) and place > 0 and event.at_ms <= ends[place - 1]

    logs = {process: [e for e in log if not is_told(e)] for process, log in job.logs.items()}
    return SpyralJob(job.stacks, job.started_ms, job.ended_ms, logs)
