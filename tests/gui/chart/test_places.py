"""From pixels to runs and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.runs import Run
from stackplan.gui.chart.bars import Grid
from stackplan.gui.chart.parts import Column, Spot
from stackplan.gui.chart.places import Places

PLACES = Places(50.0, 350.0, 20.0, 220.0, Grid(3, 100.0, 300, 200))
COLUMNS = (
    Column((Run(1, 50), Run(2, 30))),
    Column((Run(3, 90),)),
    Column(),
)


def test_that_each_segment_is_found_where_it_stands() -> None:
    assert PLACES.spot_at(COLUMNS, 100, 219) == Spot(0, 0, 1)
    assert PLACES.spot_at(COLUMNS, 100, 119) == Spot(0, 1, 2)
    assert PLACES.spot_at(COLUMNS, 100, 50) == Spot(0, 2, 2)
    assert PLACES.spot_at(COLUMNS, 300, 200) == Spot(2, 0, 0)


def test_that_beside_the_axes_there_is_nothing() -> None:
    places = ((49, 100), (350, 100), (100, 10), (100, 221))
    assert [PLACES.spot_at(COLUMNS, x, y) for x, y in places] == [None] * 4


def test_that_the_box_of_a_spot_stands_where_the_spot_is_found() -> None:
    for spot in (Spot(0, 0, 1), Spot(0, 1, 2), Spot(1, 0, 1), Spot(0, 2, 2), Spot(2, 0, 0)):
        box = PLACES.box_of(COLUMNS, spot)
        middle = box.left + box.width / 2, box.top + box.height / 2
        assert PLACES.spot_at(COLUMNS, *middle) == spot


def test_that_runs_within_a_pixel_share_a_box() -> None:
    columns = (Column(tuple(Run(number, 1) for number in range(100))),)
    places = Places(0.0, 100.0, 0.0, 10.0, Grid(1, 100.0, 100, 10))
    spot = places.spot_at(columns, 50, 5.2)
    assert spot is not None
    assert 9 <= spot.last - spot.first <= 11
    boxes = list(places.boxes(columns, range(spot.first, spot.last)))
    assert boxes == [places.box_of(columns, spot)]
    assert list(places.boxes(columns, ())) == []


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_that_the_spot_of_a_run_holds_it(loads: list[int]) -> None:
    column = Column(tuple(Run(number, load) for number, load in enumerate(loads)))
    places = Places(0.0, 10.0, 0.0, 30.0, Grid(1, float(sum(loads) + 1), 10, 30))
    for number in range(len(loads)):
        spot = places.spot_of(column, 0, number)
        assert spot.first <= number < spot.last or spot.first == len(loads)
    assert places.spot_of(column, 0, None) == Spot(0, len(loads), len(loads))
