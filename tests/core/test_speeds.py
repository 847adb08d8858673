from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import MisspeltError
from stackplan.core.request import PlanRequest, format_speeds, parse_speeds, resized_speeds

SPEEDS = st.lists(st.integers(1, 999_999_999), min_size=1, max_size=20).map(tuple)


@pytest.mark.parametrize(
    ("text", "speeds"),
    [
        ("100,100,55", (100, 100, 55)),
        ("100 x2, 55", (100, 100, 55)),
        (" 100x2;55% ", (100, 100, 55)),
        ("100 \u00d7 2 55", (100, 100, 55)),
        ("140 55 055", (140, 55, 55)),
        ("50*3", (50, 50, 50)),
        ("100 x3", None),
        ("", None),
        ("  ", None),
        ("All alike", None),
    ],
)
def test_that_speeds_are_read_as_people_write_them(
    text: str, speeds: tuple[int, ...] | None
) -> None:
    assert parse_speeds(text, 3) == speeds


@pytest.mark.parametrize(
    ("text", "wrong", "words"),
    [
        ("100, fast, 55", "fast", "'fast' (character 6) is no speed; write for example 100 x8"),
        ("100, -55", "-55", "'-55' (character 6) is no speed"),
        ("100, \x1b[31m", "\x1b[31m", "'\\x1b[31m' (character 6) is no speed"),
        ("100 x, 55", "x", "'x' (character 5) is no speed"),
        ("100fast", "100fast", "'100fast' (character 1) is no speed"),
        ("0, 55, 55", "0", "'0' is too little; write at least 1"),
        ("55 x0", "0", "'0' is too little; write at least 1"),
        ("1234567890", "1234567890", "at most 9 digits"),
        ("100 x2, 55 x3", "55 x3", "5 speeds or more for 3 stacks; leave 2 out here"),
        ("100, 55", "100, 55", "2 speeds for 3 stacks; add 1 more"),
    ],
)
def test_that_a_mistake_is_named_where_it_stands(text: str, wrong: str, words: str) -> None:
    with pytest.raises(MisspeltError) as caught:
        parse_speeds(text, 3)
    assert words in str(caught.value)
    assert text[caught.value.start : caught.value.end] in wrong
    assert caught.value.end > caught.value.start


@given(SPEEDS)
def test_that_what_is_written_is_read_back(speeds: tuple[int, ...]) -> None:
    alike = set(speeds) == {100}
    assert parse_speeds(format_speeds(speeds), len(speeds)) == (None if alike else speeds)


@given(st.text(max_size=20), st.integers(1, 9))
def test_that_any_text_is_read_or_refused_with_a_place_in_it(text: str, n_stacks: int) -> None:
    places: list[tuple[int, int]] = []
    with suppress(MisspeltError):
        PlanRequest(n_stacks=n_stacks, speeds=place_of_mistake(text, n_stacks, places))
    assert all(0 <= start < end <= len(text) for start, end in places)


def place_of_mistake(
    text: str, n_stacks: int, places: list[tuple[int, int]]
) -> tuple[int, ...] | None:
    try:
        return parse_speeds(text, n_stacks)
    except MisspeltError as error:
        places.append((error.start, error.end))
        raise


def test_that_speeds_all_alike_are_nothing_to_write() -> None:
    assert format_speeds(None) == ""
    assert format_speeds((100, 100, 55, 100)) == "100 x2, 55, 100"


@given(SPEEDS, st.integers(1, 30))
def test_that_new_stacks_run_at_full_speed_and_the_last_ones_fall_away(
    speeds: tuple[int, ...], n_stacks: int
) -> None:
    resized = resized_speeds(speeds, n_stacks)
    assert resized is not None
    assert len(resized) == n_stacks
    assert resized[: len(speeds)] == speeds[:n_stacks]
    assert set(resized[len(speeds) :]) <= {100}
    assert resized_speeds(None, n_stacks) is None


def test_that_a_speed_that_is_too_large_is_named_with_its_position() -> None:
    with pytest.raises(MisspeltError) as caught:
        parse_speeds("100, 1234567890 x2", 3)
    assert (caught.value.start, caught.value.end) == (5, 15)
