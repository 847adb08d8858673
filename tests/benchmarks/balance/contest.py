"""One instance and what each method makes of it; nothing is believed that can be counted again."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from benchmarks.balance.instances import Instance
from benchmarks.balance.peers import METHODS as SIMPLE
from benchmarks.balance.peers import longest_load
from stackplan.core import balance
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

T = TypeVar("T")

OURS = ("quick", "improved")


class RefutedError(Exception):
    """A plan that is none, or a bound above somebody's makespan."""


@dataclass(frozen=True, slots=True)
class Result:
    """Makespan counted from the assignment; the bound its method proves (0: none); its time."""

    makespan: int
    bound: int
    seconds: float

    def within(self, parts: int) -> bool:
        """Tell whether the proved gap is at most 1 / `parts`, in exact ints."""
        return (self.makespan - self.bound) * parts <= self.bound


@dataclass(frozen=True)
class Contest:
    """The results of one instance, by player; those of other solvers behind the others."""

    name: str
    seed: int
    number: int
    n_runs: int
    n_stacks: int
    results: Mapping[str, Result]

    @property
    def bound(self) -> int:
        """The best bound that anybody proved."""
        return max(result.bound for result in self.results.values())

    def excess(self, player: str) -> float:
        """Makespan over the best bound known, less 1; rounded only at the end."""
        return (self.results[player].makespan - self.bound) / self.bound

    @property
    def is_settled(self) -> bool:
        """Whether the improved plan is proved optimal: nobody can beat it."""
        return self.results["improved"].makespan == self.results["improved"].bound

    @property
    def is_behind_simple(self) -> bool:
        """Whether the quick plan is longer than that of a simple method: never, says the design."""
        best = min(self.results[name].makespan for name in SIMPLE)
        return self.results["quick"].makespan > best

    def joined(self, **found: Result | None) -> "Contest":
        """The same with others' results, where they have any."""
        solved = {name: result for name, result in found.items() if result is not None}
        both = replace(self, results={**self.results, **solved})
        both.check()
        return both

    def check(self) -> None:
        """Hold every bound against every makespan.

        Raises
        ------
        RefutedError
            If a bound cannot be one, or improving made a plan longer.
        """
        shortest = min(self.results, key=lambda player: self.results[player].makespan)
        for player, result in self.results.items():
            if result.bound > self.results[shortest].makespan:
                words = f"bound {result.bound} of {player} is above {shortest}'s makespan"
                raise RefutedError(f"{self.name}, seed {self.seed}, no. {self.number}: {words}")
        quick, improved = (self.results.get(player) for player in OURS)
        if quick and improved and improved.makespan > quick.makespan:
            raise RefutedError(
                f"{self.name}, seed {self.seed}, no. {self.number}: improved is longer"
            )


def timed(action: Callable[[], T]) -> tuple[T, float]:
    """Give a result and the seconds that it took."""
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


def hold(name: str, seed: int, number: int, instance: Instance) -> Contest:
    """Let the simple methods, which are code of this benchmark, and ours plan one instance."""
    weights, n_stacks, runs = sorted(instance.sizes, reverse=True), instance.n_stacks, instance.runs
    results = {}
    for player, method in SIMPLE.items():
        places, seconds = timed(partial(method, weights, n_stacks))
        results[player] = Result(longest_load(weights, places, n_stacks), 0, seconds)
    request = PlanRequest(n_stacks=n_stacks, method="balanced")
    plan, seconds = timed(lambda: proved(balance.make_plan(runs, request)))
    results["quick"] = Result(recount(plan, runs), int(plan.lower_bound), seconds)
    better, seconds = timed(lambda: proved(balance.improve(plan)))
    results["improved"] = Result(recount(better, runs), int(better.lower_bound), seconds)
    contest = Contest(name, seed, number, len(runs), n_stacks, results)
    contest.check()
    return contest


def proved(plan: Plan) -> Plan:
    """Let the plan work out its bound, which is part of the answer and of its time."""
    assert plan.lower_bound
    return plan


def recount(plan: Plan, runs: list[Run]) -> int:
    """Count the makespan from the run numbers alone.

    Raises
    ------
    RefutedError
        If a run is missing or there twice, or there are too many stacks.
    """
    sizes = {run.number: run.size for run in runs}
    numbers = [number for stack in plan.stacks for number in stack.run_numbers]
    if sorted(numbers) != sorted(sizes) or len(plan.stacks) > plan.request.n_stacks:
        raise RefutedError("a plan does not hold each run exactly once")
    return max(sum(sizes[number] for number in stack.run_numbers) for stack in plan.stacks)
