"""The short forms of two campaigns: savers that are killed, and two that save one plan."""

from pathlib import Path

from faults.contests import contest
from faults.killed_saves import kill_in_process


def test_that_killed_savers_spoil_no_file_and_lose_no_acknowledged_plan(tmp_path: Path) -> None:
    figures = kill_in_process(tmp_path, 20020, 25)
    assert (figures.corrupt, figures.lost, figures.left_after_save) == (0, 0, 0)
    assert figures.kills == 25


def test_that_two_savers_never_mix_a_plan_and_the_loser_is_told(tmp_path: Path) -> None:
    found = contest(tmp_path, 30, 20020)
    assert (found.mixed, found.untold) == (0, 0)
    assert found.saved + found.told == 60
