"""Published instances of P||Cmax: what is solved to proof, beside the solvers of their authors.

FILE is JSON: a list of instances, each with `name`, `set`, `stacks`, `sizes`, `optimum` (null where
it is not known) and `seconds`, which each published solver took to solve it to proof (null where it
did not within its limit of about 500 s). Ours are counted in seconds of this process on the
processor, so that another program beside it does not count: the quick plan, and one `improve` of
the default work after it.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.balance.contest import recount
from benchmarks.balance.instances import Instance
from benchmarks.balance.tables import head, row
from stackplan.core.balance import improve, make_plan
from stackplan.core.request import PlanRequest

AT_ONCE_S, PUBLISHED_S = 1.0, 500.0


@dataclass(frozen=True)
class Published(Instance):
    """An instance, its optimum if that is known, and the seconds of each solver that solved it."""

    kind: str
    optimum: int | None
    seconds: tuple[float, ...]

    def is_solved(self, within: float) -> bool:
        """Tell whether one of the published solvers at least took no longer."""
        return any(seconds <= within for seconds in self.seconds)


class Outcome(NamedTuple):
    """What became of an instance: makespan and bound in the end, and how long it took."""

    instance: Published
    makespan: int
    bound: int
    seconds: float

    @property
    def is_proved(self) -> bool:
        """Tell whether the plan is proved to be the best."""
        return self.makespan == self.bound

    @property
    def is_contradicted(self) -> bool:
        """Tell whether plan or bound cannot be true."""
        optimum = self.instance.optimum
        best = self.makespan if optimum is None else optimum
        return not self.bound <= best <= self.makespan


def read(path: Path) -> list[Published]:
    """Read the instances of a file."""
    return [
        Published(
            found["name"],
            tuple(found["sizes"]),
            found["stacks"],
            found["set"],
            found["optimum"],
            tuple(seconds for seconds in found["seconds"].values() if seconds is not None),
        )
        for found in json.loads(path.read_text(encoding="utf-8"))
    ]


def solve(instance: Published) -> Outcome:
    """Plan an instance and improve the plan, once."""
    runs = instance.runs
    start = time.process_time()
    plan = make_plan(runs, PlanRequest(n_stacks=instance.n_stacks, method="balanced"))
    plan = improve(plan)
    bound = int(plan.lower_bound)
    return Outcome(instance, recount(plan, runs), bound, time.process_time() - start)


def main(words: Sequence[str]) -> int:
    """Solve the instances of a file, print a row a set; 1 if a known optimum is contradicted."""
    options = argparse.ArgumentParser(
        prog="run.py published",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("file", type=Path, metavar="FILE")
    instances = read(options.parse_args(words).file)
    outcomes = []
    for instance in instances:
        outcomes.append(solve(instance))
        if outcomes[-1].is_contradicted:
            print(f"contradicted: {instance.name}, {outcomes[-1][1:]}", flush=True)
    print("\n".join(table(outcomes)))
    return int(any(outcome.is_contradicted for outcome in outcomes))


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Count what is solved to proof, a set in a row, and all together."""
    yield from head(
        "solved to proof", "n", f"within {AT_ONCE_S:g} s", "after `improve`",
        f"best published, {AT_ONCE_S:g} s", f"best published, {PUBLISHED_S:g} s",
        "none of them", "optimum reached", "contradictions", "longest s",
    )  # fmt: skip
    kinds = list(dict.fromkeys(outcome.instance.kind for outcome in outcomes))
    for kind in kinds:
        yield _row(kind, [outcome for outcome in outcomes if outcome.instance.kind == kind])
    yield _row("all", outcomes)


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    proved = [outcome for outcome in outcomes if outcome.is_proved]
    known = [outcome for outcome in outcomes if outcome.instance.optimum is not None]
    reached = [outcome for outcome in known if outcome.makespan == outcome.instance.optimum]
    return row(
        name,
        str(len(outcomes)),
        str(sum(outcome.seconds <= AT_ONCE_S for outcome in proved)),
        str(len(proved)),
        str(sum(outcome.instance.is_solved(AT_ONCE_S) for outcome in outcomes)),
        str(sum(outcome.instance.is_solved(PUBLISHED_S) for outcome in outcomes)),
        str(sum(not outcome.instance.is_solved(PUBLISHED_S) for outcome in proved)),
        f"{len(reached)} of {len(known)}",
        str(sum(outcome.is_contradicted for outcome in outcomes)),
        f"{max(outcome.seconds for outcome in outcomes):.1f}",
    )
