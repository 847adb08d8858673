"""Stacks added and removed by hand, and the stack that can best take more."""

from dataclasses import replace
from fractions import Fraction

from stackplan.core.edits import place_runs
from stackplan.core.errors import StackplanError
from stackplan.core.ordering import check_stack
from stackplan.core.plan import Plan, Stack
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.speeds import FULL_SPEED

# Longer lists of run numbers are counted instead.
_MOST_CHARACTERS = 40


def add_stack(plan: Plan, at: int | None = None) -> Plan:
    """Add an empty stack; no run moves, and the stacks behind it are numbered one up.

    Parameters
    ----------
    plan : Plan
        The plan before.
    at : int, optional
        Index that the new stack shall have, 0-based, at most the number of stacks asked for;
        `None` is behind the last one.

    Returns
    -------
    Plan
        The plan with one more stack asked for. Where speeds differ, the new one runs at 100 %.

    Raises
    ------
    StackplanError
        If there would be a hole before the new stack, or one stack too many.
    """
    request = plan.request
    index = request.n_stacks if at is None else at
    if not 0 <= index <= request.n_stacks:
        raise StackplanError(
            f"Stack {index + 1} cannot be added; the next one is stack {request.n_stacks + 1}."
        )
    speeds = request.speeds
    if speeds is not None:
        speeds = (*speeds[:index], FULL_SPEED, *speeds[index:])
    # Made even where nothing is behind it: a stack that was added by hand is to be seen.
    missing = max(index - len(plan.stacks), 0)
    stacks = (*plan.stacks[:index], *[Stack()] * (missing + 1), *plan.stacks[index:])
    asked = replace(request, n_stacks=request.n_stacks + 1, speeds=speeds)
    return replace(plan, request=asked, stacks=stacks)


def remove_stack(plan: Plan, stack: int) -> Plan:
    """Remove a stack; its runs go to the others: largest first, each where it ends earliest.

    Parameters
    ----------
    plan : Plan
        The plan before.
    stack : int
        Index of the stack, 0-based; those behind it are numbered one down.

    Returns
    -------
    Plan
        The plan with one stack less asked for. Runs of other stacks keep their places.

    Raises
    ------
    StackplanError
        If the stack does not exist, is the only one, or holds a pinned run.
    """
    check_stack(plan, stack)
    request = plan.request
    if request.n_stacks == 1:
        raise StackplanError("Stack 1 is the only one and cannot be removed; add another first.")
    orphans = plan.stack_at(stack).runs
    if held := [run.number for run in orphans if run.number in plan.pinned]:
        raise StackplanError(_pinned_words(stack, RunNumbers.of(held)))
    speeds = request.speeds
    if speeds is not None:
        speeds = (*speeds[:stack], *speeds[stack + 1 :])
    asked = replace(request, n_stacks=request.n_stacks - 1, speeds=speeds)
    stacks = (*plan.stacks[:stack], *plan.stacks[stack + 1 :])
    return place_runs(replace(plan, request=asked, stacks=stacks), orphans)


def lightest_stack(plan: Plan) -> int:
    """Find the stack that ends earliest.

    Parameters
    ----------
    plan : Plan
        Any plan.

    Returns
    -------
    int
        Index, 0-based, of the first of them; a stack asked for that has no run yet counts, too.
    """
    n_stacks = plan.request.n_stacks
    loads = (*plan.loads, *[0] * (n_stacks - len(plan.loads)))
    speeds = plan.request.speeds or (FULL_SPEED,) * n_stacks
    times = [Fraction(load, speed) for load, speed in zip(loads, speeds, strict=True)]
    return times.index(min(times))


def _pinned_words(stack: int, held: RunNumbers) -> str:
    if len(held) == 1:
        return f"Stack {stack + 1} holds the pinned run {held}; unpin it first."
    *others, last = str(held).split(", ")
    listed = f"{', '.join(others)} and {last}" if others else last
    few = len(listed) <= _MOST_CHARACTERS
    what = f"the pinned runs {listed}" if few else f"{len(held)} pinned runs"
    return f"Stack {stack + 1} holds {what}; unpin them first."
