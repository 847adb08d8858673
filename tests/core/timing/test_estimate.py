from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.core.stack_count import stacks_within
from stackplan.core.timing.estimate import (
    Span,
    finish_time,
    share_link,
    stack_times,
    time_gained,
    wanted_from_link,
)
from stackplan.core.timing.rates import Rate

HOUR_MS = 3_600_000


def plan_of(*stacks: tuple[int, ...], speeds: tuple[int, ...] | None = None) -> Plan:
    """Stacks of sizes in bytes."""
    numbers = iter(range(1000))
    built = tuple(Stack(tuple(Run(next(numbers), size) for size in sizes)) for sizes in stacks)
    return Plan(PlanRequest(n_stacks=len(stacks), speeds=speeds), built)


def rate(slow: int, typical: int, fast: int, start_ms: int = 0) -> Rate:
    return Rate(Fraction(slow), Fraction(typical), Fraction(fast), start_ms)


def test_that_each_stack_takes_its_load_over_the_rate_and_its_start() -> None:
    times = stack_times(plan_of((100, 200), (50,), ()), rate(5, 10, 20, 1000))
    assert times == (Span(16_000, 31_000, 61_000), Span(3500, 6000, 11_000), Span(0, 0, 0))


def test_that_a_slow_processor_takes_longer() -> None:
    times = stack_times(plan_of((100,), (100,), speeds=(100, 50)), rate(10, 10, 10))
    assert [time.likely for time in times] == [10_000, 20_000]


def test_that_the_whole_takes_as_long_as_its_slowest_stack() -> None:
    plan = plan_of((100, 200), (50,))
    assert finish_time(plan, rate(5, 10, 20)) == Span(15_000, 30_000, 60_000)
    assert finish_time(plan_of(()), rate(5, 10, 20)) == Span(0, 0, 0)


def test_that_a_level_plan_gains_time() -> None:
    crooked, level = plan_of((300,), (100,)), plan_of((200,), (200,))
    assert time_gained(level, crooked, rate(1, 1, 1)) == 100_000
    assert time_gained(crooked, level, rate(1, 1, 1)) == -100_000


def test_that_readers_share_a_link_that_is_too_narrow() -> None:
    plan = plan_of((100,), (100,), (100,), (100,))
    assert wanted_from_link(plan, rate(10, 10, 10)) == 40
    assert finish_time(plan, rate(10, 10, 10), link=20).likely == 20_000
    assert finish_time(plan, rate(10, 10, 10), link=40).likely == 10_000


def test_that_the_link_is_free_for_the_others_when_one_is_done() -> None:
    # Both get 5 a second until the short one is done at 10 s; then the long one gets 10.
    times = stack_times(plan_of((50,), (150,)), rate(10, 10, 10), link=10)
    assert [time.likely for time in times] == [10_000, 20_000]


def test_that_who_wants_little_gets_all_of_it() -> None:
    # The other one gets 50 a second, and 51 once it is alone.
    ends = share_link([10.0, 10.0, 0.0], [10, 1000, 0], 51)
    assert ends == pytest.approx([10.0, 10 + 500 / 51, 0.0])


def test_that_a_stack_that_reads_nothing_waits_for_no_link() -> None:
    assert share_link([7.0, 10.0], [0, 1000], 10) == pytest.approx([7.0, 100.0])


TIMES = st.lists(st.tuples(st.floats(0.001, 1e6), st.integers(0, 10**12)), max_size=12)


@given(TIMES, st.integers(1, 10**9))
def test_that_a_link_never_carries_more_than_it_can_nor_speeds_anyone_up(
    pairs: list[tuple[float, int]], link: int
) -> None:
    alone, sizes = [time for time, _ in pairs], [size for _, size in pairs]
    ends = share_link(alone, sizes, link)
    assert all(end >= time * 0.999999 for end, time in zip(ends, alone, strict=True))
    if pairs:
        assert sum(sizes) <= max(ends) * link * 1.000001
        # Nor does it stand idle while it is wanted.
        assert max(ends) <= max(alone) + sum(sizes) / link + 1e-3


def test_that_the_number_of_stacks_for_a_night_is_found() -> None:
    plan = plan_of((10,) * 40, (10,) * 40)
    # 80 runs of 10 s each: an hour of 400 s needs two, 100 s need eight.
    assert stacks_within(plan, 400_000, 1) == 2
    assert stacks_within(plan, 100_000, 1) == 8
    assert stacks_within(plan, 10_000, 1) == 80
    assert stacks_within(plan, 9_999, 1) is None
    assert stacks_within(plan, 100_000, 1, start_ms=50_000) == 16
    assert stacks_within(plan, 100_000, 1, start_ms=100_000) is None


def test_that_nothing_is_done_at_once() -> None:
    assert stacks_within(plan_of(()), 1, 1) == 1
    assert stacks_within(plan_of((10,)), HOUR_MS, 1) == 1


@given(st.lists(st.integers(1, 100), min_size=1, max_size=30), st.integers(1, 3000))
def test_that_fewer_stacks_than_found_are_not_enough(loads: list[int], seconds: int) -> None:
    found = stacks_within(plan_of(tuple(loads)), seconds * 1000, 1)
    if found is None:
        assert max(loads) > seconds
    else:
        assert sum(loads) <= found * seconds
        assert max(loads) <= seconds


def test_that_no_stacks_fit_into_no_time() -> None:
    plan = plan_of((100,), (50,))
    assert stacks_within(plan, 1000, 10, 1000) is None
    assert stacks_within(plan_of(()), 1000, 10, 1000) == 1
    assert stacks_within(plan, 11_001, 10, 1000) == 2


def test_that_a_time_that_is_no_whole_number_is_rounded_up() -> None:
    (time,) = stack_times(plan_of((10,)), rate(3, 3, 3))
    assert time == Span(3334, 3334, 3334)


def test_that_a_link_is_shared_until_each_is_done() -> None:
    # 10 B/s for two that want 10 each: 5 each for 20 s; then the second has it for itself.
    assert share_link([10.0, 20.0], [100, 200], 10) == [20.0, 30.0]
    assert share_link([10.0, 10.0], [100, 100], 20) == [10.0, 10.0]
    assert share_link([0.0, 10.0], [0, 100], 10) == [0.0, 10.0]
