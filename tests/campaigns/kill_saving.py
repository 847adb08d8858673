"""A thousand savers killed at random moments: plan, exports, journal; some minutes."""

from dataclasses import asdict
from pathlib import Path

import pytest

from faults.campaign import Clock, amount, seed, tell
from faults.killed_saves import kill_in_process

KILLS = 1000


@pytest.mark.timeout(0)
def test_that_no_kill_spoils_a_file_or_loses_an_acknowledged_plan(tmp_path: Path) -> None:
    clock, start = Clock(), seed()
    figures = kill_in_process(tmp_path, start, amount(KILLS))
    tell("kill -9 while saving", seed=start, **asdict(figures), seconds=clock.seconds)
    assert (figures.corrupt, figures.lost, figures.left_after_save) == (0, 0, 0)
    assert figures.acknowledged >= figures.kills // 2
    assert figures.leftovers >= figures.kills // 10, "the kills came too late, or too early"
