"""The figure: bars as high as loads, lines where they belong, pictures that repeat."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from desk import plan_of
from stackplan.core.plan import Plan
from stackplan.gui.chart.figure import LoadFigure, picture
from stackplan.gui.chart.parts import ChartContent, ChartSize, snake_heights
from stackplan.gui.theme import DARK_COLOURS, LIGHT_COLOURS

SIZE = ChartSize(800, 400, 96.0)


def drawn(plan: Plan, *, selected: frozenset[int] = frozenset()) -> LoadFigure:
    figure = LoadFigure()
    figure.draw(ChartContent(plan, snake_heights(plan), selected), LIGHT_COLOURS, SIZE)
    return figure


@pytest.mark.parametrize("n_stacks", [1, 2, 17, 64])
def test_that_each_stack_is_a_bar_as_high_as_its_load(n_stacks: int) -> None:
    plan = plan_of(list(range(1000, 1200)), n_stacks)
    figure = drawn(plan)
    tops = [0.0] * n_stacks
    for path in figure.segments.get_paths():
        box = path.get_extents()
        stack = round((box.x0 + box.x1) / 2)
        tops[stack] = max(tops[stack], box.y1)
    assert tops == list(plan.loads)


def test_that_a_segment_is_as_high_as_its_run() -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    heights = [path.get_extents().height for path in drawn(plan).segments.get_paths()]
    assert sorted(heights) == [3000, 4000, 5000]


def test_that_the_lines_stand_at_the_mean_and_at_the_bound() -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    figure = drawn(plan)
    assert list(figure.mean.get_ydata()) == [6000, 6000]  # type: ignore[arg-type]
    assert list(figure.bound.get_ydata()) == [7000, 7000]  # type: ignore[arg-type]


def test_that_with_speeds_a_bar_is_as_high_as_its_stack_takes_long() -> None:
    plan = plan_of([9, 5, 4], 2)
    speedy = replace(plan, request=replace(plan.request, speeds=(100, 50)))
    figure = drawn(speedy)
    tops = [path.get_extents().y1 for path in figure.segments.get_paths()]
    assert max(tops) == float(speedy.makespan)
    assert set(figure.bound.get_ydata()) == {float(speedy.lower_bound)}  # type: ignore[arg-type]
    assert set(figure.mean.get_ydata()) == {18 * 100 / 150}  # type: ignore[arg-type]
    assert [label.get_text() for label in figure.axes.get_xticklabels()] == ["1\n100 %", "2\n50 %"]
    assert "time" in figure.axes.get_ylabel()


def test_that_pinned_runs_are_hatched_and_the_title_says_so() -> None:
    plan = plan_of([9, 5, 4], 2)
    assert not drawn(plan).pinned.get_paths()
    figure = drawn(replace(plan, pinned=frozenset({2})))
    (path,) = figure.pinned.get_paths()
    assert path.get_extents().height == 5
    assert figure.pinned.get_hatch()
    assert "hatched: pinned" in figure.axes.get_title(loc="left")


def test_that_selected_runs_are_outlined() -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    figure = drawn(plan, selected=frozenset({1, 3, 99}))
    assert len(figure.chosen.get_paths()) == 2


def test_that_a_figure_shows_the_next_plan_without_traces_of_the_last() -> None:
    figure = drawn(plan_of(list(range(1000, 1100)), 64), selected=frozenset({1}))
    small = plan_of([5000, 4000], 2)
    again = figure.draw(ChartContent(small), DARK_COLOURS, SIZE)
    fresh = LoadFigure().draw(ChartContent(small), DARK_COLOURS, SIZE)
    assert again == fresh


def test_that_64_stacks_keep_readable_numbers_below_the_axis() -> None:
    figure = drawn(plan_of([1000] * 64, 64))
    labels = [label.get_window_extent() for label in figure.axes.get_xticklabels()]
    assert len(labels) > 5
    assert all(a.x1 < b.x0 for a, b in itertools.pairwise(labels))


@pytest.mark.parametrize(
    ("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_that_a_picture_is_whole_and_the_same_each_time(kind: str, start: bytes) -> None:
    plan = plan_of([5_000_000, 4_000_000, 3_000_000], 2, "lpt")
    first = picture(plan, "/mnt/$h5_$x/", kind)
    assert first.startswith(start)
    assert picture(plan, "/mnt/$h5_$x/", kind) == first
