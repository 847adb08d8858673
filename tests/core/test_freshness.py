from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.trace_checks import freshness_remarks, grown_runs, young_runs

SECOND = 10**9
NOW = 1_763_820_000 * SECOND


def test_that_a_file_whose_size_differs_between_two_looks_is_growing() -> None:
    before, now = {1: 5, 2: 6, 3: 7}, {1: 5, 2: 9, 3: 4, 4: 1}
    assert grown_runs(before, now, range(10)) == parse("2-3")
    assert grown_runs(before, now, {1, 3}) == parse("3")


def test_that_a_file_is_young_for_a_minute() -> None:
    ages = {1: 0, 2: 59 * SECOND, 3: 60 * SECOND, 4: -5 * SECOND, 5: 3600 * SECOND}
    modified = {number: NOW - age for number, age in ages.items()}
    assert young_runs(modified, NOW) == parse("1, 2, 4")


def test_that_a_file_from_next_year_is_not_young() -> None:
    assert young_runs({1: NOW + 365 * 86_400 * SECOND}, NOW) == RunNumbers()


@given(st.dictionaries(st.integers(0, 50), st.integers(0, 2**63)), st.integers(0, 2**63))
def test_that_what_has_not_changed_is_neither_young_nor_grown(
    sizes: dict[int, int], now_ns: int
) -> None:
    assert grown_runs(sizes, sizes, sizes) == RunNumbers()
    assert young_runs(dict.fromkeys(sizes, 0), now_ns + 60 * SECOND) == RunNumbers()


def test_that_the_words_tell_a_writer_at_work_from_one_that_crashed() -> None:
    states = {1: "open", 2: "open", 3: "open", 4: "closed", 5: "truncated", 6: "truncated"}
    said = list(freshness_remarks(states, parse("1, 3, 4, 5"), parse("1")))
    assert said == [
        "Run 1: still growing; what counts here is the size of a moment ago.",
        "Runs 3, 5: changed less than a minute ago; the writer may be at work.",
        "Run 2: open, but not changed for a minute; the writer may have crashed.",
    ]


def test_that_settled_files_are_not_worth_a_word() -> None:
    assert list(freshness_remarks({1: "closed", 2: "unknown"}, parse("1"), RunNumbers())) == []


def test_that_a_clock_may_be_a_day_ahead_and_no_more() -> None:
    day = 86_400 * SECOND
    assert young_runs({1: NOW + day, 2: NOW + day + 1}, NOW) == parse("1")
