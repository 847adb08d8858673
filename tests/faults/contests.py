"""Contest of two processes that save one plan, while a third one opens it all the time.

Started with a file, a name, a number of saves and a seed, it is one of the two. Each line that it
then prints is ``told``, for a save that was refused since somebody else had saved, or what the file
was before and after.
"""

import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from faults.children import begin, told
from journals import WORK
from stackplan.files import safe_write
from stackplan.files.plan_file import load_plan, save_plan
from stackplan.files.safe_write import digest_of
from stackplan.gui.saving.file_actions import WrittenFile, write_file


@dataclass(frozen=True)
class Contest:
    """Figures of two savers."""

    saved: int
    told: int  # saves that were refused with the word that somebody else had saved
    untold: int  # that overwrote somebody else's without a word
    looks: int  # how often the file was opened meanwhile
    mixed: int  # and how often it was not one of the two plans


def contest(folder: Path, times: int, seed: int) -> Contest:
    """Let two processes save one plan so many times each."""
    folder.mkdir(exist_ok=True)
    path = folder / "plan.txt"
    save_plan(str(path), WORK.plan_file)
    savers = [begin("contests", path, name, times, seed) for name in ("a", "b")]
    looks = mixed = 0
    while any(saver.poll() is None for saver in savers):
        looks += 1
        mixed += not _is_whole(path)
    lines = [line for saver in savers for line in told(saver).splitlines()]
    assert [entry.name for entry in folder.iterdir()] == [path.name]
    saves = [line.split(" ") for line in lines if line != "told"]
    # Of two saves on top of the same state the later one has overwritten the other.
    on_top = Counter(before for before, _ in saves)
    untold = sum(count - 1 for count in on_top.values())
    return Contest(len(saves), len(lines) - len(saves), untold, looks, mixed)


def _is_whole(path: Path) -> bool:
    return len(set(load_plan(str(path)).note.splitlines())) == 1


def save_often(path: str, name: str, times: int, seed: int) -> None:
    """Save so many times; after a refusal go on from what is there now."""
    draw = random.Random(f"{seed} {name}")
    known = digest_of(path)
    for number in range(times):
        # Long, so that a mixture of two would show.
        plan_file = replace(WORK.plan_file, note=f"{name} {number}\n" * 400)
        result = write_file(path, plan_file, {}, known)
        if isinstance(result, WrittenFile):
            sys.stdout.write(f"{known} {result.digest}\n")
            known = result.digest
        else:
            sys.stdout.write("told\n")
            known = digest_of(path)
        time.sleep(draw.uniform(0, 0.01))


if __name__ == "__main__":
    safe_write._PATIENCE_S = 60.0  # a busy machine may stall for seconds
    save_often(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
