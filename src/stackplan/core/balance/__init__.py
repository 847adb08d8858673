"""Methods that spread runs over stacks, by name, loaded when they are used."""

from collections.abc import Callable, Iterable, Sequence

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# Runs in canonical order and the request -> one list of runs for each stack asked for.
Method = Callable[[Sequence[Run], PlanRequest], list[list[Run]]]


def _load_snake() -> Method:
    from stackplan.core.balance.snake import deal

    return deal


def _load_lpt() -> Method:
    from stackplan.core.balance.greedy import lpt

    return lpt


METHODS: dict[str, Callable[[], Method]] = {"snake": _load_snake, "lpt": _load_lpt}

# What the Balance button takes: the best method that this version has.
BEST_METHOD = "lpt"


def make_plan(runs: Iterable[Run], request: PlanRequest) -> Plan:
    """Select runs and spread them over stacks.

    Parameters
    ----------
    runs : iterable of Run
        What was found, in any order; the order changes nothing in the result.
    request : PlanRequest
        Range, skip list, number of stacks and method.

    Returns
    -------
    Plan
        Without empty stacks (with speeds an empty stack keeps its place, since the speed belongs
        to it), and without stacks where no run is left.

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
    dealt = METHODS[request.method]()(chosen, request)
    kept = dealt if request.speeds else [stack for stack in dealt if stack]
    return Plan(request, tuple(Stack(tuple(stack)) for stack in kept))
