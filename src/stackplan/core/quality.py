"""Sentences on the quality of a plan: how far it is from the best possible, and what limits it."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from stackplan.core.plan import Plan
from stackplan.core.text import format_difference, format_gap, format_load, format_percent

_ALL_BUT_LEVEL = Fraction(1, 1000)


def is_optimal(plan: Plan) -> bool:
    """Tell whether no plan of these runs, with these pins, is shorter: proved, not guessed."""
    return bool(plan.runs) and plan.is_known and plan.makespan == plan.lower_bound


def quality_words(plan: Plan) -> str:
    """Say how far above the best possible a plan is: ``optimal``, ``at most 0.003 % above ...``.

    Without a full stop; "optimal" only where the makespan equals the bound. The plan has runs.
    """
    if not plan.is_known:
        return "not every size is known"
    with_pins = " with these pins" if plan.pinned else ""
    if is_optimal(plan):
        return f"optimal: no plan{with_pins} is shorter"
    return f"at most {format_gap(plan.gap)} above the best possible{with_pins}"


def limiting_factor_text(plan: Plan) -> str:
    """Say in one sentence what keeps the makespan from being shorter.

    Empty without runs, or where not every size is known.
    """
    kind = plan.binding
    if not kind or not plan.is_known:
        return ""
    if kind == "longest":
        return _longest_run_words(plan)
    if kind == "mean":
        return _mean_words(plan)
    if kind == "proof" and not is_optimal(plan):
        least = format_load(ceil(plan.lower_bound), plan.request.weight)
        return f"A search has proved that no plan gets below {least}."
    return {
        "share": "Some of the longest runs must share a stack: that is the limit.",
        "fastest": "The longest runs need the fastest stacks: that is the limit.",
        "pins": "The pins are the limit: without them the plan could be shorter.",
        "proof": "These runs cannot be split more evenly; a search has proved it.",
    }[kind]


def _mean_words(plan: Plan) -> str:
    if is_optimal(plan):
        return "Perfectly even."
    if plan.gap <= _ALL_BUT_LEVEL:
        return f"Even to {format_gap(plan.gap)}; only more stacks would finish sooner."
    over = plan.imbalance
    more = format_percent(over, 1 if over < 1 else 0)
    return f"Uneven: stack {(plan.longest or 0) + 1} has {more} more than the average."


def _longest_run_words(plan: Plan) -> str:
    run = max(plan.runs, key=lambda run: (run.load, -run.number))
    speedy = plan.request.speeds is not None
    if not is_optimal(plan):
        # About the best plan: more stacks might still help this one.
        where = "even on the fastest stack" if speedy else "longer than the average stack"
        return f"The limit is run {run.number} alone, {where}."
    if speedy:
        return f"Run {run.number} alone is the limit, even on the fastest stack."
    return f"Run {run.number} alone is longer than the average stack: more stacks cannot help."


def saving(plan: Plan, other: Plan) -> Fraction:
    """Part of the makespan of `other` that `plan` saves; below 0 if it is longer."""
    return 1 - Fraction(plan.makespan) / other.makespan if other.makespan else Fraction(0)


def saving_words(saved: Fraction) -> str:
    """Say what part of a makespan is saved: ``4.0 % shorter``; below 0 it is longer."""
    return f"{format_difference(abs(saved))} {'shorter' if saved > 0 else 'longer'}"


def longest_load_words(plan: Plan) -> str:
    """Name the longest stack and its load, with its speed where speeds differ; there are runs."""
    index, speeds = plan.longest or 0, plan.request.speeds
    at = f" at {speeds[index]} %" if speeds else ""
    return f"stack {index + 1}, {format_load(plan.loads[index], plan.request.weight)}{at}"


def gain_words(plan: Plan, snake: Plan) -> str:
    """Say how much shorter than Spyral's snake of the same runs and settings a plan is.

    For example ``12.3 % shorter than Spyral's snake``; a longer plan is told as such.
    """
    gain = saving(plan, snake)
    return f"{saving_words(gain)} than Spyral's snake" if gain else "as long as Spyral's snake"


def verdict_lines(plan: Plan, snake: Plan) -> Iterator[str]:
    """Say in whole sentences what a plan is worth: longest stack and proof, gain, and what binds.

    `snake` has the same runs and settings; of a snake there is no gain to tell. Nothing without
    runs.
    """
    if not plan.runs:
        return
    yield f"The longest is {longest_load_words(plan)}; {quality_words(plan)}."
    if plan.is_known:
        if plan.stacks != snake.stacks:
            words = gain_words(plan, snake)
            yield f"{words[0].upper()}{words[1:]}."
        yield limiting_factor_text(plan)


def better_words(before: Plan, after: Plan) -> str:
    """Offer a better plan: how much shorter it is, and how good that is, in one sentence."""
    weight = before.request.weight
    less = saving(after, before)
    per_cent = format_percent(less, 2) if less >= Fraction(1, 10_000) else "under 0.01 %"
    then, now = (format_load(ceil(plan.makespan), weight) for plan in (before, after))
    proved = (
        "optimal"
        if is_optimal(after)
        else f"at most {format_gap(after.gap)} above the best possible"
    )
    if then != now:
        return (
            f"A better plan was found: longest stack {then} -> {now} ({per_cent} less), {proved}."
        )
    shorter = format_load(ceil(before.makespan - after.makespan), weight)
    return f"A better plan was found: longest stack {shorter} shorter ({per_cent}), {proved}."
