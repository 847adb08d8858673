"""The curve of "How many stacks?": computed beside the window, and made ready to be painted."""

import time

from stackplan.core.plan import Plan
from stackplan.core.stack_count import CurvePoint, Marks, Wish, stack_curve
from stackplan.core.text import format_duration
from stackplan.gui.what_if.curve_painter import PRESENT, Curve, Mark
from stackplan.gui.widgets.background import Job, Report

# The loads and the speeds of a curve.
About = tuple[tuple[int, ...], tuple[int, ...] | None]


def about_of(plan: Plan) -> About:
    """Say what the curve of a plan depends on."""
    return tuple(sorted(run.load for run in plan.runs)), plan.request.speeds


def computing(about: About, counts: tuple[int, ...], pause: float) -> Job:
    """Make the job that computes a curve; after a pause, if there is something to see meanwhile."""

    def job(report: Report) -> object:
        time.sleep(pause)
        return stack_curve(about[0], counts, about[1], report)

    return job


def curve_of(plan: Plan, points: tuple[CurvePoint, ...], marks: Marks, wish: Wish) -> Curve:
    """Put the marks that there are into words."""
    longest = max(plan.runs, key=lambda run: (run.load, -run.number)).number
    limit = None
    if wish.rate is not None and wish.limit_ms is not None:
        limit = float(wish.rate * wish.limit_ms / 1000)
    words = format_duration(wish.limit_ms) if wish.limit_ms else ""
    found = (
        (marks.present, f"now: {marks.present}", PRESENT),
        (marks.machine, f"this machine: {marks.machine}", "faint"),
        (marks.knee, f"knee: {marks.knee}", "bar"),
        (marks.alone, f"from {marks.alone} on run {longest} alone decides", "warning"),
        (marks.enough, f"fits in {words}: {marks.enough}", "good"),
    )
    shown = tuple(Mark(number, *about) for number, *about in found if number is not None)
    return Curve(points, shown, plan.request.weight, marks.alone, limit, words)
