"""A rate, a wall time and other amounts as a person types them."""

from fractions import Fraction

import pytest

from stackplan.core.errors import StackplanError
from stackplan.core.time_goal import TimeGoal, read_amount, time_goal


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", None),
        ("  ", None),
        ("120", Fraction(120)),
        (" 87.5 ", Fraction(175, 2)),
        ("0,1", Fraction(1, 10)),
        ("007", Fraction(7)),
    ],
)
def test_that_an_amount_is_read_exactly(text: str, amount: Fraction | None) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["0", "0.0", "-1", "fast", "1e3", "1 2", "9" * 30, "\u0663"])
def test_that_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(StackplanError, match="is no number above 0; write for example"):
        read_amount(text)


def test_that_a_wish_is_in_units_of_the_weight() -> None:
    hours = Fraction(4)
    assert time_goal("bytes", Fraction(120), hours) == TimeGoal(Fraction(120_000_000), 14_400_000)
    assert time_goal("events", Fraction(300), None) == TimeGoal(Fraction(300), None)
    assert time_goal("bytes", None, hours) == TimeGoal(None, 14_400_000)
    # A load in milliseconds is a time: no rate is needed, nor does one count.
    assert time_goal("ms", Fraction(120), hours) == time_goal("ms", None, hours)
    assert time_goal("bytes", None, Fraction(1, 10**9)).limit_ms == 1
