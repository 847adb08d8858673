"""What each number of the search trades: halved and doubled, one at a time, on hard instances.

One row a constant: how many plans are proved within 1e-4, and the mean gap in parts of 1e-4, with
half of it and with twice of it. Limits of the machine are left as they are. Work is counted and
never timed: the table is the same on every machine, but for the rounding of numpy.
"""

import argparse
import ast
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import NamedTuple

from benchmarks.balance.instances import CLASSES, instance, short_name
from benchmarks.balance.tables import head, row
from stackplan.core import balance
from stackplan.core.balance import improve, make_plan
from stackplan.core.request import PlanRequest

PACKAGE = Path(balance.__file__).parent
# Bits of a machine word, and what stands for infinity: not to be chosen.
LIMITS = {"UNREACHED", "WORD_BITS", "_MOST_TOTAL"}
# Few moves and the curve of stack counts are other searches.
OTHERS = {"few_moves"}
SAMPLE = (
    ("a1", 101, 0), ("a2", 101, 3), ("a2", 101, 4), ("a2", 102, 7), ("a3", 102, 10),
    ("a3", 103, 4), ("a4", 102, 4), ("a4", 101, 5), ("b", 101, 2), ("d", 102, 0), ("d", 102, 2),
    ("d", 101, 2),
)  # fmt: skip

Number = int | float | tuple[float, ...]


class Constant(NamedTuple):
    """A number of a module, by name."""

    module: str
    name: str
    value: Number

    def times(self, factor: float) -> Number:
        """Scale it; whole numbers stay whole, and above 0."""
        if isinstance(self.value, tuple):
            return tuple(part * factor for part in self.value)
        scaled = self.value * factor
        return max(1, int(scaled)) if isinstance(self.value, int) else scaled


def modules() -> dict[str, ModuleType]:
    """Give the modules of the search."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if name not in OTHERS and not name.endswith("__init__"):
            found[name] = import_module(f"{balance.__name__}.{name}")
    return found


def constants() -> Iterator[Constant]:
    """List the numbers that have a name, in the order of the files."""
    for name, module in modules().items():
        source = Path(module.__file__ or "").read_text(encoding="utf-8")
        for line in ast.parse(source).body:
            targets = line.targets if isinstance(line, ast.Assign) else []
            for target in (node for part in targets for node in ast.walk(part)):
                if isinstance(target, ast.Name) and target.id.isupper():
                    value = getattr(module, target.id)
                    if isinstance(value, int | float | tuple) and target.id not in LIMITS:
                        yield Constant(name, target.id, value)


def measured(work: int) -> str:
    """Plan and improve the sample; say how many are proved, and the mean gap."""
    gaps = []
    for short, seed, number in SAMPLE:
        name = next(name for name in CLASSES if short_name(name) == short)
        drawn = instance(name, seed, number)
        request = PlanRequest(n_stacks=drawn.n_stacks, method="balanced")
        gaps.append(10_000 * float(improve(make_plan(drawn.runs, request), work).gap))
    return f"{sum(gap <= 1 for gap in gaps)}, {fmean(gaps):.2f}"


def with_value(constant: Constant, value: Number, work: int) -> str:
    """Measure with another value, in every module that has imported it."""
    owners = [
        module
        for name, module in modules().items()
        if name == constant.module or vars(module).get(constant.name) is constant.value
    ]
    for module in owners:
        setattr(module, constant.name, value)
    try:
        return measured(work)
    finally:
        for module in owners:
            setattr(module, constant.name, constant.value)


def main(words: Sequence[str]) -> int:
    """Print the table of the constants that are named, or of all."""
    options = argparse.ArgumentParser(prog="run.py constants", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME")
    options.add_argument("--work", type=int, default=300_000_000, help="of `improve`")
    asked = options.parse_args(words)
    known = [c for c in constants() if c.name in asked.names or not asked.names]
    print("\n".join(head("constant", "value", "proved, gap with half", "with twice")))
    print(row("none changed", "", measured(asked.work), ""), flush=True)
    for constant in known:
        cells = [with_value(constant, constant.times(factor), asked.work) for factor in (0.5, 2)]
        named = f"`{constant.module}.{constant.name}`", f"{constant.value}"
        print(row(*named, *cells), flush=True)
    return 0
