"""A run: what one trace file holds."""

from dataclasses import dataclass

# QSpinBox is a 32-bit integer, and nine digits outlive every experiment.
MAX_RUN_NUMBER = 999_999_999


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """One DAQ run.

    Parameters
    ----------
    number : int
        Run number, 0 or more (harmonizer counts from 0).
    size : int
        Size of the trace file in bytes; 0 is not known yet: an empty file is never planned.
    weight : int, optional
        What the run costs, in the unit of the plan (events or ms); without one the size counts.
    estimated : bool
        The weight was estimated from the size, not measured.

    Raises
    ------
    ValueError
        If a number is negative, the run number has more than nine digits, or there is no weight
        that could have been estimated.
    """

    number: int
    size: int
    weight: int | None = None
    estimated: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.number <= MAX_RUN_NUMBER:
            raise ValueError(f"run number {self.number} is not between 0 and {MAX_RUN_NUMBER}")
        if self.size < 0 or (self.weight is not None and self.weight < 0):
            raise ValueError(f"run {self.number} has a negative size or weight")
        if self.estimated and self.weight is None:
            raise ValueError(f"run {self.number} has no weight that could be estimated")

    @property
    def load(self) -> int:
        """What the run adds to its stack: the weight, or the size in bytes without one."""
        return self.size if self.weight is None else self.weight


def file_name(number: int) -> str:
    """Name of the trace file that Spyral opens for a run.

    Parameters
    ----------
    number : int
        Run number.

    Returns
    -------
    str
        For example ``run_0042.h5``; numbers over 9999 are simply longer.
    """
    return f"run_{number:04d}.h5"
