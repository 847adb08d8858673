"""What a folder holds that a plan does not use, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import file_name

REASONS = ("skipped", "missing", "empty", "folder", "dangling", "unreadable", "misnamed")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Run numbers, or the name of a file, left out for one reason.

    Parameters
    ----------
    reason : str
        One of `REASONS`.
    runs : RunNumbers
        The numbers, kept as intervals; empty for a misnamed file.
    name : str
        Name of a file that Spyral would never see; empty otherwise. Bytes that are no UTF-8 stand
        as surrogate escapes.
    """

    reason: str
    runs: RunNumbers = field(default_factory=RunNumbers)
    name: str = ""

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"'{self.reason}' is no reason to leave a run out")
        if bool(self.runs) == bool(self.name) or bool(self.name) != (self.reason == "misnamed"):
            raise ValueError("a misnamed file is left out by its name, all else by run numbers")


def count_left_out(left_out: Iterable[LeftOut], reason: str) -> int:
    """Count the runs, or the names, left out for a reason."""
    return sum(len(entry.runs) or 1 for entry in left_out if entry.reason == reason)


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
    "unreadable": "Cannot be read now: {}; ask the owner for permission, or mount the disk anew.",
    "misnamed": "Misnamed, Spyral never sees it: {}; the name must be like " + f"{file_name(42)}.",
}
