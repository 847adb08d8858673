"""An edit of a large plan from the key to the painted window, and a segment dragged in the chart.

Measured on Qt's offscreen platform, and on an X server where Xvfb is installed.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median, quantiles

from benchmarks.measuring import Ratio, environment, make_runs, python
from benchmarks.window_start import write_settings, x_server

N_RUNS, N_STACKS = 1000, 64
EDIT_MS, DRAG_MS = 20.0, 16.0
TIMES_BARE, TIMES_NAIVE = 8.0, 15.0
WHAT = f"at {N_STACKS} stacks and {N_RUNS} runs"


def limit(name: str, seconds: list[float], limit_ms: float) -> str:
    """Hold a median against a limit in milliseconds."""
    middle, slow = 1000 * median(seconds), 1000 * quantiles(seconds, n=20)[-1]
    good = "OK  " if middle <= limit_ms else "OVER"
    return (
        f"{good} {middle:5.1f} ms (at most {limit_ms:.0f})  {name}; 95 % within {slow:.1f} ms,"
        f" {len(seconds)} rounds"
    )


def lines(traces: Path, more: Mapping[str, str], platform: str) -> Iterator[str]:
    """Measure on one platform."""
    command = python(Path(__file__).with_name("edit_child.py"), traces)
    child = subprocess.run(
        command, env=environment(**more), stdout=subprocess.PIPE, check=True, text=True
    )
    found: dict[str, list[float]] = json.loads(child.stdout)
    edit, bare = found["edit"], found["bare"]
    yield limit(f"edit {WHAT}, from the key to the paint ({platform})", edit, EDIT_MS)
    yield str(Ratio(f"edit / bare widget's paint ({platform})", edit, bare, TIMES_BARE))
    naive = Ratio(
        f"edit / clear, bar, draw ({platform})", edit, found["naive"], TIMES_NAIVE, fewer=True
    )
    yield str(naive)
    yield limit(f"drag {WHAT}, from the move to the paint ({platform})", found["drag"], DRAG_MS)


def measure(folder: Path) -> Iterator[str]:
    """Edit and drag."""
    traces, settings = make_runs(folder / "traces", N_RUNS), folder / "settings"
    write_settings(settings, traces, N_STACKS, method="lpt")
    ours = {"XDG_CONFIG_HOME": str(settings), "XDG_STATE_HOME": str(folder / "state")}
    yield from lines(traces, {**ours, "QT_QPA_PLATFORM": "offscreen"}, "offscreen")
    with x_server() as display:
        if display is None:
            yield "not measured on an X server: there is no Xvfb"
            return
        more = {**ours, "QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
        yield from lines(traces, more, "X server")
