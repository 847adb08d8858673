"""An edit of a large plan from the key to the painted window, and a segment dragged in the chart.

Measured on Qt's offscreen platform, and on an X server where Xvfb is installed.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from benchmarks.measuring import Measurer, Ratio, at_most, make_runs, own_settings, platforms

N_RUNS, N_STACKS = 1000, 64
EDIT_MS, DRAG_MS = 20.0, 16.0
TIMES_BARE, TIMES_NAIVE = 8.0, 15.0


def limit(what: str, seconds: list[float], limit_ms: float) -> str:
    """Hold a median against a limit in milliseconds."""
    slow, rounds = 1000 * quantiles(seconds, n=20)[-1], len(seconds)
    words = f"{what}; 95 % within {slow:.1f} ms, {rounds} rounds"
    return at_most(1000 * median(seconds), limit_ms, words)


def measure(folder: Path) -> Iterator[str]:
    """Edit and drag."""
    traces = make_runs(folder / "traces", N_RUNS)
    ours = own_settings(folder / "settings", traces, N_STACKS, method="lpt")
    where = f"at {N_STACKS} stacks and {N_RUNS} runs"
    for platform, more in platforms():
        found = Measurer("edit_child", (traces,), {**ours, **more}).figures()
        edit, bare, naive = found["edit"], found["bare"], found["naive"]
        yield limit(f"edit {where}, from the key to the paint ({platform})", edit, EDIT_MS)
        yield str(Ratio(f"edit / bare widget's paint ({platform})", edit, bare, TIMES_BARE))
        name = f"edit / clear, bar, draw ({platform})"
        yield str(Ratio(name, edit, naive, TIMES_NAIVE, fewer=True))
        yield limit(
            f"drag {where}, from the move to the paint ({platform})", found["drag"], DRAG_MS
        )
