"""What is to be reached in each class, and whether it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.balance.contest import Contest
from benchmarks.balance.instances import short_name

QUICK_MS = 100
# Proved gaps, as one part in so many.
WITHIN = 10_000
CLOSELY = 100_000


@dataclass(frozen=True)
class Target:
    """What a class asks for.

    Parameters
    ----------
    closely : bool
        The quick plan is proved within 1e-5 everywhere.
    must, aim : int
        Per cent of the instances that the improved plan proves within 1e-4.
    """

    closely: bool
    must: int
    aim: int


TARGETS = {
    "a1": Target(True, 100, 100),
    "a2": Target(False, 70, 90),
    "a3": Target(False, 85, 95),
    "a4": Target(False, 95, 100),
    "b": Target(False, 95, 100),
    "c": Target(True, 100, 100),
    "d": Target(False, 75, 90),
    "e1": Target(False, 95, 100),
    "e2": Target(False, 95, 100),
    "e3": Target(False, 75, 90),
}


def verdict(met: bool) -> str:
    """Say it in words."""
    return "met" if met else "NOT met"


def proved_percent(contests: Sequence[Contest], player: str, parts: int = WITHIN) -> float:
    """Per cent of the instances whose gap a player proves to be at most 1 / `parts`."""
    return 100 * fmean(contest.results[player].within(parts) for contest in contests)


def mean_excess(contests: Sequence[Contest], player: str) -> float:
    """Mean over a class of makespan / best bound known - 1."""
    return fmean(contest.excess(player) for contest in contests)


def milliseconds(contests: Sequence[Contest], player: str) -> str:
    """Median and maximum of a player's times."""
    times = [1000 * contest.results[player].seconds for contest in contests]
    return f"{median(times):.0f} / {max(times):.0f}"


def quick_is_good(contests: Sequence[Contest]) -> bool:
    """Hold the quick plans of a class against its target."""
    closely = TARGETS[short_name(contests[0].name)].closely
    return not closely or proved_percent(contests, "quick", CLOSELY) == 100


def quick_is_quick(contests: Sequence[Contest]) -> bool:
    """Tell whether the median time is within the limit."""
    return 1000 * median(contest.results["quick"].seconds for contest in contests) <= QUICK_MS


def improved_percent(contests: Sequence[Contest]) -> float:
    """Per cent of a class that the improved plan proves within 1e-4."""
    return proved_percent(contests, "improved")
