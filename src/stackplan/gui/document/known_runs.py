"""The runs of the open folder by their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from operator import is_
from typing import Generic, TypeVar, TypeVarTuple

from stackplan.core.plan import Plan
from stackplan.core.runs import Run
from stackplan.core.timing.rates import ratio_of, weighed

Asked = TypeVarTuple("Asked")
Answer = TypeVar("Answer")


class LatestAnswer(Generic[*Asked, Answer]):
    """Calls a function only when one of its arguments is another object than the last time.

    What the window shows of a plan is asked for at every turn, and with 100,000 runs each answer
    takes a look at all of them; plans, runs and mappings of them are never changed in place.
    """

    def __init__(self, find: Callable[[*Asked], Answer]) -> None:
        self._find = find
        self._latest: tuple[tuple[*Asked], Answer] | None = None

    def __call__(self, *about: *Asked) -> Answer:
        """Give the answer."""
        if self._latest is None or not all(map(is_, self._latest[0], about)):
            self._latest = about, self._find(*about)
        return self._latest[1]


class KnownRuns:
    """Runs by number, as the folder has them or else the plan; the same ones in each unit.

    What is known of a run's weight holds for the size that the run had then.
    """

    def __init__(self) -> None:
        self._plain: Mapping[int, Run] = {}
        self._given: dict[str, dict[int, Run]] = {}
        self._otherwise: dict[str, Fraction | None] = {}
        self._by_unit: dict[str, Mapping[int, Run]] = {}
        self._tuples: dict[str, tuple[Run, ...]] = {}
        self._gone = LatestAnswer(_gone)
        self._with = LatestAnswer(_with)

    def begin(self, plan: Plan, found: Mapping[int, Run] | None = None) -> None:
        """Know another plan; what another folder held under the same numbers is forgotten."""
        unit, self._given, self._otherwise = plan.request.weight, {}, {}
        self._by_unit, self._tuples = {}, {}
        if unit != "bytes":
            weighed = (run for run in plan.runs if run.weight is not None)
            self._given[unit] = {run.number: run for run in weighed}
        self.see(plan, found or {})

    def see(self, plan: Plan | None, found: Mapping[int, Run]) -> None:
        """Take over what a folder holds; a planned run that is gone is known all the same."""
        gone = self.gone(plan, found) if plan is not None else ()
        if found is self._plain and not gone and "bytes" in self._by_unit:
            return  # a second look at the same files, which brings their states
        self._plain = found
        if gone:
            self._plain = {run.number: _plain(run) for run in gone} | {**found}
        self._by_unit, self._tuples = {"bytes": self._plain}, {}

    def gone(self, plan: Plan, found: Mapping[int, Run]) -> tuple[Run, ...]:
        """Give the planned runs that were not found."""
        return self._gone(plan.runs, found)

    def learn(self, unit: str, runs: Iterable[Run], otherwise: Fraction | None = None) -> None:
        """Know from now on what runs cost in a unit, and how much a byte where none is known."""
        self._given[unit] = {run.number: run for run in runs}
        self._otherwise[unit] = otherwise
        self._by_unit.pop(unit, None)
        self._tuples.pop(unit, None)

    def by_number(self, unit: str) -> Mapping[int, Run]:
        """Give every run, weighed in a unit; the same object until something has changed."""
        if unit not in self._by_unit:
            self._by_unit[unit] = self._weighed(unit)
        return self._by_unit[unit]

    def runs(self, unit: str) -> tuple[Run, ...]:
        """Give every run, weighed in a unit; the same object until something has changed."""
        if unit not in self._tuples:
            self._tuples[unit] = tuple(self.by_number(unit).values())
        return self._tuples[unit]

    def runs_with(self, plan: Plan | None, unit: str) -> tuple[Run, ...]:
        """Give every run and those of a plan: an undo may bring back one that has vanished."""
        known = self.runs(unit)
        return known if plan is None else self._with(plan.runs, known, self.by_number(unit))

    def _weighed(self, unit: str) -> dict[int, Run]:
        plain, given = self._plain, self._given.get(unit, {})
        given = {n: run for n, run in given.items() if n in plain and plain[n].size == run.size}
        measured = {n: run.load for n, run in given.items() if not run.estimated}
        ratio = ratio_of(plain.values(), measured) or self._otherwise.get(unit)
        # Without either, what a plan file has estimated.
        ratio = ratio or ratio_of(plain.values(), {n: run.load for n, run in given.items()})
        unknown = [run for run in plain.values() if run.size and run.number not in given]
        guessed = weighed(unknown, {}, ratio) if ratio is not None else ()
        return {**plain, **given, **{run.number: run for run in guessed}}


def _gone(planned: tuple[Run, ...], found: Mapping[int, Run]) -> tuple[Run, ...]:
    # Mostly all that was found is planned; that is seen without a look into each run.
    if len(planned) == len(found) and planned == tuple(found.values()):
        return ()
    return tuple([run for run in planned if run.number not in found])


def _with(
    planned: tuple[Run, ...], known: tuple[Run, ...], by_number: Mapping[int, Run]
) -> tuple[Run, ...]:
    gone = _gone(planned, by_number)
    return (*known, *gone) if gone else known


def _plain(run: Run) -> Run:
    return run if run.weight is None else replace(run, weight=None, estimated=False)
