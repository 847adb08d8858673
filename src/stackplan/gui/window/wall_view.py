"""The wall view: the plan on a whole screen, to be read from across the counting room."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QFont, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from stackplan.core.plan import Plan
from stackplan.core.quality import longest_load_words
from stackplan.core.text import format_duration, plural
from stackplan.core.timing.estimate import finish_time
from stackplan.gui.beam.follower import Follower
from stackplan.gui.chart.board import Board
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.table.columns import Pace
from stackplan.gui.widgets.clock import clock_words
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.overriding import override

# Heights of letters as parts of the height of the screen: three metres away at 1080p, 24 pixels
# of a usual screen can still be read.
_FINISH, _SECOND, _BOARD = 0.1, 0.034, 0.024
_MOST_ROWS = 22
_CLOCK_MS = 1000
_LEAVE = (Qt.Key.Key_Escape, Qt.Key.Key_F11)


class WallView(QWidget):
    """Shows finish time, board and what is being followed; Escape or F11 leaves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._below = parent
        self.setObjectName("wallView")
        self.setAccessibleName("Wall view")
        self.setWindowTitle("Stackplan: wall view")
        self.finish, self.second, self.news = QLabel(), QLabel(), QLabel()
        set_names(self.finish, "wallFinish", "When the plan is done", "If the analysis begins now")
        set_names(self.second, "wallPlan", "The plan", "Runs, stacks and the longest stack")
        set_names(
            self.news, "wallNews", "What is followed", "And when the folder was looked at last"
        )
        self.board = Board()
        self.board.setObjectName("wallBoard")
        # Only to be looked at: a hand on the keyboard or the mouse changes nothing here.
        self.board.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.board.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = self._column = QVBoxLayout(self)
        for label in (self.finish, self.second, self.news):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            # Words of any length leave the window as wide as the screen.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column.addWidget(self.finish)
        column.addWidget(self.second)
        column.addWidget(self.board, 1)
        column.addWidget(self.news)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        parts = ((self.finish, _FINISH), (self.second, _SECOND), (self.news, _SECOND))
        for widget, part in (*parts, (self.board, _BOARD)):
            font = QFont(widget.font())
            font.setPixelSize(max(8, round(part * self.height())))
            widget.setFont(font)
        margin = round(0.015 * self.height())
        self._column.setContentsMargins(2 * margin, margin, 2 * margin, margin)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _LEAVE:
            self.close()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.board.set_plan(None)
        super().closeEvent(event)
        self._below.activateWindow()


class WallViewControl(QObject):
    """Opens the wall view, and tells it what changes while it is on screen."""

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        follower: Follower,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self._follower, self._preferences = follower, preferences
        self.view: WallView | None = None
        self._pace, self._snake = Pace(None, None), None
        self._looked_at: float | None = None
        self._timer = QTimer(self, interval=_CLOCK_MS)
        self._timer.timeout.connect(self._show_words)
        follower.heard.connect(self.note_look)

    @property
    def is_on(self) -> bool:
        """Tell whether it is on screen."""
        return self.view is not None and self.view.isVisible()

    def turn(self) -> None:
        """Show it on the whole screen, or leave it."""
        if self.view is not None and self.view.isVisible():
            self.view.close()
            return
        if self.view is None:
            self.view = WallView(self._window)
        screen = self._window.screen()
        self.view.setGeometry(screen.geometry())
        self.view.showFullScreen()
        self.view.setFocus()
        self._show_plan(self.view, self._document.plan)
        self._timer.start()

    def set_pace(self, pace: Pace) -> None:
        """Go by another rate."""
        self._pace = pace
        self.refresh()

    def refresh(self) -> None:
        """Show the plan on screen, if the view is."""
        if self.view is not None and self.view.isVisible():
            self._show_plan(self.view, self._document.plan)

    def note_look(self) -> None:
        """Note that the folder was looked at just now."""
        self._looked_at = time.time()

    def _show_plan(self, view: WallView, plan: Plan | None) -> None:
        rate = self._pace.rate
        # There is no scrolling here: what has too many rows is shown as columns.
        is_long = plan is not None and plan.request.n_stacks > _MOST_ROWS
        view.board.set_orientation("columns" if is_long else self._preferences.orientation)
        view.board.set_rate(float(rate.typical) if rate is not None else None)
        view.board.set_suspicious(self._document.problems.suspicious)
        view.board.set_plan(plan)
        self._show_words()

    def _show_words(self) -> None:
        view, plan = self.view, self._document.plan
        if view is None or not view.isVisible():
            self._timer.stop()
            return
        first, second = self._plan_words(plan)
        for label, words in (
            (view.finish, first),
            (view.second, second),
            (view.news, self._news()),
        ):
            if label.text() != words:  # each label that is set is painted, over the wire too
                label.setText(words)

    def _plan_words(self, plan: Plan | None) -> tuple[str, str]:
        """Say when it is done, or how long the longest stack is; and what the plan has."""
        if plan is None or not plan.runs:
            return "No plan", ""
        much = f"{plural(len(plan.runs), 'run')} on {plural(plan.request.n_stacks, 'stack')}"
        longest = longest_load_words(plan)
        if self._pace.rate is None or not plan.is_known:
            return f"Longest: {longest}", much
        ms = finish_time(plan, self._pace.rate, self._pace.link).likely
        takes = f"{format_duration(ms)} if it begins now"
        return f"Done about {clock_words(ms, time.time())}", f"{takes}; {much}; longest: {longest}"

    def _news(self) -> str:
        looked = ""
        if self._looked_at is not None:
            looked = f"looked at {time.strftime('%H:%M:%S', time.localtime(self._looked_at))}"
        if not self._follower.is_on:
            return f"The folder was {looked}" if looked else ""
        waiting = [f"run {number}: {why}" for number, why in self._follower.waiting.items()]
        return "; ".join(["Following", *waiting[:2], looked]).rstrip("; ")
