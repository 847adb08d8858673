"""Windows of their own processes, killed at random moments, and what they leave behind.

Started with a folder, a plan file and a seed, it is such a window: it edits its plan at random
moments, and tells each state until it is killed. A line is the moment (of the machine's monotonic
clock) and the fingerprint of what is unsaved. It is told before anything else can happen, by one
write that a kill cannot tear.
"""

import os
import random
import sys
import time
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer

from faults.children import begin
from journals import fingerprint
from stackplan.core.edits import move_runs, pin_runs
from stackplan.files.autosave import Leftover, find_leftovers
from stackplan.gui.app import create_window, make_application
from stackplan.gui.window.main_window import MainWindow

# Edits in a burst, by a quick hand, and by one who thinks.
_PAUSES_MS = ((0, 30), (50, 250), (250, 900))
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
    with begin("killed_windows", traces, state / "plan.txt", seed, **folders) as child:
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


class Hand:
    """Does one thing after the other, and says what came of it."""

    def __init__(self, window: MainWindow, plan_file: str, seed: str) -> None:
        self._window, self._plan_file = window, plan_file
        self._random = random.Random(seed)
        self._told = ""
        window.document.plan_changed.connect(self._tell)
        window.document.saved_changed.connect(self._tell)

    def act(self) -> None:
        """Edit, undo, redo or save, and come again after a pause."""
        document, window = self._window.document, self._window
        plan, choice = document.plan, self._random.random()
        if plan is not None:
            numbers = [run.number for run in plan.runs]
            if choice < 0.7:
                number, stack = self._random.choice(numbers), self._random.randrange(8)
                document.apply(move_runs(plan, [number], stack), f"Move {number}")
            elif choice < 0.8:
                document.apply(pin_runs(plan, self._random.sample(numbers, 3)), "Pin")
            elif choice < 0.87:
                document.history.undo()
            elif choice < 0.92:
                document.history.redo()
            elif choice < 0.97:
                document.set_note(f"note {choice}")
            elif not window.files.worker.running:
                window.files.write(self._plan_file)
        pause = self._random.randint(*self._random.choice(_PAUSES_MS))
        QTimer.singleShot(pause, window, self.act)

    def _tell(self) -> None:
        document = self._window.document
        plan = document.plan
        if plan is None:
            return
        state = fingerprint(plan, document.note) if document.has_unsaved_work else "saved"
        if state != self._told:
            self._told = state
            os.write(1, f"{time.monotonic()} {state}\n".encode())


def main(folder: str, plan_file: str, seed: str) -> int:
    """Show the window until the process is killed."""
    application = make_application()
    window = create_window([folder])
    window.panes.settings.stacks.setValue(8)
    hand = Hand(window, plan_file, seed)
    window.show()
    QTimer.singleShot(0, window, hand.act)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
