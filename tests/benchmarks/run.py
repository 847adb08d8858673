"""How fast Stackplan is, as ratios to a named peer that is measured in the same run.

    python tests/benchmarks/run.py          everything, about six minutes
    python tests/benchmarks/run.py NAME     one of: plan, scan, states, start, stacks, gaps, many,
                                            edit, wire
    python tests/benchmarks/run.py balance [--help]     the balancing methods, by itself: minutes
    python tests/benchmarks/run.py published FILE       published instances, by itself: minutes
    python tests/benchmarks/run.py gains [--help]       what balancing gains, beside other solvers
    python tests/benchmarks/run.py constants [NAME]     what each number of the search trades

The Python that runs this must have Stackplan installed. Each line gives the ratio of two medians,
the limit beside it, and the spread of both sides. The two sides take turns (A B A B), so a busy
machine slows both. A single OVER on a busy machine says little; look at the spread, and repeat.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

# As in the program itself, before anything imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What each name measures; its module stands beside this file.
BENCHMARKS = {
    "plan": "plan_command",
    "scan": "scan_calls",
    "states": "file_states",
    "start": "window_start",
    "stacks": "stacks_change",
    "gaps": "event_gaps",
    "many": "many_files",
    "edit": "edit",
    "wire": "wire",
}

# What has options of its own.
COMMANDS = {
    "balance": "balance.command",
    "published": "balance.published",
    "gains": "balance.gains",
    "constants": "balance.constants",
}


class Benchmark(Protocol):
    """What each of the modules offers."""

    def measure(self, folder: Path) -> Iterator[str]:
        """Measure in a folder of its own; yields one line for each ratio as soon as it is known."""


class Command(Protocol):
    """What a benchmark with options of its own offers."""

    def main(self, words: list[str]) -> int:
        """Measure what the options ask for, and print it."""


def load(module: str) -> object:
    """Import a module of this folder; none imports anything heavy before it measures."""
    tests = Path(__file__).resolve().parents[1]
    if str(tests) not in sys.path:
        sys.path[:0] = [str(tests), str(tests / "helpers")]
    return import_module(f"benchmarks.{module}")


def main(names: list[str]) -> int:
    """Measure what is named, or everything; a ratio over its limit is printed, not judged."""
    if names and names[0] in COMMANDS:
        return cast("Command", load(COMMANDS[names[0]])).main(names[1:])
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        known = ", ".join([*BENCHMARKS, *COMMANDS])
        print(f"There is no benchmark {unknown[0]!r}; there are {known}.")
        return 2
    for name in names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="stackplan-benchmark-") as folder:
            for line in cast("Benchmark", load(BENCHMARKS[name])).measure(Path(folder)):
                print(f"{name:7}{line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
