from fractions import Fraction

from stackplan.core.balance import make_plan, snake_of
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.core.timing.rates import Rate
from stackplan.core.timing.sentences import time_sentences

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
