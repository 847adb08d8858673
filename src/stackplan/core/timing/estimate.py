"""How long a plan takes: each stack and the whole, with a range, on a shared link if need be.

Times are whole milliseconds. Without a link they are exact for their rate; with one, the stacks
share it fairly, and floats follow them from the end of one stack to the next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction

from stackplan.core.plan import Plan
from stackplan.core.request import FULL_SPEED, phase_of
from stackplan.core.text import format_duration
from stackplan.core.timing.rates import Rate


@dataclass(frozen=True, slots=True)
class Span:
    """A time with its range, in milliseconds: fast, typical and slow."""

    low: int
    likely: int
    high: int


def span_words(span: Span) -> str:
    """Write a time with its range: ``3 h 12 min (2 h 50 min to 3 h 40 min)``.

    The range is left out where its ends read like the time itself.
    """
    likely, low, high = map(format_duration, (span.likely, span.low, span.high))
    return likely if low == likely == high else f"{likely} ({low} to {high})"


def stack_times(plan: Plan, rate: Rate, link: int | None = None) -> tuple[Span, ...]:
    """Estimate how long each stack takes, the start of its process included; 0 for an empty one.

    `rate` is in the unit of the plan's weight; `link` is what all stacks together can read, in
    bytes a second, `None` for no limit.
    """
    paces = (rate.fast, rate.typical, rate.slow)
    by_pace = [_times(plan, pace, rate.start_ms, link) for pace in paces]
    return tuple(Span(*times) for times in zip(*by_pace, strict=True))


def finish_time(plan: Plan, rate: Rate, link: int | None = None) -> Span:
    """Estimate how long the whole plan takes: as long as its slowest stack by `stack_times`."""
    times = [astuple(time) for time in stack_times(plan, rate, link)]
    return Span(*map(max, zip(*times, strict=True))) if times else Span(0, 0, 0)


def time_gained(plan: Plan, other: Plan, rate: Rate, link: int | None = None) -> int:
    """Milliseconds by which a plan is typically done before another; negative if it is later."""
    ours, theirs = finish_time(plan, rate, link), finish_time(other, rate, link)
    return theirs.likely - ours.likely


def wanted_from_link(plan: Plan, rate: Rate) -> int:
    """Bytes a second that the stacks would read together, were there no limit."""
    return round(_wanted(plan, _alone(plan, rate.typical)))


def _times(plan: Plan, pace: Fraction, start_ms: int, link: int | None) -> list[int]:
    alone = _alone(plan, pace)
    shared: Sequence[Fraction | float] = alone
    if link is not None and _wanted(plan, alone) > link:
        shared = share_link([float(time) for time in alone], bytes_read(plan), link)
    ends = (Fraction(time) * 1000 for time in shared)
    return [start_ms + -(-end.numerator // end.denominator) if end else 0 for end in ends]


def _alone(plan: Plan, pace: Fraction) -> list[Fraction]:
    """Seconds that each stack takes if it has the link for itself."""
    speeds = plan.request.speeds or (FULL_SPEED,) * len(plan.stacks)
    pairs = zip(plan.loads, speeds, strict=False)
    return [Fraction(load * FULL_SPEED, speed) / pace for load, speed in pairs]


def _wanted(plan: Plan, alone: Sequence[Fraction]) -> Fraction:
    demands = (size / time for size, time in zip(bytes_read(plan), alone, strict=True) if time)
    return sum(demands, Fraction(0))


def bytes_read(plan: Plan) -> list[int]:
    """Give the bytes that each stack reads: of its traces, or of the files that are counted."""
    if phase_of(plan.request.weight):
        return list(plan.loads)
    return [sum(run.size for run in stack.runs) for stack in plan.stacks]


def share_link(alone: Sequence[float], sizes: Iterable[int], link: int) -> list[float]:
    """Follow stacks that read over one link, each getting as much as the others or all it wants.

    `alone` has the seconds that each would take with the link for itself, `sizes` the bytes that it
    reads; `link` is bytes a second, above 0. Gives the seconds that each takes, never less.
    """
    wants = [size / time if time else 0.0 for size, time in zip(sizes, alone, strict=True)]
    left, now = list(alone), 0.0
    ends = [0.0] * len(left)
    active = sorted((i for i, time in enumerate(left) if time), key=wants.__getitem__)
    while active:
        level = _level([wants[i] for i in active], link)
        paces = {i: min(1.0, level / wants[i]) if wants[i] else 1.0 for i in active}
        step = min(left[i] / paces[i] for i in active)
        now += step
        for i in active:
            # Set to exactly 0, so that each round ends at least one stack in spite of rounding.
            done = left[i] / paces[i] <= step
            left[i] = 0.0 if done else left[i] - step * paces[i]
            ends[i] = now
        active = [i for i in active if left[i] > 0]
    return ends


def _level(wants: Sequence[float], link: int) -> float:
    """Find the share of the link for stacks that want more than it; `wants` is ascending."""
    left = float(link)
    for index, want in enumerate(wants):
        fair = left / (len(wants) - index)
        if want > fair:
            return fair
        left -= want
    return wants[-1]
