"""Contest of two processes that save one plan, while a third one opens it all the time."""

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from faults.children import environment
from journals import WORK
from stackplan.files.plan_file import load_plan, save_plan


@dataclass(frozen=True)
class Contest:
    """Figures of two savers.

    Parameters
    ----------
    saved, told : int
        Saves that were made, and that were refused with the word that somebody else had saved.
    untold : int
        Saves that overwrote somebody else's without a word.
    looks, mixed : int
        How often the file was opened meanwhile, and was not one of the two plans.
    """

    saved: int
    told: int
    untold: int
    looks: int
    mixed: int


def contest(folder: Path, times: int, seed: int) -> Contest:
    """Let two processes save one plan so many times each."""
    folder.mkdir(exist_ok=True)
    path = folder / "plan.txt"
    save_plan(str(path), WORK.plan_file)
    words = [sys.executable, "-m", "faults.two_savers", str(path)]
    savers = [
        subprocess.Popen(
            [*words, name, str(times), str(seed)],
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    looks = mixed = 0
    while any(saver.poll() is None for saver in savers):
        looks += 1
        mixed += not _is_whole(path)
    lines = [line for saver in savers for line in saver.communicate()[0].splitlines()]
    assert [saver.returncode for saver in savers] == [0, 0]
    assert [entry.name for entry in folder.iterdir()] == [path.name]
    saves = [line.split(" ") for line in lines if line != "told"]
    # Of two saves on top of the same state the later one has overwritten the other.
    on_top = Counter(before for before, _ in saves)
    untold = sum(count - 1 for count in on_top.values())
    return Contest(len(saves), len(lines) - len(saves), untold, looks, mixed)


def _is_whole(path: Path) -> bool:
    return len(set(load_plan(str(path)).note.splitlines())) == 1
