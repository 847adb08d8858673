"""What the chart says, by mouse, by keys and to a screen reader."""

from __future__ import annotations

from dataclasses import replace

from desk import plan_of
from stackplan.core.edits import move_runs
from stackplan.gui.chart.cursor import Cursor
from stackplan.gui.chart.parts import Spot
from stackplan.gui.chart.words import cursor_words, description, move_words, spot_words

SIZES = [5_000_000, 4_000_000, 3_000_000, 2_000_000, 1_000_000]
PLAN = plan_of(SIZES, 2)
NOBODY: frozenset[int] = frozenset()


def test_that_a_segment_is_named_with_its_stack() -> None:
    run = PLAN.stacks[1].runs[0]
    words = spot_words(PLAN, Spot(1, 0, 1), NOBODY)
    assert words == f"Run {run.number}: 4.00 MB\nStack 2: 7.00 MB, 2 runs"


def test_that_marks_are_said() -> None:
    pinned = replace(PLAN, pinned=frozenset({PLAN.stacks[1].runs[0].number}))
    words = spot_words(pinned, Spot(1, 0, 1), frozenset({PLAN.stacks[1].runs[0].number}))
    assert "4.00 MB, pinned, suspicious" in words


def test_that_runs_within_a_pixel_are_counted_and_summed() -> None:
    words = spot_words(PLAN, Spot(0, 0, 3), NOBODY)
    assert words.startswith("3 runs (")
    assert "), 8.00 MB\nStack 1: 8.00 MB, 3 runs" in words


def test_that_a_stack_without_runs_invites_one() -> None:
    assert spot_words(PLAN, Spot(2, 0, 0), NOBODY) == "Stack 3: no runs yet; drag one here"


def test_that_a_move_tells_loads_before_and_after_and_the_longest_stack() -> None:
    plan = plan_of([212_400_000_000, 120_000_000_000, 8_600_000_000], 3)
    after = move_runs(plan, [3], 0)
    assert move_words(plan, after, (3,), 0) == (
        "Run 3 to stack 1\nStack 1: 212.4 -> 221.0 GB\nStack 3: 8.60 GB -> 0 bytes\n"
        "Longest stack: 4.0 % longer"
    )
    assert "Longest stack: 3.9 % shorter" in move_words(after, plan, (3,), 2)
    assert move_words(plan, plan, (3,), 2) == "Run 3: stays on stack 3"
    assert "as before" in move_words(plan, move_runs(plan, [3], 1), (3,), 1)


def test_that_a_screen_reader_hears_a_short_and_true_summary() -> None:
    words = description(PLAN)
    assert words.startswith("2 stacks of 5 runs. Longest: stack 1, 8.00 MB.")
    assert "Shortest: stack 2, 7.00 MB. Mean: 7.50 MB." in words
    assert len(description(plan_of([10**9] * 1000, 1000))) < 300


def test_that_a_screen_reader_hears_where_the_keys_are() -> None:
    number = PLAN.stacks[1].runs[1].number
    assert cursor_words(PLAN, Cursor(1, number), NOBODY).startswith(f"Run {number}: ")
    assert cursor_words(PLAN, Cursor(1, None), NOBODY) == "Stack 2: 7.00 MB, 2 runs. "
