"""Few moves: how level a plan gets for how many runs that change their stack.

Always from the plan on screen, since planning anew moves nine runs out of ten. The fullest stack
gives a run away or swaps one, again and again, until a target is reached; several targets, and
several prices of a move against what it gains, make the curve. It is greedy: nothing proves that
fewer moves would not do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from stackplan.core.balance.leveller import Leveller
from stackplan.core.edits import moved_runs
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan, Stack

# Distances from the best possible at which a search may stop.
TOLERANCES = tuple(Fraction(1, part) for part in (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000))

# Worth of a step by the number of runs that it moves: none (or one moved back), one, two. Cheap
# moves first gives the fewest for a coarse plan, gain first for a fine one.
_WORTHS = ((60, 30, 20), (120, 60, 30), (120, 60, 42))

# Pairs of runs that are looked at in all: one to two seconds at most.
_WORK = 1_000_000
# Work between two looks whether it is still wanted: some hundredths of a second.
_LOOK_WORK = 20_000

Places = dict[int, int]


@dataclass(frozen=True, slots=True)
class GentleStep:
    """A plan that is a few moves away.

    Parameters
    ----------
    plan : Plan
        The plan after the moves.
    moved : tuple of int
        Numbers of the runs that stand on another stack than before, ascending.
    """

    plan: Plan
    moved: tuple[int, ...]

    @property
    def makespan(self) -> Exact:
        """Longest stack of the plan."""
        return self.plan.makespan

    @property
    def gap(self) -> Fraction:
        """Distance from the best possible, exact."""
        return self.plan.gap


def gentle_steps(
    plan: Plan, work: int = _WORK, tell: Callable[[], object] | None = None
) -> tuple[GentleStep, ...]:
    """Level a plan with few moves: the curve of moved runs against the longest stack.

    Parameters
    ----------
    plan : Plan
        Where to begin; pinned runs stay.
    work : int
        Budget in work units, below a million a second; the clock is never asked.
    tell : callable, optional
        Called now and then; it may raise to stop the work.

    Returns
    -------
    tuple of GentleStep
        More moves and a shorter longest stack from each to the next; the first is `plan` itself
        without a move. A run that comes back to its stack counts as not moved.
    """
    paces = plan.request.speeds or (100,) * plan.request.n_stacks
    unit = lcm(*paces)
    start = Leveller(_stack_lists(plan), plan.pinned, [unit // pace for pace in paces])
    best: dict[int, tuple[int, Places]] = {0: (start.longest, {})}
    for worth in _WORTHS:
        for tolerance in (*TOLERANCES, Fraction(0)):
            level, next_look = start.copy(), 0
            target = int(Fraction(plan.lower_bound) * (1 + tolerance) * unit / 100)
            for found in level.lower(target, worth, work):
                if tell is not None and level.work >= next_look:
                    tell()
                    next_look = level.work + _LOOK_WORK
                _keep(best, *found)
            work -= level.work
    return tuple(_step(plan, places) for places in _front(best))


def within(steps: Sequence[GentleStep], tolerance: Fraction) -> GentleStep | None:
    """Pick the fewest moves that come so near to the best possible; `None` if none do."""
    return next((step for step in steps if step.gap <= tolerance), None)


def _stack_lists(plan: Plan) -> list[list[tuple[int, int]]]:
    stacks = [[(run.load, run.number) for run in stack.runs] for stack in plan.stacks]
    return stacks + [[] for _ in range(plan.request.n_stacks - len(stacks))]


def _keep(best: dict[int, tuple[int, Places]], longest: int, moved: Mapping[int, int]) -> None:
    known = best.get(len(moved))
    if known is None or longest < known[0]:
        best[len(moved)] = (longest, dict(moved))


def _front(best: Mapping[int, tuple[int, Places]]) -> Iterator[Places]:
    """Leave out what moves more runs and is no shorter."""
    shortest: int | None = None
    for count in sorted(best):
        longest, places = best[count]
        if shortest is None or longest < shortest:
            shortest = longest
            yield places


def _step(plan: Plan, places: Places) -> GentleStep:
    after = replace(plan, stacks=_placed(plan, places)) if places else plan
    return GentleStep(after, moved_runs(plan, after))


def _placed(plan: Plan, places: Places) -> tuple[Stack, ...]:
    """Put moved runs at the ends of their stacks, longest first; all others keep their order."""
    stacks = [[run for run in stack.runs if run.number not in places] for stack in plan.stacks]
    stacks += [[] for _ in range(max(places.values()) + 1 - len(stacks))]
    moving = (run for run in plan.runs if run.number in places)
    for run in sorted(moving, key=lambda run: (-run.load, run.number)):
        stacks[places[run.number]].append(run)
    return tuple(Stack(tuple(stack)) for stack in stacks)
