"""Estimated times in sentences."""

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan
from stackplan.core.request import unit_of_weight
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.stack_count import stacks_within
from stackplan.core.text import format_bytes, format_duration, plural
from stackplan.core.timing.estimate import (
    Span,
    bytes_read,
    finish_time,
    span_words,
    stack_times,
    time_gained,
    wanted_from_link,
)
from stackplan.core.timing.rates import Rate

NO_RATE = (
    "No time is known: nothing tells how fast an analysis goes here; "
    "read the times of a Spyral workspace to know it."
)
_MS, _MINUTE_MS = 1000, 60_000


def time_sentences(
    plan: Plan,
    snake: Plan,
    rate: Rate | None,
    link: int | None = None,
    limit_ms: int | None = None,
) -> Iterator[str]:
    """Say all that is known of the time that a plan takes; without a rate, how to get one.

    `snake` is Spyral's deal of the same runs, `rate` in the unit of the plan's weight, `link` what
    all stacks together can read in bytes a second, `limit_ms` when each stack shall be done.
    """
    if rate is None:
        yield NO_RATE
        return
    known = "Measured" if rate.runs else "As typed"
    yield f"{known}: {rate_words(rate, plan.request.weight)}."
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
    size = sum(bytes_read(plan))
    floor_ms = rate.start_ms + -(-size * _MS // link) if link is not None else 0
    if floor_ms > limit_ms:
        least, limit = format_duration(floor_ms), format_duration(limit_ms)
        return f"The link alone needs {least} for all this: no number of stacks is done in {limit}."
    times = stack_times(plan, rate, link)
    return fit_words(plan, times, limit_ms, rate.typical, rate.start_ms)


def known_words(runs: Collection[Run], what: str) -> str:
    """Say of how many runs the weight is known, and of which it is estimated."""
    guessed = RunNumbers.of(run.number for run in runs if run.estimated)
    have = "has" if len(runs) == 1 else "have"
    words = f"{len(runs) - len(guessed):,} of {plural(len(runs), 'run')} {have} {what}"
    if not guessed:
        return f"{words}."
    listed = str(guessed) if len(str(guessed)) < 200 else plural(len(guessed), "run")
    return f"{words}; estimated from their sizes: {listed}."


def rate_words(rate: Rate, weight: str) -> str:
    """Say how fast one process goes, and what that is known from.

    For example ``16.7 MB/s a process (12.1 to 19.3), from 42 runs of 6 processes``; a rate that was
    typed comes from no runs.
    """
    processes = f"{rate.processes:,} process{'es' * (rate.processes != 1)}"
    runs = f"from {plural(rate.runs, 'run')} of {processes}"
    if weight == "ms":
        return f"times as measured, {runs}"
    slow, typical, fast = (_per_second(v, weight) for v in (rate.slow, rate.typical, rate.fast))
    if not rate.runs:
        return f"{typical} a process"
    return f"{typical} a process ({slow} to {fast}), {runs}"


def _per_second(value: Fraction, weight: str) -> str:
    return (
        f"{format_bytes(round(value))}/s"
        if unit_of_weight(weight) == "bytes"
        else f"{float(value):,.1f} events/s"
    )


def finish_words(finish: Span, gained_ms: int) -> Iterator[str]:
    """Say how long the whole takes, and what the plan gains over Spyral's snake (`gained_ms`).

    Less than a minute is not told as a gain.
    """
    yield f"Done in about {span_words(finish)}."
    if gained_ms >= _MINUTE_MS:
        yield f"That is {format_duration(gained_ms)} earlier than Spyral's own snake."
    elif gained_ms <= -_MINUTE_MS:
        yield f"That is {format_duration(-gained_ms)} later than Spyral's own snake."


def link_words(n_readers: int, wanted: int, link: int) -> str:
    """Say whether a shared link carries what the stacks want to read, both in bytes a second.

    For example ``12 readers want 200 MB/s; the link carries 110 MB/s: they wait for it.``
    """
    end = "they wait for it" if wanted > link else "enough"
    want = "wants" if n_readers == 1 else "want"
    return (
        f"{plural(n_readers, 'reader')} {want} {format_bytes(wanted)}/s; "
        f"the link carries {format_bytes(link)}/s: {end}."
    )


def fit_words(
    plan: Plan, times: Sequence[Span], limit_ms: int, rate: Exact, start_ms: int = 0
) -> str:
    """Say in one sentence whether each stack is done within a time, and how many stacks would be.

    The typical times of `stack_times` count. `rate` is what one process does each second, in the
    unit of the weight; `start_ms` is what a process needs before its first run.
    """
    limit = format_duration(limit_ms)
    late = [index for index, time in enumerate(times, start=1) if time.likely > limit_ms]
    if not late:
        return f"Each stack is done within {limit}."
    who = f"Stack{'s' * (len(late) > 1)} {RunNumbers.of(late)}"
    verb = "is" if len(late) == 1 else "are"
    enough = stacks_within(plan, limit_ms, rate, start_ms)
    if enough is None:
        return f"{who} {verb} not done within {limit}; no number of stacks is enough."
    if enough <= plan.request.n_stacks:
        return f"{who} {verb} not done within {limit}; balanced, so many stacks would be enough."
    return f"{who} {verb} not done within {limit}; {plural(enough, 'stack')} would be enough."
