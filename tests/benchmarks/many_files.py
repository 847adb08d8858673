"""The window on 10,000 files and 64 stacks: first rows, states, and gaps of its event loop."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.event_gaps import LIMIT_MS, make_traces
from benchmarks.measuring import environment

N_FILES = 10_000
ROWS_S, WHOLE_S = 1.0, 5.0
ROUNDS = 3
_CHILD = Path(__file__).with_name("many_child.py")


def look(traces: Path, more: dict[str, str]) -> dict[str, float]:
    """Use the window once; seconds of the rows and states, and two figures for each step."""
    done = subprocess.run(
        [sys.executable, str(_CHILD), str(traces)],
        capture_output=True,
        text=True,
        check=True,
        env=environment(QT_QPA_PLATFORM="offscreen", **more),
    )
    told = json.loads(done.stdout)
    found = {"rows": told["rows"], "whole": told["whole"]}
    for step, (gap, own) in told["gaps"].items():
        found[f"{step} gap"], found[f"{step} own"] = gap, own
    return found


def _settings(folder: Path, number: int) -> dict[str, str]:
    """Give each round settings of its own: a window opens what it had open before."""
    names = {"XDG_CONFIG_HOME": "settings", "XDG_STATE_HOME": "state"}
    return {key: str(folder / f"{name} {number}") for key, name in names.items()}


def measure(folder: Path) -> Iterator[str]:
    """Open, rescan, follow and edit; the middle one of some rounds counts."""
    traces = make_traces(folder / "traces", N_FILES)
    rounds = [look(traces, _settings(folder, number)) for number in range(ROUNDS)]
    middle = {name: median(told[name] for told in rounds) for name in rounds[0]}
    for name, limit, words in (("rows", ROWS_S, "first rows"), ("whole", WHOLE_S, "all states")):
        verdict = "OVER" if middle[name] > limit else "OK  "
        yield f"{verdict} {middle[name]:.2f} s (at most {limit:g} s)  {words} of {N_FILES:,} files"
    for step in (name.removesuffix(" gap") for name in middle if name.endswith(" gap")):
        gap, own = middle[f"{step} gap"], middle[f"{step} own"]
        verdict = "OVER" if gap > LIMIT_MS else "OK  "
        yield (
            f"{verdict} {gap:.0f} ms of {LIMIT_MS} at '{step}', median of {ROUNDS};"
            f" the window's thread itself at most {own:.0f} ms"
        )
