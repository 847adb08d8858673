"""Plan: each selected run on exactly one stack; Stack; and the proof of a lower bound."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import chain
from operator import attrgetter
from zlib import crc32

from stackplan.core import metrics
from stackplan.core.errors import StackplanError
from stackplan.core.metrics import Exact
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run


@dataclass(frozen=True, slots=True)
class Proof:
    """A makespan that no assignment of these loads can beat.

    It says nothing about who stands where: a plan keeps it through every move of a run, and drops
    it when a run comes, goes or changes its size.
    """

    bound: Exact  # in the unit of the loads (with speeds: of ``load * 100 / speed``)
    loads: tuple[int, ...]  # one load a run; kept in descending order
    n_stacks: int
    speeds: tuple[int, ...] | None = None  # whole per cents, one a stack

    def __post_init__(self) -> None:
        object.__setattr__(self, "loads", tuple(sorted(self.loads, reverse=True)))

    def holds_for(
        self, loads: Iterable[int], n_stacks: int, speeds: tuple[int, ...] | None
    ) -> bool:
        """Tell whether this proof is about these loads on so many stacks."""
        same = (self.n_stacks, self.speeds) == (n_stacks, speeds)
        return same and self.loads == tuple(sorted(loads, reverse=True))

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits of all that the proof is about.

        A plan file carries them: after an edit of a size or of the number of stacks by hand they do
        not fit any more, and the bound does not count.
        """
        about = f"{self.bound};{self.loads};{self.n_stacks};{self.speeds}"
        return f"{crc32(about.encode()):08x}"


@dataclass(frozen=True, slots=True)
class Stack:
    """The runs handed to one processor, in processing order.

    Parameters
    ----------
    runs : iterable of Run
        In processing order.

    Attributes
    ----------
    run_numbers : tuple of int
        Their numbers; computed once, as is the load, since an edit keeps all other stacks.
    load : int
        Sum of the runs' loads; a speed is not applied.
    """

    runs: tuple[Run, ...] = ()
    run_numbers: tuple[int, ...] = field(init=False, repr=False, compare=False)
    load: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        runs = tuple(self.runs)
        object.__setattr__(self, "runs", runs)
        object.__setattr__(self, "run_numbers", tuple([run.number for run in runs]))
        object.__setattr__(self, "load", sum([run.load for run in runs]))


@dataclass(frozen=True)
class Plan:
    """Stacks of runs, made from a request and perhaps edited since.

    Parameters
    ----------
    request : PlanRequest
        The settings that the plan follows.
    stacks : iterable of Stack
        At most ``request.n_stacks``; stack ``i`` runs on processor ``i``.
    pinned : iterable of int
        Numbers of runs that stay where they are when the plan is balanced.
    proof : Proof, optional
        A bound that a search has proved for these runs; kept only while it is about them and says
        more than every other bound.

    Raises
    ------
    StackplanError
        If a run stands in the plan twice, a pinned run is not in it, or there are more stacks than
        asked for.
    """

    request: PlanRequest
    stacks: tuple[Stack, ...] = ()
    pinned: frozenset[int] = field(default_factory=frozenset)
    proof: Proof | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "stacks", tuple(self.stacks))
        object.__setattr__(self, "pinned", frozenset(self.pinned))
        if len(self.stacks) > self.request.n_stacks:
            n_stacks = self.request.n_stacks
            message = f"{len(self.stacks)} stacks were made where {n_stacks} were asked for."
            raise StackplanError(message)
        stacks = [stack.run_numbers for stack in self.stacks]
        seen = set(chain.from_iterable(stacks))
        if len(seen) < sum(map(len, stacks)):
            times = Counter(chain.from_iterable(stacks))
            twice = next(number for number in times if times[number] > 1)
            raise StackplanError(f"Run {twice} is in the plan twice.")
        if strangers := self.pinned - seen:
            raise StackplanError(f"Run {min(strangers)} is pinned but not in the plan.")
        if self.proof is not None and not self._is_worth(self.proof):
            object.__setattr__(self, "proof", None)

    def stack_at(self, index: int) -> Stack:
        """Give a stack by its 0-based index; one that got no run so far may not be made yet."""
        return self.stacks[index] if index < len(self.stacks) else Stack()

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Every planned run, by ascending number."""
        runs = [run for stack in self.stacks for run in stack.runs]
        return tuple(sorted(runs, key=attrgetter("number")))

    @cached_property
    def loads(self) -> tuple[int, ...]:
        """One exact load for each of `stacks`."""
        return tuple(stack.load for stack in self.stacks)

    @property
    def total(self) -> int:
        """Sum of all loads."""
        return sum(self.loads)

    @cached_property
    def is_known(self) -> bool:
        """Tell whether every run has a size or a weight, so that figures mean something."""
        return all(run.is_known for run in self.runs)

    @cached_property
    def makespan(self) -> Exact:
        """The largest load, or with speeds the largest ``load * 100 / speed``."""
        return metrics.makespan(self.loads, self.request.speeds)

    @cached_property
    def bounds(self) -> dict[str, Exact]:
        """The best bound of each kind: those of `simple_bounds`, ``pins`` and ``proof``."""
        proved: dict[str, Exact] = {} if self.proof is None else {"proof": self.proof.bound}
        return {**self._plain_bounds, **proved}

    @cached_property
    def _plain_bounds(self) -> dict[str, Exact]:
        n_stacks, speeds = self.request.n_stacks, self.request.speeds
        found: dict[str, Exact] = {}
        for kind, bound in metrics.simple_bounds([r.load for r in self.runs], n_stacks, speeds):
            found[kind] = max(found.get(kind, 0), bound)
        if self.pinned:
            found["pins"] = metrics.pinned_lower_bound(self.total, self._pinned_loads(), speeds)
        return found

    @property
    def lower_bound(self) -> Exact:
        """Makespan that no plan of these runs can beat, as long as the pins stay."""
        return max(self.bounds.values(), default=0)

    @property
    def binding(self) -> str:
        """Name of the bound that binds: the first of the largest ones; empty without runs."""
        return max(self.bounds, key=self.bounds.__getitem__, default="")

    @property
    def gap(self) -> Fraction:
        """Exact ``makespan / lower_bound - 1``; 0 without runs."""
        return metrics.gap(self.makespan, self.lower_bound)

    @property
    def imbalance(self) -> Fraction:
        """Makespan over the level one of all stacks asked for, less 1."""
        return metrics.imbalance(self.loads, self.request.n_stacks, self.request.speeds)

    @cached_property
    def longest(self) -> int | None:
        """Index (0-based) of the first stack that decides the makespan; `None` without runs."""
        if not self.runs:
            return None
        return metrics.times(self.loads, self.request.speeds).index(self.makespan)

    def _pinned_loads(self) -> list[int]:
        loads = [0] * self.request.n_stacks
        for index, stack in enumerate(self.stacks):
            if not self.pinned.isdisjoint(stack.run_numbers):
                loads[index] = sum(run.load for run in stack.runs if run.number in self.pinned)
        return loads

    def _is_worth(self, proof: Proof) -> bool:
        loads = [run.load for run in self.runs]
        if not proof.holds_for(loads, self.request.n_stacks, self.request.speeds):
            return False
        return max(self._plain_bounds.values(), default=proof.bound) < proof.bound

    @cached_property
    def places(self) -> dict[int, int]:
        """Index of the stack of each run, by run number."""
        found: dict[int, int] = {}
        for index, stack in enumerate(self.stacks):
            found.update(dict.fromkeys(stack.run_numbers, index))
        return found
