"""What the last Spyral job of a workspace did, as its logs and the files it wrote tell it.

Logs have no line for the start of a run, and each start of Spyral overwrites them. Files that a
phase wrote (its artifacts) are there for killed jobs and for a crew's own phases, too; the last
write is the end of the phase.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stackplan.core.rates import TimedRun

# Time of the last write in ms since 1970, by phase and run.
Artifacts = Mapping[str, Mapping[int, int]]
# When each phase of each run was done, in ms since 1970.
Ends = Mapping[int, Mapping[str, int]]

_NO_EVENTS = "No events within PID"
# A log has local time: summer time or another zone puts it off by whole quarters of an hour.
_QUARTER_MS = 900_000
_SAME_MS = 5_000


@dataclass(frozen=True, slots=True)
class Done:
    """A line that a phase is complete for a run."""

    run: int
    phase: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """A warning or an error; one without a run ended its process."""

    run: int | None
    words: str
    at_ms: int

    @property
    def is_harmless(self) -> bool:
        """A run without a single event of the particle is complete, though it has no file."""
        return self.run is not None and self.words.startswith(_NO_EVENTS)


Event = Done | Complaint


@dataclass(frozen=True)
class Job:
    """The last job of a workspace, as far as logs tell it.

    Parameters
    ----------
    stacks : tuple of tuple of int
        Run numbers of each process, in processing order; empty if not known.
    started_ms, ended_ms : int or None
        When the processes started and when all were done, in ms since 1970.
    logs : mapping of int to sequence of Done or Complaint
        What each process has logged, in order.
    """

    stacks: tuple[tuple[int, ...], ...] = ()
    started_ms: int | None = None
    ended_ms: int | None = None
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


def phase_ends(job: Job, artifacts: Artifacts) -> Ends:
    """Find when each phase of each run of the job was done.

    Parameters
    ----------
    job : Job
        The logs.
    artifacts : mapping
        The files; those that are older than the job are of another one, and passed over.

    Returns
    -------
    mapping
        The file's time where it is that of the log but for the zone, or where there is no line:
        it knows no summer time. Otherwise the log's: copying a workspace may change the files.
    """
    ends: dict[int, dict[str, int]] = {}
    for phase, files in artifacts.items():
        for run, written in files.items():
            if job.started_ms is None or written >= job.started_ms - _SAME_MS:
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
    """Order the phases of a job as they follow one another.

    Parameters
    ----------
    ends : mapping
        What `phase_ends` gives.

    Returns
    -------
    tuple of str
        By their mean place among the phases of a run.
    """
    places: dict[str, list[float]] = {}
    for phases in ends.values():
        ordered = sorted(phases, key=lambda phase: (phases[phase], phase))
        for place, phase in enumerate(ordered):
            places.setdefault(phase, []).append((place + 1) / (len(ordered) + 1))
    return tuple(sorted(places, key=lambda phase: (sum(places[phase]) / len(places[phase]), phase)))


def timed_runs(job: Job, ends: Ends, sizes: Mapping[int, int]) -> Iterator[TimedRun]:
    """Measure each run that is complete.

    Parameters
    ----------
    job : Job
        The job; without its start the first run of each process has no time.
    ends : mapping
        What `phase_ends` gives.
    sizes : mapping of int to int
        Size of the trace file in bytes, by run number.

    Yields
    ------
    TimedRun
        From the last sign of the run before to the end of its last phase, by process and time.
    """
    phases = active_phases(ends)
    for process in job.processes if phases else ():
        began, first = job.started_ms, True
        for ended, run in sorted(_signs(job, process, ends), key=lambda sign: sign[0]):
            if began is not None and run is not None and phases[-1] in ends[run]:
                took = ended - began
                yield TimedRun(run, sizes.get(run, 0), took, process, first, ended, phases)
            began, first = ended, False


def _signs(job: Job, process: int, ends: Ends) -> Iterator[tuple[int, int | None]]:
    """When a process left a run: the end of its last phase, or what went wrong with it."""
    for run in job.order(process):
        if run in ends:
            yield max(ends[run].values()), run
    for event in job.logs.get(process, ()):
        if isinstance(event, Complaint) and not event.is_harmless:
            yield event.at_ms, None
