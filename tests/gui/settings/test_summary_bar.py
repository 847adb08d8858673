"""The tiles: what one reads from three metres away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desk import plan_of
from stackplan.core.edits import move_runs, with_sizes
from stackplan.core.left_out import LeftOut
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.gui.settings.summary_bar import SummaryBar
from stackplan.gui.widgets.appearance import make_palette

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
    tiles = (bar.planned, bar.left_out, bar.longest, bar.balance, bar.snake, bar.saved)
    assert {tile.figure.text() for tile in tiles} == {"-"}


def test_that_the_longest_stack_is_told_with_its_load_and_the_proved_gap(bar: SummaryBar) -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    bar.set_plan(plan)
    assert bar.longest.figure.text() == f"{(plan.longest or 0) + 1}:  7.00 kB"
    assert bar.balance.figure.text() == "+16.67 % / optimal"
    assert bar.snake.figure.text() == "-"


def test_that_gap_gain_and_what_binds_are_told(bar: SummaryBar) -> None:
    plan = plan_of([5, 5, 4, 4, 3, 3, 3], 3, "lpt")
    bar.set_plan(plan, plan_of([15], 1))
    assert bar.balance.figure.text() == "+22.22 % / at most 22.3 %"
    assert bar.snake.figure.text() == "26.7 % shorter"
    assert "11 bytes instead of 15 bytes" in bar.snake.toolTip()
    for words in ("at most 22.3 % above the best possible", "26.7 % shorter", "not level"):
        assert words in bar.verdict.text()
        assert words in bar.accessibleDescription()
    assert "not level" in bar.balance.toolTip()


def test_that_a_long_verdict_does_not_widen_the_window(bar: SummaryBar) -> None:
    width = bar.minimumSizeHint().width()
    assert width < 1300
    bar.verdict.setText("Run 123456789 alone is longer than the fair share. " * 9)
    assert bar.minimumSizeHint().width() <= width


def test_that_the_snake_itself_and_a_longer_plan_are_told_as_such(bar: SummaryBar) -> None:
    snake = plan_of([5, 4, 3], 2)
    bar.set_plan(snake, snake)
    assert bar.snake.figure.text() == "the same"
    bar.set_plan(move_runs(snake, [1, 2, 3], 0), snake)
    assert bar.snake.figure.text() == "71.4 % longer"


def test_that_with_speeds_the_longest_stack_is_told_with_its_speed(bar: SummaryBar) -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    bar.set_plan(replace(plan, request=replace(plan.request, speeds=(100, 50))))
    assert bar.longest.figure.text() == "2:  7.00 kB at 50 %"
    assert "as long as 14.0 kB at 100 %" in bar.longest.toolTip()


def test_that_of_sizes_not_known_nothing_is_claimed(bar: SummaryBar) -> None:
    known = plan_of([5, 4, 3], 2)
    plan = with_sizes(known, {1: Run(1, 0)})
    bar.set_plan(plan, known)
    assert "not known" in bar.balance.figure.text()
    assert bar.snake.figure.text() == "-"
    assert "not every size is known" in bar.verdict.text()


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
