"""How long a proved gap of 1e-4 takes on large plans."""

import random
from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.balance.contest import proved, recount, timed
from benchmarks.balance.instances import typical_sizes
from benchmarks.balance.tables import WITHIN, head, row, verdict
from stackplan.core.balance import make_plan
from stackplan.core.balance.pipeline import Pipeline
from stackplan.core.balance.problem import Problem, Work
from stackplan.core.metrics import lower_bound
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# Runs, stacks, milliseconds.
SIZES = ((500, 64, 20), (10_000, 1_000, 200))
KINDS = ("typical", "uniform")
ROUNDS = 5
_WORK = 1_000_000_000


def draw_sizes(kind: str, seed: int, n_runs: int, n_stacks: int) -> list[int]:
    """Draw the runs of a large plan."""
    r = random.Random(f"{kind}|{seed}|{n_runs}|{n_stacks}")
    if kind == "typical":
        return typical_sizes(r, n_runs)
    return [r.randint(10**6, 10**11) for _ in range(n_runs)]


def size_table(seeds: Sequence[int], rounds: int = ROUNDS) -> Iterator[str]:
    """Give one line for each size, kind and seed."""
    yield from head(
        "runs x stacks", "kind", "seed", "ms to 1e-4, median (min - max)", "proved gap", "limit",
        "verdict", "make_plan ms", "its gap",
    )  # fmt: skip
    for n_runs, n_stacks, limit in SIZES:
        for kind in KINDS:
            for seed in seeds:
                sizes = draw_sizes(kind, seed, n_runs, n_stacks)
                cells = _ours(sizes, n_stacks, limit, rounds)
                yield row(f"{n_runs} x {n_stacks}", kind, str(seed), *cells)


def _ours(sizes: Sequence[int], n_stacks: int, limit: int, rounds: int) -> list[str]:
    """Time the search until 1e-4, and all of `make_plan`."""
    weights = tuple(sorted(sizes, reverse=True))
    times = []
    for _ in range(rounds):
        searched, seconds = timed(lambda: _searched(weights, n_stacks))
        times.append(1000 * seconds)
    longest = max(searched.problem.loads(searched.best.places))
    near = (longest - searched.best.bound) * WITHIN <= searched.best.bound
    runs = [Run(number, size) for number, size in enumerate(sizes)]
    request = PlanRequest(n_stacks=n_stacks, method="balanced")
    plan, seconds = timed(lambda: proved(make_plan(runs, request)))
    recount(plan, runs)
    return [
        f"{median(times):.1f} ({min(times):.1f} - {max(times):.1f})",
        f"{(longest - searched.best.bound) / searched.best.bound:.1e}",
        f"{limit} ms",
        verdict(near and median(times) <= limit),
        f"{1000 * seconds:.0f}",
        f"{float(plan.gap):.1e}",
    ]


def _searched(weights: tuple[int, ...], n_stacks: int) -> Pipeline:
    problem = Problem(weights, (0,) * n_stacks, (1,) * n_stacks)
    pipeline = Pipeline(problem, int(lower_bound(weights, n_stacks)), fineness=WITHIN)
    pipeline.level(Work(_WORK))
    return pipeline
