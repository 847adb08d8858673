"""A shift in the window: thirty runs arrive, grow, close; one crashes, two go, a disk hangs."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from beam import Beam
from desk import OpenWindow, act_on, current, messages, stacks, wait_until
from folders import MakeFolder

BEFORE = {1: 9000, 2: 8000, 3: 7000, 4: 6000}
ARRIVING = range(5, 35)
CRASHED, GONE_UNFINISHED, GONE_PLANNED, REWRITTEN = 20, 30, 10, 15
STEP_S = 10
GROWING_STEPS = 3
HUNG_STEPS = 3  # thirty seconds
SETTLING_STEPS = 9


class Shift:
    """Writes what the beam brings: a new run every other step, each growing before it closes."""

    def __init__(self, beam: Beam) -> None:
        self.beam = beam
        self.age: dict[int, int] = {}

    def steps(self) -> Iterator[int]:
        """Let ten seconds go by at a time, until the last run has been closed for a while."""
        for step in range(2 * len(ARRIVING) + GROWING_STEPS + SETTLING_STEPS):
            if step % 2 == 0 and step // 2 < len(ARRIVING):
                self.age[ARRIVING[step // 2]] = 0
            for number in list(self.age):
                self._grow(number)
            yield step

    def _grow(self, number: int) -> None:
        age = self.age[number] = self.age[number] + 1
        if number == GONE_UNFINISHED and age > 1:
            del self.age[number]
            (self.beam.folder / f"run_{number:04d}.h5").unlink()
        elif age <= GROWING_STEPS:
            is_last = age == GROWING_STEPS and number != CRASHED
            self.beam.write(number, 1000 * age + number, closed=is_last)
        elif number == REWRITTEN and age == GROWING_STEPS + 2:
            self.beam.write(number, 9000 + number)  # merged again, before it was quiet
        else:
            return


@pytest.fixture
def beam(open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot) -> Beam:
    folder = make_folder(BEFORE)
    window = open_window(folder)
    window.panes.settings.stacks.setValue(3)
    beam = Beam(window, folder, qtbot)
    beam.begin()
    return beam


def test_that_a_whole_shift_ends_with_each_good_run_planned_once(beam: Beam) -> None:
    window, shift = beam.window, Shift(beam)
    beats: list[int] = []
    places = [list(stack) for stack in stacks(window)]
    is_deleted = False
    for step in shift.steps():
        if step == 40:
            _hang(beam, beats)
        beam.wait(STEP_S)
        if "follow" in messages(window) and not beam.follower.places_at_once:
            act_on(window, "follow", other=True)  # "Always add"
        if GONE_PLANNED in current(window).places and not is_deleted:
            (beam.folder / f"run_{GONE_PLANNED:04d}.h5").unlink()
            shift.age.pop(GONE_PLANNED)
            is_deleted = True
        # No planned run ever moves: each stack only gets longer.
        now = [list(stack) for stack in stacks(window)]
        assert [new[: len(old)] for old, new in zip(places, now, strict=True)] == places
        places = now
    assert len(beats) >= 10 * HUNG_STEPS
    planned = sorted(number for stack in places for number in stack)
    good = set(BEFORE) | set(ARRIVING) - {CRASHED, GONE_UNFINISHED}
    assert planned == sorted(good)
    assert window.document.vanished == {GONE_PLANNED}
    assert set(beam.follower.waiting) == {CRASHED}
    assert "still open, or its writer crashed" in beam.follower.waiting[CRASHED]
    sizes = {run.number: run.size for run in current(window).runs}
    assert sizes[REWRITTEN] == 9000 + REWRITTEN
    assert all(sizes[n] == 3000 + n for n in good - set(BEFORE) - {REWRITTEN})


def _has_beaten(beats: list[int], wanted: int) -> bool:
    return len(beats) >= wanted


def _hang(beam: Beam, beats: list[int]) -> None:
    """Let the disk hold a look for thirty seconds of ours, while a crew works on."""
    window = beam.window
    heart = QTimer(interval=0)
    heart.timeout.connect(lambda: beats.append(1))
    heart.start()
    beam.gate.clear()
    beam.now_s += STEP_S
    beam.follower.tick()
    for _ in range(HUNG_STEPS):
        beam.now_s += STEP_S
        beam.follower.tick()
        before = stacks(window)
        run = before[0][0]
        window.hand_edits.move((run,), 1)
        assert current(window).places[run] == 1
        window.document.history.undo()
        assert stacks(window) == before
        wanted = len(beats) + 10
        wait_until(partial(_has_beaten, beats, wanted))
    heart.stop()
    assert "has not answered for 30 s" in window.panes.status.words.text()
    assert beam.poller is not None
    assert beam.poller.is_asking
    beam.gate.set()
    beam.settle()
