"""What is wrong with the files of a folder, as one value: every count of it comes from here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from stackplan.core.left_out import LeftOut
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.trace_checks import suspicious_runs, unread_runs

NO_PROBLEMS = "no problems"


@dataclass(frozen=True, slots=True)
class FileProblems:
    """Planned runs with something wrong about their files, and all that a plan does not use.

    Parameters
    ----------
    suspicious, unread, vanished : RunNumbers
        Planned runs: their files are suspicious, cannot be read now, or are not there any more. A
        run is in one of the three only.
    left_out : tuple of LeftOut
        What the folder holds and the plan does not use.
    """

    suspicious: RunNumbers = field(default_factory=RunNumbers)
    unread: RunNumbers = field(default_factory=RunNumbers)
    vanished: RunNumbers = field(default_factory=RunNumbers)
    left_out: tuple[LeftOut, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind, in the words for it; none that is 0."""
        left_out = sum(len(entry.runs) or 1 for entry in self.left_out)
        kinds = {
            "suspicious": len(self.suspicious),
            "cannot be read": len(self.unread),
            "gone": len(self.vanished),
            "left out": left_out,
        }
        return {words: number for words, number in kinds.items() if number}

    @property
    def words(self) -> str:
        """All counts in one line: ``2 suspicious, 3 left out``, or ``no problems``."""
        counts = (f"{number:,} {words}" for words, number in self.counts.items())
        return ", ".join(counts) or NO_PROBLEMS


def file_problems(
    plan: Plan,
    states: Mapping[int, str],
    left_out: tuple[LeftOut, ...] = (),
    grown: Collection[int] = (),
    faults: Collection[int] = (),
    vanished: RunNumbers | None = None,
) -> FileProblems:
    """Sort out what is wrong with the files of a plan.

    `states` are the states of files by run number, `grown` the runs whose files had another size
    before, `faults` those in which the HDF5 library found something; runs that are not planned do
    not count. `vanished` are planned runs whose files are not there any more.
    """
    places = plan.places
    planned = {number: state for number, state in states.items() if number in places}
    gone = vanished if vanished is not None else RunNumbers()
    found = (number for number in (*grown, *faults) if number in places)
    both = suspicious_runs(planned).intervals + RunNumbers.of(found).intervals
    suspicious = RunNumbers(both).minus(gone)
    return FileProblems(suspicious, unread_runs(planned).minus(suspicious), gone, left_out)
