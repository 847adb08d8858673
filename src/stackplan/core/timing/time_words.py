"""All that is known of a plan's time, in sentences: done when, gained, the link, what fits."""

from collections.abc import Iterator

from stackplan.core.plan import Plan
from stackplan.core.text import format_bytes, format_duration
from stackplan.core.timing.estimate import finish_time, stack_times, time_gained, wanted_from_link
from stackplan.core.timing.estimate_words import (
    NO_RATE,
    finish_words,
    fit_words,
    link_words,
    rate_words,
)
from stackplan.core.timing.rates import Rate

_MS = 1000


def time_sentences(
    plan: Plan,
    snake: Plan,
    rate: Rate | None,
    link: int | None = None,
    limit_ms: int | None = None,
) -> Iterator[str]:
    """Say all that is known of the time that a plan takes.

    Parameters
    ----------
    plan, snake : Plan
        The plan, with runs of known size or weight, and Spyral's deal of the same runs.
    rate : Rate or None
        In the unit of the plan's weight.
    link : int, optional
        Bytes a second that all stacks together can read.
    limit_ms : int, optional
        Within which each stack shall be done.

    Yields
    ------
    str
        One sentence each; without a rate, how to get one.
    """
    if rate is None:
        yield NO_RATE
        return
    yield f"Measured: {rate_words(rate, plan.request.weight)}."
    gained = time_gained(plan, snake, rate, link)
    yield from finish_words(finish_time(plan, rate, link), gained)
    readers = sum(1 for stack in plan.stacks if stack.runs)
    wanted = wanted_from_link(plan, rate)
    if link is not None:
        yield link_words(readers, wanted, link)
    else:
        yield f"Together the stacks would read {format_bytes(wanted)}/s."
    if limit_ms is not None:
        yield _fit(plan, rate, link, limit_ms)


def _fit(plan: Plan, rate: Rate, link: int | None, limit_ms: int) -> str:
    size = sum(run.size for run in plan.runs)
    floor_ms = rate.start_ms + -(-size * _MS // link) if link is not None else 0
    if floor_ms > limit_ms:
        least, limit = format_duration(floor_ms), format_duration(limit_ms)
        return f"The link alone needs {least} for all this: no number of stacks is done in {limit}."
    times = stack_times(plan, rate, link)
    return fit_words(plan, times, limit_ms, rate.typical, rate.start_ms)
