"""How long a proved gap of 1e-4 takes on large plans, beside the prototype."""

import random
from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.balance.contest import proved, recount, timed
from benchmarks.balance.instances import typical_sizes
from benchmarks.balance.tables import head, row
from benchmarks.balance.targets import WITHIN, verdict
from benchmarks.peer.pipeline import solve
from stackplan.core.balance import METHODS, make_plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# Runs, stacks, milliseconds.
SIZES = ((500, 64, 20), (10_000, 1_000, 200))
KINDS = ("typical", "uniform")
ROUNDS = 5


def draw_sizes(kind: str, seed: int, n_runs: int, n_stacks: int) -> list[int]:
    """Draw the runs of a large plan."""
    r = random.Random(f"{kind}|{seed}|{n_runs}|{n_stacks}")
    if kind == "typical":
        return typical_sizes(r, n_runs)
    return [r.randint(10**6, 10**11) for _ in range(n_runs)]


def size_table(seeds: Sequence[int], rounds: int = ROUNDS) -> Iterator[str]:
    """One line for each size, kind and seed: ours, and the prototype told to stop at 1e-4."""
    yield from head(
        "runs x stacks", "kind", "seed", "quick ms median (min - max)", "proved gap", "limit",
        "verdict", "prototype ms", "its gap",
    )  # fmt: skip
    for n_runs, n_stacks, limit in SIZES:
        for kind in KINDS:
            for seed in seeds:
                sizes = draw_sizes(kind, seed, n_runs, n_stacks)
                cells = [
                    *_ours(sizes, n_stacks, limit, rounds),
                    *_prototypes(sizes, n_stacks, rounds),
                ]
                yield row(f"{n_runs} x {n_stacks}", kind, str(seed), *cells)


def _ours(sizes: Sequence[int], n_stacks: int, limit: int, rounds: int) -> list[str]:
    if "balanced" not in METHODS:
        return ["-", "-", f"{limit} ms", "not measured"]
    runs = [Run(number, size) for number, size in enumerate(sizes)]
    request = PlanRequest(n_stacks=n_stacks, method="balanced")
    times = []
    for _ in range(rounds):
        plan, seconds = timed(lambda: proved(make_plan(runs, request)))
        times.append(1000 * seconds)
    longest = recount(plan, runs)
    near = (longest - plan.lower_bound) * WITHIN <= plan.lower_bound
    return [
        f"{median(times):.1f} ({min(times):.1f} - {max(times):.1f})",
        f"{float(plan.gap):.1e}",
        f"{limit} ms",
        verdict(near and median(times) <= limit),
    ]


def _prototypes(sizes: Sequence[int], n_stacks: int, rounds: int) -> list[str]:
    weights = sorted(sizes, reverse=True)
    times = []
    for _ in range(rounds):
        answer, seconds = timed(lambda: solve(weights, n_stacks, tolerance=1 / WITHIN))
        times.append(1000 * seconds)
    return [f"{median(times):.1f}", f"{(answer.makespan - answer.bound) / answer.bound:.1e}"]
