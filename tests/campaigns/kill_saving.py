"""A thousand savers killed at random moments: plan, exports, journal; some minutes."""

from dataclasses import asdict
from pathlib import Path

import pytest

from faults.campaign import amount, seed, tell
from faults.killed_saves import kill_in_process

KILLS = 1000


@pytest.mark.timeout(0)
def test_that_no_kill_spoils_a_file_or_loses_an_acknowledged_plan(tmp_path: Path) -> None:
    figures = kill_in_process(tmp_path, seed(), amount(KILLS))
    tell("kill -9 while saving", **asdict(figures))
    assert (figures.corrupt, figures.lost, figures.left_after_save) == (0, 0, 0)
    assert figures.acknowledged >= figures.kills // 2
    assert figures.leftovers >= figures.kills // 10, "the kills came too late, or too early"
