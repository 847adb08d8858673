from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.text import (
    format_bytes,
    format_difference,
    format_duration,
    format_gap,
    format_load,
    format_percent,
    format_time,
    plural,
    printable,
    shortened,
)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.00 kB"),
        (1500, "1.50 kB"),
        (9_995, "10.00 kB"),
        (12_340, "12.3 kB"),
        (212_400_000_000, "212.4 GB"),
        (3_530_000_000_000, "3.53 TB"),
        (999_949, "999.9 kB"),
        (999_950, "1.00 MB"),
        (999_999_999_999, "1.00 TB"),
        (5 * 10**18, "5.00 EB"),
        (12_345 * 10**18, "12345 EB"),
    ],
)
def test_that_bytes_are_written_with_a_prefix(size: int, words: str) -> None:
    assert format_bytes(size) == words


@given(st.integers(1000, 10**21))
def test_that_no_amount_is_written_as_a_thousand_of_a_lower_unit(size: int) -> None:
    number, unit = format_bytes(size).split()
    assert unit != "bytes"
    assert float(number) < 1000 or unit == "EB"


@pytest.mark.parametrize(
    ("weight", "words"), [("bytes", "12.3 kB"), ("events", "12,345 events"), ("ms", "12.3 s")]
)
def test_that_a_load_is_written_in_its_unit(weight: str, words: str) -> None:
    assert format_load(12_345, weight) == words


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Fraction(0), "0 %"),
        (Fraction(1, 10**9), "0.001 %"),
        (Fraction(3, 10**5), "0.003 %"),
        (Fraction(123_401, 10**7), "1.24 %"),
        (Fraction(1, 8), "12.5 %"),
        (Fraction(370_001, 10**6), "37.1 %"),
    ],
)
def test_that_a_gap_is_rounded_up(gap: Fraction, words: str) -> None:
    assert format_gap(gap) == words


@given(st.fractions(min_value=0, max_value=100))
def test_that_a_shown_gap_is_never_better_than_the_true_one(gap: Fraction) -> None:
    assert Fraction(format_gap(gap).removesuffix(" %")) >= gap * 100


def test_that_a_ratio_is_written_as_per_cent() -> None:
    assert (format_percent(Fraction(602, 10_000), 2), format_percent(0.5)) == ("6.02 %", "50.0 %")


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (1234, "1,234 runs")]
)
def test_that_a_number_agrees_with_its_noun(number: int, words: str) -> None:
    assert plural(number, "run") == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/data/e20020 \u00fc", "/data/e20020 \u00fc"),
        ("a\nb\x1b[0m", r"a\nb\x1b[0m"),
        ("a\udcffb", r"a\udcffb"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u2028b", r"a\u2028b"),
    ],
)
def test_that_what_does_not_show_is_escaped(name: str, words: str) -> None:
    assert printable(name) == words


@given(st.text())
def test_that_any_name_can_be_shown_on_one_line(name: str) -> None:
    assert len(printable(name).encode().decode().splitlines()) <= 1


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "0 s"),
        (1, "1 s"),
        (59_000, "59 s"),
        (59_001, "1 min"),
        (60_001, "2 min"),
        (3_540_000, "59 min"),
        (3_540_001, "1 h"),
        (11_520_000, "3 h 12 min"),
        (14_400_000, "4 h"),
        (14_400_001, "4 h 1 min"),
        (3_600_000_000, "1,000 h"),
    ],
)
def test_that_a_time_is_rounded_up(milliseconds: int, words: str) -> None:
    assert format_duration(milliseconds) == words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "0.0 s"),
        (949, "0.9 s"),
        (59_949, "59.9 s"),
        (59_950, "1 min 0 s"),
        (94_185, "1 min 34 s"),
        (3_599_499, "59 min 59 s"),
        (3_599_500, "1 h 0 min"),
        (11_549_000, "3 h 12 min"),
        (3_600_000_000, "1,000 h 0 min"),
    ],
)
def test_that_a_measured_time_reads_like_one(milliseconds: int, words: str) -> None:
    assert format_time(milliseconds) == words


def test_that_a_text_that_is_cut_says_so() -> None:
    assert shortened("run 54", 6) == "run 54"
    assert shortened("run 54, 55", 6) == "run 54 ..."


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Fraction(4, 100), "4.0 %"),
        (Fraction(1, 1000), "0.1 %"),
        (Fraction(999, 1_000_000), "0.100 %"),
        (Fraction(5, 10_000), "0.050 %"),
        (Fraction(1, 100_000), "0.001 %"),
        (Fraction(99, 10_000_000), "under 0.001 %"),
    ],
)
def test_that_a_small_difference_has_more_digits_and_is_never_nothing(
    part: Fraction, words: str
) -> None:
    assert format_difference(part) == words


def test_that_digits_change_exactly_at_ten_and_at_one() -> None:
    assert format_bytes(10_000) == "10.0 kB"
    assert format_bytes(9_994) == "9.99 kB"
    assert format_bytes(10_500) == "10.5 kB"
    assert format_gap(Fraction(10, 100)) == "10.0 %"
    assert format_gap(Fraction(1050, 10_000)) == "10.5 %"
    assert format_gap(Fraction(1, 100)) == "1.00 %"
