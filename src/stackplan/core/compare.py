"""Comparison of two plans, and of a plan with its folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import NamedTuple

from stackplan.core.edits import moved_runs
from stackplan.core.plan import Plan
from stackplan.core.quality import saving, saving_words
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.text import format_bytes, format_load, plural

_NONE = RunNumbers()


@dataclass(frozen=True, slots=True)
class FolderChanges:
    """Differences between a plan and a folder."""

    vanished: RunNumbers  # planned runs without data on disk
    # Planned run and the run as it is now; a run of unknown size is not counted.
    resized: tuple[tuple[Run, Run], ...]
    # Runs that the request asks for and the plan does not hold, by ascending number.
    new: tuple[Run, ...]

    def __bool__(self) -> bool:
        return bool(self.vanished or self.resized or self.new)

    def sentences(self) -> Iterator[str]:
        """One sentence for each difference."""
        if self.vanished:
            yield f"No longer in the folder: {self.vanished}."
        for before, now in self.resized:
            words = f"{format_bytes(before.size)} then, {format_bytes(now.size)} now"
            difference = f"{now.size - before.size:+,} bytes"
            yield f"Run {before.number} changed its size: {words} ({difference})."
        if self.new:
            numbers = RunNumbers.of(run.number for run in self.new)
            yield f"{plural(len(numbers), 'new run')}, not in the plan: {numbers}."


def compare(plan: Plan, found: Mapping[int, Run], unreadable: RunNumbers = _NONE) -> FolderChanges:
    """Compare a plan with the runs that a scan has found, of any range, by number.

    Runs that are listed but whose size the disk does not tell (`unreadable`) have not vanished. The
    result is falsy if nothing differs.
    """
    others = [run for run in plan.runs if found.get(run.number) is not run]
    pairs = [(run, found.get(run.number)) for run in others]
    vanished = RunNumbers.of(
        [run.number for run, there in pairs if there is None and run.number not in unreadable]
    )
    resized = tuple(
        [
            (run, there)
            for run, there in pairs
            if there is not None and run.size and there.size != run.size
        ]
    )
    places = plan.places
    new = sorted(plan.request.select(found[number] for number in found.keys() - places.keys()))
    return FolderChanges(vanished, resized, tuple(new))


class RunMove(NamedTuple):
    """A run that is on another stack; both 0-based."""

    number: int
    from_stack: int
    to_stack: int


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side, of any runs and any numbers of stacks, matched by index."""

    before: Plan
    after: Plan

    @cached_property
    def moves(self) -> tuple[RunMove, ...]:
        """Runs of both plans that stand on different stacks, by ascending number."""
        old, new = self.before.places, self.after.places
        numbers = moved_runs(self.before, self.after)
        return tuple(RunMove(number, old[number], new[number]) for number in numbers)

    @cached_property
    def only_before(self) -> tuple[int, ...]:
        """Numbers of the runs that only the plan before has, ascending."""
        return tuple(sorted(self.before.places.keys() - self.after.places.keys()))

    @cached_property
    def only_after(self) -> tuple[int, ...]:
        """Numbers of the runs that only the plan after has, ascending."""
        return tuple(sorted(self.after.places.keys() - self.before.places.keys()))

    @cached_property
    def resized(self) -> tuple[int, ...]:
        """Numbers of the runs of both plans that count differently in them, ascending."""
        old = {run.number: run.load for run in self.before.runs}
        return tuple(r.number for r in self.after.runs if old.get(r.number, r.load) != r.load)

    @cached_property
    def reordered(self) -> tuple[int, ...]:
        """Stacks on which the runs that stay stand in another order; 0-based."""
        pairs = zip(self.before.stacks, self.after.stacks, strict=False)
        differing = []
        for index, (old, new) in enumerate(pairs):
            both = set(old.run_numbers) & set(new.run_numbers)
            orders = [[n for n in stack.run_numbers if n in both] for stack in (old, new)]
            if orders[0] != orders[1]:
                differing.append(index)
        return tuple(differing)

    @property
    def loads(self) -> tuple[tuple[int, int], ...]:
        """Load before and after of each stack that either plan has; 0 where one has it not."""
        pair = (self.before.loads, self.after.loads)
        n_stacks = max(map(len, pair))
        before, after = ((*loads, *[0] * (n_stacks - len(loads))) for loads in pair)
        return tuple(zip(before, after, strict=True))

    @property
    def saving(self) -> Fraction:
        """Part of the makespan before that the plan after saves; below 0 if it is longer."""
        return saving(self.after, self.before)

    @property
    def repinned(self) -> tuple[int, ...]:
        """Numbers of the runs of both plans that only one of them has pinned, ascending."""
        differing = self.before.pinned ^ self.after.pinned
        return tuple(sorted(differing & self.before.places.keys() & self.after.places.keys()))

    def __bool__(self) -> bool:
        """Tell whether anything differs: runs, their places, pins, number or speeds of stacks."""
        old, new = ((p.request.n_stacks, p.request.speeds) for p in (self.before, self.after))
        moved = self.moves or self.reordered or self.only_before or self.only_after
        return bool(moved or self.resized or self.repinned) or old != new

    @property
    def words(self) -> str:
        """Say it in one sentence.

        For example ``12 of 118 runs are on another stack; longest stack 221.3 GB -> 212.4 GB,
        4.0 % shorter.``
        """
        if not self:
            return "The plans do not differ."
        return f"{'; '.join([*self._run_words(), *self._stack_words()])}."

    def _run_words(self) -> Iterator[str]:
        moved, both = len(self.moves), len(self.before.places) - len(self.only_before)
        which = f"{moved:,} of {plural(both, 'run')}" if moved else "No run"
        yield f"{which} {'are' if moved > 1 else 'is'} on another stack"
        if self.reordered:
            yield f"{plural(len(self.reordered), 'stack')} in another order"
        if self.only_before:
            yield f"{plural(len(self.only_before), 'run')} no longer planned"
        if self.only_after:
            yield plural(len(self.only_after), "new run")
        if self.resized:
            yield f"{plural(len(self.resized), 'run')} of another size"
        if self.repinned:
            yield f"{plural(len(self.repinned), 'run')} pinned in one plan only"

    def _stack_words(self) -> Iterator[str]:
        old, new = self.before.request, self.after.request
        if old.n_stacks != new.n_stacks:
            yield f"{old.n_stacks:,} -> {plural(new.n_stacks, 'stack')}"
        elif old.speeds != new.speeds:
            yield "other speeds"
        if self.before.is_known and self.after.is_known:
            yield f"longest stack {self._longest_words()}"
        else:
            yield "not every size is known"

    def _longest_words(self) -> str:
        then, now = _longest(self.before), _longest(self.after)
        alike = self.before.request.weight == self.after.request.weight
        if alike and self.before.makespan == self.after.makespan:
            return f"as before, {now}"
        shown = now if then == now else f"{then} -> {now}"
        # Bytes and events have no ratio, and nothing is a part of nothing.
        return f"{shown}, {saving_words(self.saving)}" if alike and self.saving else shown


def _longest(plan: Plan) -> str:
    return format_load(ceil(plan.makespan), plan.request.weight)
