"""A change of the number of stacks, up to the painted chart, against drawing it all anew."""

import os
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from matplotlib.axes import Axes
from PySide6.QtCore import QEventLoop, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from benchmarks.measuring import (
    OFFSCREEN,
    WAIT_S,
    Ratio,
    environment,
    make_runs,
    own_settings,
    seconds_of,
    take_turns,
)
from benchmarks.window_child import settle
from stackplan.core.plan import Plan
from stackplan.gui.app import create_window, make_application
from stackplan.gui.window.main_window import MainWindow

N_RUNS = 400
LIMIT = 0.5
ROUNDS = 25
STACKS = (16, 17)


def open_window(traces: Path, settings: Path) -> MainWindow:
    """Open Stackplan on a folder, and wait until its chart shows what is planned."""
    os.environ.update(environment(**OFFSCREEN, **own_settings(settings)))  # before Qt reads them
    QApplication.instance() or make_application()
    window = create_window([str(traces)])
    window.show()
    wait_for_event(window.panes.chart.drawn)
    settle(window, 0)
    return window


def wait_for_event(signal: SignalInstance) -> None:
    """Run the event loop until a signal comes."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(WAIT_S * 1000, lambda: loop.exit(1))
    if loop.exec():
        raise TimeoutError("the chart was not painted")
    signal.disconnect(loop.quit)


def change_stacks(window: MainWindow, n_stacks: int) -> None:
    """Type another number of stacks, and wait until the new chart is painted."""
    window.panes.settings.stacks.setValue(n_stacks)
    chart = window.panes.chart
    wait_for_event(chart.drawn)
    chart.repaint()


def draw_anew(axes: Axes, plan: Plan) -> None:
    """Draw a segment for each run as one would without keeping anything."""
    places, heights, bottoms = [], [], []
    for place, stack in enumerate(plan.stacks):
        low = 0
        for run in stack.runs:
            places.append(place)
            heights.append(run.load)
            bottoms.append(low)
            low += run.load
    axes.clear()
    axes.bar(places, heights, bottom=bottoms)
    axes.figure.canvas.draw()


def measure(folder: Path) -> Iterator[str]:
    """Change the number of stacks there and back, in turns with the peer."""
    traces = make_runs(folder / "traces", N_RUNS)
    window = open_window(traces, folder / "settings")
    # Only now: the window imports matplotlib in its own time.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    plan, size = window.document.plan, window.panes.chart.size()
    assert plan is not None
    figure = Figure(figsize=(size.width() / 100, size.height() / 100), dpi=100)
    FigureCanvasAgg(figure)
    axes, stacks = figure.add_subplot(), cycle(STACKS)
    ours, peer = take_turns(
        lambda: seconds_of(lambda: change_stacks(window, next(stacks))),
        lambda: seconds_of(lambda: draw_anew(axes, plan)),
        ROUNDS,
    )
    window.close()
    name = f"stacks changed at {N_RUNS} runs / clear, bar, draw ({size.width()} x {size.height()})"
    yield str(Ratio(name, ours, peer, LIMIT))
