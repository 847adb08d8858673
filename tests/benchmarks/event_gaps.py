"""The largest gap in the window's event loop, step by step, against what a hand still forgives."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measuring import OFFSCREEN, Measurer, at_most, make_runs, own_settings

LIMIT_MS = 100
ROUNDS = 5
CASES = ((120, 1366, 768), (2000, 3840, 2160))


def medians(rounds: int, folder: Path, *words: object) -> tuple[dict[str, float], dict[str, str]]:
    """Work through a window some times; seconds and gaps by name, and words for each gap."""
    told = []
    for number in range(rounds):
        # Each round has settings of its own: a window opens what it had open before.
        more = {**OFFSCREEN, **own_settings(folder / f"settings {number}")}
        told.append(Measurer("gap_child", words, more).figures())
    found = {name: median(each["seconds"][name] for each in told) for name in told[0]["seconds"]}
    lines = {}
    for step in told[0]["gaps"]:
        gap, own = (median(each["gaps"][step][at] for each in told) for at in (0, 1))
        found[step] = gap
        lines[step] = f"at '{step}', median of {rounds}; the window's thread itself {own:.0f} ms"
    return found, lines


def measure(folder: Path) -> Iterator[str]:
    """Measure both sizes of screen; the worst step counts."""
    for runs, width, height in CASES:
        place = folder / str(runs)
        place.mkdir()
        traces = make_runs(place / "traces", runs)
        found, lines = medians(ROUNDS, place, "crew", traces, width, height)
        worst = max(lines, key=found.__getitem__)
        yield at_most(found[worst], LIMIT_MS, f"{runs} runs, {width}x{height}: {lines[worst]}")
