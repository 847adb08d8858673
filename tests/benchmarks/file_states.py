"""Sizes and states of 100,000 files: what a first look at a huge folder takes.

There is no peer: Spyral does not look into a file before it reads it. The limits are seconds.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from stackplan.core.runs import file_name
from stackplan.files.demo import trace_file
from stackplan.files.scan import scan
from stackplan.files.trace_state import read_states

N_FILES = 100_000
SIZES_LIMIT, ALL_LIMIT = 3.0, 5.0
ROUNDS = 3


def measure(folder: Path) -> Iterator[str]:
    """Time the sizes alone, and the sizes with all states."""
    head = trace_file(6360, 6360)
    for number in range(N_FILES):
        (folder / file_name(number)).write_bytes(head)
    sizes, states = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = scan(str(folder))
        sizes.append(time.perf_counter() - start)
        known = read_states(found.paths(found.with_data))
        states.append(time.perf_counter() - start)
        assert set(known.values()) == {"closed"}
    yield _line(sizes, SIZES_LIMIT, f"sizes of {N_FILES:,} files")
    yield _line(states, ALL_LIMIT, f"sizes and states of {N_FILES:,} files")


def _line(seconds: list[float], limit: float, name: str) -> str:
    verdict = "OK  " if min(seconds) <= limit else "OVER"
    worst = max(seconds)
    return f"{verdict} {min(seconds):5.2f} s (at most {limit:g} s)  {name}; worst {worst:.2f} s"
