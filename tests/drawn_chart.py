"""A chart that is on screen and drawn, and a hand at the mouse in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from stackplan.core.edits import move_runs
from stackplan.gui.chart.load_chart import LoadChart

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from stackplan.core.plan import Plan
    from stackplan.gui.chart.picture import Picture

LEFT = Qt.MouseButton.LeftButton
NO_BUTTON = Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier


class DrawnChart:
    """Shows a plan; moves are made as the window would, clicks select."""

    def __init__(self, qtbot: QtBot, plan: Plan, width: int = 800, height: int = 400) -> None:
        self.qtbot, self.plan = qtbot, plan
        self.chart = LoadChart()
        self.clicked: list[tuple[int, ...]] = []
        self.moves: list[tuple[tuple[int, ...], int]] = []
        self.chart.runs_clicked.connect(self.clicked.append)
        self.chart.runs_clicked.connect(self.chart.set_selected)
        self.chart.move_requested.connect(self.move)
        self.chart.resize(width, height)
        qtbot.addWidget(self.chart, before_close_func=lambda chart: chart.stop())
        self.chart.set_plan(plan)
        self.chart.show()
        self.wait()

    def move(self, runs: tuple[int, ...], stack: int) -> None:
        """Move runs, as the window does when it is asked to."""
        self.moves.append((runs, stack))
        self.plan = move_runs(self.plan, runs, stack)
        self.chart.set_plan(self.plan)

    def wait(self) -> None:
        """Wait until the picture is whole."""
        self.qtbot.waitUntil(lambda: self.chart.is_current, timeout=20_000)

    @property
    def picture(self) -> Picture:
        """What is on screen."""
        assert self.chart.picture is not None
        return self.chart.picture

    def pixels(self) -> QImage:
        """Copy the drawn pixels, without marks."""
        return self.picture.image.copy()

    def place(self, stack: int, load: float) -> QPointF:
        """Place of a load in a stack's bar, in the widget's pixels."""
        places = self.picture.places
        x = places.left + (stack + 0.5) * places.pitch
        height = load / places.grid.high * (places.bottom - places.top)
        return QPointF(x, places.bottom - height)

    def middle(self, number: int) -> QPointF:
        """Place of the middle of a run's segment."""
        stack = self.plan.places[number]
        runs = self.plan.stacks[stack].runs
        at = self.plan.stacks[stack].run_numbers.index(number)
        return self.place(stack, sum(run.load for run in runs[:at]) + runs[at].load / 2)

    def words(self, stack: int, load: float) -> str:
        """What the chart says there."""
        place = self.place(stack, load)
        return self.chart.gestures.words_at(place.x(), place.y())

    def mouse(
        self,
        kind: QEvent.Type,
        place: QPointF,
        button: Qt.MouseButton = NO_BUTTON,
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        """Send one mouse event; while the mouse moves, `button` is held."""
        is_move = kind == QEvent.Type.MouseMove
        held = NO_BUTTON if kind == QEvent.Type.MouseButtonRelease else button
        there = QPointF(self.chart.mapToGlobal(place))
        event = QMouseEvent(kind, place, there, NO_BUTTON if is_move else button, held, keys)
        QApplication.sendEvent(self.chart, event)

    def click(self, place: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press and let go."""
        self.mouse(QEvent.Type.MouseButtonPress, place, LEFT, keys)
        self.mouse(QEvent.Type.MouseButtonRelease, place, LEFT, keys)

    def take(self, start: QPointF, end: QPointF) -> None:
        """Drag from one place to another, and hold there."""
        self.mouse(QEvent.Type.MouseButtonPress, start, LEFT)
        for part in range(1, 6):
            self.mouse(QEvent.Type.MouseMove, start + (end - start) * part / 5, LEFT)

    def drop(self, place: QPointF) -> None:
        """Let go."""
        self.mouse(QEvent.Type.MouseButtonRelease, place, LEFT)

    def away(self) -> QPointF:
        """Place beside the axes."""
        return QPointF(QPoint(3, 3))
