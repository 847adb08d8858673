"""Whole pictures by a worker, patches at once; one drawing at a time."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desk import plan_of
from drawn_chart import DrawnChart
from stackplan.core.edits import move_runs

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SIZES = [10_000_000 + 1000 * number for number in range(60)]


def test_that_an_edit_is_shown_at_once_without_a_drawing(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 6)
    drawn = DrawnChart(qtbot, plan)
    drawn.move((1,), 1 - plan.places[1])
    drawn.wait()  # the title has got a word about moved runs
    before, figure = drawn.pixels(), drawn.picture.figure
    drawn.move((2,), 5 - plan.places[2])
    assert drawn.pixels() != before
    assert drawn.chart.is_current
    assert drawn.picture.figure is figure


def test_that_a_patch_is_there_before_the_drawing_that_brings_a_new_scale(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 6)
    drawn = DrawnChart(qtbot, plan)
    before, figure = drawn.pixels(), drawn.picture.figure
    drawn.move(tuple(range(1, 20)), 0)
    assert drawn.pixels() != before
    assert not drawn.chart.is_current
    drawn.wait()
    assert drawn.picture.figure is not figure
    assert drawn.picture.frame.high > max(drawn.plan.loads)


def test_that_what_comes_during_a_drawing_is_patched_into_it(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 6)
    drawn = DrawnChart(qtbot, plan)
    drawn.chart.resize(820, 410)
    qtbot.waitUntil(lambda: drawn.chart.task.running)
    drawn.move((1,), 1 - plan.places[1])
    drawn.wait()
    assert drawn.picture.content.plan == drawn.plan
    assert drawn.picture.frame.size.width == 820
    fresh = DrawnChart(qtbot, plan, 820, 410)
    fresh.move((1,), 1 - plan.places[1])
    fresh.wait()
    assert drawn.pixels() == fresh.pixels()


def test_that_a_font_that_cannot_be_read_is_told_and_tried_again_with_the_next_change(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 6))

    def fail(*_: object) -> None:
        raise RuntimeError("no font")

    with monkeypatch.context() as patch:
        patch.setattr("stackplan.gui.chart.figure.LoadFigure.draw", fail)
        drawn.chart.resize(820, 410)
        qtbot.waitUntil(lambda: bool(drawn.chart.failure))
    words = "The chart cannot be drawn now (no font); the next change tries again."
    assert drawn.chart.failure == words
    drawn.chart.resize(830, 410)
    qtbot.waitUntil(lambda: not drawn.chart.failure)
    drawn.wait()
    assert drawn.picture.frame.size.width == 830


def test_that_many_changes_in_a_row_end_in_the_last_one(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    for n_stacks in range(1, 30):
        drawn.chart.set_plan(plan_of(SIZES, n_stacks))
        drawn.chart.set_selected((n_stacks,))
    last = plan_of(SIZES, 2)
    drawn.chart.set_plan(last)
    drawn.wait()
    assert drawn.picture.frame.n_places == 2
    assert drawn.words(0, 1).startswith(f"Run {last.stacks[0].runs[0].number}:")


def test_that_the_scale_stays_while_the_bars_fit(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 6)
    drawn = DrawnChart(qtbot, plan)
    high = drawn.picture.frame.high
    drawn.chart.set_plan(replace(plan, pinned=frozenset({1})))
    drawn.wait()
    drawn.chart.set_plan(move_runs(plan, [1], 1))
    drawn.chart.set_plan(plan)
    drawn.wait()
    assert drawn.picture.frame.high == high


@pytest.mark.parametrize("was_on", [True, False])
def test_that_the_collector_is_as_before_once_matplotlib_is_there(
    qtbot: QtBot, *, was_on: bool
) -> None:
    (gc.enable if was_on else gc.disable)()
    DrawnChart(qtbot, plan_of(SIZES, 3))
    assert gc.isenabled() == was_on
    gc.disable()  # as all of these tests run
