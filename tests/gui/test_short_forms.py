"""Short forms of campaigns: a monkey, failed saves, an endurance run, killed windows."""

import random
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk import OpenWindow, act_on, current, settle, wait_until
from faults.endurance import work_on
from faults.killed_windows import SIZES, kill_one
from faults.monkey import Monkey
from faults.monkey_acts import ACTS
from faults.window_saves import fail_saves_of_window
from folders import fill
from journals import fingerprint
from stackplan.files.paths import state_folder

EVENTS, SEED = 250, 20020
# Two hundred are killed by the campaign, which measures how old what is offered is.
KILLS = 2


def test_that_a_monkey_at_the_window_breaks_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    monkey = Monkey(qtbot, tmp_path, SEED)
    monkey.run(EVENTS, ACTS)
    assert monkey.counts.total() == EVENTS
    assert monkey.deepest >= 3  # how far it gets before a rescan depends on the disk


def test_that_the_window_can_be_used_after_each_failed_save(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    cases, refused = fail_saves_of_window(qtbot, open_window, tmp_path, ["ENOSPC"], step=4)
    assert cases >= 8
    assert refused >= 1


def test_that_no_file_stays_open_after_edits_rescans_and_exports(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    first, last = work_on(qtbot, open_window, tmp_path, (10, 40), SEED)
    assert last.handles <= first.handles + 4  # fonts that matplotlib keeps, two for a thread
    assert last.threads <= first.threads + 1  # one may just have done its work


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    return fill(tmp_path / "traces", SIZES)


def test_that_what_a_killed_window_leaves_was_on_screen(traces: Path, tmp_path: Path) -> None:
    base = random.randrange(10**6)
    for seed in range(base, base + KILLS):
        killed = kill_one(traces, tmp_path / f"state {seed}", seed)
        assert killed.lost_for >= 0, f"seed {seed}"


def test_that_a_window_brings_back_what_a_killed_one_had(
    traces: Path, tmp_path: Path, open_window: OpenWindow,
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
    wait_until(lambda: "recovery" in window.messages.open)
    act_on(window, "recovery")
    wait_until(lambda: window.document.plan is not None)
    settle(window)
    state = fingerprint(current(window), window.document.note)
    assert state == fingerprint(entry.plan_file.plan, entry.plan_file.note)
    assert state in {told for _, told in killed.states}
    assert window.document.base == entry.base
    assert window.document.has_unsaved_work
