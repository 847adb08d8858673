"""What a person does to the plan by hand: each edit one core call, one named step of history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QObject

from stackplan.core.edits import (
    add_stack,
    add_stack_label,
    insert_label,
    insert_runs,
    lightest_stack,
    move_label,
    move_runs,
    pin_label,
    pin_runs,
    place_runs,
    planned_in,
    remove_stack,
    remove_stack_label,
    risky_last,
    swap_label,
    swap_runs,
    unpin_runs,
)
from stackplan.core.pasted_runs import RunList, read_run_list
from stackplan.core.plan import Plan, Stack
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.text import plural
from stackplan.gui.planning.session import Session
from stackplan.gui.widgets.messages import Message

Edit = Callable[[Plan], Plan]

# From here on a plan is worth a few moves.
_LEVEL = Fraction(1, 1000)


class HandEdits(QObject):
    """Stands between a person's edits and the document; what core refuses is said, not done."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._document = session, session.document

    def move(self, run_numbers: tuple[int, ...], to_stack: int) -> None:
        """Move runs to the end of a stack; those already on it stay where they are."""
        label = move_label(run_numbers, to_stack)
        self._apply(lambda plan: move_runs(plan, run_numbers, to_stack), label)

    def insert(self, run_numbers: tuple[int, ...], to_stack: int, before: int | None) -> None:
        """Put runs before another run of a stack, or at its end, wherever they have been."""
        plan = self._document.plan
        if plan is not None:
            label = insert_label(plan, run_numbers, to_stack, before)
            self._apply(lambda plan: insert_runs(plan, run_numbers, to_stack, before), label)

    def swap(self, first: int, second: int) -> None:
        """Let two runs change places."""
        self._apply(lambda plan: swap_runs(plan, first, second), swap_label(first, second))

    def move_to_lightest(self, run_numbers: tuple[int, ...]) -> None:
        """Move runs to the stack that ends earliest."""
        if self._document.plan is not None:
            self.move(run_numbers, lightest_stack(self._document.plan))

    def move_typed(self, text: str, to_stack: int) -> None:
        """Move the runs of a list that was typed; all of them, or none."""
        runs, numbers = self._planned(text)
        if numbers:
            self.move(numbers, to_stack)
            if runs.form:
                self._say(Message(f"Read {runs.words}."))

    def move_pasted(self, text: str, to_stack: int) -> None:
        """As `move_typed`, and say what has moved: a pasted list is not seen in a field before."""
        runs, numbers = self._planned(text)
        plan = self._document.plan
        if plan is None or not numbers:
            return
        self.move(numbers, to_stack)
        moved = len([n for n in numbers if plan.places[n] != to_stack])
        words = f"{plural(moved, 'run')} of the pasted list moved to stack {to_stack + 1}."
        if runs.form:
            words = f"{words} Read {runs.words}."
        if moved:
            self._say(Message(words, "info", "Undo", self._document.history.undo))
        else:
            self._say(Message(f"Every run of the pasted list is on stack {to_stack + 1} already."))

    def pin(self, run_numbers: tuple[int, ...], pinned: bool) -> None:
        """Pin runs where they are, or let them go."""
        if run_numbers:
            change = pin_runs if pinned else unpin_runs
            label = pin_label(run_numbers, pinned=pinned)
            self._apply(lambda plan: change(plan, run_numbers), label)

    def unpin_all(self) -> None:
        """Let every pinned run go."""
        if self._document.plan is not None:
            self.pin(tuple(sorted(self._document.plan.pinned)), False)

    def skip(self, run_numbers: tuple[int, ...]) -> None:
        """Add runs to the skip list, as typing them there does."""
        if run_numbers:
            self._session.skip(RunNumbers.of(run_numbers))

    def put_last(self, risky: tuple[int, ...]) -> None:
        """Put runs whose files look wrong, or still grow, last in their stacks."""
        if not self._apply(lambda plan: risky_last(plan, risky), "Run suspicious files last"):
            none = "Every suspicious run is last in its stack already."
            self._say(Message(none if risky else "No planned file looks wrong or grows."))

    def add_stack(self) -> None:
        """Add an empty stack behind the last one."""
        plan, base = self._document.plan, self._document.base
        if plan is None or base is None:
            return
        after = self._session.attempt(lambda: add_stack(plan))
        if after is not None:
            last = plan.request.n_stacks
            # Behind them, the method's plan may hold stacks that were removed by hand.
            held = add_stack(base, last) if len(base.stacks) > last else base
            self._document.apply_with_base(after, held, add_stack_label(last))

    def remove_stack(self, stack: int) -> None:
        """Remove a stack and deal its runs to the others; they count as moved by hand."""
        plan, base = self._document.plan, self._document.base
        if plan is None or base is None:
            return
        after = self._session.attempt(lambda: remove_stack(plan, stack))
        if after is not None:
            held = _set_aside(base, stack, plan.request.n_stacks)
            self._document.apply_with_base(after, held, remove_stack_label(stack))

    def place_new(self, runs: tuple[Run, ...]) -> None:
        """Place new runs; those planned before stay where they are."""
        plan = self._document.plan
        if plan is not None:
            known = self._document.known.by_number(plan.request.weight)
            # They may have been skipped, or placed, since they were offered.
            new = [known.get(run.number, run) for run in runs if run.number not in plan.places]
            runs = tuple(plan.request.select(new))
            if not runs:
                self._say(
                    Message(
                        "These runs are skipped or outside the range now; nothing was added.",
                        "warning",
                    )
                )
                return
            label = f"Add {plural(len(runs), 'new run')}"
            after = place_runs(plan, runs)
            self._document.apply(after, label)
            words = f"{plural(len(runs), 'new run')} added; no other run has moved."
            gentle = self._session.gentle_requested.emit
            offer = Message(words, "info", "Rebalance gently...", gentle)
            self._say(offer if after.gap > _LEVEL else Message(words))

    def refuse(self, words: str) -> None:
        """Say why something that was asked for is not done."""
        self._say(Message(words, "warning"))

    def _apply(self, edit: Edit, label: str) -> bool:
        plan = self._document.plan
        after = self._session.attempt(lambda: edit(plan)) if plan is not None else None
        if after is None:
            return False
        self._document.apply(after, label)
        return after != plan

    def _planned(self, text: str) -> tuple[RunList, tuple[int, ...]]:
        plan = self._document.plan
        runs = self._session.attempt(lambda: read_run_list(text))
        if plan is None or runs is None:
            return RunList(), ()
        return runs, self._session.attempt(lambda: planned_in(runs, plan)) or ()

    def _say(self, message: Message) -> None:
        self._session.messages.post("edit", message)


def _set_aside(base: Plan, stack: int, n_stacks: int) -> Plan:
    """Put a stack of the method's plan behind all others.

    "Moved by hand" goes by the stacks' places: so the runs of all others stay what they were, and
    those of the stack that is removed stand where no stack on screen is.
    """
    if stack >= len(base.stacks):
        return base
    if not base.stacks[stack].runs:
        return replace(base, stacks=base.stacks[:stack] + base.stacks[stack + 1 :])
    stacks = [*base.stacks, *[Stack()] * (n_stacks - len(base.stacks))]
    stacks.append(stacks.pop(stack))
    request = base.request.with_stacks(max(base.request.n_stacks, n_stacks))
    return replace(base, request=request, stacks=tuple(stacks))
