"""The largest gap in the window's event loop, step by step, against what a hand still forgives."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from folders import fill
from stackplan.files.demo import trace_file

LIMIT_MS = 100
ROUNDS = 5
CASES = ((120, 1366, 768), (2000, 3840, 2160))
_METER = Path(__file__).with_name("gap_meter.py")


def make_traces(folder: Path, runs: int) -> Path:
    """Make a folder of closed trace files."""
    traces = fill(folder, {n: 10**9 + n * 7919 % 10**9 for n in range(1, runs + 1)})
    for path in traces.iterdir():
        with path.open("r+b") as stream:
            stream.write(trace_file(*[path.stat().st_size] * 2))
    return traces


def gaps(traces: Path, width: int, height: int) -> dict[str, tuple[float, float]]:
    """Work through the window once: by step the largest gap, and the most its thread computed."""
    words = [sys.executable, str(_METER), str(traces), str(width), str(height)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return {step: (gap, own) for step, (gap, own) in json.loads(done.stdout).items()}


def measure(folder: Path) -> Iterator[str]:
    """Measure both sizes of screen; the worst step of each round counts."""
    for runs, width, height in CASES:
        traces = make_traces(folder / str(runs), runs)
        rounds = [gaps(traces, width, height) for _ in range(ROUNDS)]
        steps = {step: median(told[step][0] for told in rounds) for step in rounds[0]}
        worst = max(steps, key=steps.__getitem__)
        own = max(median(told[step][1] for told in rounds) for step in rounds[0])
        verdict = "OVER" if steps[worst] > LIMIT_MS else "OK  "
        yield (
            f"{verdict} {runs} runs, {width}x{height}: {steps[worst]:.0f} ms of {LIMIT_MS} at "
            f"'{worst}', median of {ROUNDS}; the window's thread itself at most {own:.0f} ms"
        )
