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
LONG = plan_of([1] * 7, 1)
ORDER = LONG.stacks[0].run_numbers


def test_that_a_selected_stack_stands_for_all_of_its_runs() -> None:
    selection = Selection(PLAN, (2,), (0, 1))
    assert selection.runs == (2, 1, 6, 5)
    assert selection.words == "4 runs"
    assert Selection(PLAN, (), (2,)).words == "all 2 runs of stack 3"
    assert Selection(PLAN, (4,)).words == "run 4"


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(), "no plan yet"),
        (Selection(PLAN), "No run is selected"),
        (Selection(PLAN, (1,)), "Run 1 is on stack 1 already."),
        (Selection(PLAN, (1, 6)), "2 runs are on stack 1 already."),
        (Selection(PLAN, (1, 2)), ""),
    ],
)
def test_that_a_move_to_the_first_stack_is_refused_in_words(
    selection: Selection, words: str
) -> None:
    assert words in selection.why_no_move(0)
    assert bool(words) == bool(selection.why_no_move(0))


def test_that_there_is_no_stack_beyond_the_ends() -> None:
    assert Selection(PLAN, (1,)).why_no_move(8) == "There is no stack 9; the plan has 3 stacks."
    assert "first" in Selection(PLAN, (1,)).why_no_neighbour(-1)
    assert Selection(PLAN, (1,)).why_no_neighbour(1) == ""
    assert "Stack 3 is the last one" in Selection(PLAN, (3,)).why_no_neighbour(1)
    assert Selection(PLAN, (2,)).neighbour(-1) == 0
    assert Selection(PLAN).why_no_neighbour(1)


def test_that_the_lightest_stack_takes_what_is_not_on_it_yet() -> None:
    plan = plan_of([9, 3], 2)
    assert Selection(plan, (1,)).why_no_lightest() == ""
    assert "already" in Selection(plan, (2,)).why_no_lightest()
    assert Selection(plan).why_no_lightest()


def test_that_two_runs_are_swapped_no_more_and_no_fewer() -> None:
    assert Selection(PLAN, (1, 2)).why_no_swap() == ""
    assert "3 runs selected" in Selection(PLAN, (1, 2, 3)).why_no_swap()
    assert "No run" in Selection(PLAN).why_no_swap()


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


def test_that_runs_are_not_reordered_where_the_order_is_not_seen_or_not_one() -> None:
    assert "Alt+1" in Selection(LONG, (1,), is_sorted=True).why_no_shift(1)
    assert "several stacks" in Selection(PLAN, (1, 2)).why_no_shift(1)
    assert "No run" in Selection(PLAN).why_no_shift(1)
    assert Selection(PLAN).shifted(1) is None


def test_that_pins_are_only_put_where_there_are_none() -> None:
    assert Selection(PINNED, (1, 2)).held(pinned=True) == (2,)
    assert Selection(PINNED, (1, 2)).held(pinned=False) == (1,)
    assert Selection(PINNED, (2, 5)).held(pinned=False) == ()


def test_that_a_stack_is_not_removed_if_it_is_the_only_one_or_holds_a_pin() -> None:
    assert Selection(PINNED, current=0).why_no_removal() == ""
    assert "2 pinned runs" in Selection(PINNED, current=1).why_no_removal()
    one = replace(PLAN, pinned=frozenset({3}))
    assert "run 3" in Selection(one, current=2).why_no_removal()
    assert "only one" in Selection(LONG, current=0).why_no_removal()
    assert "No stack" in Selection(PLAN).why_no_removal()
    assert "no plan" in Selection().why_no_removal()
