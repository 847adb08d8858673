"""Sizes and states of 100,000 files: what a first look at a huge folder takes.

There is no peer: Spyral does not look into a file before it reads it. The limits are seconds.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import at_most
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
    for what, seconds, limit in (("", sizes, SIZES_LIMIT), (" and states", states, ALL_LIMIT)):
        words = f"sizes{what} of {N_FILES:,} files; worst {max(seconds):.2f} s"
        yield at_most(min(seconds), limit, words, "s")
