"""Random walks of edits: everything that a person can do to a plan, in any order, with its undo."""

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from stackplan.core.balance import METHODS, make_plan
from stackplan.core.edits import (
    add_stack,
    add_stack_label,
    drop_runs,
    insert_label,
    insert_runs,
    lightest_stack,
    move_label,
    move_runs,
    moved_runs,
    pin_label,
    pin_runs,
    pins_of,
    place_runs,
    remove_stack,
    remove_stack_label,
    swap_label,
    swap_runs,
    unpin_runs,
)
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import SIZES

# The campaign `proofs` takes 1,000.
WALKS = int(os.environ.get("STACKPLAN_EDIT_WALKS", "15"))
STEPS = 50
MOST_STACKS, MOST_RUNS = 12, 20
# One step may be several edits: what a hand does in turn, such as moving one run after another.
MOST_IN_TURN = 6
LABEL = re.compile(r"(Move|Reorder|Swap|Pin|Unpin|Add|Remove|Place|Drop|Balance)\b.{1,60}")


class Moment(NamedTuple):
    """A plan in the history, and what must be true of it whatever its stacks are."""

    plan: Plan
    loads: dict[int, int]
    pinned: frozenset[int]
    n_stacks: int
    text: str


def has_runs(walk: "EditWalk") -> bool:
    return bool(walk.now.loads)


class EditWalk(RuleBasedStateMachine):
    """Each rule is a gesture; it says what it shall not change, the model says the rest."""

    depths: ClassVar[list[int]] = []

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Moment] = []
        self.index = self.depth = 0

    @property
    def now(self) -> Moment:
        return self.history[self.index]

    @property
    def plan(self) -> Plan:
        return self.now.plan

    def step(self, plan: Plan, label: str, **known: object) -> None:
        """Push a plan as the document does: one equal to the current one is no step."""
        assert LABEL.fullmatch(label)
        moment = self.now._replace(plan=plan, text=repr(plan), **known)  # type: ignore[arg-type]
        if plan != self.plan:
            self.history[self.index + 1 :] = [moment]
            self.index += 1
            self.depth = max(self.depth, self.index)
        self.holds()

    def run(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.now.loads)))

    def some(self, data: st.DataObject) -> list[int]:
        return data.draw(st.lists(st.sampled_from(sorted(self.now.loads)), min_size=1, max_size=5))

    def stack(self, data: st.DataObject) -> int:
        return data.draw(st.integers(0, self.now.n_stacks - 1))

    def place(self, data: st.DataObject, stack: int) -> int | None:
        runs = self.plan.stacks[stack].run_numbers if stack < len(self.plan.stacks) else ()
        return data.draw(st.sampled_from([*runs, None]))

    @initialize(sizes=st.lists(SIZES, min_size=4, max_size=12), n_stacks=st.integers(1, 6))
    def begin(self, sizes: Sequence[int], n_stacks: int) -> None:
        runs = [Run(number, size) for number, size in enumerate(sizes)]
        speeds = tuple(range(40, 40 + 10 * n_stacks, 10)) if sizes[0] % 2 else None
        plan = make_plan(runs, PlanRequest(n_stacks=n_stacks, speeds=speeds))
        loads = {run.number: run.load for run in runs}
        self.history = [Moment(plan, loads, frozenset(), n_stacks, repr(plan))]

    @invariant()
    def holds(self) -> None:
        if not self.history:
            return
        plan, loads, pinned, n_stacks, _ = self.now
        numbers = [number for stack in plan.stacks for number in stack.run_numbers]
        assert sorted(numbers) == sorted(loads)
        assert sum(plan.loads) == sum(loads.values())
        assert plan.loads == tuple(sum(loads[n] for n in s.run_numbers) for s in plan.stacks)
        assert plan.pinned == pinned
        assert plan.request.n_stacks == n_stacks
        assert plan.makespan >= plan.lower_bound

    @override
    def teardown(self) -> None:
        """Undo everything, then redo everything: no edit has touched a plan that was there."""
        if self.history:
            end = self.history[-1]
            steps = range(len(self.history))
            for index in (*reversed(steps), *steps):
                self.index = index
                self.holds()
                assert repr(self.plan) == self.now.text
            assert self.now is end
            self.depths.append(self.depth)

    @precondition(has_runs)
    @rule(data=st.data(), times=st.integers(1, MOST_IN_TURN))
    def move_in_turn(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            number, stack = self.run(data), self.stack(data)
            self.step(move_runs(self.plan, [number], stack), move_label([number], stack))
            assert self.plan.places[number] == stack

    @precondition(has_runs)
    @rule(data=st.data())
    def move_several_to_a_place(self, data: st.DataObject) -> None:
        numbers, stack = self.some(data), self.stack(data)
        before = self.place(data, stack)
        after = move_runs(self.plan, numbers, stack, before)
        self.step(after, move_label(numbers, stack, before))
        moved, order = tuple(dict.fromkeys(numbers)), after.stacks[stack].run_numbers
        assert set(moved) <= set(order)
        if before is not None and before not in moved:
            behind = order.index(before)
            assert order[behind - len(moved) : behind] == moved

    @precondition(has_runs)
    @rule(data=st.data(), times=st.integers(1, MOST_IN_TURN))
    def reorder(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            number = self.run(data)
            stack, old = self.plan.places[number], self.plan
            before = self.place(data, stack)
            label = insert_label(old, [number], stack, before)
            self.step(insert_runs(old, [number], stack, before), label)
            assert label == f"Reorder stack {stack + 1}"
            assert self.plan.places == old.places

    @precondition(has_runs)
    @rule(data=st.data(), times=st.integers(1, MOST_IN_TURN))
    def swap(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            first, second = self.run(data), self.run(data)
            self.step(swap_runs(self.plan, first, second), swap_label(first, second))

    @precondition(has_runs)
    @rule(data=st.data())
    def send_to_the_lightest(self, data: st.DataObject) -> None:
        number, stack = self.run(data), lightest_stack(self.plan)
        self.step(move_runs(self.plan, [number], stack), move_label([number], stack))

    @precondition(has_runs)
    @rule(data=st.data(), pinned=st.booleans())
    def pin_or_let_go(self, data: st.DataObject, pinned: bool) -> None:
        numbers = self.some(data)
        known = self.now.pinned | set(numbers) if pinned else self.now.pinned - set(numbers)
        after = (pin_runs if pinned else unpin_runs)(self.plan, numbers)
        assert not moved_runs(self.plan, after)
        self.step(after, pin_label(numbers, pinned=pinned), pinned=known)

    @precondition(lambda self: self.now.n_stacks < MOST_STACKS)
    @rule(data=st.data())
    def add_a_stack(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, self.now.n_stacks))
        after = add_stack(self.plan, at)
        assert after.stacks[at] == Stack()
        self.step(after, add_stack_label(at), n_stacks=self.now.n_stacks + 1)

    @precondition(lambda self: self.now.n_stacks > 1)
    @rule(data=st.data())
    def remove_a_stack(self, data: st.DataObject) -> None:
        stack = self.stack(data)
        if any(at == stack for at in pins_of(self.plan).values()):
            with pytest.raises(StackplanError, match=f"^Stack {stack + 1} holds .*unpin"):
                remove_stack(self.plan, stack)
            return
        after = remove_stack(self.plan, stack)
        staying = {n: at - (at > stack) for n, at in self.plan.places.items() if at != stack}
        assert staying.items() <= after.places.items()
        self.step(after, remove_stack_label(stack), n_stacks=self.now.n_stacks - 1)

    @precondition(lambda self: len(self.now.loads) < MOST_RUNS)
    @rule(sizes=st.lists(SIZES, min_size=1, max_size=3))
    def place_new(self, sizes: list[int]) -> None:
        first = max(self.now.loads, default=0) + 1
        new = [Run(number, size) for number, size in enumerate(sizes, first)]
        loads = self.now.loads | {run.number: run.load for run in new}
        after = place_runs(self.plan, new)
        assert not moved_runs(self.plan, after)
        self.step(after, f"Place {len(new)} new runs", loads=loads)

    @precondition(lambda self: len(self.now.loads) > 4)
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        gone = set(self.some(data)[:2])
        loads = {number: load for number, load in self.now.loads.items() if number not in gone}
        after = drop_runs(self.plan, gone)
        self.step(after, "Drop runs", loads=loads, pinned=self.now.pinned - gone)

    @rule(method=st.sampled_from(list(METHODS)))
    def balance(self, method: str) -> None:
        request, pins = replace(self.plan.request, method=method), pins_of(self.plan)
        after = make_plan(self.plan.runs, request, pins)
        assert pins_of(after) == pins
        self.step(after, f"Balance: {method}")

    @rule(back=st.integers(1, 3), forth=st.integers(0, 3))
    def undo_and_redo(self, back: int, forth: int) -> None:
        self.index = max(self.index - back, 0)
        self.holds()
        self.index = min(self.index + forth, len(self.history) - 1)


def test_that_walks_of_edits_keep_to_the_laws_and_are_undone_and_redone() -> None:
    EditWalk.depths.clear()
    profile = settings(max_examples=WALKS, stateful_step_count=STEPS)
    run_state_machine_as_test(EditWalk, settings=profile)
    depths = EditWalk.depths
    deep = sum(depth >= 50 for depth in depths)
    # Shown by `-o log_cli=true -o log_cli_level=INFO`.
    words = "%d walks of up to %d steps: the deepest history has %d edits, %d have 50 or more"
    logging.info(words, len(depths), STEPS, max(depths), deep)
    assert len(depths) >= WALKS
    # Without deep histories the walks would say little about undoing everything.
    assert max(depths) >= 50
