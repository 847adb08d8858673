"""Remainder of a plan: what is left, planned anew on the stacks that are free."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stackplan.core.balance import make_plan
from stackplan.core.plan import Plan, Stack
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.spyral.job import DONE, FAILED
from stackplan.core.spyral.progress import PlanProgress

# The header of a plan file in which a plan of the rest keeps what was done where.
_DONE_HEADER = "# done on stack"


@dataclass(frozen=True)
class Remainder:
    """What is left of a plan."""

    whole: Plan  # the plan as it was
    # What is to be done anew, on stacks of the same numbers; what is done or at work is skipped.
    plan: Plan
    # Planned runs that are done, and others that stay with a stack that is still at work.
    done: RunNumbers
    at_work: RunNumbers

    @property
    def skip_reasons(self) -> tuple[tuple[RunNumbers, str], ...]:
        """Why runs are skipped, for the plan file."""
        reasons = ((self.done, "done"), (self.at_work, "stays on a stack that is at work"))
        return tuple((numbers, why) for numbers, why in reasons if numbers)

    def done_lines(self) -> Iterator[str]:
        """Comment lines for the plan file that keep what was done where."""
        for index, stack in enumerate(self.whole.stacks, start=1):
            if done := RunNumbers.of(n for n in stack.run_numbers if n in self.done):
                yield f"{_DONE_HEADER} {index}, {done}"

    def joined(self) -> Plan:
        """Put what is done, where it was, before what is left: the whole plan as it goes on.

        Runs that are done or at work are pinned.
        """
        kept = RunNumbers(self.done.intervals + self.at_work.intervals)
        stacks = []
        for index in range(max(len(self.whole.stacks), len(self.plan.stacks))):
            before = self.whole.stacks[index].runs if index < len(self.whole.stacks) else ()
            after = self.plan.stacks[index].runs if index < len(self.plan.stacks) else ()
            stacks.append(Stack((*(run for run in before if run.number in kept), *after)))
        pinned = self.plan.pinned | frozenset(kept)
        return replace(self.whole, stacks=tuple(stacks), pinned=pinned, proof=None)


def remainder_of(plan: Plan, progress: PlanProgress) -> Remainder:
    """Plan anew what is left of a plan; its method, speeds and pins stay.

    Runs of a stack that is at work stay with it. Runs that failed come last in their stacks: one
    that fails again stops no other.
    """
    busy = frozenset(progress.busy)
    done = progress.runs(DONE)
    left = [run for run in plan.runs if run.number not in done]
    at_work = RunNumbers.of(run.number for run in left if plan.places[run.number] in busy)
    todo = [run for run in left if run.number not in at_work]
    request = plan.request
    # A stack that is at work is not free; the others are empty now.
    free = [index for index in range(request.n_stacks) if index not in busy]
    stacks = _planned(plan, todo, free, progress.runs(FAILED)) if free else ()
    skip = RunNumbers(request.skipped.intervals + done.intervals + at_work.intervals)
    pinned = plan.pinned & {run.number for stack in stacks for run in stack.runs}
    rest = Plan(replace(request, skip=skip), stacks, pinned)
    return Remainder(plan, rest, done, at_work)


def _planned(plan: Plan, todo: list[Run], free: list[int], failed: RunNumbers) -> tuple[Stack, ...]:
    request = plan.request
    speeds = None if request.speeds is None else tuple(request.speeds[i] for i in free)
    asked = replace(request, run_min=None, run_max=None, skip=(), n_stacks=len(free), speeds=speeds)
    places = plan.places
    pins = {n: free.index(places[n]) for n in plan.pinned if places[n] in free}
    # Runs of unknown size would be passed over as empty; they are planned all the same.
    known = asked.select(todo)
    dealt = list(make_plan(known, asked, pins).stacks)
    numbers = {run.number for run in known}
    unknown = tuple(run for run in todo if run.number not in numbers)
    if unknown:
        dealt = [*dealt, *[Stack()] * (len(free) - len(dealt))]
        for turn, run in enumerate(unknown):
            at = turn % len(free)
            dealt[at] = Stack((*dealt[at].runs, run))
    stacks = [Stack()] * (max(free[: len(dealt)], default=-1) + 1)
    for index, stack in zip(free, dealt, strict=False):
        stacks[index] = Stack(tuple(sorted(stack.runs, key=lambda run: run.number in failed)))
    return tuple(stacks)
