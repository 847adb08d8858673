"""The tables of the balancing benchmark, and what is to be reached in each class."""

from collections.abc import Iterator, Sequence
from statistics import fmean, median
from typing import NamedTuple

from benchmarks.balance.contest import Contest
from benchmarks.balance.instances import short_name
from benchmarks.balance.peers import METHODS as SIMPLE

QUICK_MS = 100
# Proved gaps, as one part in so many.
WITHIN, CLOSELY = 10_000, 100_000

Classes = dict[str, list[Contest]]


class Target(NamedTuple):
    """What a class asks for."""

    closely: bool  # the quick plan is proved within 1e-5 everywhere
    must: int  # per cent of the instances that the improved plan proves within 1e-4
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


def optimal_percent(contests: Sequence[Contest]) -> float:
    """Per cent of the instances whose improved plan is proved optimal."""
    return 100 * fmean(contest.is_settled for contest in contests)


def mean_excess(contests: Sequence[Contest], player: str) -> float:
    """Mean over a class of makespan / best bound known - 1."""
    return fmean(contest.excess(player) for contest in contests)


def milliseconds(contests: Sequence[Contest], player: str) -> str:
    """Median and maximum of a player's times."""
    times = [1000 * contest.results[player].seconds for contest in contests]
    return f"{median(times):.0f} / {max(times):.0f}"


def row(*cells: str) -> str:
    """Lay out one row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def head(*cells: str) -> Iterator[str]:
    """Lay out the head of a Markdown table."""
    yield row(*cells)
    yield row(*("---" for _ in cells))


def percent(part: float) -> str:
    """Two figures, and no powers of ten."""
    return "0" if part < 5e-8 else f"{100 * part:.2g}"


def gains_table(rows: Classes) -> Iterator[str]:
    """All methods that need no time to speak of, and ours: one row a class."""
    yield from head(
        "mean excess, %", "n", *SIMPLE, "at once", "improved", "proved within 0.01 %", "optimal"
    )
    for name, contests in rows.items():
        means = (percent(mean_excess(contests, m)) for m in (*SIMPLE, "quick", "improved"))
        yield row(
            name,
            str(len(contests)),
            *means,
            f"{proved_percent(contests, 'improved'):.0f} %",
            f"{optimal_percent(contests):.0f} %",
        )
    behind = sum(contest.is_behind_simple for contests in rows.values() for contest in contests)
    words = (
        "Instances where the plan at once is longer than the best of snake, LPT, MULTIFIT and KK"
    )
    yield f"\n{words}: {behind} ({verdict(not behind)})."


def quick_table(classes: Classes) -> Iterator[str]:
    """The plan that is there at once."""
    yield from head(
        "quick (make_plan)", "mean excess", "proved 1e-5 where it must", "proved 1e-4",
        "ms median / max", f"median <= {QUICK_MS} ms",
    )  # fmt: skip
    for name, contests in classes.items():
        must = TARGETS[short_name(name)].closely
        middle = median(contest.results["quick"].seconds for contest in contests)
        yield row(
            name,
            f"{mean_excess(contests, 'quick'):.2e}",
            verdict(not must or proved_percent(contests, "quick", CLOSELY) == 100),
            f"{proved_percent(contests, 'quick'):.0f} %",
            milliseconds(contests, "quick"),
            verdict(1000 * middle <= QUICK_MS),
        )


def improved_table(classes: Classes) -> Iterator[str]:
    """The plan after the larger budget, against what has to be proved."""
    yield from head(
        "improved (improve)", "mean excess", "proved", "within", "must", "verdict", "aim",
        "verdict", "optimal", "ms median / max",
    )  # fmt: skip
    for name, contests in classes.items():
        target, percent = TARGETS[short_name(name)], proved_percent(contests, "improved")
        yield row(
            name,
            f"{mean_excess(contests, 'improved'):.2e}",
            f"{percent:.0f} %",
            "1e-4",
            f"{target.must} %",
            verdict(percent >= target.must),
            f"{target.aim} %",
            verdict(percent >= target.aim),
            f"{optimal_percent(contests):.0f} %",
            milliseconds(contests, "improved"),
        )
