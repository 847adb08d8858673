"""What balancing gains: the table of the documentation, and the same instances given to others.

Mean excess of the longest stack over the best bound that anybody proved, in per cent, by class of
experiments and by set of published instances. The second table has, of the first K instances of
each row, those that `improve` has not proved optimal: what HiGHS and CP-SAT make of them in so many
seconds of the processor. `--published FILE` is in the form that `run.py published` reads; scipy and
ortools are left out where they are not installed.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.balance import cpsat, highs
from benchmarks.balance.command import SEEDS
from benchmarks.balance.contest import Contest, Result, hold
from benchmarks.balance.instances import CLASSES, Instance, instance, short_name
from benchmarks.balance.published import read
from benchmarks.balance.tables import Classes, gains_table, head, mean_excess, percent, row

# Where a solver has no plan in time, no mean is given.
RIVALS = ("HiGHS", "CP-SAT")


def main(words: Sequence[str]) -> int:
    """Hold the contests that the options ask for, and print both tables."""
    known = [short_name(name) for name in CLASSES]
    options = argparse.ArgumentParser(prog="run.py gains", description=__doc__)
    options.add_argument("--published", type=Path, metavar="FILE")
    options.add_argument("--classes", nargs="*", choices=known, default=known, metavar="CLASS")
    options.add_argument("--instances", type=int, default=30, help="a class and seed; default: 30")
    options.add_argument("--seeds", nargs="+", type=int, default=SEEDS, metavar="SEED")
    options.add_argument("--rivals", type=int, default=2, metavar="K", help="a row; default: 2")
    options.add_argument("--seconds", type=float, default=10.0, help="of the rivals; default: 10")
    asked = options.parse_args(words)
    rows: Classes = {}
    for name, seed, number, drawn in _instances(asked):
        contest = hold(name, seed, number, drawn)
        others = rows.setdefault(name, [])
        if sum(not other.is_settled for other in others) < asked.rivals:
            contest = _joined(contest, drawn, asked.seconds)
        others.append(contest)
        print(f"{name}: {len(others)}", file=sys.stderr, flush=True)
    print("\n".join(gains_table(rows)), end="\n\n")
    print("\n".join(rivals_table(rows, asked.seconds)))
    return 0


def _instances(asked: argparse.Namespace) -> Iterator[tuple[str, int, int, Instance]]:
    for name in CLASSES:
        if short_name(name) in asked.classes:
            for seed in asked.seeds:
                for number in range(asked.instances):
                    yield name, seed, number, instance(name, seed, number)
    for number, found in enumerate(read(asked.published) if asked.published else ()):
        name = f"published: {found.kind}"
        yield name, 0, number, found


def _joined(contest: Contest, drawn: Instance, seconds: float) -> Contest:
    """Let the rivals that are installed plan what is not proved optimal."""
    if contest.is_settled:
        return contest
    weights = sorted(drawn.sizes, reverse=True)
    found: dict[str, Result | None] = {}
    for name, solver in zip(RIVALS, (highs, cpsat), strict=True):
        if solver.is_there():
            found[name] = solver.solve(weights, drawn.n_stacks, seconds)
    return contest.joined(**found)


def rivals_table(rows: Classes, seconds: float) -> Iterator[str]:
    """The rivals beside ours, on what they have played."""
    named = [f"{name}, {seconds:g} s" for name in RIVALS]
    yield from head("mean excess, %", "n", *named, "at once", "improved")
    for name, contests in rows.items():
        played = [c for c in contests if any(rival in c.results for rival in RIVALS)]
        if played:
            means = (_of_all(played, player) for player in (*RIVALS, "quick", "improved"))
            yield row(name, str(len(played)), *means)


def _of_all(contests: Sequence[Contest], player: str) -> str:
    solved = [contest for contest in contests if player in contest.results]
    if len(solved) < len(contests):
        return f"no plan for {len(contests) - len(solved)}"
    return percent(mean_excess(contests, player))
