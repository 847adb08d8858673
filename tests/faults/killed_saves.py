"""Kills savers at random moments, and looks at what they leave.

Started with a folder, a seed and a number of kills; it prints its figures as JSON. Each saver is
forked from here: to start Python anew a thousand times would measure nothing else.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from faults.children import begin, told
from journals import WORK
from stackplan.core.edits import move_runs
from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.files.autosave import load_work, save_work
from stackplan.files.exports import export
from stackplan.files.plan_file import load_plan, save_plan
from stackplan.gui.saving.file_actions import write_file

EXPORTED = ("csv", "json")
_WORD = 8
# So many cycles of a saver at most, measured anew each time: others use the disk too.
_CYCLES = 3


@dataclass
class Figures:
    """What the kills did; `corrupt` and `lost` must stay 0, and so must `left_after_save`."""

    kills: int = 0
    acknowledged: int = 0
    corrupt: int = 0
    lost: int = 0
    leftovers: int = 0
    left_after_save: int = 0


def state(number: int) -> PlanFile:
    """Give the plan that is saved as the so-manyth: no two differ in the note only."""
    plan_file = WORK.plan_file
    plan = move_runs(plan_file.plan, [8], number % 2)
    return replace(plan_file, plan=plan, note=f"state {number}")


def number_of(plan_file: PlanFile) -> int:
    """Tell which one it is."""
    return int(plan_file.note.removeprefix("state "))


def save_all(folder: Path, number: int) -> None:
    """Save a plan, export it, and write it to a recovery file."""
    plan_file = state(number)
    save_plan(str(folder / "plan.txt"), plan_file)
    for kind in EXPORTED:
        write_file(str(folder / f"plan.{kind}"), plan_file, {}, "")
    save_work(str(folder / "a"), replace(WORK, plan_file=plan_file))


def _save_for_ever(folder: Path, first: int, acknowledge: int) -> None:
    for number in range(first, 10**9):
        save_all(folder, number)
        os.write(acknowledge, number.to_bytes(_WORD, "big"))


def _kill_one(folder: Path, first: int, seconds: float) -> int:
    """Let a saver work for so long, kill it, and give the last plan that it said was saved."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _save_for_ever(folder, first, writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    last = first - 1
    while word := os.read(reading, _WORD):
        last = int.from_bytes(word, "big")
    os.close(reading)
    return last


def _judge(folder: Path, last: int, figures: Figures) -> None:
    """Look at every file: whole, and of the last acknowledged state or of the one at work."""
    allowed = (last, last + 1)
    found: list[int] = []
    try:
        found.append(number_of(load_plan(str(folder / "plan.txt"))))
        found.append(number_of(load_work(str(folder / "a.journal")).plan_file))
    except (StackplanError, ValueError) as error:
        figures.corrupt += 1
        sys.stderr.write(f"{error}\n")
    for kind in EXPORTED:
        content = (folder / f"plan.{kind}").read_bytes()
        if content not in [export(state(number), kind, {}) for number in allowed]:
            figures.corrupt += 1
    figures.lost += any(number not in allowed for number in found)


def _leftovers(folder: Path) -> int:
    return sum(path.name.startswith(".stackplan-") for path in folder.iterdir())


def kill_savers(folder: Path, seed: int, kills: int) -> Figures:
    """Kill so many savers."""
    draw, figures = random.Random(seed), Figures()
    last = 1
    save_all(folder, last)
    for _ in range(kills):
        start, last = time.monotonic(), last + 2
        save_all(folder, last)
        cycle = time.monotonic() - start
        figures.left_after_save += _leftovers(folder)
        before = last
        last = _kill_one(folder, last + 1, draw.uniform(0, _CYCLES * cycle))
        figures.kills += 1
        figures.acknowledged += last - before
        _judge(folder, last, figures)
        figures.leftovers += _leftovers(folder)
    save_all(folder, last + 2)
    figures.left_after_save += _leftovers(folder)
    return figures


def kill_in_process(folder: Path, seed: int, kills: int) -> Figures:
    """Do so in a process of its own: one with threads, as pytest may have, is not forked."""
    return Figures(**json.loads(told(begin("killed_saves", folder, seed, kills))))


if __name__ == "__main__":
    found = kill_savers(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(asdict(found)))
