"""Saves one plan over and over as a window does, and says what became of each save.

Started with a file, a name, a number of saves and a seed. Each line that it prints is ``told``, for
a save that was refused since somebody else had saved, or what the file was before and after.
"""

import random
import sys
import time
from dataclasses import replace

from journals import WORK
from stackplan.files import safe_write
from stackplan.files.safe_write import digest_of
from stackplan.gui.saving.file_actions import WrittenFile, write_file


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
