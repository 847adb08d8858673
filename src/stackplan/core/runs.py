"""A run, what one trace file holds, and the naming rules of trace files."""

import re
from collections.abc import Iterable
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

    @property
    def is_known(self) -> bool:
        """Tell whether its load is known, and not only its number."""
        return self.size > 0 or self.weight is not None


# --- names of trace files: a pattern more is a line more in FILE_PATTERNS ---

# A file of such a name is a run; the first group is its number. The first pattern is that of
# `file_name`, the name that Spyral opens.
FILE_PATTERNS = (re.compile(r"run_([0-9]{4,9})\.h5"),)
# A name that seems to mean a run, though no file of that name is one.
_NEAR_MISS = re.compile(r"run\D{0,3}([0-9]+)\D.*(?:h5|hdf5?)", re.IGNORECASE | re.DOTALL)
FILE_ENDING = ".h5"
# How texts name the pattern.
FILES_LIKE = "run_NNNN.h5"
_DIGITS = 4


def file_name(number: int) -> str:
    """Name of the trace file that Spyral opens for a run: ``run_0042.h5``, ``run_12345.h5``.

    The file that a scan has found for a run may bear another name: see `ScanResult.path_of`.
    """
    return f"run_{number:0{_DIGITS}d}{FILE_ENDING}"


def run_number(name: str) -> int | None:
    """Run number of a trace file by its name; `None` for a file that is none."""
    for pattern in FILE_PATTERNS:
        match = pattern.fullmatch(name)
        # Spyral fills up to four digits, and no further: it opens no run_00042.h5.
        if match is not None and (match[1][0] != "0" or len(match[1]) == _DIGITS):
            return int(match[1])
    return None


def meant_number(name: str) -> int | None:
    """Run number that a name seems to mean, also a misspelt one: 10 for ``run_10.h5``."""
    number = run_number(name)
    if number is None and (match := _NEAR_MISS.fullmatch(name)):
        return int(match[1])
    return number


def assign_names(names: Iterable[str]) -> tuple[dict[int, str], list[str]]:
    """Find the name of each run's file, by number, and names that only seem to mean a run.

    Where two names mean one run, the one that Spyral opens is taken, else the first in order; the
    other one is among those that only seem to.
    """
    chosen: dict[int, str] = {}
    others = []
    for name in sorted(names):
        number = run_number(name)
        if number is None:
            if meant_number(name) is not None:
                others.append(name)
        elif number not in chosen:
            chosen[number] = name
        elif name == file_name(number):
            others.append(chosen[number])
            chosen[number] = name
        else:
            others.append(name)
    return chosen, sorted(others)
