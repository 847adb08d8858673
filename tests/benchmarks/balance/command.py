"""The balancing benchmark: who plans shorter, what is proved, and how long it takes.

Every makespan is counted from the assignment in exact ints, every run has to be there exactly once,
and no bound may lie above anybody's makespan. Excess is the makespan over the best bound that any
method proved, less 1. Times are of this machine, now; run it on an idle one.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

from benchmarks.balance import tables
from benchmarks.balance.contest import Contest, hold
from benchmarks.balance.instances import CLASSES, instance, short_name
from benchmarks.balance.sizes import size_table

# Nobody tuned on these. Taken for tuning: 1 and 7 (the study's own), 101 and 102.
SEEDS = (2026, 4711)
WARM_UP = -1


def parser() -> argparse.ArgumentParser:
    """Define the options."""
    known = [short_name(name) for name in CLASSES]
    options = argparse.ArgumentParser(prog="run.py balance", description=__doc__)
    options.add_argument("--classes", nargs="+", choices=known, default=known, metavar="CLASS")
    options.add_argument("--instances", type=int, default=30, help="a class and seed; default: 30")
    options.add_argument("--seeds", nargs="+", type=int, default=SEEDS, metavar="SEED")
    options.add_argument("--no-sizes", action="store_true", help="without the large plans")
    options.add_argument("--only-sizes", action="store_true", help="the large plans only")
    return options


def main(words: Sequence[str]) -> int:
    """Hold the contests that the options ask for, and print their tables.

    The exit code is 0 whatever the verdicts are; a plan or a bound that is wrong raises.
    """
    options = parser().parse_args(words)
    hold("a1 typical, m 4-16", 0, WARM_UP, instance("a1 typical, m 4-16", 0, 0))
    contests: list[Contest] = []
    for seed in () if options.only_sizes else options.seeds:
        played = play(options.classes, seed, options.instances)
        print("\n".join(report(played, f"seed {seed}")))
        contests += played
    if contests and len(options.seeds) > 1:
        seeds = " and ".join(map(str, options.seeds))
        print("\n".join(report(contests, f"seeds {seeds} together")))
    if not options.no_sizes:
        print("\n## Large plans\n")
        for line in size_table(options.seeds):
            print(line, flush=True)
    return 0


def play(classes: Sequence[str], seed: int, n_instances: int) -> list[Contest]:
    """Hold all contests of a seed; how far it is goes to stderr."""
    contests = []
    for name in CLASSES:
        if short_name(name) in classes:
            numbers = range(n_instances)
            contests += [hold(name, seed, n, instance(name, seed, n)) for n in numbers]
            print(f"seed {seed}: {name} done", file=sys.stderr, flush=True)
    return contests


def report(contests: Sequence[Contest], title: str) -> Iterator[str]:
    """Give all tables of these contests, with their classes in the order of play."""
    classes: tables.Classes = {}
    for contest in contests:
        classes.setdefault(contest.name, []).append(contest)
    yield f"\n## {title}\n"
    for table in (tables.gains_table, tables.quick_table, tables.improved_table):
        yield from table(classes)
        yield ""
