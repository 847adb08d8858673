"""What has changed on disk since a plan was made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.words import format_bytes

_NONE = RunNumbers()


@dataclass(frozen=True, slots=True)
class Changes:
    """Differences between a plan and a folder.

    Parameters
    ----------
    vanished : RunNumbers
        Planned runs without data on disk.
    resized : tuple of (Run, Run)
        Planned run and the run as it is now; a run of unknown size is not counted.
    new : tuple of Run
        Runs that the request asks for and the plan does not hold, by ascending number.
    """

    vanished: RunNumbers
    resized: tuple[tuple[Run, Run], ...]
    new: tuple[Run, ...]

    def __bool__(self) -> bool:
        return bool(self.vanished or self.resized or self.new)

    def sentences(self) -> Iterator[str]:
        """One sentence for each difference."""
        if self.vanished:
            yield f"No longer there: {self.vanished}."
        for before, now in self.resized:
            words = f"{format_bytes(before.size)} then, {format_bytes(now.size)} now"
            difference = f"{now.size - before.size:+,} bytes"
            yield f"Run {before.number} changed its size: {words} ({difference})."
        if self.new:
            yield f"New, not in the plan: {RunNumbers.of(run.number for run in self.new)}."


def compare(plan: Plan, found: Mapping[int, Run], unreadable: RunNumbers = _NONE) -> Changes:
    """Compare a plan with what a scan found.

    Parameters
    ----------
    plan : Plan
        The plan.
    found : mapping of int to Run
        Runs with data in the folder, of any range, by number.
    unreadable : RunNumbers, optional
        Runs that are listed, but whose size the disk does not tell: they have not vanished.

    Returns
    -------
    Changes
        Falsy if nothing differs.
    """
    # Most are the very same run, and of 100,000 the others are soon found.
    others = [run for run in plan.runs if found.get(run.number) is not run]
    pairs = [(run, found.get(run.number)) for run in others]
    vanished = RunNumbers.of(
        [run.number for run, there in pairs if there is None and run.number not in unreadable]
    )
    resized = tuple(
        [
            (run, there)
            for run, there in pairs
            if there is not None and run.size and there.size != run.size
        ]
    )
    places = plan.places
    new = sorted(plan.request.select(found[number] for number in found.keys() - places.keys()))
    return Changes(vanished, resized, tuple(new))
