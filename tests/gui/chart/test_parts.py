"""What is drawn: columns, the frame beside them, and a scale that stays where it can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk import plan_of
from stackplan.gui.chart.parts import (
    ChartContent,
    ChartSize,
    Ghost,
    columns_of,
    frame_of,
    heights,
    unit_of,
)
from stackplan.gui.widgets.appearance import LIGHT_COLOURS

SIZE = ChartSize(800, 400, 96.0)


@pytest.mark.parametrize(
    ("longest", "stays"), [(990, True), (700, True), (996, False), (699, False), (5000, False)]
)
def test_that_the_scale_stays_while_the_longest_bar_fills_it_and_fits(
    longest: int, stays: bool
) -> None:
    frame = frame_of(ChartContent(plan_of([longest], 1)), LIGHT_COLOURS, SIZE, 1000.0)
    assert frame.high == (1000 if stays else pytest.approx(longest * 1.06))


def test_that_the_ghost_fits_too() -> None:
    content = ChartContent(plan_of([900], 1), Ghost((2000.0,), "another"))
    assert frame_of(content, LIGHT_COLOURS, SIZE, 1000.0).high == pytest.approx(2120)


def test_that_a_stack_without_a_run_so_far_has_one_place_to_drag_to() -> None:
    assert ChartContent(plan_of([5, 4], 2)).n_places == 2
    assert ChartContent(plan_of([5, 4], 9)).n_places == 3
    assert ChartContent(plan_of([5, 4], 9), n_kept=7).n_places == 7


def test_that_a_column_tells_all_that_is_seen_in_it() -> None:
    plan = replace(plan_of([5, 4, 3], 2), pinned=frozenset({1}))
    content = ChartContent(plan, Ghost((6.0, 5.0, 1.0), "another"), frozenset({2}))
    first, second, third = columns_of(content)
    assert [column.runs for column in (first, second)] == [stack.runs for stack in plan.stacks]
    assert (set(first.pinned), set(first.suspicious)) == ({1}, set())
    assert (set(second.pinned), set(second.suspicious)) == (set(), {2})
    assert [first.is_longest, second.is_longest, third.is_longest] == [False, True, False]
    assert (third.runs, third.ghost) == ((), 1.0)


def test_that_the_ghost_of_a_plan_with_more_stacks_stands_beside_those_with_speeds() -> None:
    plan = plan_of([5, 4], 2)
    plan = replace(plan, request=replace(plan.request, speeds=(100, 50)))
    *own, beside = columns_of(ChartContent(plan, Ghost((6.0, 5.0, 1.0), "another")))
    assert [column.pace for column in own] == [1, 2]
    assert (beside.runs, beside.ghost) == ((), 1.0)


def test_that_heights_are_loads_or_with_speeds_times() -> None:
    plan = plan_of([9, 5, 4], 2)
    assert heights(plan) == plan.loads
    speedy = replace(plan, request=replace(plan.request, speeds=(100, 50)))
    assert heights(speedy) == (plan.loads[0], plan.loads[1] * 2)


@pytest.mark.parametrize(
    ("width", "title"),
    [
        (800, "Load of each stack; a segment is a run; crossed: suspicious; dotted: the snake"),
        (600, "Load of each stack; crossed: suspicious; dotted: the snake"),
        (400, "Load of each stack; dotted: the snake"),
        (200, "Load of each stack"),
    ],
)
def test_that_a_narrow_chart_keeps_the_most_needed_words_of_its_title(
    width: int, title: str
) -> None:
    content = ChartContent(plan_of([5, 4], 2), Ghost((2.0,), "the snake"), frozenset({1}))
    assert frame_of(content, LIGHT_COLOURS, ChartSize(width, 400, 96.0)).title == title


@pytest.mark.parametrize(
    ("highest", "weight", "unit"),
    [
        (3.2e12, "bytes", (10**12, "TB")),
        (999, "bytes", (1, "bytes")),
        (0.5, "bytes", (1, "bytes")),
        (7_200_000, "ms", (3_600_000, "h")),
        (90_000, "ms", (60_000, "min")),
        (1_200, "ms", (1_000, "s")),
        (5e9, "events", (1, "events")),
    ],
)
def test_that_the_axis_counts_in_a_unit_that_fits(
    highest: float, weight: str, unit: tuple[int, str]
) -> None:
    assert unit_of(highest, weight) == unit
