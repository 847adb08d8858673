"""Which runs of a Spyral job failed: logs say what happened, and seldom to which run."""

from collections.abc import Iterator, Mapping, Sequence

from stackplan.core.spyral_job import Complaint, Ends, Event, Job

_AT_ONCE_MS = 1_000


def failures(job: Job, last_phase: str, ends: Ends) -> dict[int, Complaint]:
    """Find the runs that failed, with the first complaint about each.

    Spyral does not say at which run an exception ended a process: it is the one that was at work,
    so the first of its stack that was not yet complete.

    Parameters
    ----------
    job : Job
        The job.
    last_phase : str
        The last of `active_phases`.
    ends : mapping
        What `phase_ends` gives: a crew's own phase leaves a file and no line.

    Returns
    -------
    dict of int to Complaint
        By run number.
    """
    failed: dict[int, Complaint] = {}
    for process, log in sorted(job.logs.items()):
        whole = {run: ends[run][last_phase] for run in ends if last_phase in ends[run]}
        for run, complaint in _blame(job.order(process), log, last_phase, whole):
            failed.setdefault(run, complaint)
    return failed


def _blame(
    order: Sequence[int], log: Sequence[Event], last_phase: str, whole: Mapping[int, int]
) -> Iterator[tuple[int, Complaint]]:
    over: set[int] = set()
    at_work: int | None = None
    given_up: Complaint | None = None
    for event in log:
        run = event.run
        over.update(n for n, ended in whole.items() if ended <= event.at_ms)
        at_work = None if at_work in over else at_work
        if isinstance(event, Complaint) and not event.is_harmless:
            if run is not None:
                given_up = event
            # A phase that gives up a run leaves nothing to the next, which falls over that.
            elif given_up is not None and event.at_ms - given_up.at_ms < _AT_ONCE_MS:
                run = given_up.run
            elif at_work is not None:
                run = at_work
            else:
                run = next((n for n in order if n not in over), None)
            if run is not None:
                yield run, event
        if run is not None:
            at_work = run
            if isinstance(event, Complaint) or event.phase == last_phase:
                over.add(run)
                at_work = None


def harmless_runs(job: Job) -> frozenset[int]:
    """Numbers of the runs that are complete without a file: they had no event to write."""
    events = (event for log in job.logs.values() for event in log)
    found = (event.run for event in events if isinstance(event, Complaint) and event.is_harmless)
    return frozenset(run for run in found if run is not None)
