"""Rows and columns are one geometry: each run is where its load says, and is found there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.runs import Run
from stackplan.gui.chart.geometry import (
    Box,
    Layout,
    Room,
    layout_of,
    pieces_of,
)
from stackplan.gui.chart.scene import Spot

DrawnStacks = tuple[Layout, list[tuple[Run, ...]]]
ROOM = Room(line=16, names=60, ends=120, above=24, below=40)
LOADS = st.lists(st.integers(0, 10**12), min_size=1, max_size=80)
RATIOS = st.sampled_from([1.0, 1.25, 1.5, 2.0])


def runs_of(loads: list[int]) -> tuple[Run, ...]:
    return tuple(Run(number, load) for number, load in enumerate(loads, start=1))


@st.composite
def boards(draw: st.DrawFn) -> DrawnStacks:
    """A board of some size with some stacks, as rows or as columns."""
    stacks = [runs_of(loads) for loads in draw(st.lists(LOADS, min_size=1, max_size=70))]
    longest = max(sum(run.load for run in runs) for runs in stacks)
    layout = layout_of(
        (draw(st.integers(320, 3800)), draw(st.integers(160, 2100))),
        ROOM,
        len(stacks),
        max(1.0, longest * draw(st.floats(1.0, 1.3))),
        upright=draw(st.booleans()),
        scroll=draw(st.integers(0, 3000)),
        ratio=draw(RATIOS),
    )
    return layout, stacks


@given(boards())
def test_that_the_middle_of_each_segment_in_sight_is_found_as_its_runs(board: DrawnStacks) -> None:
    layout, stacks = board
    pieces = [pieces_of(runs, layout.pixels) for runs in stacks]
    for place in layout.seen():
        for piece in pieces[place]:
            x, y = layout.box(place, piece.low, piece.high).middle
            across = x if layout.upright else y
            if layout.near <= across < layout.far:
                found = layout.spot_at(pieces, x, y)
                assert found == Spot(place, piece.first, piece.last)


@given(LOADS, st.floats(1e-12, 1e-6))
def test_that_every_run_is_in_one_segment_which_ends_where_its_load_does(
    loads: list[int], pixels: float
) -> None:
    pieces = pieces_of(runs_of(loads), pixels)
    assert [run for p in pieces for run in range(p.first, p.last)] == list(range(len(loads)))
    ends = [0]
    for piece in pieces:
        assert piece.low == ends[-1]
        assert piece.high > piece.low
        ends.append(piece.high)
        true = sum(loads[: piece.last]) * pixels
        assert piece.high == pytest.approx(true, abs=1.01)


@given(boards())
def test_that_a_segment_is_as_long_as_its_load(board: DrawnStacks) -> None:
    layout, stacks = board
    for place, runs in enumerate(stacks):
        for piece in pieces_of(runs, layout.pixels):
            box = layout.box(place, piece.low, piece.high)
            length = box.height if layout.upright else box.width
            load = sum(run.load for run in runs[piece.first : piece.last])
            assert length == pytest.approx(load / layout.high * layout.length, abs=2.1)


@given(boards())
def test_that_stacks_do_not_touch_and_are_as_thick_as_they_should(
    board: DrawnStacks,
) -> None:
    layout, stacks = board
    assert 1 <= layout.thickness <= layout.pitch
    if layout.upright:
        assert layout.thickness <= 90
    else:
        assert 15 <= layout.pitch <= 39  # 1 to 2.4 lines of text
    for place in range(len(stacks) - 1):
        box, other = layout.box(place, 0, 1), layout.box(place + 1, 0, 1)
        low, high = (box.left, other.left) if layout.upright else (box.top, other.top)
        assert low + layout.thickness <= high + 1e-6
    for place in layout.seen():
        assert list(layout.places_in(layout.strip(place))) == [place]


@given(boards(), st.integers(0, 69))
def test_that_a_stack_that_is_scrolled_to_is_wholly_in_sight(
    board: DrawnStacks, place: int
) -> None:
    layout, stacks = board
    place = min(place, len(stacks) - 1)
    again = layout_of(
        (layout.width, layout.height), ROOM, layout.n_places, layout.high,
        upright=layout.upright, scroll=layout.scrolled_to(place), ratio=layout.ratio,
    )  # fmt: skip
    assert again.near - 1 <= again.across(place)
    assert again.across(place) + again.pitch <= again.far + 1
    assert place in again.seen()


@given(boards(), st.floats(0, 1))
def test_that_a_gap_is_one_between_the_runs_nearest_to_the_pointer(
    board: DrawnStacks, part: float
) -> None:
    layout, stacks = board
    cut = pieces_of(stacks[0], layout.pixels)
    height = part * layout.length * layout.ratio
    at = layout.start - height / layout.ratio if layout.upright else (
        layout.start + height / layout.ratio
    )  # fmt: skip
    gap = layout.gap_at(cut, *((0.0, at) if layout.upright else (at, 0.0)))
    ends = {0: 0, **{piece.last: piece.high for piece in cut}}
    assert gap in ends
    assert abs(ends[gap] - height) <= min(abs(end - height) for end in ends.values()) + 1e-6


def test_that_beside_the_stacks_there_is_nothing() -> None:
    layout = layout_of((800, 400), ROOM, 3, 100.0, upright=False)
    pieces = [pieces_of(runs_of([50, 30]), layout.pixels)] * 3
    across = layout.near + 5
    for x, y, spot in (
        (300, 5, None), (300, layout.far + 1, None), (5, across, Spot(0)),
        (layout.end + 5, across, Spot(0)),
    ):  # fmt: skip
        assert layout.spot_at(pieces, x, y) == spot


def test_that_17_rows_fit_without_scrolling_and_300_do_not() -> None:
    few, many = (layout_of((1000, 420), ROOM, n, 100.0, upright=False) for n in (17, 300))
    assert (few.reach, few.seen()) == (0, range(17))
    assert many.reach > 0
    assert len(many.seen()) < 40


def test_that_a_box_knows_its_middle_and_grows_on_all_sides() -> None:
    assert Box(10, 20, 4, 6).middle == (12, 23)
    assert Box(10, 20, 4, 6).grown(1) == Box(9, 19, 6, 8)
