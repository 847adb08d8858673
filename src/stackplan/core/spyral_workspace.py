"""A Spyral workspace as a value: what its logs, its files and our own script say together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from stackplan.core.own_times import OwnTime, latest, timed_by_script
from stackplan.core.rates import TimedRun
from stackplan.core.spyral_job import Artifacts, Job, active_phases, phase_ends, timed_runs


@dataclass(frozen=True)
class Workspace:
    """What a Spyral workspace holds.

    Parameters
    ----------
    job : Job
        What its logs say.
    artifacts : mapping
        Times of the last write in ms since 1970, by phase and run.
    broken : mapping of str to collection of int
        Runs whose file of a phase is not whole, by phase: its writer was killed, or is at work.
    own : tuple of OwnTime
        What our own script for Spyral wrote.
    """

    job: Job = field(default_factory=Job)
    artifacts: Artifacts = field(default_factory=dict)
    broken: Mapping[str, Collection[int]] = field(default_factory=dict)
    own: tuple[OwnTime, ...] = ()

    def timed_runs(self, sizes: Mapping[int, int]) -> tuple[TimedRun, ...]:
        """Measure the runs that the last job completed; see `spyral_job.timed_runs`.

        What our own script wrote knows the start of each run, and goes before the logs.
        """
        ends = phase_ends(self.job, self.artifacts)
        by_script = tuple(timed_by_script(self.own, sizes, active_phases(ends)))
        scripted = latest(self.own)
        unfinished = {run for runs in self.broken.values() for run in runs}
        others = (run for run in timed_runs(self.job, ends, sizes) if run.number not in scripted)
        return (*by_script, *(run for run in others if run.number not in unfinished))

    @property
    def phases(self) -> tuple[str, ...]:
        """Phases of the last job, in order; empty if it has left no sign."""
        return active_phases(phase_ends(self.job, self.artifacts))
