"""Operation that asks the disk: what it works on, and what it must leave when it fails."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from folders import fill
from stackplan.core.balance import make_plan
from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.files.scan import scan
from superblocks import superblock

# What an operation gave, or the sentence with which it was refused.
Outcome = object | StackplanError

SIZES = {number: 1000 * number for number in range(54, 60)}
OLD = b"# the old file\n" * 400
NEW = b"# a new file\n" * 2000


@dataclass(frozen=True)
class Operation:
    """Something that asks the disk.

    Parameters
    ----------
    name : str
        For the figures.
    prepare : callable
        Fills an empty folder.
    act : callable
        Does it there.
    check : callable
        Asserts what must hold of the folder, after a success or a refusal.
    """

    name: str
    prepare: Callable[[Path], None]
    act: Callable[[Path], object]
    check: Callable[[Path, Outcome], None]


def plan_file_for(folder: Path) -> PlanFile:
    """Plan the runs that `make_traces` makes."""
    runs = scan(str(make_traces(folder))).runs
    plan = make_plan(runs, PlanRequest(n_stacks=3))
    return PlanFile(plan, str(folder / "traces"), "2026-11-22T18:40:00Z", note="a note")


def make_traces(folder: Path) -> Path:
    """Make trace files with superblocks."""
    traces = fill(folder / "traces", SIZES)
    for number, size in SIZES.items():
        with (traces / f"run_{number:04d}.h5").open("r+b") as stream:
            stream.write(superblock(2, size))
    return traces
