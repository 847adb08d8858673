"""What is selected in the table, and why something cannot be done with it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import plan_of
from stackplan.core.edits import insert_runs
from stackplan.gui.table.selection import Selection

PLAN = plan_of([9, 8, 7, 6, 5, 4], 3)  # 1 6, 2 5, 3 4
PINNED = replace(PLAN, pinned=frozenset({2, 5}))
UNEVEN = plan_of([9, 3], 2)
LONG = plan_of([1] * 7, 1)
ORDER = LONG.stacks[0].run_numbers


def test_that_a_selected_stack_stands_for_all_of_its_runs() -> None:
    selection = Selection(PLAN, (2,), (0, 1))
    assert selection.runs == (2, 1, 6, 5)
    assert selection.words == "4 runs"
    assert Selection(PLAN, (), (2,)).words == "all 2 runs of stack 3"
    assert Selection(PLAN, (4,)).words == "run 4"
    assert Selection(PLAN, (2,)).neighbour(-1) == 0
    assert Selection(PLAN).shifted(1) is None


@pytest.mark.parametrize(
    ("why_not", "words"),
    [
        (Selection().why_no_move(0), "no plan yet"),
        (Selection(PLAN).why_no_move(0), "No run is selected"),
        (Selection(PLAN, (1,)).why_no_move(0), "Run 1 is on stack 1 already."),
        (Selection(PLAN, (1, 6)).why_no_move(0), "2 runs are on stack 1 already."),
        (Selection(PLAN, (1, 2)).why_no_move(0), ""),
        (Selection(PLAN, (1,)).why_no_move(8), "There is no stack 9; the plan has 3 stacks."),
        (Selection(PLAN, (1,)).why_no_neighbour(-1), "first"),
        (Selection(PLAN, (1,)).why_no_neighbour(1), ""),
        (Selection(PLAN, (3,)).why_no_neighbour(1), "Stack 3 is the last one"),
        (Selection(PLAN).why_no_neighbour(1), "No run"),
        (Selection(UNEVEN, (1,)).why_no_lightest(), ""),
        (Selection(UNEVEN, (2,)).why_no_lightest(), "already"),
        (Selection(UNEVEN).why_no_lightest(), "No run"),
        (Selection(PLAN, (1, 2)).why_no_swap(), ""),
        (Selection(PLAN, (1, 2, 3)).why_no_swap(), "3 runs selected"),
        (Selection(PLAN).why_no_swap(), "No run"),
        (Selection(LONG, (1,), is_sorted=True).why_no_shift(1), "Alt+1"),
        (Selection(PLAN, (1, 2)).why_no_shift(1), "several stacks"),
        (Selection(PLAN).why_no_shift(1), "No run"),
        (Selection(PINNED, current=0).why_no_removal(), ""),
        (Selection(PINNED, current=1).why_no_removal(), "2 pinned runs"),
        (Selection(replace(PLAN, pinned=frozenset({3})), current=2).why_no_removal(), "run 3"),
        (Selection(LONG, current=0).why_no_removal(), "only one"),
        (Selection(PLAN).why_no_removal(), "No stack"),
        (Selection().why_no_removal(), "no plan"),
    ],
)
def test_that_each_refusal_has_its_words(why_not: str, words: str) -> None:
    assert words in why_not
    assert bool(words) == bool(why_not)


def test_that_pins_are_only_put_where_there_are_none() -> None:
    assert Selection(PINNED, (1, 2)).held(pinned=True) == (2,)
    assert Selection(PINNED, (1, 2)).held(pinned=False) == (1,)
    assert Selection(PINNED, (2, 5)).held(pinned=False) == ()


@given(
    chosen=st.sets(st.sampled_from(ORDER), min_size=1, max_size=6), step=st.sampled_from([-1, 1])
)
def test_that_a_shift_moves_runs_by_one_row_and_brings_together_what_is_apart(
    chosen: set[int], step: int
) -> None:
    selection = Selection(LONG, tuple(chosen))
    place = selection.shifted(step)
    rows = sorted(ORDER.index(number) for number in chosen)
    if place is None:
        assert "already" in selection.why_no_shift(step)
        assert rows == list(range(len(rows)))[::1] or rows[-1] == len(ORDER) - 1
        return
    assert selection.why_no_shift(step) == ""
    after = insert_runs(LONG, *place).stacks[0].run_numbers
    now = [after.index(number) for number in place[0]]
    assert now == list(range(now[0], now[0] + len(now)))
    if rows[-1] - rows[0] == len(rows) - 1:
        assert now[0] == rows[0] + step
