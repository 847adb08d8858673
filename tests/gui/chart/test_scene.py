"""What the board shows of a plan, and what it says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import plan_of
from stackplan.core.balance import make_plan
from stackplan.core.edits import insert_runs, move_runs
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.chart.scene import (
    NO_MARKS,
    SHADES,
    Behind,
    Cursor,
    Marks,
    Spot,
    bare_words,
    behind_of,
    caption,
    cursor_words,
    description,
    lengths_of,
    make_scene,
    move_words,
    signs_of,
    spot_words,
    unit_of,
)

SIZES = [5_000_000, 4_000_000, 3_000_000, 2_000_000, 1_000_000]
PLAN = plan_of(SIZES, 2)


def test_that_a_row_tells_load_and_difference_to_the_average() -> None:
    rows = make_scene(PLAN).rows
    assert [(row.name, row.load, row.difference) for row in rows] == [
        ("Stack 1", "8.00 MB", "+6.7 %"), ("Stack 2", "7.00 MB", "-6.7 %"),
    ]  # fmt: skip
    even = make_scene(plan_of([10**9] * 4, 2)).rows
    assert {row.difference for row in even} == {"0.0 %"}
    # The last row without a run has a place to drop one on.
    rows = make_scene(plan_of([5, 4], 5)).rows
    assert [row.load for row in rows] == ["5 bytes", "4 bytes", "no runs"]
    assert rows[2].difference == ""
    assert len(make_scene(plan_of(SIZES, 3)).rows) == 3


@pytest.mark.parametrize(
    ("plan", "longest", "alarming"),
    [
        (plan_of([9000, 500], 2), [True, False], [False, False]),
        # More than one per cent could be saved.
        (move_runs(PLAN, PLAN.stacks[1].run_numbers, 0), [True, False], [True, False]),
        (plan_of([1000] * 4, 2), [False, False], [False, False]),  # level
        (plan_of(SIZES, 1), [False], [False]),
    ],
)
def test_that_the_longest_stack_is_told_and_alarms_where_it_can_be_shorter(
    plan: Plan, longest: list[bool], alarming: list[bool]
) -> None:
    rows = make_scene(plan).rows
    assert [row.is_longest for row in rows] == longest
    assert [row.is_alarming for row in rows] == alarming


def test_that_another_plan_stands_behind_by_rank_and_not_by_number() -> None:
    other = move_runs(PLAN, [5], 1)
    assert other.loads != PLAN.loads
    turned = replace(PLAN, stacks=PLAN.stacks[::-1])
    ticks = [row.behind for row in make_scene(turned, NO_MARKS, behind_of(PLAN, other, "it")).rows]
    assert ticks == [float(min(PLAN.loads)), float(max(PLAN.loads))]
    assert behind_of(PLAN, PLAN, "it") == Behind()
    assert behind_of(None, PLAN, "it") == Behind()


def test_that_the_legend_names_only_marks_that_occur() -> None:
    assert make_scene(PLAN).legend == ()
    marked = make_scene(
        replace(PLAN, pinned=frozenset({2})),
        Marks(frozenset({1}), frozenset({3}), frozenset({4})),
        Behind((9e6, 6e6), "Spyral's snake"),
    )
    meanings = dict(marked.legend)
    assert meanings == {
        "suspicious": "suspicious file", "pinned": "pinned", "new": "new",
        "behind": "Spyral's snake, by rank",
    }  # fmt: skip
    # Those of the last step are explained by the step itself; those of a comparison are not.
    compared = make_scene(PLAN, Marks(moved=frozenset({4})), compared="yesterday.txt")
    assert compared.legend == (("moved", "on another stack"),)


def test_that_the_signs_of_a_run_are_those_of_its_marks() -> None:
    scene = make_scene(
        replace(PLAN, pinned=frozenset({1})), Marks(frozenset({1, 2}), frozenset({2}))
    )
    assert signs_of(scene.rows[0], 1) == ["suspicious", "pinned"]
    assert signs_of(scene.rows[PLAN.places[2]], 2) == ["suspicious", "new"]
    assert signs_of(scene.rows[0], 99) == []


@given(st.lists(st.integers(1, 10**15), min_size=1, max_size=30), st.integers(1, 5))
def test_that_the_axis_holds_every_bar_and_is_well_filled(loads: list[int], n_stacks: int) -> None:
    plan = plan_of(loads, n_stacks)
    scene = make_scene(plan)
    longest = max(lengths_of(plan))
    assert longest <= scene.high
    assert longest >= scene.high * 0.85 or longest < 10
    assert scene.bound <= scene.high


def test_that_a_deeper_shade_is_a_larger_run() -> None:
    scene = make_scene(PLAN)
    shades = [scene.shade(size) for size in SIZES]
    assert shades[0] == SHADES - 1
    assert shades == sorted(shades, reverse=True)
    assert make_scene(plan_of([0, 0, 1], 2)).shade(0) == 0


def test_that_with_speeds_a_bar_is_as_long_as_its_stack_takes() -> None:
    plan = plan_of([9, 5, 4], 2)
    speedy = replace(plan, request=replace(plan.request, speeds=(100, 50)))
    scene = make_scene(speedy)
    assert lengths_of(speedy) == (plan.loads[0], plan.loads[1] * 2)
    assert [row.unit for row in scene.rows] == [1, 2]
    assert [row.name for row in scene.rows] == ["Stack 1 (100 %)", "Stack 2 (50 %)"]
    assert scene.bound == float(speedy.lower_bound)
    assert caption(speedy, upright=False).startswith("Time of each stack")


def test_that_a_plan_of_unknown_sizes_claims_nothing() -> None:
    plan = make_plan([Run(1, 5), Run(2, 4)], PlanRequest(n_stacks=2))
    unknown = replace(plan, stacks=move_runs(plan, [2], 0).stacks)
    unknown = replace(
        unknown, stacks=tuple(replace(s, runs=tuple(Run(r.number, 0) for r in s.runs))
                              for s in unknown.stacks)
    )  # fmt: skip
    scene = make_scene(unknown)
    assert scene.bound == 0
    assert {row.difference for row in scene.rows} == {""}


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


def test_that_a_spot_tells_its_runs_and_their_stack() -> None:
    number = PLAN.stacks[1].runs[0].number
    here, spot = frozenset({number}), Spot(1, 0, 1)
    words = spot_words(PLAN, spot, NO_MARKS)
    assert words == f"Run {number}: 4.00 MB\nStack 2: 7.00 MB, 2 runs"
    words = spot_words(replace(PLAN, pinned=here), spot, Marks(here, here, here))
    assert "4.00 MB, pinned, suspicious, new, moved" in words
    words = spot_words(PLAN, Spot(0, 0, 3), NO_MARKS)  # runs within a pixel
    assert words.startswith("3 runs (")
    assert "), 8.00 MB\nStack 1: 8.00 MB, 3 runs" in words
    assert spot_words(PLAN, Spot(2), NO_MARKS) == "Stack 3: no runs yet; drag one here"


def test_that_a_drop_tells_place_loads_before_and_after_and_the_longest_stack() -> None:
    plan = plan_of([212_400_000_000, 120_000_000_000, 8_600_000_000], 3)
    after = insert_runs(plan, [3], 0)
    assert move_words(plan, after, (3,), 0, None) == (
        "Run 3 to stack 1, at its end\nStack 1: 212.4 -> 221.0 GB\nStack 3: 8.60 GB -> empty\n"
        "Longest: stack 1, 221.0 GB, 4.0 % longer"
    )
    assert move_words(after, plan, (3,), 2, None).endswith(
        "Longest: stack 1, 212.4 GB, 3.9 % shorter"
    )
    assert "Stack 3: empty -> 8.60 GB" in move_words(after, plan, (3,), 2, None)
    assert move_words(plan, plan, (3,), 2, None) == "Run 3: no change here"
    as_before = move_words(plan, insert_runs(plan, [3], 1, 2), (3,), 1, 2)
    assert as_before.startswith("Run 3 to stack 2, before run 2\n")
    assert as_before.endswith("as before")
    several = insert_runs(plan, [3, 2], 0)
    assert move_words(plan, several, (3, 2), 0, None).startswith("2 runs to stack 1, at its end")


def test_that_a_drop_within_a_stack_tells_only_the_place() -> None:
    first, *_, last = PLAN.stacks[0].run_numbers
    after = insert_runs(PLAN, [last], 0, first)
    words = move_words(PLAN, after, (last,), 0, first)
    assert words == f"Run {last} to stack 1, before run {first}"


def test_that_a_screen_reader_hears_a_short_summary_and_where_the_keys_are() -> None:
    words = description(PLAN)
    assert words.startswith("2 stacks of 5 runs. Longest: stack 1, 8.00 MB.")
    assert "Shortest: stack 2, 7.00 MB. Average: 7.50 MB." in words
    assert len(description(plan_of([10**9] * 1000, 1000))) < 300
    number = PLAN.stacks[1].runs[1].number
    assert cursor_words(PLAN, Cursor(1, number), NO_MARKS).startswith(f"Run {number}: ")
    assert cursor_words(PLAN, Cursor(1, None), NO_MARKS) == "Stack 2: 7.00 MB, 2 runs."


def test_that_the_caption_says_how_to_read_rows_or_columns_and_in_which_unit() -> None:
    rows, columns = (caption(PLAN, upright=upright) for upright in (False, True))
    assert rows == "Load of each stack; a segment is a run, the first is at the left"
    assert columns == "Load of each stack in MB; a segment is a run, the first is at the bottom"
    scene = make_scene(plan_of([1_050_000_000_000, 950_000_000_000, 4_000_000_000], 2))
    assert "in TB" in caption(scene.plan, upright=True)
    assert bare_words(scene, 950_000_000_000) == "0.95"
    assert bare_words(scene, 12_340_000_000_000) == "12.3"
