"""The stack-count curve: the makespan for other numbers of stacks, and its sentences."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, lcm

from stackplan.core.balance.few_moves import quick_makespan
from stackplan.core.metrics import CurvePoint, Exact, duration_ms, lower_bound
from stackplan.core.plan import Plan
from stackplan.core.request import resized_speeds
from stackplan.core.text import format_duration, format_gap, format_load, plural
from stackplan.core.time_goal import TimeGoal


def stack_curve(
    loads: Iterable[int],
    counts: Iterable[int],
    speeds: Sequence[int] | None = None,
    tell: Callable[[int], object] | None = None,
) -> tuple[CurvePoint, ...]:
    """Compute the makespan for several numbers of stacks, ascending; nothing without runs.

    Each point is what `quick_makespan` reaches. A plan on fewer stacks is one on more: none lies
    above one to its left, and no bound below one to its right.

    With `speeds` (whole per cents) ``n`` stacks have the first ``n``, and 100 beyond the last one.
    `tell` is called with each number before it is computed; it may raise to stop the work.
    """
    largest = sorted(loads, reverse=True)
    points = []
    for n_stacks in sorted(set(counts)) if largest else ():
        if tell is not None:
            tell(n_stacks)
        points.append(_point(largest, n_stacks, speeds))
    return sharpened(points)


def sharpened(
    points: Sequence[CurvePoint], known: Iterable[CurvePoint] = ()
) -> tuple[CurvePoint, ...]:
    """Improve the points of a curve by each other, and by what else is known of the same loads.

    For example by the plan on screen and its proof.
    """
    at_hand = {point.n_stacks: point for point in known}
    pairs = [(point, at_hand.get(point.n_stacks, point)) for point in points]
    makespans = accumulate((min(one.makespan, other.makespan) for one, other in pairs), min)
    lower = (max(one.lower_bound, other.lower_bound) for one, other in reversed(pairs))
    bounds = list(accumulate(lower, max))
    learnt = zip(points, makespans, reversed(bounds), strict=True)
    return tuple(CurvePoint(point.n_stacks, *figures) for point, *figures in learnt)


def _point(largest: Sequence[int], n_stacks: int, speeds: Sequence[int] | None) -> CurvePoint:
    paces = resized_speeds(None if speeds is None else tuple(speeds), n_stacks)
    bound = lower_bound(largest, n_stacks, paces)
    if paces is None:
        reached = quick_makespan(largest, [1] * n_stacks, int(bound))
        return CurvePoint(n_stacks, reached, bound)
    # The unit in which every end of a stack, ``load * 100 / speed``, is a whole number.
    unit = lcm(*paces)
    least = int(bound * unit / 100)
    reached = quick_makespan(largest, [unit // pace for pace in paces], least)
    return CurvePoint(n_stacks, Fraction(reached * 100, unit), bound)


def knee(points: Sequence[CurvePoint]) -> int | None:
    """Find the number of stacks up to which further ones are worth it; `None` if it lies beyond.

    The knee of Eager, Zahorjan and Lazowska (IEEE Transactions on Computers 38, 1989): the most
    efficiency for the time, that is the smallest ``n_stacks * makespan ** 2``. Beyond it, a number
    of stacks larger by some per cent shortens the plan by less than half as many per cent.
    """
    if not points:
        return None
    best = min(points, key=lambda point: (point.n_stacks * point.makespan**2, point.n_stacks))
    return None if best is points[-1] and len(points) > 1 else best.n_stacks


def longest_alone(points: Sequence[CurvePoint], longest: Exact) -> int | None:
    """Find the number of stacks from which on the longest run alone decides, else `None`.

    `longest` is the time of the longest run, alone on the fastest stack.
    """
    return next((point.n_stacks for point in points if point.makespan <= longest), None)


def fits(points: Sequence[CurvePoint], limit_ms: int, rate: Exact) -> int | None:
    """Smallest number of stacks of a curve that is done within a wall time, else `None`.

    `rate` is what one process does each second, in the unit of the weight.
    """
    in_time = (p.n_stacks for p in points if duration_ms(p.makespan, rate) <= limit_ms)
    return next(in_time, None)


def stacks_within(plan: Plan, limit_ms: int, rate: Exact, start_ms: int = 0) -> int | None:
    """Find the smallest number of stacks that are done within a time, else `None`.

    Runs and speeds of the plan count, its stacks and pins do not. `rate` is what one process does
    each second, in the unit of the weight; `start_ms` is what a process needs before its first run.
    """
    loads = [run.load for run in plan.runs]
    left = limit_ms - start_ms
    if not loads or left <= 0:
        return None if loads else 1
    low, high = 0, len(loads)
    if not _is_done(plan, loads, high, left, rate):
        return None
    # Invariant of the bisection: `low` is too few, `high` is enough.
    while high - low > 1:
        middle = (low + high) // 2
        if _is_done(plan, loads, middle, left, rate):
            high = middle
        else:
            low = middle
    return high


def _is_done(plan: Plan, loads: Sequence[int], n_stacks: int, left_ms: int, rate: Exact) -> bool:
    (point,) = stack_curve(loads, [n_stacks], plan.request.speeds)
    return duration_ms(point.makespan, rate) <= left_ms


# More numbers than this are thinned out: in the curve 400 stacks look like 401.
_MOST_COUNTS = 256
_LEAST_SHOWN = 16


def counts_for(plan: Plan, machine: int) -> tuple[int, ...]:
    """Numbers of stacks of a curve: to twice the machine's and beyond the present one.

    Ascending; at most as many stacks as runs, except for the present number.
    """
    present = plan.request.n_stacks
    most = max(_LEAST_SHOWN, 2 * machine, present + present // 4 + 1)
    most = max(min(most, len(plan.runs)), present, 2)
    named = {number for number in (present, machine) if number <= most}
    return tuple(sorted(named | set(range(1, most + 1, -(-most // _MOST_COUNTS)))))


def point_words(point: CurvePoint, weight: str, goal: TimeGoal) -> str:
    """Say what a number of stacks gives.

    For example ``9 stacks: longest 212.4 GB, 3 h 12 min; at most 0.35 % above the best possible``.
    """
    load = format_load(ceil(point.makespan), weight)
    if goal.rate is not None:
        hours = format_duration(duration_ms(point.makespan, goal.rate))
        load = hours if weight == "ms" else f"{load}, {hours}"
    how = "optimal" if not point.gap else f"at most {format_gap(point.gap)} above the best possible"
    return f"{plural(point.n_stacks, 'stack')}: longest {load}; {how}"


@dataclass(frozen=True, slots=True)
class CurveMarks:
    """Numbers of stacks that are marked on a curve; `None` where there is none."""

    # The plan's number, and the machine's.
    present: int
    machine: int
    # What the functions `knee`, `longest_alone` and `fits` give.
    knee: int | None
    alone: int | None
    enough: int | None


def marks_of(
    plan: Plan, points: tuple[CurvePoint, ...], machine: int, goal: TimeGoal
) -> CurveMarks:
    """Find the numbers of stacks to mark on a curve."""
    in_time = None
    if goal.rate is not None and goal.limit_ms is not None:
        in_time = fits(points, goal.limit_ms, goal.rate)
    alone = None
    if points:
        longest, pace = max(run.load for run in plan.runs), 100
        if speeds := resized_speeds(plan.request.speeds, points[-1].n_stacks):
            pace = max(speeds)
        alone = longest_alone(points, Fraction(longest * 100, pace))
    return CurveMarks(plan.request.n_stacks, machine, knee(points), alone, in_time)


def curve_words(
    plan: Plan, points: tuple[CurvePoint, ...], marks: CurveMarks, goal: TimeGoal
) -> Iterator[str]:
    """Say in sentences what a curve shows, for those who cannot see it.

    The plan has runs, and the curve points.
    """
    last = plural(points[-1].n_stacks, "stack")
    if marks.knee is None:
        yield f"Up to {last} the curve does not bend: each further stack still pays."
    else:
        worth = plural(marks.knee, "stack")
        yield f"The knee is at {worth}: beyond it twice the stacks save less than 30 %."
    yield _alone_words(plan, points[-1].n_stacks, marks.alone)
    yield _limit_words(points, marks, goal)
    if plan.pinned:
        yield "Pins do not count here."


def _alone_words(plan: Plan, last: int, alone: int | None) -> str:
    run = max(plan.runs, key=lambda run: (run.load, -run.number))
    if alone is not None:
        stacks = plural(alone, "stack")
        return f"From {stacks} on run {run.number} alone is the limit: more cannot help."
    words = f"Up to {plural(last, 'stack')} the longest run, {run.number}, is not the limit"
    # On fewer stacks than this the mean load is above the longest run.
    needed = -(-plan.total // run.load)
    if plan.request.speeds is None and needed > last:
        return f"{words}; it cannot before {plural(needed, 'stack')}."
    return f"{words}."


def _limit_words(points: Iterable[CurvePoint], marks: CurveMarks, goal: TimeGoal) -> str:
    if goal.rate is None:
        return "Without a rate there are no hours; type how much one processor reads each second."
    if goal.limit_ms is None:
        return "Type a wall time to see how many stacks are done by then."
    limit = format_duration(goal.limit_ms)
    if marks.enough is not None:
        return f"{marks.enough} or more stacks finish within {limit}."
    shortest = format_duration(min(duration_ms(p.makespan, goal.rate) for p in points))
    return f"{limit} are too little for any of these numbers: the least is {shortest}."
