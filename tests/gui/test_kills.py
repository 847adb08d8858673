"""The real window killed at random moments: what is offered back is at most a second old."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desk import act_on, current, wait_idle
from faults.killed_windows import LIMIT_S, SIZES, kill_one
from folders import fill
from journals import fingerprint
from stackplan.files.state_folder import state_folder

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desk import OpenWindow

# Two hundred are killed by the campaign.
KILLS = 4
# A machine that others share stalls now and then; on a quiet one the first try counts.
TRIES = 3


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    return fill(tmp_path / "traces", SIZES)


@pytest.mark.timeout(30 + 40 * KILLS * TRIES)
def test_that_a_killed_window_loses_no_edit_older_than_a_second(
    traces: Path, tmp_path: Path
) -> None:
    losses = []
    base = random.randrange(10**6)
    for number in range(KILLS):
        for attempt in range(TRIES):
            seed = base + 1000 * attempt + number
            killed = kill_one(traces, tmp_path / f"state {seed}", seed)
            if killed.lost_for <= LIMIT_S:
                break
        losses.append((killed.lost_for, f"seed {seed}"))
    assert [loss for loss in losses if loss[0] > LIMIT_S] == []


def test_that_a_window_brings_back_what_a_killed_one_had(
    traces: Path, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for seed in range(20):
        killed = kill_one(traces, tmp_path / str(seed), seed)
        if killed.left:
            break
    entry = killed.left[0].entry
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / str(seed)))
    assert state_folder() == str(Path(killed.left[0].path).parent)
    window = open_window()
    qtbot.waitUntil(lambda: "recovery" in window.panes.messages.messages, timeout=20_000)
    act_on(window, "recovery")
    qtbot.waitUntil(lambda: window.document.plan is not None, timeout=20_000)
    wait_idle(qtbot, window)
    state = fingerprint(current(window), window.document.note)
    assert state == fingerprint(entry.plan_file.plan, entry.plan_file.note)
    assert state in {told for _, told in killed.states}
    assert window.document.base == entry.base
    assert window.document.has_unsaved_work
