"""Plan with its history, as the document keeps them, and the invariants of both."""

import re
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from typing_extensions import override

from stackplan.core.balance import make_plan
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import SIZES

LABEL = re.compile(r"(Move|Reorder|Swap|Pin|Unpin|Add|Remove|Place|Drop|Balance)\b.{1,60}")


class Moment(NamedTuple):
    """A plan in the history, and what must be true of it whatever its stacks are."""

    plan: Plan
    loads: dict[int, int]
    pinned: frozenset[int]
    n_stacks: int
    text: str


class EditHistory(RuleBasedStateMachine):
    """Walks that begin with a small plan; what is done in them is up to the rules."""

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
