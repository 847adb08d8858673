"""Walking over bars and segments."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desk import plan_of
from stackplan.core.edits import move_runs
from stackplan.gui.chart.cursor import Cursor, follow, walk

PLAN = plan_of([9, 7, 5, 4, 2], 2)
FIRST, SECOND = (stack.run_numbers for stack in PLAN.stacks)


def test_that_the_first_step_is_onto_the_first_run() -> None:
    assert walk(PLAN, None, 1, 0) == Cursor(0, FIRST[0])
    emptied = move_runs(PLAN, FIRST, 1)
    assert walk(emptied, None, 1, 0) == Cursor(0, None)


def test_that_up_goes_along_the_bar_and_above_it_the_whole_stack() -> None:
    cursor = Cursor(1, SECOND[0])
    for number in (*SECOND[1:], None, None):
        cursor = walk(PLAN, cursor, 0, 1)
        assert cursor == Cursor(1, number)
    assert walk(PLAN, cursor, 0, -1) == Cursor(1, SECOND[-1])


def test_that_right_goes_to_the_neighbour_at_the_same_height_and_stops_at_the_end() -> None:
    assert walk(PLAN, Cursor(0, FIRST[1]), 1, 0) == Cursor(1, SECOND[1])
    assert walk(PLAN, Cursor(1, SECOND[1]), 1, 0) == Cursor(1, SECOND[1])
    assert walk(PLAN, Cursor(1, SECOND[0]), -5, 0) == Cursor(0, FIRST[0])


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=20))
def test_that_every_step_ends_on_a_run_of_its_stack(steps: list[tuple[int, int]]) -> None:
    cursor = walk(PLAN, None, 0, 0)
    for right, up in steps:
        cursor = walk(PLAN, cursor, right, up)
        assert cursor.run is None or cursor.run in PLAN.stacks[cursor.stack].run_numbers


def test_that_a_cursor_follows_its_run() -> None:
    assert follow(move_runs(PLAN, [FIRST[0]], 1), Cursor(0, FIRST[0])) == Cursor(1, FIRST[0])
    assert follow(PLAN, Cursor(1, 99)) == Cursor(1, None)
    assert follow(PLAN, Cursor(2, 99)) is None
