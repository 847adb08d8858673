"""The window on 10,000 files and 64 stacks: first rows, states, and gaps of its event loop."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.event_gaps import LIMIT_MS, medians
from benchmarks.measuring import at_most, make_runs

N_FILES = 10_000
ROWS_S, WHOLE_S = 1.0, 5.0
ROUNDS = 3


def measure(folder: Path) -> Iterator[str]:
    """Open, rescan, follow and edit; the middle one of some rounds counts."""
    traces = make_runs(folder / "traces", N_FILES)
    found, lines = medians(ROUNDS, folder, "many", traces)
    yield at_most(found["rows"], ROWS_S, f"first rows of {N_FILES:,} files", "s")
    yield at_most(found["whole"], WHOLE_S, f"all states of {N_FILES:,} files", "s")
    for step, words in lines.items():
        yield at_most(found[step], LIMIT_MS, words)
