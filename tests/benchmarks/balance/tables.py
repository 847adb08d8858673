"""The tables: ratios of every method, targets with a verdict each, CP-SAT's three budgets."""

from collections.abc import Iterator, Sequence
from statistics import fmean

from benchmarks.balance.contest import PLAYERS, Contest
from benchmarks.balance.cpsat import SECONDS, is_settled, player_name
from benchmarks.balance.instances import short_name
from benchmarks.balance.targets import (
    QUICK_MS,
    TARGETS,
    improved_percent,
    mean_excess,
    milliseconds,
    proved_percent,
    quick_is_good,
    quick_is_quick,
    verdict,
)

Classes = dict[str, list[Contest]]


def row(*cells: str) -> str:
    """Lay out one row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def head(*cells: str) -> Iterator[str]:
    """Lay out the head of a Markdown table."""
    yield row(*cells)
    yield row(*("---" for _ in cells))


def by_class(contests: Sequence[Contest]) -> Classes:
    """Sort contests by class, in the order in which they were held."""
    classes: Classes = {}
    for contest in contests:
        classes.setdefault(contest.name, []).append(contest)
    return classes


def ratio_table(classes: Classes) -> Iterator[str]:
    """Mean makespan over the best bound known, for every method that played everywhere."""
    players = [name for name in PLAYERS if all(_all_have(c, name) for c in classes.values())]
    yield from head("mean makespan / best bound known", "n", *players)
    for name, contests in classes.items():
        means = (f"{1 + mean_excess(contests, player):.6f}" for player in players)
        yield row(name, str(len(contests)), *means)
    behind = sum(contest.is_behind_simple for contests in classes.values() for contest in contests)
    if "quick" in players:
        words = "Instances where quick is longer than the best of snake, LPT, MULTIFIT and KK"
        yield f"\n{words}: {behind} ({verdict(not behind)})."


def _all_have(contests: Sequence[Contest], player: str) -> bool:
    return all(player in contest.results for contest in contests)


def quick_table(classes: Classes) -> Iterator[str]:
    """The plan that is there at once."""
    yield from head(
        "quick (make_plan)", "mean excess", "proved 1e-5 where it must", "proved 1e-4",
        "ms median / max", f"median <= {QUICK_MS} ms",
    )  # fmt: skip
    for name, contests in classes.items():
        yield row(
            name,
            f"{mean_excess(contests, 'quick'):.2e}",
            verdict(quick_is_good(contests)),
            f"{proved_percent(contests, 'quick'):.0f} %",
            milliseconds(contests, "quick"),
            verdict(quick_is_quick(contests)),
        )


def improved_table(classes: Classes) -> Iterator[str]:
    """The plan after the larger budget, against what has to be proved."""
    yield from head(
        "improved (improve)", "mean excess", "proved", "within", "must", "verdict", "aim",
        "verdict", "optimal", "ms median / max",
    )  # fmt: skip
    for name, contests in classes.items():
        target, percent = TARGETS[short_name(name)], improved_percent(contests)
        optimal = sum(is_settled(contest) for contest in contests)
        yield row(
            name,
            f"{mean_excess(contests, 'improved'):.2e}",
            f"{percent:.0f} %",
            "1e-4",
            f"{target.must} %",
            verdict(percent >= target.must),
            f"{target.aim} %",
            verdict(percent >= target.aim),
            f"{100 * optimal / len(contests):.0f} %",
            milliseconds(contests, "improved"),
        )


def cpsat_table(classes: Classes, count: int) -> Iterator[str]:
    """CP-SAT's budgets on the first instances of each class; in brackets how many it solved."""
    names = [player_name(seconds) for seconds in SECONDS]
    yield from head(
        f"first {count} a class, mean ratio", "improved", *names, "proved, not run",
        f"improved behind {names[-1]}",
    )  # fmt: skip
    for name, all_contests in classes.items():
        contests = [contest for contest in all_contests if contest.number < count]
        yield _cpsat_row(name, contests, names)


def _cpsat_row(name: str, contests: Sequence[Contest], names: Sequence[str]) -> str:
    needless = [contest for contest in contests if is_settled(contest)]
    played = [contest for contest in contests if contest not in needless]
    means = []
    for player in names:
        solved = [1 + c.excess(player) for c in played if player in c.results]
        means.append(f"{fmean(solved):.6f} ({len(solved)} of {len(played)})" if solved else "-")
    if not played:
        means = ["proved"] * len(names)
    longest = names[-1]
    behind = sum(
        contest.results["improved"].makespan > contest.results[longest].makespan
        for contest in played
        if longest in contest.results
    )
    mean = f"{1 + mean_excess(played or contests, 'improved'):.6f}"
    word = f"{behind} of {len(contests)} ({verdict(not behind)})"
    return row(name, mean, *means, str(len(needless)), word)
