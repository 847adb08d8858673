"""The forecast: what other numbers of stacks would give, and what fits in a night."""

import itertools
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance import make_plan
from stackplan.core.metrics import CurvePoint, duration_ms
from stackplan.core.request import PlanRequest, resized_speeds
from stackplan.core.runs import Run
from stackplan.core.stack_count import fits, knee, longest_alone, sharpened, stack_curve

LOADS = st.lists(st.one_of(st.integers(1, 9), st.integers(1, 2**60)), min_size=1, max_size=7)
SPEEDS = st.none() | st.lists(st.integers(1, 200), min_size=1, max_size=4)


def best_of_all(loads: list[int], n_stacks: int, speeds: tuple[int, ...] | None) -> Fraction:
    """The optimum, by trying every assignment."""
    paces = speeds or (100,) * n_stacks
    found = []
    for places in itertools.product(range(n_stacks), repeat=len(loads)):
        sums = [0] * n_stacks
        for load, place in zip(loads, places, strict=True):
            sums[place] += load
        found.append(max(Fraction(s * 100, pace) for s, pace in zip(sums, paces, strict=True)))
    return min(found)


@given(LOADS, SPEEDS)
def test_that_the_optimum_lies_between_each_bound_and_each_makespan(
    loads: list[int], speeds: list[int] | None
) -> None:
    for point in stack_curve(loads, range(1, 4), speeds):
        optimum = best_of_all(
            loads, point.n_stacks, resized_speeds(tuple(speeds) if speeds else None, point.n_stacks)
        )
        assert point.lower_bound <= optimum <= point.makespan
        assert point.gap == Fraction(point.makespan) / point.lower_bound - 1


@given(LOADS, SPEEDS, st.permutations(range(1, 9)))
def test_that_more_stacks_never_take_longer_and_no_order_counts(
    loads: list[int], speeds: list[int] | None, counts: list[int]
) -> None:
    points = stack_curve(loads, counts, speeds)
    assert [point.n_stacks for point in points] == sorted(counts)
    for left, right in itertools.pairwise(points):
        assert left.makespan >= right.makespan
        assert left.lower_bound >= right.lower_bound
    assert stack_curve(sorted(loads), sorted(counts), speeds) == points


@given(LOADS, st.integers(1, 6))
def test_that_no_point_is_worse_than_longest_run_first(loads: list[int], n_stacks: int) -> None:
    runs = [Run(number, load) for number, load in enumerate(loads)]
    plan = make_plan(runs, PlanRequest(n_stacks=n_stacks, method="lpt"))
    (point,) = stack_curve(loads, [n_stacks])
    assert point.lower_bound <= point.makespan <= plan.makespan
    assert isinstance(point.makespan, int)


def test_that_three_stacks_of_the_readme_take_24() -> None:
    # 24, 8 x 6 on 3 stacks: longest first is at the optimum.
    assert stack_curve([24, *[6] * 8], [3]) == (CurvePoint(3, 24, 24),)


def test_that_what_is_known_already_is_taken_over() -> None:
    loads = [7, 7, 6, 6, 5, 4, 4, 4]
    plain = stack_curve(loads, [3, 4, 5])
    better = CurvePoint(4, plain[1].makespan - 1, plain[1].lower_bound + 1)
    points = sharpened(plain, [better, CurvePoint(99, 1, 1)])
    assert sharpened(plain) == plain
    assert points[1] == better
    assert points[0].lower_bound >= better.lower_bound
    assert points[2].makespan <= better.makespan


def test_that_without_runs_there_is_no_curve() -> None:
    assert stack_curve([], [1, 2]) == ()
    assert knee(()) is None
    assert longest_alone((), 1) is None
    assert fits((), 1, 1) is None


def test_that_speeds_beyond_the_last_given_are_full_ones() -> None:
    (point,) = stack_curve([100, 50], [2], [50])
    assert point == CurvePoint(2, 100, 100)


def test_that_the_work_can_be_stopped_at_each_number() -> None:
    class StopError(Exception):
        pass

    def stop_at_three(n_stacks: int) -> None:
        if n_stacks == 3:
            raise StopError

    with pytest.raises(StopError):
        stack_curve([1, 2, 3], range(1, 6), tell=stop_at_three)


def test_that_the_knee_is_where_efficiency_over_time_is_largest() -> None:
    # 4 x 10: level up to 4 stacks, and nothing to win beyond.
    points = stack_curve([10] * 4, range(1, 9))
    assert knee(points) == 4
    assert longest_alone(points, 10) == 4
    # One giant: 2 stacks are all that helps.
    assert knee(stack_curve([100, *[10] * 10], range(1, 9))) == 2


def test_that_a_curve_that_still_falls_has_no_knee() -> None:
    points = stack_curve([1] * 100, range(1, 11))
    assert knee(points) is None
    assert longest_alone(points, 1) is None
    assert knee(points[:1]) == 1


def test_that_equal_values_take_the_smaller_number() -> None:
    points = (CurvePoint(1, 4, 1), CurvePoint(4, 2, 1), CurvePoint(5, 2, 1))
    assert knee(points) == 1


def test_that_a_time_is_exact_and_rounded_up() -> None:
    assert duration_ms(10**12, 100_000_000) == 10_000_000
    assert duration_ms(1, 3) == 334
    assert duration_ms(Fraction(1, 3), Fraction(1, 3)) == 1000
    assert duration_ms(0, 1) == 0


def test_that_the_smallest_number_that_fits_is_found_to_the_millisecond() -> None:
    points = (CurvePoint(1, 2000, 1), CurvePoint(2, 1000, 1), CurvePoint(3, 700, 1))
    assert fits(points, 100_000, 10) == 2
    assert fits(points, 99_999, 10) == 3
    assert fits(points, 10, 10) is None


@given(LOADS, st.integers(1, 10**9), st.integers(1, 10**12))
def test_that_what_fits_fits_and_one_stack_less_does_not(
    loads: list[int], rate: int, limit_ms: int
) -> None:
    points = stack_curve(loads, range(1, 8))
    enough = fits(points, limit_ms, rate)
    for point in points:
        in_time = Fraction(point.makespan, rate) <= Fraction(limit_ms, 1000)
        assert in_time == (enough is not None and point.n_stacks >= enough)


def test_that_the_forecast_needs_no_numpy() -> None:
    script = (
        "import sys, random\n"
        "from stackplan.core.stack_count import stack_curve\n"
        "draw = random.Random(3)\n"
        "loads = [draw.randint(10**9, 10**11) for _ in range(400)]\n"
        "stack_curve(loads, range(1, 65))\n"
        "print('numpy' in sys.modules)\n"
    )
    words = [sys.executable, "-c", script]
    result = subprocess.run(words, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False"]
