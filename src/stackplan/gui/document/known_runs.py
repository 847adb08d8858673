"""The runs of the open folder by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from stackplan.core.plan import Plan
from stackplan.core.runs import Run
from stackplan.core.timing.rates import ratio_of, weighed
from stackplan.core.weights import phase_of


class KnownRuns:
    """Runs by number, as the folder has them or else the plan; the same ones in each unit.

    What is known of a run's weight holds for the size that the run had then.
    """

    def __init__(self) -> None:
        self._plain: Mapping[int, Run] = {}
        self._given: dict[str, dict[int, Run]] = {}
        self._otherwise: dict[str, Fraction | None] = {}
        self._by_unit: dict[str, Mapping[int, Run]] = {}

    def begin(self, plan: Plan, found: Mapping[int, Run] | None = None) -> None:
        """Know another plan; what another folder held under the same numbers is forgotten."""
        unit, self._given, self._otherwise = plan.request.weight, {}, {}
        self._by_unit = {}
        if unit != "bytes":
            weighed = (run for run in plan.runs if run.weight is not None)
            self._given[unit] = {run.number: run for run in weighed}
        self.see(plan, found or {})

    def see(self, plan: Plan | None, found: Mapping[int, Run]) -> None:
        """Take over what a folder holds; a planned run that is gone is known all the same."""
        gone = self.gone(plan, found) if plan is not None else ()
        self._plain = found
        if gone:
            self._plain = {run.number: _plain(run) for run in gone} | {**found}
        self._by_unit = {"bytes": self._plain}

    def gone(self, plan: Plan, found: Mapping[int, Run]) -> tuple[Run, ...]:
        """Give the planned runs that were not found."""
        return tuple(run for run in plan.runs if run.number not in found)

    def learn(self, unit: str, runs: Iterable[Run], otherwise: Fraction | None = None) -> None:
        """Know from now on what runs cost in a unit, and how much a byte where none is known."""
        self._given[unit] = {run.number: run for run in runs}
        self._otherwise[unit] = otherwise
        self._by_unit.pop(unit, None)

    def by_number(self, unit: str) -> Mapping[int, Run]:
        """Give every run by its number, weighed in a unit."""
        if unit not in self._by_unit:
            self._by_unit[unit] = self._weighed(unit)
        return self._by_unit[unit]

    def runs_with(self, plan: Plan | None, unit: str) -> tuple[Run, ...]:
        """Give every run and those of a plan: an undo may bring back one that has vanished."""
        known = self.by_number(unit)
        return (*known.values(), *(self.gone(plan, known) if plan is not None else ()))

    def _weighed(self, unit: str) -> dict[int, Run]:
        plain, given = self._plain, self._given.get(unit, {})
        given = {n: run for n, run in given.items() if n in plain}
        if phase_of(unit):  # its files do not change with the traces, which may not be there at all
            given = {n: replace(run, size=plain[n].size) for n, run in given.items()}
        given = {n: run for n, run in given.items() if plain[n].size == run.size}
        measured = {n: run.load for n, run in given.items() if not run.estimated}
        ratio = ratio_of(plain.values(), measured) or self._otherwise.get(unit)
        # Without either, what a plan file has estimated.
        ratio = ratio or ratio_of(plain.values(), {n: run.load for n, run in given.items()})
        unknown = [run for run in plain.values() if run.size and run.number not in given]
        guessed = weighed(unknown, {}, ratio) if ratio is not None else ()
        return {**plain, **given, **{run.number: run for run in guessed}}


def _plain(run: Run) -> Run:
    return run if run.weight is None else replace(run, weight=None, estimated=False)
