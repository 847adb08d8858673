"""A lower bound that a search has proved, and the runs for which it holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from stackplan.core.metrics import Exact


@dataclass(frozen=True, slots=True)
class Proof:
    """A makespan that no assignment of these loads can beat.

    It says nothing about who stands where: a plan keeps it through every move of a run, and drops
    it when a run comes, goes or changes its size.

    Parameters
    ----------
    bound : int or Fraction
        The bound, in the unit of the loads (with speeds: of ``load * 100 / speed``).
    loads : iterable of int
        One load a run; kept in descending order.
    n_stacks : int
        Number of stacks asked for.
    speeds : tuple of int, optional
        Whole per cents, one a stack.
    """

    bound: Exact
    loads: tuple[int, ...]
    n_stacks: int
    speeds: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "loads", tuple(sorted(self.loads, reverse=True)))

    def holds_for(
        self, loads: Iterable[int], n_stacks: int, speeds: tuple[int, ...] | None
    ) -> bool:
        """Tell whether this proof is about these loads on so many stacks."""
        same = (self.n_stacks, self.speeds) == (n_stacks, speeds)
        return same and self.loads == tuple(sorted(loads, reverse=True))

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits of all that the proof is about.

        A plan file carries them: who edits a size or the number of stacks by hand does not carry a
        bound along that no longer holds.
        """
        # Imported for a plan file that has a proof: few commands read or write one.
        from zlib import crc32

        about = f"{self.bound};{self.loads};{self.n_stacks};{self.speeds}"
        return f"{crc32(about.encode()):08x}"
