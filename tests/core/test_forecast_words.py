"""A forecast in words."""

from fractions import Fraction

from stackplan.core.metrics import CurvePoint
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.core.stack_count import counts_for, curve_words, marks_of, point_words, stack_curve
from stackplan.core.time_goal import TimeGoal, time_goal

GB = 10**9


def plan_of(sizes: list[int], n_stacks: int = 2, **request: object) -> Plan:
    """A plan of runs 1, 2, 3 ... on its first stack: where they stand does not count here."""
    runs = tuple(Run(number, size) for number, size in enumerate(sizes, start=1))
    stacks = (Stack(runs),) if runs else ()
    return Plan(PlanRequest(n_stacks=n_stacks, **request), stacks)  # type: ignore[arg-type]


def told(plan: Plan, counts: range, goal: TimeGoal) -> list[str]:
    points = stack_curve([run.load for run in plan.runs], counts, plan.request.speeds)
    return list(curve_words(plan, points, marks_of(plan, points, 4, goal), goal))


def test_that_the_numbers_go_beyond_the_machine_and_the_present_one() -> None:
    many = plan_of([GB] * 400, 17)
    assert counts_for(many, 31) == tuple(range(1, 63))
    assert counts_for(many, 2) == tuple(range(1, 23))
    assert counts_for(plan_of([GB] * 400, 2), 1) == tuple(range(1, 17))


def test_that_there_are_no_more_stacks_than_runs_but_those_asked_for() -> None:
    assert counts_for(plan_of([GB] * 5, 2), 31) == (1, 2, 3, 4, 5)
    assert counts_for(plan_of([GB] * 5, 9), 31) == tuple(range(1, 10))
    assert counts_for(plan_of([GB], 1), 1) == (1, 2)


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
    least = CurvePoint(1, 90_000, 90_000)
    in_time = time_goal("ms", None, None)
    assert point_words(least, "ms", in_time) == "1 stack: longest 2 min; optimal"


def test_that_the_words_tell_knee_longest_run_and_that_a_rate_is_missing() -> None:
    assert told(plan_of([10 * GB, *[5 * GB] * 6]), range(1, 9), TimeGoal()) == [
        "The knee is at 4 stacks: beyond it twice the stacks save less than 30 %.",
        "From 4 stacks on run 1 alone is the limit: more cannot help.",
        "Without a rate there are no hours; type how much one processor reads each second.",
    ]


def test_that_the_words_say_what_lies_beyond_the_curve() -> None:
    knee, longest, _ = told(plan_of([GB] * 100), range(1, 9), TimeGoal())
    assert knee == "Up to 8 stacks the curve does not bend: each further stack still pays."
    assert longest == (
        "Up to 8 stacks the longest run, 1, is not the limit; it cannot before 100 stacks."
    )
    _, longest, _ = told(plan_of([GB] * 100, speeds=(50, 50)), range(1, 9), TimeGoal())
    assert longest == "Up to 8 stacks the longest run, 1, is not the limit."


def test_that_with_speeds_the_longest_run_decides_on_the_fastest_stack() -> None:
    plan = plan_of([100, 10], 2, speeds=(50, 200))
    points = stack_curve([100, 10], [1, 2], (50, 200))
    assert marks_of(plan, points, 4, TimeGoal()).alone == 2


def test_that_a_wall_time_is_held_against_the_curve() -> None:
    plan = plan_of([GB] * 8)
    second = TimeGoal(Fraction(GB), 2000)
    assert told(plan, range(1, 9), second)[-1] == "4 or more stacks finish within 2 s."
    none = TimeGoal(Fraction(GB), 999)
    assert told(plan, range(1, 9), none)[-1] == (
        "1 s are too little for any of these numbers: the least is 1 s."
    )
    assert told(plan, range(1, 9), TimeGoal(Fraction(GB)))[-1].startswith("Type a wall time")


def test_that_pins_are_left_aside_and_that_is_said() -> None:
    plan = plan_of([3, 2])
    pinned = Plan(plan.request, plan.stacks, frozenset({1}))
    assert told(pinned, range(1, 3), TimeGoal())[-1] == "Pins do not count here."


def test_that_no_curve_has_no_marks_of_its_own() -> None:
    marks = marks_of(plan_of([]), (), 4, TimeGoal())
    assert (marks.present, marks.machine) == (2, 4)
    assert (marks.knee, marks.alone, marks.enough) == (None, None, None)
