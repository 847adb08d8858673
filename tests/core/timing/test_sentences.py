from fractions import Fraction

import pytest

from stackplan.core.balance import make_plan, snake_of
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.core.timing.estimate import Span, span_words, stack_times
from stackplan.core.timing.rates import Rate
from stackplan.core.timing.sentences import (
    finish_words,
    fit_words,
    link_words,
    rate_words,
    time_sentences,
)

MINUTE = 60_000


def test_that_a_time_has_its_range() -> None:
    assert span_words(Span(170 * MINUTE, 192 * MINUTE, 220 * MINUTE)) == (
        "3 h 12 min (2 h 50 min to 3 h 40 min)"
    )
    assert span_words(Span(MINUTE, MINUTE, MINUTE)) == "1 min"


def test_that_a_rate_says_what_it_is_known_from() -> None:
    rate = Rate(Fraction(12_100_000), Fraction(16_700_000), Fraction(19_300_000), 0, 42, 6)
    assert rate_words(rate, "bytes") == (
        "16.7 MB/s a process (12.1 MB/s to 19.3 MB/s), from 42 runs of 6 processes"
    )
    typed = Rate(Fraction(20 * 10**6), Fraction(20 * 10**6), Fraction(20 * 10**6))
    assert rate_words(typed, "bytes") == "20.0 MB/s a process"
    one = Rate(Fraction(5), Fraction(15, 2), Fraction(10), 0, 1, 1)
    assert rate_words(one, "events") == (
        "7.5 events/s a process (5.0 events/s to 10.0 events/s), from 1 run of 1 process"
    )
    assert rate_words(one, "ms") == "times as measured, from 1 run of 1 process"


@pytest.mark.parametrize(
    ("gained", "words"),
    [
        (40 * MINUTE, ["That is 40 min earlier than Spyral's own snake."]),
        (-40 * MINUTE, ["That is 40 min later than Spyral's own snake."]),
        (MINUTE - 1, []),
        (0, []),
    ],
)
def test_that_what_is_gained_is_said_in_time(gained: int, words: list[str]) -> None:
    said = list(finish_words(Span(MINUTE, 2 * MINUTE, 3 * MINUTE), gained))
    assert said == ["Done in about 2 min (1 min to 3 min).", *words]


def test_that_a_narrow_link_is_named() -> None:
    assert link_words(12, 200_000_000, 110_000_000) == (
        "12 readers want 200.0 MB/s; the link carries 110.0 MB/s: they wait for it."
    )
    assert link_words(1, 60_000_000, 110_000_000).startswith("1 reader wants 60.0 MB/s;")
    assert link_words(1, 60_000_000, 110_000_000).endswith("enough.")


def plan_of(*stacks: tuple[int, ...]) -> Plan:
    numbers = iter(range(100))
    built = tuple(Stack(tuple(Run(next(numbers), size) for size in sizes)) for sizes in stacks)
    return Plan(PlanRequest(n_stacks=len(stacks)), built)


@pytest.mark.parametrize(
    ("stacks", "words"),
    [
        (((60,), (60,)), "Each stack is done within 1 min."),
        (((60, 60), (60,)), "Stack 1 is not done within 1 min; 3 stacks would be enough."),
        (((60, 60), (60, 60)), "Stacks 1-2 are not done within 1 min; 4 stacks would be enough."),
        (((61,), (60,)), "Stack 1 is not done within 1 min; no number of stacks is enough."),
        (
            ((30, 31), (29,)),
            "Stack 1 is not done within 1 min; balanced, so many stacks would be enough.",
        ),
    ],
)
def test_that_a_night_is_held_against_each_stack(
    stacks: tuple[tuple[int, ...], ...], words: str
) -> None:
    plan, one = plan_of(*stacks), Fraction(1)
    times = stack_times(plan, Rate(one, one, one))
    assert fit_words(plan, times, MINUTE, 1) == words


GB = 10**9
HOUR = 3_600_000
# 10 MB/s: 1000 s for each run.
RATE = Rate(Fraction(9 * 10**6), Fraction(10**7), Fraction(12 * 10**6), 0, 42, 6)
PLAN = make_plan([Run(n, 10 * GB) for n in range(1, 13)], PlanRequest(n_stacks=12, method="lpt"))
SNAKE = snake_of(PLAN)


def words(**more: int) -> str:
    return " ".join(time_sentences(PLAN, SNAKE, RATE, **more))


def test_that_without_a_rate_one_learns_how_to_get_one() -> None:
    (only,) = time_sentences(PLAN, SNAKE, None, 10**6, HOUR)
    assert "read the times of a Spyral workspace" in only


def test_that_everything_is_told_in_turn() -> None:
    said = words(limit_ms=HOUR)
    assert said.startswith("Measured: 10.0 MB/s a process (9.00 MB/s to 12.0 MB/s), from 42 runs")
    assert "Done in about 17 min" in said
    assert "Together the stacks would read 120.0 MB/s." in said
    assert said.endswith("Each stack is done within 1 h.")


def test_that_a_rate_that_was_typed_is_called_so() -> None:
    typed = Rate(Fraction(10**7), Fraction(10**7), Fraction(10**7))
    assert next(time_sentences(PLAN, PLAN, typed)) == "As typed: 10.0 MB/s a process."


def test_that_a_link_slows_what_wants_more_than_it_carries() -> None:
    assert "12 readers want 120.0 MB/s; the link carries 60.0 MB/s" in words(link=60 * 10**6)
    assert "Done in about 34 min" in words(link=60 * 10**6)
    assert "enough" in words(link=10**9)


def test_that_no_number_of_stacks_beats_the_link() -> None:
    said = words(link=60 * 10**6, limit_ms=HOUR // 3)
    assert said.endswith("The link alone needs 34 min for all this: no number of stacks is done in"
                         " 20 min.")  # fmt: skip
    slower = make_plan(PLAN.runs, PlanRequest(n_stacks=2))
    (*_, last) = time_sentences(slower, SNAKE, RATE, None, HOUR)
    assert last == "Stacks 1-2 are not done within 1 h; 4 stacks would be enough."


def test_that_a_link_that_carries_all_just_in_time_is_enough() -> None:
    # 120 GB over 60 MB/s: 2,000 s.
    assert "The link alone" not in words(link=60 * 10**6, limit_ms=2_000_000)
    assert "The link alone" in words(link=60 * 10**6, limit_ms=1_999_999)
