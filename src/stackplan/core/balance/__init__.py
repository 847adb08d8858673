"""Methods that spread runs over stacks, by name, loaded when they are used.

How `balanced` searches. Runs of given loads go on m stacks so that the longest stack, the makespan,
is as short as can be: P||Cmax, NP-hard (Garey and Johnson 1979). The search keeps an incumbent, the
best plan and the best lower bound so far, and ends where they meet. Everything that is claimed is
computed in whole numbers; floats only say where to look. `pipeline.py` runs the stages, each with
a part of the work, which is counted in units of about a nanosecond:

1. Starts (`heuristics.py`): longest processing time first (Graham 1969), the snake, MULTIFIT
   (Coffman, Garey and Johnson 1978), Karmarkar-Karp differencing (1982), and stacks filled one by
   one by subset sums. So no result is worse than any of them.
2. Bounds: the mean, the longest run, and counting over the largest runs (Haouari and Gharbi 2004).
3. Tabu search (Glover 1989; `tabu_search.py`): the longest stack exchanges a subset of its runs for
   a subset of another stack; a pair that has just exchanged rests. With many runs a stack this
   alone meets the mean within a millionth.
4. Branch and bound (`branch_and_bound.py`) up to 24 runs, also with pins and speeds.
5. Column generation (`column_generation/`) where equal stacks hold few runs and no pins.
   Can makespan C be reached? A linear programme covers all runs by sets that weigh at most C each
   (Gilmore and Gomory 1961). Its prices u ask for new sets by a knapsack; rounded to whole numbers
   they are a certificate: some stack has u(S) >= ceil(u(all) / m), so the makespan is at least the
   least weight of such a set. If m stacks do cover, a dive fixes the sets with the largest amounts,
   solves the rest again, and closes the last stacks by an exact cover or by exchanges. The bound is
   bisected: excluded below, covered above, dives between. An interior-point method (Mehrotra 1992)
   solves the programmes: its prices are central, so that few rounds are needed. With many different
   loads, prices on a grid come first, and they must fall with the load (Valerio de Carvalho 2005).

Switched off one at a time on samples of the benchmark's classes and of published instances, exact
cover, coarse grids, warm starts, filling, falling prices and the bisection by slopes each cost some
plans or proofs. Named numbers trade one thing for another: `.github/SEARCH.md` says for each what.
A number within `spend(...)` is what that step takes, in nanoseconds.
"""

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
OnProgress = Callable[[float, Plan], bool]


class Search(Protocol):
    """What `LongSearch` keeps from one time to the next."""

    def improve(self, plan: Plan, work: int, report: OnProgress | None) -> Plan:
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


def make_plan(runs: Iterable[Run], request: PlanRequest, pins: Pins | None = None) -> Plan:
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
    held = {n: at for n, at in (pins or {}).items() if n in selected and at < request.n_stacks}
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

    def improve(
        self, plan: Plan, work: int = IMPROVE_WORK, report: OnProgress | None = None
    ) -> Plan:
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


def improve(plan: Plan, work: int = IMPROVE_WORK, report: OnProgress | None = None) -> Plan:
    """Improve a plan once; see `LongSearch.improve`."""
    return LongSearch().improve(plan, work, report)
