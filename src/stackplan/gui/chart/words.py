"""What the chart says: of a run, of a stack, of a move under way, and of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from stackplan.core.plan import Plan
from stackplan.core.quality import longest_load_words, quality_words, saving, saving_words
from stackplan.core.text import count, format_load
from stackplan.gui.chart.cursor import Cursor
from stackplan.gui.chart.parts import Spot

MARKS = (
    "A bar is a stack, a segment of it a run; shades only tell neighbours apart.\n"
    "Orange: the longest stack.  Hatched: pinned.  Crossed: the file is suspicious.\n"
    "Ringed: moved by the last step.  Dotted corners: the ghost, another plan (View menu).\n"
    "Drag a segment onto another bar to move its run; arrow keys and Alt+Left or Right do the same."
)


def spot_words(plan: Plan, spot: Spot, suspicious: frozenset[int]) -> str:
    """Name the runs of a piece, and their stack."""
    if spot.stack >= len(plan.stacks):
        return f"Stack {spot.stack + 1}: no runs yet; drag one here"
    stack, weight = plan.stacks[spot.stack], plan.request.weight
    runs = stack.runs[spot.first : spot.last]
    speeds = plan.request.speeds
    at = f" at {speeds[spot.stack]} %" if speeds else ""
    words = f"Stack {spot.stack + 1}: {format_load(plan.loads[spot.stack], weight)}{at}"
    words += f", {count(len(stack.runs), 'run')}"
    if not runs:
        return words
    load = format_load(sum(run.load for run in runs), weight)
    if len(runs) > 1:
        return f"{len(runs)} runs ({runs[0].number} ... {runs[-1].number}), {load}\n{words}"
    number = runs[0].number
    pinned = ", pinned" if number in plan.pinned else ""
    doubt = ", suspicious" if number in suspicious else ""
    return f"Run {number}: {load}{pinned}{doubt}\n{words}"


def cursor_words(plan: Plan, cursor: Cursor, suspicious: frozenset[int]) -> str:
    """Name where the keys are, for a screen reader."""
    numbers = plan.stack_at(cursor.stack).run_numbers
    at = numbers.index(cursor.run) if cursor.run is not None else len(numbers)
    last = at + 1 if at < len(numbers) else at
    return spot_words(plan, Spot(cursor.stack, at, last), suspicious).replace("\n", ". ") + ". "


def move_words(before: Plan, after: Plan, runs: Sequence[int], target: int) -> str:
    """Say what a move under way would do: the loads of its stacks, and the longest stack."""
    weight = before.request.weight
    what = f"Run {runs[0]}" if len(runs) == 1 else f"{len(runs)} runs"
    sources = sorted({before.places[number] for number in runs} - {target})
    if not sources:
        return f"{what}: stays on stack {target + 1}"
    lines = [f"{what} to stack {target + 1}"]
    for stack in (target, *sources[:1]):
        then = before.loads[stack] if stack < len(before.loads) else 0
        lines.append(f"Stack {stack + 1}: {_change(then, after.loads[stack], weight)}")
    return "\n".join((*lines, _longest_change(before, after)))


def _change(then: int, now: int, weight: str) -> str:
    """Write two loads, with their unit once where it is the same."""
    old, new = format_load(then, weight), format_load(now, weight)
    number, _, unit = old.partition(" ")
    return f"{number if new.endswith(f' {unit}') else old} -> {new}"


def _longest_change(before: Plan, after: Plan) -> str:
    saved = saving(after, before)
    return f"Longest stack: {saving_words(saved) if saved else 'as before'}"


def description(plan: Plan) -> str:
    """Say for a screen reader what the chart shows; the plan has runs."""
    weight = plan.request.weight
    shortest = min(range(len(plan.loads)), key=plan.loads.__getitem__)
    mean = ceil(Fraction(plan.total, plan.request.n_stacks))
    return (
        f"{count(len(plan.stacks), 'stack')} of {count(len(plan.runs), 'run')}."
        f" Longest: {longest_load_words(plan)}."
        f" Shortest: stack {shortest + 1}, {format_load(plan.loads[shortest], weight)}."
        f" Mean: {format_load(mean, weight)}. {quality_words(plan).capitalize()}."
    )
