"""An edit of two plans from the key to the painted window, and a segment dragged in the chart.

Measured on Qt's offscreen platform, and on an X server where Xvfb is installed.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from benchmarks.measuring import Measurer, Ratio, at_most, make_runs, own_settings, platforms

# Runs, stacks, and what an edit may take in ms.
LARGE, USUAL = (1000, 64, 20.0), (118, 17, 12.0)
DRAG_MS = 16.0
TIMES_BARE, TIMES_NAIVE = 8.0, 15.0  # of the large plan


def limit(what: str, seconds: list[float], limit_ms: float) -> str:
    """Hold a median against a limit in milliseconds."""
    slow, rounds = 1000 * quantiles(seconds, n=20)[-1], len(seconds)
    words = f"{what}; 95 % within {slow:.1f} ms, {rounds} rounds"
    return at_most(1000 * median(seconds), limit_ms, words)


def measure(folder: Path) -> Iterator[str]:
    """Edit and drag."""
    for n_runs, n_stacks, edit_ms in (LARGE, USUAL):
        where = f"at {n_stacks} stacks and {n_runs} runs"
        traces = make_runs(folder / f"traces_{n_runs}", n_runs)
        ours = own_settings(folder / f"settings_{n_runs}", traces, n_stacks, method="lpt")
        for platform, more in platforms():
            found = Measurer("edit_child", (traces,), {**ours, **more}).figures()
            edit, bare, naive = found["edit"], found["bare"], found["naive"]
            yield limit(f"edit {where}, from the key to the paint ({platform})", edit, edit_ms)
            if n_runs == LARGE[0]:
                yield str(Ratio(f"edit / bare widget's paint ({platform})", edit, bare, TIMES_BARE))
                name = f"edit / clear, bar, draw ({platform})"
                yield str(Ratio(name, edit, naive, TIMES_NAIVE, fewer=True))
            drag = f"drag {where}, from the move to the paint ({platform})"
            yield limit(drag, found["drag"], DRAG_MS)
