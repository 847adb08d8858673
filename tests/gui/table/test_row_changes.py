"""Which rows come and go when one list of rows takes the place of another."""

from hypothesis import given
from hypothesis import strategies as st

from stackplan.gui.table.stack_model import gone_or_new, row_changes

LISTS = st.lists(st.integers(0, 12), unique=True, max_size=10)


def replayed(before: list[int], after: list[int]) -> list[int]:
    changes, rows = row_changes(before, after), list(before)
    for block in changes.removed:
        del rows[block.first : block.first + block.size]
    for block in changes.added:
        rows[block.first : block.first] = after[block.first : block.first + block.size]
    return rows


@given(before=LISTS, after=LISTS)
def test_that_the_changes_lead_from_one_list_to_the_other(
    before: list[int], after: list[int]
) -> None:
    assert replayed(before, after) == after


@given(before=LISTS, data=st.data())
def test_that_a_run_that_leaves_or_comes_touches_no_other_row(
    before: list[int], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(before)))
    more = [*before[:place], 99, *before[place:]]
    assert row_changes(before, more) == ([], [(place, 1)])
    assert row_changes(more, before) == ([(place, 1)], [])


def test_that_in_another_order_the_ends_that_agree_stay() -> None:
    assert row_changes([1, 2, 3, 4, 5], [1, 3, 2, 4, 5]) == ([(1, 2)], [(1, 2)])
    assert row_changes([1, 2], [1, 2]) == ([], [])


def test_that_the_stack_that_went_is_found_by_what_the_others_hold() -> None:
    before = [(1, 5), (2,), (3,), (4,)]
    assert gone_or_new(before, [(1, 5), (3, 2), (4,)]) == 1
    assert gone_or_new([(1, 5), (3, 2), (4,)], before) == 1
    assert gone_or_new([(1,), (), (2,)], [(1,), (2,)]) == 1
    assert gone_or_new([(1,), (2,)], [(1,), (2,), ()]) == 2
    assert gone_or_new([(1,), (2,)], [(2, 1)]) in {0, 1}
