"""The figure: bars as high as loads, lines where they belong, patches, pictures that repeat."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from desk import plan_of
from stackplan.core.balance import make_plan
from stackplan.core.edits import move_runs
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.chart.bars import PAINTS, to_repaint
from stackplan.gui.chart.figure import LoadFigure, picture
from stackplan.gui.chart.ghosts import snake_ghost
from stackplan.gui.chart.parts import ChartContent, ChartSize, Ghost, columns_of, frame_of
from stackplan.gui.widgets.appearance import DARK_COLOURS, LIGHT_COLOURS, Colours

SIZE = ChartSize(800, 400, 96.0)


def drawn(
    content: ChartContent, colours: Colours = LIGHT_COLOURS, size: ChartSize = SIZE, high: float = 0
) -> LoadFigure:
    figure = LoadFigure()
    figure.draw(frame_of(content, colours, size, high), columns_of(content))
    return figure


def figure_of(plan: Plan) -> LoadFigure:
    return drawn(ChartContent(plan, snake_ghost(plan)))


def boxes(figure: LoadFigure, *paints: str) -> list[tuple[float, float, float, float]]:
    """Left, right, low and high of every rectangle of some paints."""
    corners = [
        np.asarray(figure.bars[paint].get_path().vertices).reshape(-1, 5, 2) for paint in paints
    ]
    return [(c[0, 0], c[2, 0], c[0, 1], c[2, 1]) for c in np.concatenate(corners)]


@pytest.mark.parametrize("n_stacks", [1, 2, 17, 64])
def test_that_each_stack_is_a_bar_as_high_as_its_load(n_stacks: int) -> None:
    plan = plan_of(list(range(1000, 1200)), n_stacks)
    tops = [0.0] * n_stacks
    for left, right, _, high in boxes(figure_of(plan), *PAINTS[:4]):
        stack = round((left + right) / 2)
        tops[stack] = max(tops[stack], high)
    assert tops == list(plan.loads)


def test_that_a_segment_is_as_high_as_its_run() -> None:
    figure = figure_of(plan_of([5000, 4000, 3000], 2))
    heights = [high - low for _, _, low, high in boxes(figure, *PAINTS[:4])]
    assert sorted(heights) == [3000, 4000, 5000]


def test_that_only_the_longest_bar_has_the_colours_of_the_longest() -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    (low, high) = boxes(figure_of(plan), "longest 0", "longest 1")
    assert {round(low[0] + 0.5), round(high[0] + 0.5)} == {plan.longest}


def test_that_the_lines_stand_at_the_mean_and_at_the_bound() -> None:
    figure = figure_of(plan_of([5000, 4000, 3000], 2))
    assert list(figure.mean.get_ydata()) == [6000, 6000]  # type: ignore[arg-type]
    assert list(figure.bound.get_ydata()) == [7000, 7000]  # type: ignore[arg-type]


def test_that_with_speeds_a_bar_is_as_high_as_its_stack_takes_long() -> None:
    plan = plan_of([9, 5, 4], 2)
    speedy = replace(plan, request=replace(plan.request, speeds=(100, 50)))
    figure = figure_of(speedy)
    assert max(high for *_, high in boxes(figure, *PAINTS[:4])) == float(speedy.makespan)
    assert set(figure.bound.get_ydata()) == {float(speedy.lower_bound)}  # type: ignore[arg-type]
    assert set(figure.mean.get_ydata()) == {18 * 100 / 150}  # type: ignore[arg-type]
    assert [label.get_text() for label in figure.axes.get_xticklabels()] == ["1\n100 %", "2\n50 %"]
    assert "time" in figure.axes.get_ylabel()


@pytest.mark.parametrize(
    ("mark", "word"), [("pinned", "hatched: pinned"), ("suspicious", "crossed: suspicious")]
)
def test_that_marked_runs_are_hatched_and_the_title_says_so(mark: str, word: str) -> None:
    plan = plan_of([9, 5, 4], 2)
    assert boxes(figure_of(plan), mark) == []
    content = {
        "pinned": ChartContent(replace(plan, pinned=frozenset({2}))),
        "suspicious": ChartContent(plan, suspicious=frozenset({2})),
    }[mark]
    figure = drawn(content)
    ((_, _, low, high),) = boxes(figure, mark)
    assert high - low == 5
    assert figure.bars[mark].get_hatch()
    assert word in figure.axes.get_title(loc="left")


def test_that_pinned_and_suspicious_runs_look_different() -> None:
    plan = plan_of([9, 5, 4], 2)
    pinned = drawn(ChartContent(replace(plan, pinned=frozenset({2}))), high=20)
    suspicious = drawn(ChartContent(plan, suspicious=frozenset({2})), high=20)
    below_the_title = np.s_[40:]
    assert (pinned.pixels[below_the_title] != suspicious.pixels[below_the_title]).any()


def test_that_a_figure_shows_the_next_plan_without_traces_of_the_last() -> None:
    figure = figure_of(plan_of(list(range(1000, 1100)), 64))
    content = ChartContent(plan_of([5000, 4000], 2))
    frame, columns = frame_of(content, DARK_COLOURS, SIZE), columns_of(content)
    figure.draw(frame, columns)
    assert np.array_equal(figure.pixels, drawn(content, DARK_COLOURS).pixels)


@pytest.mark.parametrize(("width", "dpi"), [(320, 96.0), (801, 72.0), (2900, 200.0)])
@pytest.mark.parametrize(("n_stacks", "n_runs"), [(1, 30), (3, 12), (64, 500), (400, 3000)])
@pytest.mark.parametrize("colours", [LIGHT_COLOURS, DARK_COLOURS])
def test_that_patched_columns_equal_a_fresh_drawing_pixel_by_pixel(
    width: int, dpi: float, n_stacks: int, n_runs: int, colours: Colours
) -> None:
    draw = random.Random(width * n_stacks)
    plan = plan_of([draw.randint(0, 90) * 10**8 for _ in range(n_runs)], n_stacks, "lpt")
    numbers, size = [run.number for run in plan.runs], ChartSize(width, 347, dpi)
    high = float(plan.makespan) * 3  # so high that no edit asks for another scale

    def content() -> ChartContent:
        # A ghost that changes with the plan.
        ghost = Ghost(tuple(load * 1.2 for load in plan.loads), "another")
        return ChartContent(plan, ghost, frozenset(numbers[:9]), has_moved=True)

    plan = replace(plan, pinned=frozenset(numbers[5:20]))
    before = content()
    figure = drawn(before, colours, size, high)
    frame = frame_of(before, colours, size, high)
    for _ in range(12):
        plan = move_runs(plan, draw.sample(numbers, draw.randint(1, 3)), draw.randrange(n_stacks))
        old, new = columns_of(before), columns_of(content())
        before = content()
        figure.patch(frame, new, to_repaint(old, new, figure.grid(frame)))
    fresh = LoadFigure()
    fresh.draw(frame, columns_of(before))
    assert np.array_equal(figure.pixels, fresh.pixels)


def test_that_64_stacks_keep_readable_numbers_below_the_axis() -> None:
    figure = figure_of(plan_of([1000] * 64, 64))
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


def test_that_a_picture_holds_bars_and_lines() -> None:
    plan = plan_of([5_000_000, 4_000_000, 3_000_000], 2, "lpt")
    text = picture(plan, "/mnt/h5", "svg").decode().lower()
    for colour in (*LIGHT_COLOURS.longest, LIGHT_COLOURS.bar[0], LIGHT_COLOURS.good):
        assert colour in text


def test_that_ticks_are_round_in_the_unit_that_is_shown() -> None:
    hours = [Run(number, 10**9, 5_000_000) for number in range(1, 4)]
    plan = make_plan(hours, PlanRequest(n_stacks=2, weight="ms"))
    figure = figure_of(plan)
    assert figure.axes.get_ylabel() == "load / h"
    labels = [label.get_text() for label in figure.axes.get_yticklabels()]
    assert labels[0] == "0"
    assert all(len(label) <= 4 for label in labels), labels
    assert len(labels) > 2
