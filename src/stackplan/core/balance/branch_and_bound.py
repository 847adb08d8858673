"""Branch and bound for few items: the best plan, and the proof; pins and speeds included."""

from collections import Counter
from collections.abc import Sequence

from stackplan.core.balance.problem import Assignment, Problem, Work

MOST_ITEMS = 24


def search_tree(
    problem: Problem, places: Sequence[int], bound: int, work: Work
) -> tuple[Assignment, int]:
    """Try every plan that could be better, largest items first; give the best, and the bound.

    Stacks that are alike so far are tried once (symmetry), and a branch ends where the rest cannot
    be spread below the best makespan (its mean over the stacks). The bound is the makespan itself
    if the search came to its end.
    """
    tree = _Tree(problem, list(places), bound, work)
    tree.branch(0)
    return tree.best, bound if tree.is_cut else max(bound, tree.makespan)


class _Tree:
    def __init__(self, problem: Problem, places: Assignment, bound: int, work: Work) -> None:
        self._problem, self._bound, self._work = problem, bound, work
        self.best, self.makespan = places, problem.makespan(places)
        self.is_cut = False
        self._now = [0] * len(problem.weights)
        # Of stacks that are alike no more than there are items are ever used.
        self._stacks: list[int] = []
        alike: Counter[tuple[int, int]] = Counter()
        for stack, kind in enumerate(zip(problem.bases, problem.costs, strict=True)):
            alike[kind] += 1
            if alike[kind] <= max(1, len(problem.weights)):
                self._stacks.append(stack)
        self._loads = [problem.bases[stack] for stack in self._stacks]
        self._costs = [problem.costs[stack] for stack in self._stacks]

    def branch(self, item: int) -> None:
        """Place an item and all that follow it."""
        problem, loads, costs = self._problem, self._loads, self._costs
        # Each node looks at all stacks: many of them cost more.
        self._work.spend(2_500 + 400 * max(0, len(loads) - 16))
        self.is_cut = self.is_cut or self._work.is_spent
        if item == len(problem.weights):
            self.makespan = max(load * cost for load, cost in zip(loads, costs, strict=True))
            self.best = [self._stacks[at] for at in self._now]
            return
        if self.is_cut or not self._has_room(item):
            return
        weight = problem.weights[item]
        tried: set[tuple[int, int]] = set()
        for stack in sorted(range(len(loads)), key=self._end):
            kind = (loads[stack], costs[stack])
            if kind in tried or (loads[stack] + weight) * costs[stack] >= self.makespan:
                continue
            tried.add(kind)
            loads[stack] += weight
            self._now[item] = stack
            self.branch(item + 1)
            loads[stack] -= weight
            if self._is_over:
                return

    @property
    def _is_over(self) -> bool:
        return self.is_cut or self.makespan <= self._bound

    def _end(self, stack: int) -> int:
        return self._loads[stack] * self._costs[stack]

    def _has_room(self, item: int) -> bool:
        """Tell whether the items from this one on fit below the best makespan, cut up at will."""
        pairs = zip(self._loads, self._costs, strict=True)
        room = sum(max(0, (self.makespan - 1) // cost - load) for load, cost in pairs)
        return room >= sum(self._problem.weights[item:])
