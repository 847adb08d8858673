"""What the window says about the plan on screen, and the one thing to do about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from stackplan.core.compare import FolderChanges
from stackplan.core.plan import Plan
from stackplan.core.quality import limiting_factor_text
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.text import plural, printable, shortened
from stackplan.core.trace_checks import (
    SUSPICIOUS,
    Unread,
    freshness_remarks,
    no_runs_reason,
    plan_remarks,
    state_words,
    suspicious_reasons,
    unread_remarks,
    young_runs,
)
from stackplan.files.scan import ScanResult
from stackplan.gui.widgets.messages import Message

Replan = Callable[[PlanRequest], None]

_HOLE = 1000
_MOST_WORDS = 400  # characters; `stackplan check` tells all
_NONE = RunNumbers()
_NO_FAULTS: Mapping[int, str] = {}
_SETTLED = ("closed", "not_hdf5")


def plan_message(plan: Plan, found: ScanResult | None, replan: Replan) -> Message | None:
    """Say why there is nothing to plan, or what about the plan is odd."""
    request = plan.request
    if not plan.runs:
        folder = printable(found.folder) if found else "the plan"
        text = no_runs_reason(request, folder, found.with_data if found else RunNumbers())
        low, high = request.run_min, request.run_max
        if low is not None and high is not None and low > high:
            swapped = replace(request, run_min=high, run_max=low)
            return Message(text, "warning", "Swap them", lambda: replan(swapped))
        if found is not None and found.with_data and not request.skipped:
            every = replace(request, run_min=None, run_max=None)
            return Message(text, "warning", "Plan all found", lambda: replan(every))
        return Message(text, "warning", is_fact=True)  # the place of the chart says it
    words = " ".join(plan_remarks(plan))
    return Message(words, "warning") if words else None


def hole_message(plan: Plan, found: ScanResult, replan: Replan) -> Message | None:
    """Offer to plan only what lies before a large hole in the numbers: often one stray file."""
    request = plan.request
    if request.run_max is not None or not plan.runs:
        return None
    for first, last in found.missing(request).intervals:
        if last - first >= _HOLE and request.in_range(first - 1):
            text = f"There is no run from {first} to {last}; are the numbers after that a slip?"
            before = replace(request, run_max=first - 1)
            return Message(text, "info", f"Plan up to {first - 1} only", partial(replan, before))
    return None


def suspicious_message(
    plan: Plan, found: ScanResult, faults: Mapping[int, str] = _NO_FAULTS
) -> Message | None:
    """Name the planned runs whose files look wrong, outside or inside."""
    reasons = suspicious_reasons(
        {n: s for n, s in found.odd.items() if n in plan.places},
        {n: fault for n, fault in faults.items() if n in plan.places},
    )
    if not reasons:
        return None
    kinds = (f"run{'s' * (len(numbers) > 1)} {numbers}: {why}" for numbers, why in reasons)
    total = sum(len(numbers) for numbers, _ in reasons)
    text = f"{plural(total, 'planned file')} look{'s' * (total == 1)} wrong: {'; '.join(kinds)}."
    return Message(text, "warning", is_fact=True)


def unread_message(plan: Plan, found: ScanResult) -> Message | None:
    """Name the planned runs whose files the disk does not let us read."""
    words = " ".join(unread_remarks({n: s for n, s in found.odd.items() if n in plan.places}))
    return Message(words, "warning", is_fact=True) if words else None


def freshness_message(plan: Plan, found: ScanResult, grown: RunNumbers) -> Message | None:
    """Name the planned runs whose files something is still at work on."""
    # A file that is no HDF5 stays one however young it is; what is closed is whole. About a file
    # that cannot be read the disk has its own sentence.
    states = {
        n: s
        for n, s in found.odd.items()
        if n in plan.places and s not in _SETTLED and not isinstance(s, Unread)
    }
    if not grown and not states:
        return None
    modified = {n: found.modified[n] for n in states if n in found.modified}
    young = young_runs(modified, time.time_ns())
    # An old file that is open is told as suspicious already.
    states = {n: state for n, state in states.items() if n in young}
    still = RunNumbers.of(n for n in grown if n in plan.places)
    words = " ".join(freshness_remarks(states, RunNumbers.of(states), still))
    return Message(words, "warning", is_fact=True) if words else None


def pins_message(plan: Plan, unpin: Callable[[], None]) -> Message | None:
    """Say that the pins make the plan longer than it need be."""
    if plan.binding != "pins":
        return None
    return Message(limiting_factor_text(plan), "info", "Unpin all", unpin)


def changes_message(changes: FolderChanges, place: Callable[[tuple[Run, ...]], None]) -> Message:
    """Say what a rescan has found to be different, and offer to place what is new."""
    words = shortened(" ".join(map(printable, changes.sentences())), _MOST_WORDS)
    if changes.new:
        return Message(words, "info", "Add to the plan", partial(place, changes.new))
    return Message(words, "warning" if changes.vanished else "info")


def estimated_runs(plan: Plan) -> frozenset[int]:
    """Numbers of the runs of which only the size is known, where something else counts."""
    if plan.request.weight == "bytes":
        return frozenset()
    return frozenset(run.number for run in plan.runs if run.estimated)


def run_marks(
    plan: Plan,
    found: ScanResult | None,
    vanished: RunNumbers,
    moved: tuple[int, ...],
    grown: RunNumbers = _NONE,
    faults: Mapping[int, str] = _NO_FAULTS,
    placed: RunNumbers = _NONE,
) -> dict[int, str]:
    """Words about single runs, for the table."""
    states = found.odd if found else {}
    by_hand = frozenset(moved)
    guessed = estimated_runs(plan)
    marks = {}
    special = {*states, *faults, *grown, *guessed, *vanished, *by_hand, *placed}
    for number in sorted(special & plan.places.keys()):
        words = []
        state = states.get(number, "closed")
        if state in SUSPICIOUS or isinstance(state, Unread):
            words.append(state_words(state))
        if number in faults:
            words.append(faults[number])
        if number in grown:
            words.append("still growing")
        if number in guessed:
            words.append("estimated from its size")
        if number in vanished:
            words.append("no longer in the folder")
        if number in placed:
            words.append("new")
        if number in by_hand:
            words.append("moved by hand")
        if words:
            marks[number] = ", ".join(words)
    return marks
