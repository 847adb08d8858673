"""What the search of the prototype changes: who is on which stack, and how full each stack is."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Budget:
    """Work units, never seconds: the same plan comes out on a busy machine."""

    def __init__(self, units: int) -> None:
        self.left = units

    def spend(self, units: int) -> None:
        """Count work that was done; the last step may overdraw."""
        self.left -= units


@dataclass
class State:
    """A plan under change.

    Parameters
    ----------
    weights : array of int
        In descending order.
    members : list of list of int
        Indexes of weights, one list a stack.
    loads : array of int
        Sum of each stack.
    """

    weights: Ints
    members: list[list[int]]
    loads: Ints

    @classmethod
    def of(cls, weights: Sequence[int], places: Sequence[int], n_stacks: int) -> "State":
        """Begin from a plan."""
        members: list[list[int]] = [[] for _ in range(n_stacks)]
        for item, place in enumerate(places):
            members[place].append(item)
        array = np.array(weights, dtype=np.int64)
        loads = np.array([sum(weights[i] for i in items) for items in members], dtype=np.int64)
        return cls(array, members, loads)

    @property
    def longest(self) -> int:
        """The makespan of the present plan."""
        return int(self.loads.max())

    @property
    def places(self) -> list[int]:
        """The stack of each weight."""
        places = [0] * len(self.weights)
        for place, items in enumerate(self.members):
            for item in items:
                places[item] = place
        return places

    def put(self, stack: int, items: list[int]) -> None:
        """Give a stack these items and no others."""
        self.members[stack] = items
        self.loads[stack] = self.weights[items].sum()

    def copy(self) -> "State":
        """Keep a plan to come back to; the lists themselves are never changed, only replaced."""
        return State(self.weights, list(self.members), self.loads.copy())


def shake(state: State, draw: random.Random, stacks: Sequence[int]) -> None:
    """Exchange one random run of each stack in a round, to leave a local optimum."""
    taken = []
    for stack in stacks:
        items = state.members[stack]
        taken.append(draw.choice(items) if items else None)
    for stack, mine, other in zip(stacks, taken, taken[1:] + taken[:1], strict=True):
        kept = [item for item in state.members[stack] if item != mine]
        state.put(stack, kept if other is None else [*kept, other])
