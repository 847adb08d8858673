"""What matplotlib draws: an axis that is round, and pictures that repeat."""

import time
from dataclasses import replace

import pytest

from colour_vision import contrast
from desk import plan_of
from stackplan.core.balance import make_plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.chart.figure import ink_on, picture, shades_of, ticks_of
from stackplan.gui.chart.geometry import Room, layout_of
from stackplan.gui.chart.scene import AxisTimes, Scene, make_scene
from stackplan.gui.widgets.appearance import DARK_COLOURS, LIGHT_COLOURS, Colours

ROOM = Room(16, 60, 120, 24, 40)
TWO = plan_of([90 * 10**9] * 2, 2)


def labels(scene: Scene, width: int = 900, *, upright: bool = False) -> list[str]:
    layout = layout_of((width, 400), ROOM, len(scene.rows), scene.high, upright=upright)
    places, words = ticks_of(scene, layout, 12)
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= scene.high
    return words


def test_that_the_axis_has_round_loads_in_a_unit_that_fits() -> None:
    scene = make_scene(plan_of([90 * 10**9, 80 * 10**9, 70 * 10**9], 2))
    assert labels(scene)[:4] == ["0", "25 GB", "50 GB", "75 GB"]
    assert len(labels(scene, 400)) < 6
    assert "40 GB" in labels(scene, upright=True)
    narrow = make_scene(TWO)
    assert labels(narrow, 250) == ["0", "100 GB"]
    assert labels(narrow, 220) == ["100 GB"]
    words = labels(make_scene(plan_of([2_740 * 10**9] * 2, 2)), upright=True)
    assert words[:4] == ["0", "500 GB", "1 TB", "1.5 TB"]  # no zero behind the last digit
    hours = [Run(number, 10**9, 5_000_000) for number in range(1, 4)]
    plan = make_plan(hours, PlanRequest(n_stacks=2, weight="ms"))
    assert labels(make_scene(plan))[:3] == ["0", "30 min 0 s", "1 h 0 min"]


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (1 / 10_000, ["0\nnow", "50 GB\n23:28"]),
        (1 / 1000, ["0\nnow", "50 GB\nSun 11:58"]),  # on another day
        (1 / 50_000, ["0\n0 min", "50 GB\n17 min"]),  # less than an hour
    ],
)
def test_that_a_known_rate_puts_the_clock_under_the_loads(rate: float, words: list[str]) -> None:
    begin = time.mktime((2026, 11, 28, 22, 5, 0, 0, 0, -1))
    assert labels(make_scene(TWO, times=AxisTimes(rate, begin)), 500)[:2] == words


@pytest.mark.parametrize("colours", [LIGHT_COLOURS, DARK_COLOURS])
def test_that_a_number_can_be_read_on_every_shade(colours: Colours) -> None:
    for shade in shades_of(colours):
        assert contrast(shade, ink_on(shade)) >= 4.5
        assert contrast(shade, colours.background) >= 3


@pytest.mark.parametrize(
    ("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_that_a_picture_is_whole_and_the_same_each_time(kind: str, start: bytes) -> None:
    plan = plan_of([5_000_000, 4_000_000, 3_000_000], 2, "lpt")
    first = picture(plan, "/mnt/$h5_$x/", kind)
    assert first.startswith(start)
    assert picture(plan, "/mnt/$h5_$x/", kind) == first


@pytest.mark.parametrize("n_stacks", [1, 2, 61])
def test_that_a_picture_of_any_plan_has_its_bars_and_the_best_possible(n_stacks: int) -> None:
    plan = plan_of(list(range(10**9, 10**9 + 200)), n_stacks)
    drawn = picture(replace(plan, pinned=frozenset({1})), "/mnt/h5", "svg").decode().lower()
    assert shades_of(LIGHT_COLOURS)[-1] in drawn
    assert LIGHT_COLOURS.good in drawn


def test_that_the_picture_grows_with_its_rows() -> None:
    sizes = [
        int.from_bytes(picture(plan_of([10**9] * n, n), "/mnt", "png")[20:24]) for n in (3, 60)
    ]
    assert sizes[0] == 900
    assert sizes[1] > 1200
