"""Saving to a real disk that has less and less room, or none for another file."""

from collections.abc import Iterable
from pathlib import Path

from faults.disks import fill_up, small_disk
from faults.operation import Operation
from faults.operations import operations
from stackplan.core.errors import StackplanError

# What writes into the folder itself, so that the folder can be a disk of its own.
WRITERS = ("write a new file", "write plan", "save the recovery file", "keep work")
_MOST_PAGES = 12


def writers() -> list[Operation]:
    """List what writes to a disk."""
    return [operation for operation in operations() if operation.name.startswith(WRITERS)]


def write_with_little_room(
    written: Iterable[Operation], scratch: Path, most_pages: int = _MOST_PAGES
) -> tuple[int, int]:
    """Write with 0, 1, 2, ... pages of room, then with files but no names left; count them."""
    cases = refused = 0
    for operation in written:
        for free_pages in range(most_pages):
            with small_disk(scratch / f"{cases}") as disk:
                operation.prepare(disk)
                refused += _one(operation, disk, free_pages)
                cases += 1
        with small_disk(scratch / f"{cases}", n_files=30) as disk:
            operation.prepare(disk)
            refused += _without_files(operation, disk)
            cases += 1
    return cases, refused


def _one(operation: Operation, disk: Path, free_pages: int) -> bool:
    ballast = fill_up(disk, free_pages)
    outcome = _outcome(operation, disk)
    ballast.unlink()
    operation.check(disk, outcome)
    return isinstance(outcome, StackplanError)


def _without_files(operation: Operation, disk: Path) -> bool:
    """Let no other file be made, though there is room."""
    more = disk / "more"
    more.mkdir()
    names = 0
    try:
        while True:
            (more / str(names)).touch()
            names += 1
    except OSError:
        outcome = _outcome(operation, disk)
    for name in range(names):
        (more / str(name)).unlink()
    more.rmdir()
    operation.check(disk, outcome)
    return isinstance(outcome, StackplanError)


def _outcome(operation: Operation, disk: Path) -> object:
    try:
        return operation.act(disk)
    except StackplanError as refusal:
        if "The disk is full at" not in str(refusal):
            raise
        return refusal
