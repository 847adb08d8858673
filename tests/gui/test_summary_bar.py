"""The tiles: what one reads from three metres away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import plan_of
from stackplan.core.left_out import LeftOut
from stackplan.core.run_numbers import RunNumbers
from stackplan.gui.summary_bar import SummaryBar
from stackplan.gui.theme import make_palette

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def bar(qtbot: QtBot) -> SummaryBar:
    made = SummaryBar()
    qtbot.addWidget(made)
    return made


def test_that_without_a_plan_the_tiles_are_empty(bar: SummaryBar) -> None:
    bar.set_plan(None)
    bar.set_found(None, (), 0, "")
    tiles = (bar.planned, bar.left_out, bar.longest, bar.balance, bar.saved)
    assert {tile.figure.text() for tile in tiles} == {"-"}


def test_that_the_longest_stack_is_told_with_its_load_and_the_proved_gap(bar: SummaryBar) -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    bar.set_plan(plan)
    assert bar.longest.figure.text() == f"{(plan.longest or 0) + 1}:  7.00 kB"
    assert "0 %" in bar.balance.figure.text()
    assert "16.67 %" in bar.balance.figure.text()


def test_that_skipped_missing_and_suspicious_stand_apart_and_in_words(bar: SummaryBar) -> None:
    left_out = (
        LeftOut("skipped", RunNumbers([(60, 61)])),
        LeftOut("missing", RunNumbers([(77, 77)])),
        LeftOut("misnamed", name="run_10.h5"),
    )
    bar.set_found(plan_of([5, 4, 3]), left_out, 4, "Suspicious, but planned: run 1-3.")
    assert bar.planned.figure.text() == "3 of 5"
    assert bar.left_out.figure.text().startswith("2 / 1 / 4")
    for words in ("60-61", "77", "run_10.h5", "Suspicious"):
        assert words in bar.left_out.toolTip()


def test_that_a_screen_reader_hears_caption_and_figure(bar: SummaryBar) -> None:
    bar.set_found(plan_of([5, 4, 3]), (), 0, "")
    assert bar.planned.accessibleName() == "Runs planned: 3 of 3"


@pytest.mark.parametrize("state", ["none", "unsaved", "saved", "computed"])
def test_that_each_state_of_saving_is_a_word(bar: SummaryBar, state: str) -> None:
    bar.set_saved(state)
    assert bar.saved.figure.text()
    assert bar.saved.toolTip()


def test_that_colours_follow_the_palette(bar: SummaryBar) -> None:
    bar.set_saved("unsaved")
    light = bar.saved.figure.styleSheet()
    bar.setPalette(make_palette("dark"))
    bar.saved.setPalette(make_palette("dark"))
    assert bar.saved.figure.styleSheet() != light
