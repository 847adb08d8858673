"""Times that runs took, measured from the logs and files of a Spyral workspace."""

from collections.abc import Iterable, Iterator, Mapping

from stackplan.core.spyral.job import (
    FAILED,
    Complaint,
    Ends,
    OwnTime,
    SpyralJob,
    Workspace,
    active_phases,
    latest,
    verdicts,
)
from stackplan.core.timing.rates import TimedRun

# A run that begins this long after the end of the one before is the first of another process.
_PAUSE_MS = 60_000


def timed_runs(workspace: Workspace, sizes: Mapping[int, int]) -> tuple[TimedRun, ...]:
    """Measure the runs that the last job completed; none that failed, or whose file is not whole.

    `sizes` has the size of each trace file in bytes. What our own script wrote knows the start of
    each run, and is preferred to the logs.
    """
    ends = workspace.ends
    by_script = list(timed_by_script(workspace.own, sizes, active_phases(ends)))
    own = latest(workspace.own)
    # Runs that Spyral alone did, also where our own script had failed with them before.
    by_logs = [
        run
        for run in timed_by_logs(workspace.job, ends, sizes)
        if (line := own.get(run.number)) is None or (line.trouble and not line.covers(run.ended_ms))
    ]
    judged = verdicts(workspace, [run.number for run in (*by_script, *by_logs)], {})
    failed = {run for run, found in judged.items() if found.status == FAILED}
    broken = {run for runs in workspace.broken.values() for run in runs}
    return (
        *(run for run in by_script if run.number not in failed),
        *(run for run in by_logs if run.number not in failed | broken),
    )


def timed_by_logs(job: SpyralJob, ends: Ends, sizes: Mapping[int, int]) -> Iterator[TimedRun]:
    """Measure each run that has a line or a file of the last phase, by process and time.

    A run lasts from the last sign of the run before it to the end of its last phase. Without the
    start of the job the first run of each process has no time. `sizes` are in bytes, by run number.
    """
    phases = active_phases(ends)
    for process in job.processes if phases else ():
        began, first = job.started_ms, True
        for ended, run in sorted(_signs(job, process, ends), key=lambda sign: sign[0]):
            if began is not None and run is not None and phases[-1] in ends[run]:
                took = ended - began
                yield TimedRun(run, sizes.get(run, 0), took, process, first, ended, phases)
            began, first = ended, False


def _signs(job: SpyralJob, process: int, ends: Ends) -> Iterator[tuple[int, int | None]]:
    """When a process left a run: the end of its last phase, or what went wrong with it."""
    for run in job.order(process):
        if run in ends:
            yield max(ends[run].values()), run
    for event in job.logs.get(process, ()):
        if isinstance(event, Complaint) and not event.is_harmless:
            yield event.at_ms, None


def timed_by_script(
    own: Iterable[OwnTime], sizes: Mapping[int, int], phases: tuple[str, ...]
) -> Iterator[TimedRun]:
    """Turn the lines of our own script about runs that are done into times, by stack and start.

    The first run of a process contains compilation. `sizes` are in bytes, by run number.
    """
    before: OwnTime | None = None
    for line in sorted(own, key=lambda line: (line.stack, line.began_ms, line.number)):
        follows = (
            before is not None
            and before.stack == line.stack
            and line.began_ms - before.last_sign_ms < _PAUSE_MS
        )
        before = line
        if line.ms is not None and not line.trouble:
            size, ended = sizes.get(line.number, 0), line.last_sign_ms
            yield TimedRun(line.number, size, line.ms, line.stack, not follows, ended, phases)
