"""The classes of instances on which methods are compared: sizes in bytes, and a number of stacks.

Instance k of a class for a seed is the same everywhere and for ever: the draws, and their order,
are those of the study whose published table is held against ours. The typical classes are an
assumption about experiments, not measured run lists; the classical ones are those of França et al.
(1994), Dell'Amico and Martello, Haouari and Jemmali.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

from stackplan.core.runs import Run

Draw = Callable[[random.Random], tuple[list[int], int]]


@dataclass(frozen=True)
class Instance:
    """Sizes by run number, and on how many stacks they go."""

    name: str
    sizes: tuple[int, ...]
    n_stacks: int

    @property
    def runs(self) -> list[Run]:
        """The same as runs; run k has the k-th size drawn."""
        return [Run(number, size) for number, size in enumerate(self.sizes)]


def typical(fewest: int, most: int, stacks: Sequence[int]) -> Draw:
    """Runs of one experiment: most alike, some broken off after a moment."""

    def draw(r: random.Random) -> tuple[list[int], int]:
        n_stacks = r.choice(stacks)
        n_runs = r.randint(max(fewest, n_stacks + 1), max(most, n_stacks + 1))
        return typical_sizes(r, n_runs), n_stacks

    return draw


def typical_sizes(r: random.Random, n_runs: int) -> list[int]:
    """Log-normal sizes round a median of 2 to 30 GB, and 10 to 25 % short ones."""
    median, sigma, short = r.uniform(2e9, 30e9), r.uniform(0.2, 0.4), r.uniform(0.10, 0.25)

    def size() -> int:
        if r.random() < short:
            return int(exp(r.uniform(log(1e6), log(2e9))))
        return int(min(1e11, median * exp(r.gauss(0, sigma))))

    return [size() for _ in range(n_runs)]


def uniform(r: random.Random) -> tuple[list[int], int]:
    """At least four runs a stack, of any size."""
    n_stacks = r.choice((4, 8, 16, 24, 32, 64))
    n_runs = r.randint(4 * n_stacks, max(4 * n_stacks, 500))
    return [r.randint(10**6, 10**11) for _ in range(n_runs)], n_stacks


def heavy_tail(r: random.Random) -> tuple[list[int], int]:
    """Pareto: a few runs hold most of the bytes."""
    n_stacks = r.choice((4, 8, 16, 24, 32))
    n_runs, alpha = r.randint(max(60, 4 * n_stacks), 400), r.uniform(1.1, 1.6)
    return [int(min(1e11, 2e8 * r.paretovariate(alpha))) for _ in range(n_runs)], n_stacks


def hard(r: random.Random) -> tuple[list[int], int]:
    """Two to four runs a stack, where a stack has no small change to level it with."""
    n_stacks = r.choice((4, 8, 16, 24, 32))
    n_runs = int(n_stacks * r.uniform(2, 4)) + 1
    return [r.randint(10**9, 10**11) for _ in range(n_runs)], n_stacks


def franca_uniform(r: random.Random) -> tuple[list[int], int]:
    """Whole numbers from 1 to b."""
    n_stacks = r.choice((5, 10, 25))
    n_runs = r.choice([n for n in (10, 50, 100, 500, 1000) if n > n_stacks])
    top = r.choice((100, 1000, 10000))
    return [r.randint(1, top) for _ in range(n_runs)], n_stacks


def franca_other(r: random.Random) -> tuple[list[int], int]:
    """98 % between 0.9 (b - 1) and b, the others from 1 to 0.2 (b - 1)."""
    n_stacks = r.choice((5, 10, 25))
    n_runs = r.choice([n for n in (50, 100, 500, 1000) if n > n_stacks])
    top = r.choice((100, 1000, 10000))

    def size() -> int:
        if r.random() < 0.98:
            return r.randint(int(0.9 * (top - 1)), top)
        return r.randint(1, int(0.2 * (top - 1)))

    return [size() for _ in range(n_runs)], n_stacks


def haouari_jemmali(r: random.Random) -> tuple[list[int], int]:
    """Seven kinds of small whole numbers, two to three runs a stack."""
    n = r.choice(range(20, 221, 20))
    n_stacks = max(2, round(n / r.choice((2.0, 2.25, 2.5, 2.75, 3.0))))
    kinds: list[Callable[[], int]] = [
        lambda: r.randint(1, 100),
        lambda: r.randint(20, 100),
        lambda: r.randint(50, 100),
        lambda: max(1, round(r.gauss(100, 50))),
        lambda: max(1, round(r.gauss(100, 20))),
        lambda: r.randint(n, 4 * n),
        lambda: max(1, round(r.gauss(4 * n, n))),
    ]
    size = kinds[r.randint(1, 7) - 1]
    return [size() for _ in range(n)], n_stacks


# The names are part of the seed: another name is another instance.
CLASSES: dict[str, Draw] = {
    "a1 typical, m 4-16": typical(60, 400, (4, 8, 16)),
    "a2 typical, m 24-64": typical(150, 400, (24, 32, 64)),
    "a3 typical, m 128": typical(150, 400, (128,)),
    "a4 typical, few runs": typical(30, 60, (8, 16, 24)),
    "b uniform": uniform,
    "c heavy tail": heavy_tail,
    "d hard, n/m 2-4": hard,
    "e1 Franca U": franca_uniform,
    "e2 Franca non-U": franca_other,
    "e3 HJ/MS n/m 2-3": haouari_jemmali,
}


def short_name(name: str) -> str:
    """Give what a person types for a class: ``a1``."""
    return name.split()[0]


def instance(name: str, seed: int, k: int) -> Instance:
    """Draw instance `k` of a class for a seed."""
    sizes, n_stacks = CLASSES[name](random.Random(f"{name}|{seed}|{k}"))
    return Instance(f"{short_name(name)} seed {seed} no. {k}", tuple(sizes), n_stacks)
