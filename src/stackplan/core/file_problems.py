"""Problems of files: what a plan leaves out of a folder, and what is wrong with planned files."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import file_name
from stackplan.core.trace_checks import suspicious_runs, unread_runs

REASONS = ("skipped", "missing", "empty", "folder", "dangling", "unreadable", "misnamed")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Run numbers, or the name of a file, left out for one reason."""

    reason: str  # one of `REASONS`
    # The numbers, kept as intervals; empty for a misnamed file.
    runs: RunNumbers = field(default_factory=RunNumbers)
    # Name of a file that Spyral would never see; empty otherwise. Bytes that are no UTF-8 stand as
    # surrogate escapes.
    name: str = ""

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"'{self.reason}' is no reason to leave a run out")
        if bool(self.runs) == bool(self.name) or bool(self.name) != (self.reason == "misnamed"):
            raise ValueError("a misnamed file is left out by its name, all else by run numbers")


def left_out_words(left_out: Iterable[LeftOut]) -> list[str]:
    """One sentence for each reason, for people."""
    sentences = []
    for entry in left_out:
        subject = entry.name or f"run{'s' if len(entry.runs) > 1 else ''} {entry.runs}"
        sentences.append(_SENTENCES[entry.reason].format(subject))
    return sentences


_SENTENCES = {
    "skipped": "Skipped: {}.",
    "missing": "Missing, no file: {}.",
    "empty": "Empty, 0 bytes: {}.",
    "folder": "A folder, not a file: {}; Spyral would plan it, and fail there.",
    "dangling": "A link that leads nowhere: {}.",
    "unreadable": "Cannot be read now: {}; ask the owner for permission, or mount the disk again.",
    "misnamed": "Misnamed, Spyral never sees it: {}; the name must be like " + f"{file_name(42)}.",
}


def absence_words(number: int, plan: Plan, left_out: Iterable[LeftOut]) -> str:
    """Say in one sentence why a run is not in a plan."""
    for entry in left_out:
        if number in entry.runs:
            single = LeftOut(entry.reason, RunNumbers.of([number]))
            return left_out_words([single])[0]
    if number in plan.request.skip:
        return f"Skipped: run {number}."
    if not plan.request.in_range(number):
        return f"Run {number} is outside the run range."
    return f"There is no run {number} in the folder."


NO_PROBLEMS = "no problems"


@dataclass(frozen=True, slots=True)
class FileProblems:
    """Planned runs with something wrong about their files, and all that a plan does not use."""

    # Planned runs: their files are suspicious, cannot be read now, or are not there any more. A run
    # is in one of the three only.
    suspicious: RunNumbers = field(default_factory=RunNumbers)
    unread: RunNumbers = field(default_factory=RunNumbers)
    vanished: RunNumbers = field(default_factory=RunNumbers)
    left_out: tuple[LeftOut, ...] = ()  # what the folder holds and the plan does not use

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
