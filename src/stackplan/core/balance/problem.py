"""The numbers of a balancing problem, its work budget, and the order of equal stacks."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import lcm

from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# Index of the stack of each item.
Assignment = list[int]


@dataclass(frozen=True, slots=True)
class Problem:
    """Items to be spread over stacks that may have a base load and a speed.

    Times are loads times costs: whole numbers, in a unit that makes them so.
    """

    weights: tuple[int, ...]  # of the free items, largest first, all above 0
    bases: tuple[int, ...]  # pinned load of each stack
    costs: tuple[int, ...]  # time of one unit of load on each stack

    @property
    def n_stacks(self) -> int:
        """Number of stacks."""
        return len(self.bases)

    @property
    def is_plain(self) -> bool:
        """Tell whether all stacks are alike and empty: P||Cmax."""
        return not any(self.bases) and len(set(self.costs)) == 1

    def loads(self, places: Sequence[int]) -> list[int]:
        """Exact load of each stack, base included."""
        loads = list(self.bases)
        for weight, place in zip(self.weights, places, strict=True):
            loads[place] += weight
        return loads

    def makespan(self, places: Sequence[int]) -> int:
        """Exact time of the longest stack."""
        loads = self.loads(places)
        return max(load * cost for load, cost in zip(loads, self.costs, strict=True))


class Incumbent:
    """The best plan and the best bound so far: what every stage of the search betters."""

    def __init__(self, problem: Problem, places: Assignment, bound: int) -> None:
        self.problem, self.bound = problem, bound
        self.places, self.makespan = places, problem.makespan(places)

    @property
    def is_optimal(self) -> bool:
        """Tell whether no plan can be better."""
        return self.makespan <= self.bound

    def take(self, places: Assignment) -> None:
        """Keep a plan if it is better."""
        makespan = self.problem.makespan(places)
        if makespan < self.makespan:
            self.places, self.makespan = places, makespan

    def raise_bound(self, bound: int) -> None:
        """Keep a bound if it says more; a plan that is there refutes one above it."""
        self.bound = max(self.bound, min(bound, self.makespan))


class Work:
    """A budget in work units: about a nanosecond each, but counted, never timed.

    It may be a part of another one, its parent. `watch` is told now and then which part of the
    budget is used; when it returns True, the budget is spent.
    """

    def __init__(
        self,
        limit: int,
        parent: "Work | None" = None,
        watch: Callable[[float], bool] | None = None,
    ) -> None:
        self.limit = limit
        self.used = 0
        self._parent, self._watch = parent, watch
        self._next = 0

    def spend(self, units: float) -> None:
        """Note what was done."""
        self.used += int(units)
        if self._parent is not None:
            self._parent.spend(units)
        if self._watch is not None and self.used >= self._next and self.limit:
            # Fifty times in all, and never more than about 20 ms apart.
            self._next = self.used + min(self.limit // 50, 20_000_000)
            if self._watch(min(1.0, self.used / self.limit)):
                self.limit = 0

    def rounds(self) -> Iterator[None]:
        """Give a loop its rounds, as long as each of them spends something.

        A round that spends nothing would be repeated for ever, and could not be cancelled: only
        `spend` asks whether to stop.
        """
        before = -1
        while before < self.used and not self.is_spent:
            before = self.used
            yield

    @property
    def is_spent(self) -> bool:
        """Tell whether this budget, or the one it is a part of, is used up."""
        return self.used >= self.limit or (self._parent is not None and self._parent.is_spent)

    @property
    def left(self) -> int:
        """What may still be spent."""
        return max(0, self.limit - self.used)

    def part(self, limit: float) -> "Work":
        """Set a part of this budget apart."""
        return Work(int(limit), self)


def problem_of(
    runs: Sequence[Run], request: PlanRequest, pins: Mapping[int, int]
) -> tuple[Problem, list[Run]]:
    """Bring runs, largest load first, to numbers; give also those that are free, in their order.

    Free are the runs that weigh something and are not pinned to the index of a stack.
    """
    bases = [0] * request.n_stacks
    free = []
    for run in runs:
        if run.number in pins:
            bases[pins[run.number]] += run.load
        elif run.load:
            free.append(run)
    speeds = request.speeds or (1,) * request.n_stacks
    common = lcm(*speeds)
    costs = tuple(common // speed for speed in speeds)
    return Problem(tuple(run.load for run in free), tuple(bases), costs), free


def members(places: Sequence[int], n_stacks: int) -> list[list[int]]:
    """Items of each stack, by ascending index: largest first."""
    stacks: list[list[int]] = [[] for _ in range(n_stacks)]
    for item, place in enumerate(places):
        stacks[place].append(item)
    return stacks


def places_of(stacks: Sequence[Sequence[int]]) -> Assignment:
    """Undo `members`."""
    places = [0] * sum(map(len, stacks))
    for place, stack in enumerate(stacks):
        for item in stack:
            places[item] = place
    return places


def _groups(problem: Problem) -> list[list[int]]:
    """Stacks that may change names: without pinned runs, and of one speed."""
    groups: dict[int, list[int]] = {}
    for stack, (base, cost) in enumerate(zip(problem.bases, problem.costs, strict=True)):
        if not base:
            groups.setdefault(cost, []).append(stack)
    return list(groups.values())


def relabel_canonically(problem: Problem, places: Sequence[int]) -> Assignment:
    """Name stacks that are alike by their largest item, so that equal plans look equal."""
    stacks = members(places, problem.n_stacks)
    names = list(range(problem.n_stacks))
    for group in _groups(problem):
        order = sorted(group, key=lambda stack: stacks[stack][:1] or [len(places)])
        for name, stack in zip(group, order, strict=True):
            names[stack] = name
    return [names[place] for place in places]


def relabel_like(problem: Problem, places: Sequence[int], before: Sequence[int]) -> Assignment:
    """Name stacks that are alike as before, so that few items seem to move.

    Pairs of a new and an old stack are matched greedily, the largest load in common first.
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
