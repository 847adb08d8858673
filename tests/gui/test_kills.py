"""The real window killed at random moments: what is offered back was on screen.

How old it is at most is measured by the campaign `kill_window`.
"""

import random
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk import OpenWindow, act_on, current, wait_idle
from faults.killed_windows import SIZES, kill_one
from folders import fill
from journals import fingerprint
from stackplan.files.paths import state_folder

# Two hundred are killed by the campaign.
KILLS = 2


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    return fill(tmp_path / "traces", SIZES)


def test_that_what_a_killed_window_leaves_was_on_screen(traces: Path, tmp_path: Path) -> None:
    base = random.randrange(10**6)
    for seed in range(base, base + KILLS):
        killed = kill_one(traces, tmp_path / f"state {seed}", seed)
        assert killed.lost_for >= 0, f"seed {seed}"


def test_that_a_window_brings_back_what_a_killed_one_had(
    traces: Path, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for seed in range(20):
        killed = kill_one(traces, tmp_path / str(seed), seed)
        if killed.left:
            break
    entry = killed.left[0].work
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / str(seed)))
    assert state_folder() == str(Path(killed.left[0].path).parent)
    window = open_window()
    qtbot.waitUntil(lambda: "recovery" in window.messages.open, timeout=20_000)
    act_on(window, "recovery")
    qtbot.waitUntil(lambda: window.document.plan is not None, timeout=20_000)
    wait_idle(qtbot, window)
    state = fingerprint(current(window), window.document.note)
    assert state == fingerprint(entry.plan_file.plan, entry.plan_file.note)
    assert state in {told for _, told in killed.states}
    assert window.document.base == entry.base
    assert window.document.has_unsaved_work
