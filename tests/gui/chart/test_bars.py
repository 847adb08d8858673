"""Rectangles of bars: nothing is lost where runs or bars fall under a pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.runs import Run
from stackplan.gui.chart.bars import PAINTS, Grid, pieces, rectangles, to_repaint
from stackplan.gui.chart.parts import Column


def column(*loads: int, **more: object) -> Column:
    runs = tuple(Run(number, load) for number, load in enumerate(loads, start=1))
    return Column(runs, **more)  # type: ignore[arg-type]


@given(
    st.lists(st.integers(0, 10**12), max_size=300),
    st.floats(20, 4000),
    st.floats(1.0, 5.0),
)
def test_that_pieces_cover_a_bar_without_gaps_and_fill_a_pixel_row_each(
    loads: list[int], height: float, air: float
) -> None:
    total = float(sum(loads))
    grid = Grid(1, max(total, 1.0) * air, 800, height)
    cut = pieces(column(*loads), grid)
    rows = np.rint(cut.high * height / grid.high)
    assert (np.diff(rows, prepend=0) >= 1).all()
    assert list(cut.low[1:]) == list(cut.high[:-1])
    assert list(cut.first[1:]) == list(cut.last[:-1])
    if len(cut.last):
        assert cut.first[0] == 0
        assert cut.low[0] == 0
        assert total - cut.high[-1] <= grid.high / height
    else:
        assert total * height / grid.high <= 0.5 + 1e-9


def test_that_runs_of_ten_pixels_stay_apart_and_those_under_a_pixel_are_merged() -> None:
    grid = Grid(1, 100.0, 800, 100)
    assert list(pieces(column(10, 20, 30), grid).last) == [1, 2, 3]
    cut = pieces(column(*[1] * 50), Grid(1, 100.0, 800, 10))
    assert len(cut.last) == 5
    assert (cut.last - cut.first).sum() == 50


def test_that_wide_bars_leave_gaps_and_thin_ones_none() -> None:
    columns = [column(5)] * 10
    wide = rectangles(columns, [3], Grid(10, 5.0, 800, 100))["bar 0"]
    assert wide.tolist() == [[2.6, 3.4, 0.0, 5.0]]
    thin = rectangles(columns, [3], Grid(10, 5.0, 40, 100))["bar 0"]
    assert thin.tolist() == [[2.5, 3.5, 0.0, 5.0]]


def test_that_of_bars_within_a_pixel_the_highest_is_seen() -> None:
    columns = [column(load) for load in (1, 9, 3, 4, 2, 6)]
    found = rectangles(columns, [0], Grid(6, 10.0, 2, 100))["bar 0"]
    assert found[:, 3].tolist() == [9, 6]
    assert found[:, :2].tolist() == [[-0.5, 2.5], [2.5, 5.5]]
    assert to_repaint(columns, [*columns[:5], column(7)], Grid(6, 10.0, 2, 100)) == list(range(6))


@pytest.mark.parametrize("mark", ["pinned", "suspicious"])
def test_that_a_piece_is_marked_where_one_of_its_runs_is(mark: str) -> None:
    marked = column(*[1] * 30, **{mark: frozenset({14, 15})})
    found = rectangles([marked], [0], Grid(1, 30.0, 800, 10))
    ((_, _, low, high),) = found[mark].tolist()
    assert low <= 13
    assert high >= 15
    assert not any(len(found[paint]) for paint in PAINTS[4:] if paint != mark)


def test_that_only_columns_that_look_different_are_repainted() -> None:
    before = [column(1, 2), column(3), column(4)]
    after = [column(1, 2), column(3, is_longest=True), column(4, ghost=2.0)]
    assert to_repaint(before, after, Grid(3, 5.0, 300, 100)) == [1, 2]
