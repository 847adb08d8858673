"""Which stack is called which: stacks that are alike may change names without any run moving."""

from collections import Counter
from collections.abc import Sequence

from stackplan.core.balance.problem import Places, Problem, members


def _groups(problem: Problem) -> list[list[int]]:
    """Stacks that may change names: without pinned runs, and of one speed."""
    groups: dict[int, list[int]] = {}
    for stack, (base, cost) in enumerate(zip(problem.bases, problem.costs, strict=True)):
        if not base:
            groups.setdefault(cost, []).append(stack)
    return list(groups.values())


def in_order(problem: Problem, places: Sequence[int]) -> Places:
    """Name stacks that are alike by their largest item, so that equal plans look equal.

    Parameters
    ----------
    problem : Problem
        What was spread.
    places : sequence of int
        Index of the stack of each item.

    Returns
    -------
    list of int
        The same stacks under other names.
    """
    stacks = members(places, problem.n_stacks)
    names = list(range(problem.n_stacks))
    for group in _groups(problem):
        order = sorted(group, key=lambda stack: stacks[stack][:1] or [len(places)])
        for name, stack in zip(group, order, strict=True):
            names[stack] = name
    return [names[place] for place in places]


def like(problem: Problem, places: Sequence[int], before: Sequence[int]) -> Places:
    """Name stacks that are alike as before, so that few items seem to move.

    Pairs of a new and an old stack are matched greedily, the largest load in common first.

    Parameters
    ----------
    problem : Problem
        What was spread.
    places, before : sequence of int
        Index of the stack of each item, now and then.

    Returns
    -------
    list of int
        The new stacks under the best of the old names.
    """
    common: Counter[tuple[int, int]] = Counter()
    for weight, now, then in zip(problem.weights, places, before, strict=True):
        common[now, then] += weight
    names: dict[int, int] = {}
    used = set(places)
    for group in _groups(problem):
        free, taken = set(group), set(group)
        for (now, then), _ in sorted(common.items(), key=lambda item: (-item[1], item[0])):
            if now in free and then in taken:
                names[now] = then
                free.discard(now)
                taken.discard(then)
        # Empty stacks get the last names: no gap where no stack was before.
        left = sorted(free, key=lambda stack: (stack not in used, stack))
        names |= dict(zip(left, sorted(taken), strict=True))
    return [names.get(place, place) for place in places]
