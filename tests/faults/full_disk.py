"""Mounted disks that are full, read-only, or do not answer, where mounts are allowed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faults.operations import Operation, operations
from stackplan.core.errors import StackplanError

# What writes into the folder itself, so that the folder can be a disk of its own.
WRITERS = ("write a new file", "write plan", "save the recovery file", "keep work")
_MOST_PAGES = 12
PAGE = 4096
_SERVER = Path(__file__).with_name("hanging_disk.py")


def _mount(*words: str | Path) -> bool:
    try:
        done = subprocess.run(["mount", *map(str, words)], check=False, capture_output=True)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def _unmount(folder: Path) -> None:
    # Lazily: what still hangs on it goes with its process.
    subprocess.run(["umount", "-l", folder], check=False, capture_output=True)


@contextmanager
def small_disk(folder: Path, n_pages: int = 40, n_files: int = 40) -> Iterator[Path]:
    """Mount a disk of so many pages and files; skip the test where that is not allowed."""
    folder.mkdir(parents=True)
    options = f"size={n_pages * PAGE},nr_inodes={n_files}"
    if not _mount("-t", "tmpfs", "-o", options, "stackplan-test", folder):
        pytest.skip("mounting is not allowed: no real disk is filled")
    try:
        yield folder
    finally:
        _unmount(folder)


def make_read_only(folder: Path) -> None:
    """Mount the disk anew, as a failing one is by the system."""
    assert _mount("-o", "remount,ro", folder)


def fill_up(folder: Path, free_pages: int) -> Path:
    """Fill a disk until so many pages are free; give the file that does."""
    ballast = folder / "ballast"
    free = os.statvfs(folder).f_bavail - free_pages
    ballast.write_bytes(b"x" * PAGE * free)
    return ballast


class HangingDisk:
    """A disk of trace files behind a server, which may be stopped as a network does."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.folder, self._process = folder, process

    def stop(self) -> None:
        """Let no question be answered any more."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)

    def go_on(self) -> None:
        """Answer again."""
        self._process.send_signal(signal.SIGCONT)

    def die(self) -> None:
        """Answer never again, and say so."""
        self._process.kill()
        self._process.wait(60)


@contextmanager
def hanging_disk(folder: Path, n_runs: int = 20) -> Iterator[HangingDisk]:
    """Mount a disk that answers until it is stopped; skip the test where that is not allowed."""
    folder.mkdir(parents=True)
    words = [sys.executable, str(_SERVER), str(folder), str(n_runs)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            if process.stdout.readline() != "mounted\n":
                pytest.skip("FUSE is not allowed: no real disk hangs")
            yield HangingDisk(folder, process)
        finally:
            process.kill()
            _unmount(folder)


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
