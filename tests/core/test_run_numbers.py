from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import MisspeltError
from stackplan.core.run_numbers import RunNumbers, format_range, parse, parse_items, parse_range
from stackplan.core.runs import MAX_RUN_NUMBER
from strategies import RUN_NUMBERS, SMALL_SETS

GOOD = {
    "": [],
    " , ;\t": [],
    "7": [(7, 7)],
    "54-60, 63": [(54, 60), (63, 63)],
    "54 - 60,63": [(54, 60), (63, 63)],
    "54\u201360; 63": [(54, 60), (63, 63)],
    "54\u201460": [(54, 60)],
    "54\u221260": [(54, 60)],
    "0054-0060": [(54, 60)],
    "60 61 62": [(60, 62)],
    "60\n61\r\n62": [(60, 62)],
    "63, 54-60": [(54, 60), (63, 63)],
    "1-5, 3-9": [(1, 9)],
    "5-5": [(5, 5)],
    "0": [(0, 0)],
    "999999999": [(MAX_RUN_NUMBER, MAX_RUN_NUMBER)],
    "0-999999999": [(0, MAX_RUN_NUMBER)],
    "0" * 50 + "7": [(7, 7)],
}


@pytest.mark.parametrize("text", GOOD, ids=repr)
def test_that_a_text_of_run_numbers_is_read(text: str) -> None:
    assert list(parse(text).intervals) == GOOD[text]


BAD = {
    "54, x": (4, 5),
    "54-60-63": (0, 8),
    "-5": (0, 2),
    "5-": (0, 2),
    "60-54": (0, 5),
    "7, 9-8": (3, 6),
    "5.5": (0, 3),
    "5_0": (0, 3),
    "1000000000": (0, 10),
    "3, 5-1000000000": (5, 15),
    "\u0665": (0, 1),
    "54, skip 60": (4, 8),
}


@pytest.mark.parametrize("text", BAD, ids=repr)
def test_that_a_mistake_is_named_with_its_position(text: str) -> None:
    with pytest.raises(MisspeltError) as caught:
        parse(text)
    assert (caught.value.start, caught.value.end) == BAD[text]


def test_that_a_reversed_range_is_explained_with_its_remedy() -> None:
    with pytest.raises(MisspeltError, match="run 60 comes after run 54; write 54-60"):
        parse("60-54")


def test_that_each_item_says_where_it_stands() -> None:
    items = list(parse_items(" 54-60;  63"))
    assert [(item.numbers, item.start, item.end) for item in items] == [
        (RunNumbers([(54, 60)]), 1, 6),
        (RunNumbers([(63, 63)]), 9, 11),
    ]


@given(RUN_NUMBERS)
def test_that_reading_what_was_written_gives_the_same_set(numbers: RunNumbers) -> None:
    assert parse(str(numbers)) == numbers


@given(st.text(alphabet="0123456789 -,;\u2013x", max_size=30))
def test_that_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    place = None
    try:
        parse(text)
    except MisspeltError as error:
        place = (error.start, error.end)
    assert place is None or 0 <= place[0] < place[1] <= len(text)


@given(SMALL_SETS, SMALL_SETS)
def test_that_the_sets_obey_the_algebra_of_frozensets(a: frozenset[int], b: frozenset[int]) -> None:
    x, y = RunNumbers.of(a), RunNumbers.of(b)
    assert x & y == a & b
    assert x | y == a | b
    assert x - y == x.minus(y) == a - b
    assert x ^ y == a ^ b
    assert (x <= y, x < y, x == y) == (a <= b, a < b, a == b)
    assert x.isdisjoint(y) == a.isdisjoint(b)
    assert (list(x), len(x), bool(x)) == (sorted(a), len(a), bool(a))
    assert hash(x) == hash(a)
    assert all((n in x) == (n in a) for n in range(-2, 65))


@given(SMALL_SETS, st.none() | st.integers(0, 60), st.none() | st.integers(0, 60))
def test_that_a_set_is_cut_to_an_inclusive_range(
    a: frozenset[int], low: int | None, high: int | None
) -> None:
    inside = {n for n in a if (low is None or n >= low) and (high is None or n <= high)}
    assert RunNumbers.of(a).within(low, high) == inside


@given(RUN_NUMBERS)
def test_that_intervals_are_sorted_and_apart(numbers: RunNumbers) -> None:
    ends = [end for interval in numbers.intervals for end in interval]
    assert ends == sorted(ends)
    assert all(
        b + 1 < c for (_, b), (c, _) in zip(numbers.intervals, numbers.intervals[1:], strict=False)
    )


def test_that_a_huge_set_is_never_expanded() -> None:
    # That would take 30 GB.
    everything = parse("0-999999999")
    assert len(everything) == MAX_RUN_NUMBER + 1
    assert 123_456_789 in everything
    assert everything.minus(parse("5, 7-9")) == parse("0-4, 6, 10-999999999")
    assert RunNumbers.of(range(10**9)) == everything
    assert hash(everything) == hash(parse("0-999999999"))
    assert everything != {1, 2}


@pytest.mark.parametrize("intervals", [[(-1, 5)], [(5, MAX_RUN_NUMBER + 1)]], ids=repr)
def test_that_a_number_that_no_run_has_is_refused(intervals: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="run numbers go from 0"):
        RunNumbers(intervals)


def test_that_a_range_with_steps_is_taken_number_by_number() -> None:
    assert str(RunNumbers.of(range(1, 8, 2))) == "1, 3, 5, 7"


@pytest.mark.parametrize("thing", ["5", 5.0, None], ids=repr)
def test_that_only_whole_numbers_are_members(thing: Any) -> None:
    assert thing not in RunNumbers([(5, 5)])


def test_that_a_set_shows_its_intervals() -> None:
    assert repr(RunNumbers([(5, 7)])) == "RunNumbers(((5, 7),))"


RANGES = {
    "54-169": (54, 169),
    " 54 - 169 ": (54, 169),
    "54\u2013169": (54, 169),
    "54-": (54, None),
    "-169": (None, 169),
    "54": (54, 54),
    "all": (None, None),
    " ALL ": (None, None),
    "0054-": (54, None),
    "169-54": (169, 54),
}


@pytest.mark.parametrize("text", RANGES, ids=repr)
def test_that_a_run_range_is_read(text: str) -> None:
    assert parse_range(text) == RANGES[text]


@pytest.mark.parametrize("text", ["", " ", "-", "x", "5-6-7", "5,6", "5 6", "1000000000", "-5-"])
def test_that_what_is_no_run_range_is_refused(text: str) -> None:
    with pytest.raises(MisspeltError):
        parse_range(text)


def test_that_a_long_text_is_refused() -> None:
    with pytest.raises(MisspeltError):
        parse_range("5" + " " * 100_000 + "x")


@given(st.none() | st.integers(0, MAX_RUN_NUMBER), st.none() | st.integers(0, MAX_RUN_NUMBER))
def test_that_a_written_range_is_read_back(low: int | None, high: int | None) -> None:
    assert parse_range(format_range(low, high)) == (low, high)


@pytest.mark.parametrize(("read", "text"), [(parse, "5 \x1b[31m"), (parse_range, "54\n55")])
def test_that_what_a_mistake_quotes_is_shown_escaped(read: Any, text: str) -> None:
    with pytest.raises(MisspeltError) as caught:
        read(text)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("text", "start", "end"), [("1234567890-5", 0, 10), ("5-1234567890", 2, 12)]
)
def test_that_a_number_of_a_range_that_is_too_large_is_named_with_its_position(
    text: str, start: int, end: int
) -> None:
    with pytest.raises(MisspeltError) as caught:
        parse_range(text)
    assert (caught.value.start, caught.value.end) == (start, end)
