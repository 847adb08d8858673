from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import MisspeltError, StackplanError
from stackplan.core.request import (
    MAX_STACKS,
    PlanRequest,
    format_speeds,
    parse_speeds,
    resized_speeds,
)
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from strategies import requests, shuffled_runs

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no stack": ({"n_stacks": 0}, "at least 1"),
    "negative stacks": ({"n_stacks": -3}, "at least 1"),
    "stacks beyond sense": ({"n_stacks": MAX_STACKS + 1}, "too many"),
    "a speed too few": ({"n_stacks": 2, "speeds": (100,)}, "1 speeds were given for 2 stacks"),
    "a speed of nothing": ({"n_stacks": 2, "speeds": (100, 0)}, "at least 1"),
    "unknown weight": ({"weight": "kg"}, "choose bytes, events, ms"),
    "no method": ({"method": ""}, "no name of a method"),
    "no name of a method": ({"method": "LPT!"}, "no name of a method"),
    "negative first run": ({"run_min": -1}, "from 0"),
    "last run of ten digits": ({"run_max": 10**9}, "from 0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_that_a_request_that_cannot_be_meant_is_refused(case: str) -> None:
    values, words = REFUSED[case]
    with pytest.raises(StackplanError, match=words):
        PlanRequest(**values)


def test_that_a_method_of_a_later_version_is_accepted() -> None:
    assert PlanRequest(method="branch_and_bound_2").method == "branch_and_bound_2"


@pytest.mark.parametrize("skip", [(60, 61), [61, 60], {60, 61}, range(60, 62)], ids=repr)
def test_that_any_collection_of_numbers_may_be_skipped(skip: Any) -> None:
    request = PlanRequest(skip=skip)
    assert request.skipped == RunNumbers([(60, 61)])
    assert request == PlanRequest(skip=RunNumbers([(60, 61)]))
    assert hash(request) == hash(PlanRequest(skip=(60, 61)))


@pytest.mark.parametrize(
    ("low", "high", "inside"),
    [(2, 4, [2, 3, 4]), (None, 2, [0, 1, 2]), (4, None, [4, 5]), (4, 2, []), (None, None, None)],
)
def test_that_a_range_is_inclusive_and_an_open_end_takes_all(
    low: int | None, high: int | None, inside: list[int] | None
) -> None:
    request = PlanRequest(low, high)
    found = [number for number in range(6) if request.in_range(number)]
    assert found == (list(range(6)) if inside is None else inside)


def test_that_skipped_and_empty_runs_are_not_selected() -> None:
    found = [Run(1, 10), Run(2, 0), Run(3, 30), Run(4, 20)]
    assert PlanRequest(skip=(4,)).select(found) == [Run(3, 30), Run(1, 10)]


def test_that_ties_are_selected_by_ascending_number() -> None:
    assert PlanRequest().select([Run(3, 5), Run(1, 5), Run(2, 9)]) == [
        Run(2, 9),
        Run(1, 5),
        Run(3, 5),
    ]


def test_that_the_weight_decides_the_order_where_there_is_one() -> None:
    assert PlanRequest().select([Run(1, 50, 1), Run(2, 10, 7)]) == [Run(2, 10, 7), Run(1, 50, 1)]


@given(shuffled_runs(), requests())
def test_that_the_order_of_the_folder_does_not_matter(
    orders: tuple[list[Run], list[Run]], request: PlanRequest
) -> None:
    assert request.select(orders[0]) == request.select(orders[1])


def test_that_speeds_follow_the_number_of_stacks() -> None:
    request = PlanRequest(n_stacks=3, speeds=(100, 55, 70))
    assert request.with_stacks(4) == PlanRequest(n_stacks=4, speeds=(100, 55, 70, 100))
    assert request.with_stacks(2) == PlanRequest(n_stacks=2, speeds=(100, 55))
    assert PlanRequest(n_stacks=3).with_stacks(4) == PlanRequest(n_stacks=4)


def test_that_the_ends_of_what_may_be_asked_for_are_allowed() -> None:
    request = PlanRequest(run_min=0, run_max=999_999_999, n_stacks=MAX_STACKS)
    assert request.n_stacks == 100_000
    assert PlanRequest().n_stacks == 1
    with pytest.raises(StackplanError, match="too many"):
        PlanRequest(n_stacks=100_001)


def test_that_a_byte_is_enough_to_be_planned() -> None:
    assert PlanRequest().select([Run(1, 0), Run(2, 1)]) == [Run(2, 1)]
    assert PlanRequest(run_max=1).select([Run(1, 1), Run(2, 1)]) == [Run(1, 1)]


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
