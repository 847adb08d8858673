"""What a crew asks for: which runs, on how many stacks, dealt how."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from operator import attrgetter

from stackplan.core.errors import StackplanError
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import MAX_RUN_NUMBER, Run
from stackplan.core.speeds import resized_speeds

WEIGHTS = ("bytes", "events", "ms")

# Far above any machine, and low enough that a slip of the finger costs no memory.
MAX_STACKS = 100_000


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """The settings from which `make_plan` makes a plan.

    Parameters
    ----------
    run_min, run_max : int or None
        First and last run, both inclusive; `None` follows what is found.
    skip : collection of int
        Runs left out on purpose; kept as `RunNumbers`.
    n_stacks : int
        Number of stacks asked for, at least 1.
    method : str
        A name of `METHODS`. A plan file may name one that this version does not have: it opens all
        the same, and only planning anew asks for another.
    speeds : sequence of int, optional
        Whole per cents, one a stack; `None` means all alike.
    weight : str
        What a load counts: ``bytes``, ``events`` or ``ms``.

    Raises
    ------
    StackplanError
        If an end of the range, the number of stacks, a speed, the weight or the method's name
        cannot be meant.
    """

    run_min: int | None = None
    run_max: int | None = None
    skip: Collection[int] = field(default_factory=RunNumbers)
    n_stacks: int = 1
    method: str = "snake"
    speeds: tuple[int, ...] | None = None
    weight: str = "bytes"

    def __post_init__(self) -> None:
        object.__setattr__(self, "skip", RunNumbers.of(self.skip))
        for end in (self.run_min, self.run_max):
            if end is not None and not 0 <= end <= MAX_RUN_NUMBER:
                raise StackplanError(f"Run numbers go from 0 to {MAX_RUN_NUMBER}, not to {end}.")
        if self.n_stacks < 1:
            raise StackplanError(f"{self.n_stacks} stacks cannot take a run; ask for at least 1.")
        if self.n_stacks > MAX_STACKS:
            raise StackplanError(f"{self.n_stacks} stacks are too many; the most is {MAX_STACKS}.")
        if self.speeds is not None:
            object.__setattr__(self, "speeds", tuple(self.speeds))
            self._check_speeds(self.speeds)
        if self.weight not in WEIGHTS:
            raise StackplanError(f"'{self.weight}' is no weight; choose {', '.join(WEIGHTS)}.")
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", self.method):
            raise StackplanError(f"'{self.method}' is no name of a method.")

    def _check_speeds(self, speeds: tuple[int, ...]) -> None:
        if len(speeds) != self.n_stacks:
            raise StackplanError(f"{len(speeds)} speeds were given for {self.n_stacks} stacks.")
        if min(speeds) < 1:
            raise StackplanError("A speed is a whole number of per cents, at least 1.")

    def with_stacks(self, n_stacks: int) -> "PlanRequest":
        """Ask for another number of stacks; see `resized_speeds` for what becomes of speeds."""
        return replace(self, n_stacks=n_stacks, speeds=resized_speeds(self.speeds, n_stacks))

    @property
    def skipped(self) -> RunNumbers:
        """The skip list with its own type, for printing and for counting."""
        return RunNumbers.of(self.skip)

    def in_range(self, number: int) -> bool:
        """Tell whether a number lies in the run range, skipped or not."""
        low, high = self.run_min, self.run_max
        return (low is None or number >= low) and (high is None or number <= high)

    def select(self, runs: Iterable[Run]) -> list[Run]:
        """Pick the runs to plan, in canonical order.

        Parameters
        ----------
        runs : iterable of Run
            What was found, in any order.

        Returns
        -------
        list of Run
            Runs in range, not skipped, not empty; largest load first, ties by ascending number, as
            Spyral sorts them.
        """
        chosen = [run for run in runs if run.size > 0]
        if (self.run_min, self.run_max) != (None, None):
            chosen = [run for run in chosen if self.in_range(run.number)]
        if self.skipped.intervals:
            chosen = [run for run in chosen if run.number not in self.skip]
        # Twice by one key each, which is stable, and much quicker than once by both.
        chosen.sort(key=attrgetter("number"))
        chosen.sort(key=attrgetter("load"), reverse=True)
        return chosen
