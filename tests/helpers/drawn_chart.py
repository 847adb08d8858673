"""Drawn board on screen, and a mouse that acts on it."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stackplan.core.edits import insert_runs
from stackplan.core.plan import Plan
from stackplan.gui.chart.board import Board
from stackplan.gui.chart.geometry import View

LEFT = Qt.MouseButton.LeftButton
NO_BUTTON = Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier

Drop = tuple[tuple[int, ...], int, int | None]


class DrawnChart:
    """Shows a plan; drops are made as the window would, clicks select."""

    def __init__(self, qtbot: QtBot, plan: Plan, width: int = 800, height: int = 400) -> None:
        self.qtbot, self.plan = qtbot, plan
        self.chart = Board()
        self.clicked: list[tuple[int, ...]] = []
        self.stacks: list[int] = []
        self.drops: list[Drop] = []
        self.chart.runs_clicked.connect(self.clicked.append)
        self.chart.runs_clicked.connect(self.chart.set_selected)
        self.chart.stack_clicked.connect(self.stacks.append)
        self.chart.insert_requested.connect(self.insert)
        self.chart.resize(width, height)
        qtbot.addWidget(self.chart, before_close_func=lambda chart: chart.stop())
        self.chart.set_plan(plan)
        self.chart.show()
        self.wait()

    def insert(self, runs: tuple[int, ...], stack: int, behind: int | None) -> None:
        """Move runs, as the window does when it is asked to."""
        self.drops.append((runs, stack, behind))
        self.plan = insert_runs(self.plan, runs, stack, behind)
        self.chart.set_plan(self.plan)

    def wait(self) -> None:
        """Wait until everything is drawn."""
        self.qtbot.waitUntil(lambda: self.chart.is_current and self.chart.view is not None)

    @property
    def view(self) -> View:
        """What is on screen."""
        assert self.chart.view is not None
        return self.chart.view

    def pixels(self) -> QImage:
        """What a person sees."""
        return self.chart.grab().toImage()

    def middle(self, number: int) -> QPointF:
        """Place of the middle of a run's segment."""
        box = self.view.box_of(number)
        assert box is not None
        return QPointF(*box.middle)

    def start_of(self, number: int) -> QPointF:
        """Place just behind the beginning of a run's segment."""
        box = self.view.box_of(number)
        assert box is not None
        if self.view.layout.upright:
            return QPointF(box.middle[0], box.top + box.height - 2)
        return QPointF(box.left + 2, box.middle[1])

    def end_of(self, stack: int) -> QPointF:
        """Place behind the last segment of a stack."""
        bar, layout = self.view.bar(stack), self.view.layout
        if layout.upright:
            return QPointF(bar.middle[0], bar.top - 4)
        return QPointF(bar.left + bar.width + 4, bar.middle[1])

    def name_of(self, stack: int) -> QPointF:
        """Place of a stack's name."""
        return QPointF(*self.view.layout.name_box(stack).middle)

    def words(self, place: QPointF) -> str:
        """What the board says there."""
        return self.chart.words_at(place.x(), place.y())

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

    def click_twice(self, place: QPointF) -> None:
        """Click twice, as quickly as Qt wants it."""
        self.click(place)
        self.mouse(QEvent.Type.MouseButtonDblClick, place, LEFT)
        self.mouse(QEvent.Type.MouseButtonRelease, place, LEFT)

    def take(self, start: QPointF, end: QPointF) -> None:
        """Drag from one place to another, and hold there."""
        self.mouse(QEvent.Type.MouseButtonPress, start, LEFT)
        for part in range(1, 6):
            self.mouse(QEvent.Type.MouseMove, start + (end - start) * part / 5, LEFT)

    def drop(self, place: QPointF) -> None:
        """Let go."""
        self.mouse(QEvent.Type.MouseButtonRelease, place, LEFT)

    def away(self) -> QPointF:
        """Place above the bars."""
        return QPointF(3, 3)
