"""Feeds damaged input to whatever reads some, and notes what is not refused in one sentence.

Started with the name of a target, a seed and a number of inputs; it prints its figures as JSON.
"""

import json
import random
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from faults.mutations import mutate
from faults.readers import readers
from stackplan.core.errors import StackplanError
from stackplan.core.text import printable

# Seconds and bytes that no input may take.
SLOW, LARGE = 1.0, 200_000_000
_MOST_FAULTS = 10


@dataclass
class Fuzzed:
    """What became of the inputs; `faults` are those that were neither read nor refused."""

    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
    megabytes: float = 0.0
    faults: list[str] = field(default_factory=list)


def fuzz(name: str, seed: int, n_inputs: int, slow: float = SLOW) -> Fuzzed:
    """Feed so many damaged inputs to one reader."""
    reader, samples = readers()[name]
    figures, draw = Fuzzed(), random.Random(f"{seed} {name}")
    for sample in samples:
        _feed(reader, sample, Fuzzed())  # whatever is imported with the first one
    before = _peak()
    for _ in range(n_inputs):
        data = mutate(draw, samples)
        # Of this process alone: others use the machine, too.
        start = time.process_time()
        _feed(reader, data, figures)
        seconds = time.process_time() - start
        figures.slowest = max(figures.slowest, seconds)
        if seconds > slow:
            figures.faults.append(f"{seconds:.2f} s\n{data[:3000]!r}")
        figures.inputs += 1
        if len(figures.faults) >= _MOST_FAULTS:
            break
    figures.megabytes = (_peak() - before) / 1e6
    return figures


def _feed(reader: Callable[[bytes], None], data: bytes, figures: Fuzzed) -> None:
    try:
        reader(data)
    except StackplanError as refusal:
        figures.refused += 1
        if printable(str(refusal)) != str(refusal) or not str(refusal):
            figures.faults.append(f"no sentence: {str(refusal)!r}\n{data[:3000]!r}")
    except Exception:  # every other one is a finding
        figures.faults.append(f"{traceback.format_exc(limit=-3)}{data[:3000]!r}")


def _peak() -> int:
    # Of this program: `getrusage` tells of the one that was forked for it, too.
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    found = fuzz(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(asdict(found)))
