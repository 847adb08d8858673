"""Methods that spread runs over stacks, by name, loaded when they are used."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from stackplan.core.edits import with_pins
from stackplan.core.errors import StackplanError
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# Index of the stack of each pinned run, by run number.
Pins = Mapping[int, int]
# Told how much of the work is done (0..1) and the best plan so far; True ends the search.
Report = Callable[[float, Plan], bool]

_NO_PINS: Pins = {}


class Search(Protocol):
    """What `LongSearch` keeps from one time to the next."""

    def improve(self, plan: Plan, work: int, report: Report | None) -> Plan:
        """Go on from a plan."""


class Dealt(NamedTuple):
    """What a method gives: the runs of each stack asked for, and a bound if it proved one."""

    stacks: list[list[Run]]
    bound: Exact | None = None


# Runs in canonical order, the request and the pins -> one list of runs for each stack asked for.
Method = Callable[[Sequence[Run], PlanRequest, Pins], Dealt]


def _load_snake() -> Method:
    from stackplan.core.balance.heuristics import deal

    return lambda runs, request, _: Dealt(deal(runs, request))


def _load_lpt() -> Method:
    from stackplan.core.balance.heuristics import lpt

    return lambda runs, request, pins: Dealt(lpt(runs, request, pins))


def _load_balanced() -> Method:
    # numpy comes in here and nowhere earlier: starting the window and the snake go without it.
    from stackplan.core.balance.balanced import balanced

    return balanced


METHODS: dict[str, Callable[[], Method]] = {
    "snake": _load_snake,
    "lpt": _load_lpt,
    "balanced": _load_balanced,
}

# What the Balance button takes.
BEST_METHOD = "balanced"

# Work units of `improve`, of about 0.9 ns on a machine of 2024: a bit more than a second.
IMPROVE_WORK = 1_400_000_000


def make_plan(runs: Iterable[Run], request: PlanRequest, pins: Pins = _NO_PINS) -> Plan:
    """Select runs and spread them over stacks.

    Parameters
    ----------
    runs : iterable of Run
        What was found, in any order; the order changes nothing in the result.
    request : PlanRequest
        Range, skip list, number of stacks and method.
    pins : mapping of int to int, optional
        Index of the stack of each pinned run; passed over where the run is not selected, or its
        stack is not asked for. ``snake`` deals first and puts the pinned runs back afterwards;
        the other methods plan round them.

    Returns
    -------
    Plan
        Without empty stacks (with speeds or pins an empty stack keeps its place, since they
        belong to it), and without stacks where no run is left.

    Raises
    ------
    StackplanError
        If the method is not known here, or a run is given twice.
    """
    if request.method not in METHODS:
        known = ", ".join(METHODS)
        raise StackplanError(f"Method '{request.method}' is not known here; choose one of {known}.")
    chosen = request.select(runs)
    if not chosen:
        return Plan(request)
    selected = {run.number for run in chosen}
    held = {n: at for n, at in pins.items() if n in selected and at < request.n_stacks}
    dealt = METHODS[request.method]()(chosen, request, held)
    keeps_places = bool(request.speeds or held)
    plan = _plan_of(chosen, request, dealt, keeps_places=keeps_places)
    return with_pins(plan, held) if held else plan


def _plan_of(
    chosen: Sequence[Run], request: PlanRequest, dealt: Dealt, *, keeps_places: bool
) -> Plan:
    kept = dealt.stacks if keeps_places else [stack for stack in dealt.stacks if stack]
    plan = Plan(request, tuple(Stack(tuple(stack)) for stack in kept))
    if dealt.bound is None:
        return plan
    loads = tuple(run.load for run in chosen)
    return replace(plan, proof=Proof(dealt.bound, loads, request.n_stacks, request.speeds))


def snake_of(plan: Plan) -> Plan:
    """Deal the runs of a plan as Spyral would, on the same stacks: what a plan is held against."""
    request = plan.request
    asked = PlanRequest(n_stacks=request.n_stacks, speeds=request.speeds, weight=request.weight)
    return make_plan(plan.runs, asked)


class LongSearch:
    """Improves plans; of the same runs, stacks and pins it goes on from where it stood."""

    def __init__(self) -> None:
        self._search: Search | None = None

    def improve(self, plan: Plan, work: int = IMPROVE_WORK, report: Report | None = None) -> Plan:
        """Go on searching for a better plan, and for the proof that there is none.

        Parameters
        ----------
        plan : Plan
            Where to begin; its pins stay. Runs of unknown size count nothing.
        work : int
            Budget in work units of about a nanosecond; the clock is never asked.
        report : callable, optional
            Told now and then how much of the work is done and the best plan so far; when it returns
            True, the search ends with that plan.

        Returns
        -------
        Plan
            Never longer than `plan`, and never with a lower bound below its; `plan` itself if
            nothing better was found. Stacks keep the places where most of their runs are.
        """
        from stackplan.core.balance.balanced import search_of

        self._search = search_of(plan, self._search)
        return self._search.improve(plan, work, report)


def improve(plan: Plan, work: int = IMPROVE_WORK, report: Report | None = None) -> Plan:
    """Improve a plan once; see `LongSearch.improve`."""
    return LongSearch().improve(plan, work, report)
