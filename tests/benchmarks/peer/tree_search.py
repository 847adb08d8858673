"""Branch and bound for few runs: finds a plan below a makespan, or shows that there is none."""

from collections.abc import Sequence

NODES = 30_000


class _Search:
    def __init__(self, weights: Sequence[int], n_stacks: int, longest: int) -> None:
        self.weights = weights
        self.longest = longest
        self.loads = [0] * n_stacks
        self.places = [0] * len(weights)
        self.best: list[int] | None = None
        self.nodes = NODES
        # Sum of the weights that are still to come.
        self.rest = [0] * (len(weights) + 1)
        for item in range(len(weights) - 1, -1, -1):
            self.rest[item] = self.rest[item + 1] + weights[item]

    def dive(self, item: int, bound: int) -> bool:
        """Place the rest; `True` ends the search: the bound is met, or the nodes are spent."""
        if item == len(self.weights):
            self.longest = max(self.loads)
            self.best = list(self.places)
            return self.longest <= bound
        self.nodes -= 1
        if self.nodes < 0:
            return True
        weight, smallest = self.weights[item], self.weights[-1]
        room = (self.longest - 1 - load for load in self.loads)
        if sum(space for space in room if space >= smallest) < self.rest[item]:
            return False
        again = item > 0 and self.weights[item - 1] == weight
        first = self.places[item - 1] if again else 0
        tried = set()
        # The fullest first: a tight stack is settled early.
        for stack in sorted(range(first, len(self.loads)), key=lambda s: -self.loads[s]):
            load = self.loads[stack]
            if load in tried or load + weight >= self.longest:
                continue
            tried.add(load)
            self.loads[stack] += weight
            self.places[item] = stack
            ended = self.dive(item + 1, bound)
            self.loads[stack] = load
            if ended:
                return True
        return False


def branch_and_bound(
    weights: Sequence[int], n_stacks: int, bound: int, longest: int
) -> tuple[list[int] | None, bool]:
    """Look for a plan shorter than `longest`.

    Parameters
    ----------
    weights : sequence of int
        In descending order.
    n_stacks, bound, longest : int
        Number of stacks, a lower bound, and the makespan to beat.

    Returns
    -------
    list of int or None
        The best plan that is shorter, if one was found.
    bool
        Whether no better plan than the best known is left.
    """
    search = _Search(weights, n_stacks, longest)
    search.dive(0, bound)
    return search.best, search.nodes >= 0
