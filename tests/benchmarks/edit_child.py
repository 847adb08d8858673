"""A process that edits a plan in Stackplan's window, and its peers; started by `edit`.

python -m benchmarks.edit_child FOLDER      prints one line of JSON: seconds of each round

From a key or a mouse move to the paint events of chart and table, as an event loop delivers them.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from benchmarks.measuring import seconds_of
from benchmarks.window_child import WAIT_S, settle
from stackplan.core.plan import Plan
from stackplan.gui.app import create_window, make_application
from stackplan.gui.window.main_window import MainWindow

EDITS, MOVES, NAIVE = 60, 150, 3
WINDOW = (1366, 768)
OPEN = (0, 1, 2, 4)
KEYS = (Qt.Key.Key_3, Qt.Key.Key_5)
LEFT = Qt.MouseButton.LeftButton


class Watch(QObject):
    """Tells whether some widgets have been painted since it was asked last."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.missing: set[QObject] = set()
        self._widgets = widgets
        for widget in widgets:
            widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Seen before the widget paints; whoever waits goes on after its turn of the event loop.
        if event.type() == QEvent.Type.Paint:
            self.missing.discard(watched)
        return False

    def seconds_to_paint(self, act: Callable[[], object]) -> float:
        """Time an act up to the end of the paint events that it brings to all widgets."""
        self.missing = set(self._widgets)
        start = time.perf_counter()
        act()
        while self.missing:
            QApplication.processEvents()
            if time.perf_counter() - start > WAIT_S:
                raise TimeoutError("not painted")
        return time.perf_counter() - start


class Bare(QWidget):
    """The least that a widget can do: from the plan to a rectangle for each run, in each paint."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.resize(926, 350)
        self._plan = plan
        self._colours = [QColor("#0072b2"), QColor("#3a8cc4")]

    @override
    def paintEvent(self, event: QEvent) -> None:
        painter = QPainter(self)
        scale, pitch = 340 / float(self._plan.makespan), 900 / len(self._plan.stacks)
        for place, stack in enumerate(self._plan.stacks):
            low = 345.0
            for run, colour in zip(stack.runs, cycle(self._colours), strict=False):
                high = run.load * scale
                low -= high
                painter.fillRect(QRectF(10 + place * pitch, low, pitch * 0.8, high), colour)


def plan_of(window: MainWindow) -> Plan:
    """Give the plan on screen."""
    plan = window.document.plan
    assert plan is not None
    return plan


def open_window(folder: str) -> MainWindow:
    """Open the window as a crew has it: some stacks open, a run selected."""
    window = create_window([folder])
    window.resize(*WINDOW)
    window.show()
    settle(window, 1.0)
    table, plan = window.panes.table, plan_of(window)
    for stack in OPEN:
        table.expand(table.model().index(stack, 0))
    table.select_runs([plan.stacks[0].run_numbers[3]])
    table.setFocus()
    settle(window, 0.3)
    return window


def edit_by_keys(window: MainWindow) -> tuple[list[float], list[float]]:
    """Move the selected run there and back, in turns with the peer's paint; ours and the peer's."""
    chart, target = window.panes.chart, window.panes.table
    watch = Watch(chart.findChild(QWidget, "boardCanvas") or chart, target.viewport())
    keys, control = cycle(KEYS), Qt.KeyboardModifier.ControlModifier
    bare = Bare(plan_of(window))
    bare.show()
    window.activateWindow()
    target.setFocus()
    ours, peer = [], []
    for key in (next(keys) for _ in range(EDITS + 2)):
        settle(window, 0.02)
        peer.append(seconds_of(bare.repaint))
        settle(window, 0.02)
        before = window.document.plan
        ours.append(watch.seconds_to_paint(partial(QTest.keyClick, target, key, control)))
        assert window.document.plan != before
    bare.close()
    return ours[2:], peer[2:]  # the first ones change the words above the chart


def drag(window: MainWindow) -> list[float]:
    """Drag a segment over all bars and back, as fast as the window follows."""
    chart = window.panes.chart
    assert chart.view is not None
    watch = Watch(chart.findChild(QWidget, "boardCanvas") or chart)
    plan, layout = chart.view.scene.plan, chart.view.layout
    box = chart.run_box(plan.stacks[layout.seen()[len(layout.seen()) // 2]].run_numbers[2])
    assert box is not None

    def send(kind: QEvent.Type, place: QPointF) -> None:
        there, button = QPointF(chart.mapToGlobal(place)), LEFT
        if kind == QEvent.Type.MouseMove:
            button = Qt.MouseButton.NoButton
        keys = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(chart, QMouseEvent(kind, place, there, button, LEFT, keys))

    start, far = QPointF(box.center()), layout.far - layout.near
    send(QEvent.Type.MouseButtonPress, start)
    send(QEvent.Type.MouseMove, start + QPointF(30, 0))
    rounds = []
    for step in range(MOVES):
        across = layout.near + far * (0.1 + 0.8 * (step * 1.618 / 20 % 1))
        along = start.x() + step % 7 * 20
        place = QPointF(across, start.y()) if layout.upright else QPointF(along, across)
        rounds.append(watch.seconds_to_paint(partial(send, QEvent.Type.MouseMove, place)))
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    return rounds


def draw_naively(plan: Plan) -> list[float]:
    """Draw each segment as a bar of its own, on cleared axes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.26, 3.5), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()

    def draw() -> None:
        axes.clear()
        for place, stack in enumerate(plan.stacks):
            low = 0
            for run in stack.runs:
                axes.bar(place, run.load, bottom=low)
                low += run.load
        figure.canvas.draw()

    return [seconds_of(draw) for _ in range(NAIVE)]


def main(folder: str) -> None:
    """Measure everything."""
    make_application()
    window = open_window(folder)
    plan = plan_of(window)
    edit, bare = edit_by_keys(window)
    found = {"edit": edit, "bare": bare, "drag": drag(window), "naive": draw_naively(plan)}
    print(json.dumps(found), flush=True)
    os._exit(0)  # tearing down is nothing that anybody waits for


if __name__ == "__main__":
    main(*sys.argv[1:])
