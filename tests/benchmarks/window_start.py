"""Start to the first painted window and to the first chart, against bare scripts that do the same.

Measured on Qt's offscreen platform, and on an X server where Xvfb is installed.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measuring import Ratio, python, take_turns, time_to_first_word
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


@contextmanager
def x_server() -> Iterator[str | None]:
    """Run an X server without a screen; gives its display, `None` where there is no Xvfb."""
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        yield None
        return
    # Without a reset: else it restarts whenever its last client leaves, and refuses the next one.
    options = ["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(
        [xvfb, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


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


def write_settings(config: Path, traces: Path, n_stacks: int, method: str = "snake") -> None:
    """Write what opens a folder with so many stacks into a folder of settings."""
    values = {"method": method, "folders": {str(traces): {"stacks": n_stacks}}}
    (config / "stackplan").mkdir(parents=True)
    (config / "stackplan" / "settings.json").write_text(json.dumps(values), encoding="utf-8")


def lay_out(folder: Path) -> tuple[Path, Path, Mapping[str, str]]:
    """Make the demo folder, the bars of its plan, and settings of our own."""
    traces, bars, settings = folder / "traces", folder / "bars.json", folder / "settings"
    make_demo(str(traces))
    write_bars(traces, bars)
    write_settings(settings, traces, N_STACKS)
    return traces, bars, {"XDG_CONFIG_HOME": str(settings), "XDG_STATE_HOME": str(settings)}


def ratios(traces: Path, bars: Path, more: Mapping[str, str], platform: str) -> Iterator[str]:
    """Measure window and chart on one platform."""
    child = Path(__file__).with_name("start_child.py")

    def start(kind: str, *words: Path) -> float:
        return time_to_first_word(python(child, kind, *words), more)

    ours, peer = take_turns(lambda: start("ours", traces), lambda: start("bare"), WINDOW_ROUNDS)
    yield str(Ratio(f"first paint / bare window ({platform})", ours, peer, WINDOW_LIMIT))
    ours, peer = take_turns(
        lambda: start("our-chart", traces), lambda: start("chart", bars), CHART_ROUNDS
    )
    yield str(Ratio(f"first chart / bare matplotlib ({platform})", ours, peer, CHART_LIMIT))


def measure(folder: Path) -> Iterator[str]:
    """Start windows in turns."""
    traces, bars, settings = lay_out(folder)
    yield from ratios(traces, bars, {**settings, "QT_QPA_PLATFORM": "offscreen"}, "offscreen")
    with x_server() as display:
        if display is None:
            yield "not measured on an X server: there is no Xvfb"
            return
        more = {**settings, "QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
        yield from ratios(traces, bars, more, "X server")
