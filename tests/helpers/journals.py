"""Recovery files as killed windows leave them, and windows of other processes."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from stackplan.core.edits import move_runs
from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.files.autosave import UnsavedWork, save_work, write_work

BASE = Plan(PlanRequest(n_stacks=2), (Stack((Run(7, 10), Run(9, 5))), Stack((Run(8, 12),))))
MOVED = replace(move_runs(BASE, [9], 1), pinned=frozenset({9}))
FILE = PlanFile(MOVED, "/mnt/e20020/h5", "2026-11-22T03:12:00Z", note="before the target change")
WORK = UnsavedWork(FILE, BASE, "/data/plan.txt")

_HOLD = """
import sys
from stackplan.files.open_windows import WindowFile
file = WindowFile(sys.argv[1])
file.register(sys.argv[2], "2026-11-22T18:40:00Z")
print(file.path, flush=True)
input()
"""


def work_at(minute: int, note: str = "") -> UnsavedWork:
    """Give work that was written so many minutes past three."""
    made = f"2026-11-22T03:{minute:02d}:00Z"
    return replace(WORK, plan_file=replace(FILE, made=made, note=note))


def leave(folder: Path, stem: str, *works: UnsavedWork) -> str:
    """Leave what a window that was killed leaves; give what its files begin with."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.window").write_text("stackplan-window 2\nhost\n1\n\n\n\nend\n")
    for work in works:
        save_work(str(folder / stem), work)
    return str(folder / stem)


def as_0_1_0(work: UnsavedWork) -> bytes:
    """Write a recovery file as 0.1.0 did: with the process that wrote it."""
    body = write_work(work).partition(b"\n")[2]
    body = b"host: daq-1\npid: 1234\nbegan: 5678\n" + body
    checksum = hashlib.sha256(b"stackplan-journal 1\n" + body).hexdigest()
    return f"stackplan-journal 1 {checksum}\n".encode() + body


def leave_as_0_1_0(folder: Path, stem: str, before: UnsavedWork, newest: UnsavedWork) -> str:
    """Leave two generations as a killed window of 0.1.0; give what its files begin with."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.window").write_text("stackplan-window 1\nhost\n1\n\n\n\nend\n")
    (folder / f"{stem}.previous").write_bytes(as_0_1_0(before))
    (folder / f"{stem}.journal").write_bytes(as_0_1_0(newest))
    return str(folder / stem)


def damage(path: str) -> None:
    """Spoil two bytes in the middle of a recovery file."""
    with Path(path).open("r+b") as stream:
        stream.seek(200)
        stream.write(b"\xff\xff")


def fingerprint(plan: Plan, note: str) -> str:
    """Give a short word for a plan with its pins, its settings and its note."""
    stacks = [stack.run_numbers for stack in plan.stacks]
    told = repr((stacks, sorted(plan.pinned), plan.request, note))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@contextmanager
def another_window(folder: Path, plan: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Hold the file of a window in another process; give that and the file's path."""
    words = [sys.executable, "-c", _HOLD, str(folder), plan]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        path = process.stdout.readline().strip()
        try:
            yield process, path
        finally:
            process.kill()
