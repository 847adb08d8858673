"""Start to the first painted window and to the first chart, against bare scripts that do the same.

Measured on Qt's offscreen platform, and on an X server where Xvfb is installed.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import (
    Ratio,
    own_settings,
    platforms,
    python,
    take_turns,
    time_to_first_word,
)
from stackplan.core.balance import make_plan
from stackplan.core.request import PlanRequest
from stackplan.files.demo import make_demo
from stackplan.files.scan import scan

# A bare window is the import of PySide6, which makes a class or an enumeration only when asked
# for. Those that a table, fields and buttons need are half a bare window more (`Qt` alone is a
# sixth), making and painting the widgets a third, our files up to the first paint and what they
# take from the standard library four fifths: 2.4 to 2.6 in all, above the limit. Features, menus,
# dialogs, reports, the folder and matplotlib come after the paint, and cost nothing here.
WINDOW_LIMIT = 2.0
CHART_LIMIT = 1.35
WINDOW_ROUNDS = 15
CHART_ROUNDS = 9
N_STACKS = 16


def write_bars(traces: Path, path: Path) -> None:
    """Write what the chart of the window shows, in GB, for the bare script to draw the same."""
    plan = make_plan(scan(str(traces)).runs, PlanRequest(n_stacks=N_STACKS))
    bars: dict[str, list[float]] = {"places": [], "heights": [], "bottoms": []}
    for place, stack in enumerate(plan.stacks):
        low = 0.0
        for run in stack.runs:
            for key, value in zip(bars, (place, run.load / 1e9, low), strict=True):
                bars[key].append(value)
            low += run.load / 1e9
    mean, bound = plan.total / N_STACKS / 1e9, float(plan.lower_bound) / 1e9
    content = {**bars, "mean": mean, "bound": bound, "n_stacks": N_STACKS}
    path.write_text(json.dumps(content), encoding="utf-8")


def measure(folder: Path) -> Iterator[str]:
    """Start windows in turns."""
    traces, bars = folder / "traces", folder / "bars.json"
    make_demo(str(traces))
    write_bars(traces, bars)
    settings = own_settings(folder / "settings", traces, N_STACKS)
    for platform, more in platforms():
        for words in ratios(traces, bars, {**settings, **more}):
            yield f"{words}, {platform}"


def ratios(traces: Path, bars: Path, more: dict[str, str]) -> Iterator[Ratio]:
    """Measure window and chart on one platform."""
    child = Path(__file__).with_name("start_child.py")

    def start(kind: str, *words: Path) -> float:
        return time_to_first_word(python(child, kind, *words), more)

    ours, peer = take_turns(lambda: start("ours", traces), lambda: start("bare"), WINDOW_ROUNDS)
    yield Ratio("first paint / bare window", ours, peer, WINDOW_LIMIT)
    ours, peer = take_turns(
        lambda: start("our-chart", traces), lambda: start("chart", bars), CHART_ROUNDS
    )
    yield Ratio("first chart / bare matplotlib", ours, peer, CHART_LIMIT)
