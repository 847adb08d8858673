"""The curve: what other numbers of stacks would give, and what fits in a night."""

import itertools
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance import make_plan
from stackplan.core.metrics import CurvePoint, duration_ms
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest, resized_speeds
from stackplan.core.runs import Run
from stackplan.core.stack_count import (
    counts_for,
    curve_words,
    fits,
    knee,
    longest_alone,
    marks_of,
    point_words,
    sharpened,
    stack_curve,
)
from stackplan.core.time_goal import TimeGoal, time_goal

GB = 10**9
LOADS = st.lists(st.one_of(st.integers(1, 9), st.integers(1, 2**60)), min_size=1, max_size=6)
SPEEDS = st.none() | st.lists(st.integers(1, 200), min_size=1, max_size=4).map(tuple)


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


@given(LOADS, SPEEDS, st.permutations(range(1, 9)))
def test_that_the_curve_holds_each_optimum_and_falls(
    loads: list[int], speeds: tuple[int, ...] | None, counts: list[int]
) -> None:
    points = stack_curve(loads, counts, speeds)
    assert [point.n_stacks for point in points] == sorted(counts)
    for point in points[:3]:
        optimum = best_of_all(loads, point.n_stacks, resized_speeds(speeds, point.n_stacks))
        assert point.lower_bound <= optimum <= point.makespan
        assert point.gap == Fraction(point.makespan) / point.lower_bound - 1
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


def test_that_points_are_those_of_longest_first() -> None:
    assert stack_curve([24, *[6] * 8], [3]) == (CurvePoint(3, 24, 24),)
    # Speeds beyond the last given are full ones.
    assert stack_curve([100, 50], [2], [50]) == (CurvePoint(2, 100, 100),)


def test_that_what_is_known_already_is_taken_over() -> None:
    loads = [7, 7, 6, 6, 5, 4, 4, 4]
    plain = stack_curve(loads, [3, 4, 5])
    better = CurvePoint(4, plain[1].makespan - 1, plain[1].lower_bound + 1)
    points = sharpened(plain, [better, CurvePoint(99, 1, 1)])
    assert sharpened(plain) == plain
    assert points[1] == better
    assert points[0].lower_bound >= better.lower_bound
    assert points[2].makespan <= better.makespan


def test_that_without_runs_there_is_no_curve_and_no_mark() -> None:
    assert stack_curve([], [1, 2]) == ()
    assert knee(()) is None
    assert longest_alone((), 1) is None
    assert fits((), 1, 1) is None
    marks = marks_of(plan_of([]), (), 4, TimeGoal())
    assert (marks.present, marks.machine) == (2, 4)
    assert (marks.knee, marks.alone, marks.enough) == (None, None, None)


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
    assert (knee(points), longest_alone(points, 10)) == (4, 4)
    # One giant: 2 stacks are all that helps.
    assert knee(stack_curve([100, *[10] * 10], range(1, 9))) == 2
    # A curve that still falls has none; of equal values the smaller number counts.
    falling = stack_curve([1] * 100, range(1, 11))
    assert (knee(falling), longest_alone(falling, 1), knee(falling[:1])) == (None, None, 1)
    assert knee((CurvePoint(1, 4, 1), CurvePoint(4, 2, 1), CurvePoint(5, 2, 1))) == 1


def test_that_a_time_is_exact_and_rounded_up() -> None:
    assert duration_ms(10**12, 100_000_000) == 10_000_000
    assert duration_ms(1, 3) == 334
    assert duration_ms(Fraction(1, 3), Fraction(1, 3)) == 1000
    assert duration_ms(0, 1) == 0


@given(LOADS, st.integers(1, 10**9), st.integers(1, 10**12))
def test_that_what_fits_fits_and_one_stack_less_does_not(
    loads: list[int], rate: int, limit_ms: int
) -> None:
    points = stack_curve(loads, range(1, 8))
    enough = fits(points, limit_ms, rate)
    for point in points:
        in_time = Fraction(point.makespan, rate) <= Fraction(limit_ms, 1000)
        assert in_time == (enough is not None and point.n_stacks >= enough)


def test_that_the_smallest_number_that_fits_is_found_to_the_millisecond() -> None:
    points = (CurvePoint(1, 2000, 1), CurvePoint(2, 1000, 1), CurvePoint(3, 700, 1))
    assert [fits(points, limit, 10) for limit in (100_000, 99_999, 10)] == [2, 3, None]


def test_that_the_curve_needs_no_numpy() -> None:
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


def plan_of(sizes: list[int], n_stacks: int = 2, **request: object) -> Plan:
    """A plan of runs 1, 2, 3 ... on its first stack: where they stand does not count here."""
    runs = tuple(Run(number, size) for number, size in enumerate(sizes, start=1))
    stacks = (Stack(runs),) if runs else ()
    return Plan(PlanRequest(n_stacks=n_stacks, **request), stacks)  # type: ignore[arg-type]


def told(plan: Plan, counts: range, goal: TimeGoal) -> list[str]:
    points = stack_curve([run.load for run in plan.runs], counts, plan.request.speeds)
    return list(curve_words(plan, points, marks_of(plan, points, 4, goal), goal))


@pytest.mark.parametrize(
    ("n_runs", "n_stacks", "processors", "last"),
    [
        # Beyond the machine and the present number,
        (400, 17, 31, 62),
        (400, 17, 2, 22),
        (400, 2, 1, 16),
        # but not beyond the runs, unless so many stacks are asked for.
        (5, 2, 31, 5),
        (5, 9, 31, 9),
        (1, 1, 1, 2),
    ],
)
def test_that_the_numbers_go_as_far_as_they_mean_something(
    n_runs: int, n_stacks: int, processors: int, last: int
) -> None:
    assert counts_for(plan_of([GB] * n_runs, n_stacks), processors) == tuple(range(1, last + 1))


def test_that_many_numbers_are_thinned_out_but_not_those_that_mean_something() -> None:
    counts = counts_for(plan_of([1] * 9000, 5001), 31)
    assert len(counts) < 260
    assert {1, 31, 5001} <= set(counts)
    assert counts[-1] > 5001


def test_that_a_point_is_told_with_hours_where_a_rate_is_known() -> None:
    point = CurvePoint(9, 212_400_000_000, 211_900_000_000)
    words = "9 stacks: longest 212.4 GB; at most 0.236 % above the best possible"
    assert point_words(point, "bytes", TimeGoal()) == words
    goal = TimeGoal(Fraction(20_000_000), None)
    assert "212.4 GB, 2 h 57 min; at most" in point_words(point, "bytes", goal)
    in_time = point_words(CurvePoint(1, 90_000, 90_000), "ms", time_goal("ms", None, None))
    assert in_time == "1 stack: longest 2 min; optimal"


def test_that_the_words_tell_knee_longest_run_and_that_a_rate_is_missing() -> None:
    plan = plan_of([10 * GB, *[5 * GB] * 6])
    words = [
        "The knee is at 4 stacks: beyond it twice the stacks save less than 30 %.",
        "From 4 stacks on run 1 alone is the limit: more cannot help.",
        "Without a rate there are no hours; type how much one processor reads each second.",
    ]
    assert told(plan, range(1, 9), TimeGoal()) == words
    pinned = Plan(plan.request, plan.stacks, frozenset({1}))
    assert told(pinned, range(1, 9), TimeGoal()) == [*words, "Pins do not count here."]


def test_that_the_words_say_what_lies_beyond_the_curve() -> None:
    flat, longest, _ = told(plan_of([GB] * 100), range(1, 9), TimeGoal())
    assert flat == "Up to 8 stacks the curve does not bend: each further stack still pays."
    assert longest == (
        "Up to 8 stacks the longest run, 1, is not the limit; it cannot before 100 stacks."
    )
    _, longest, _ = told(plan_of([GB] * 100, speeds=(50, 50)), range(1, 9), TimeGoal())
    assert longest == "Up to 8 stacks the longest run, 1, is not the limit."
    # Four stacks of 3 would hold 3, 3, 2, 2 and 2, if the twos could be divided.
    _, longest, _ = told(plan_of([3, 3, 2, 2, 2]), range(1, 5), TimeGoal())
    assert longest == "Up to 4 stacks the longest run, 1, is not the limit."


def test_that_with_speeds_the_longest_run_decides_on_the_fastest_stack() -> None:
    plan = plan_of([100, 10], 2, speeds=(50, 200))
    points = stack_curve([100, 10], [1, 2], (50, 200))
    assert marks_of(plan, points, 4, TimeGoal()).alone == 2


@pytest.mark.parametrize(
    ("limit_ms", "words"),
    [
        (2000, "4 or more stacks finish within 2 s."),
        (999, "1 s are too little for any of these numbers: the least is 1 s."),
        (None, "Type a wall time"),
    ],
)
def test_that_a_wall_time_is_held_against_the_curve(limit_ms: int | None, words: str) -> None:
    goal = TimeGoal(Fraction(GB), limit_ms)
    assert told(plan_of([GB] * 8), range(1, 9), goal)[-1].startswith(words)
