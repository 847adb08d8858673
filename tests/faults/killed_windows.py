"""Windows of their own processes, killed at random moments, and what they leave behind."""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from faults.children import TESTS, environment
from journals import fingerprint
from stackplan.files.autosave import Leftover, find_leftovers

_CHILD = TESTS / "faults" / "kill_child.py"
SIZES = {number: 10**9 + number * 7919 % 1009 * 10**6 for number in range(1, 201)}
# What is offered back of a killed window may be so old.
LIMIT_S = 1.0


class Killed(NamedTuple):
    """States that a window told (moment, fingerprint), when it was killed, and what is left."""

    states: list[tuple[float, str]]
    moment: float
    left: list[Leftover]

    @property
    def lost_for(self) -> float:
        """Seconds between the oldest edit that is lost and the kill; 0 if none is."""
        entry = self.left[0].work if self.left else None
        found = fingerprint(entry.plan_file.plan, entry.plan_file.note) if entry else "saved"
        indices = [index for index, (_, state) in enumerate(self.states) if state == found]
        assert indices, "what is offered back was never on screen"
        lost = self.states[max(indices) + 1 :]
        return self.moment - lost[0][0] if lost else 0.0


def kill_one(traces: Path, state: Path, seed: int) -> Killed:
    """Start a window with a state folder of its own, and kill it a while after its first edit."""
    folders = {"XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(state / "settings")}
    words = [sys.executable, str(_CHILD), str(traces), str(state / "plan.txt"), str(seed)]
    with subprocess.Popen(
        words, env=environment(**folders), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        first = [child.stdout.readline() for _ in range(2)]
        time.sleep(random.Random(seed).uniform(0, 3))
        moment = time.monotonic()
        child.kill()
        lines = [*first, *child.stdout.read().splitlines()]
    states = [(float(line.split()[0]), line.split()[1]) for line in lines]
    found = find_leftovers(str(state / "stackplan" / "windows"))
    assert found.problems == []
    assert len(found.works) <= 1
    return Killed(states, moment, found.works)
