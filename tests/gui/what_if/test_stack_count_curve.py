"""The curve of "How many stacks?", computed and made ready."""

from dataclasses import replace
from fractions import Fraction

from desk import plan_of
from stackplan.core.stack_count import marks_of, stack_curve
from stackplan.core.time_goal import TimeGoal
from stackplan.gui.chart.scene import PRESENT
from stackplan.gui.what_if.stack_count_dialog import about_of, computing, curve_of

SIZES = [10, *[5] * 6]


def test_that_a_curve_is_about_loads_and_speeds_only() -> None:
    one, other = plan_of(SIZES, 2), plan_of(SIZES, 3, "lpt")
    assert about_of(one) == about_of(other)
    assert about_of(one) != about_of(plan_of([11, *[5] * 6], 2))
    speedy = replace(one, request=replace(one.request, speeds=(100, 50)))
    assert about_of(one) != about_of(speedy)


def test_that_the_job_computes_the_curve_and_tells_each_number() -> None:
    told: list[object] = []
    points = computing(about_of(plan_of(SIZES, 2)), (1, 2, 3), 0)(told.append)
    assert points == stack_curve(SIZES, [1, 2, 3])
    assert told == [1, 2, 3]


def test_that_what_means_something_is_put_into_words() -> None:
    plan = plan_of(SIZES, 2)
    points = stack_curve(SIZES, range(1, 9))
    goal = TimeGoal(Fraction(10), 1500)
    curve = curve_of(plan, points, marks_of(plan, points, 3, goal), goal)
    assert [(mark.n_stacks, mark.words) for mark in curve.marks] == [
        (2, "now: 2"),
        (3, "this computer: 3"),
        (4, "knee: 4"),
        (4, "from 4 run 1 alone is the limit"),
        (3, "fits in 2 s: 3"),
    ]
    assert curve.marks[0].tone == PRESENT
    assert (curve.alone, curve.limit, curve.limit_words) == (4, 15.0, "2 s")


def test_that_without_a_rate_there_is_no_wall_time() -> None:
    plan = plan_of(SIZES, 2)
    points = stack_curve(SIZES, range(1, 3))
    curve = curve_of(plan, points, marks_of(plan, points, 3, TimeGoal()), TimeGoal())
    assert [mark.words for mark in curve.marks] == ["now: 2", "this computer: 3"]
    assert (curve.alone, curve.limit, curve.limit_words) == (None, None, "")
