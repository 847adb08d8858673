"""The tour of the window: bubbles that explain its parts."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from stackplan.gui.widgets.fields import name
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.overriding import override

_CHARACTERS = 46
_GAP = 14  # between the part and the bubble: room for the point
_POINT = 9
_LINE = 3
_EDGE = 8


class Callout(QFrame):
    """A callout within the window, with keyboard focus but not modal; Escape closes it.

    A part of the window and not one of its own, which a desktop might put anywhere.
    """

    next_requested = Signal()
    back_requested = Signal()
    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("callout")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self._point = _Point(window)
        self._outline = _Outline(window)
        self.title, self.words, self.step = QLabel(), QLabel(wordWrap=True), QLabel()
        self.back, self.skip = QPushButton("&Back"), QPushButton("&Skip")
        self.next = QPushButton("&Next")
        for button, key, signal, tip in (
            (self.back, "calloutBack", self.back_requested, "The part before"),
            (self.skip, "calloutSkip", self.closed, "End the tour (Esc)"),
            (self.next, "calloutNext", self.next_requested, "The part after"),
        ):
            name(button, key, button.text().replace("&", ""), tip)
            button.clicked.connect(signal)
            button.setAutoDefault(True)  # Return presses it too, as in a dialog
        self._arrange()
        self._take_colours()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.step, 1)
        for button in (self.back, self.skip, self.next):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        for widget in (self.title, self.words):
            column.addWidget(widget)
        column.addLayout(row)

    def say(self, title: str, words: str, step: str, *, first: bool, last: bool) -> None:
        """Show a title and words; the keys go to the button that goes on."""
        self.title.setText(title)
        self.words.setText(words)
        self.step.setText(step)
        self.back.setEnabled(not first)
        self.next.setText("&Done" if last else "&Next")
        self.next.setAccessibleName(f"{'Done' if last else 'Next'}. {title}: {words}")
        self.setAccessibleName(f"Tour, {step}: {title}")
        self.setAccessibleDescription(words)
        font = self.font()
        font.setBold(True)
        self.title.setFont(font)

    def point_at(self, part: QRect) -> None:
        """Stand beside a part of the window, given in the window's own places."""
        room = self._window.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        self.setFixedWidth(min(_CHARACTERS * self.fontMetrics().averageCharWidth(), room.width()))
        self.resize(self.width(), self.heightForWidth(self.width()))
        place, tip = _place(part, self.rect(), room)
        self.setGeometry(place)
        self._outline.setGeometry(part.adjusted(-_LINE, -_LINE, _LINE, _LINE))
        self._point.show_at(tip, place)
        for widget in (self._outline, self, self._point):
            widget.show()
            widget.raise_()

    def put_away(self) -> None:
        """Hide, with all that points."""
        for widget in (self._outline, self._point, self):
            widget.hide()

    def _take_colours(self) -> None:
        # Words of a tip: they stand out from the window in light and in dark.
        palette = self.palette()
        text = palette.color(QPalette.ColorRole.ToolTipText)
        if palette.color(QPalette.ColorRole.WindowText) != text:
            palette.setColor(QPalette.ColorRole.WindowText, text)
            self.setPalette(palette)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "next"):
            self._take_colours()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class _Silent(QWidget):
    """Is looked at only: the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()


class _Outline(_Silent):
    """A frame round a part."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), _LINE))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))


class _Point(_Silent):
    """The point of the bubble."""

    def show_at(self, tip: QPoint, bubble: QRect) -> None:
        """Point from the bubble to a place."""
        beside = bubble.top() < tip.y() < bubble.bottom()
        half = QPoint(0, _POINT) if beside else QPoint(_POINT, 0)
        if beside:
            foot = QPoint(bubble.right() if tip.x() > bubble.right() else bubble.left(), tip.y())
        else:
            foot = QPoint(tip.x(), bubble.bottom() if tip.y() > bubble.bottom() else bubble.top())
        box = QRect(tip, tip).united(QRect(foot - half, foot + half)).adjusted(-1, -1, 1, 1)
        corners = (tip, foot - half, foot + half)
        self._corners = QPolygonF([QPointF(corner - box.topLeft()) for corner in corners])
        self.setGeometry(box)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(self._corners)


def _place(part: QRect, bubble: QRect, room: QRect) -> tuple[QRect, QPoint]:
    """Find room beside a part: right, below, above, left; else over it. Gives what to point at."""
    seen = part.intersected(room)
    middle = seen.center()
    width, height = bubble.width(), bubble.height()
    beside_y = _within(middle.y() - height // 2, room.top(), room.bottom() - height)
    below_x = _within(middle.x() - width // 2, room.left(), room.right() - width)
    choices = (
        (QPoint(seen.right() + _GAP, beside_y), QPoint(seen.right() + 4, middle.y())),
        (QPoint(below_x, seen.bottom() + _GAP), QPoint(middle.x(), seen.bottom() + 4)),
        (QPoint(below_x, seen.top() - _GAP - height), QPoint(middle.x(), seen.top() - 4)),
        (QPoint(seen.left() - _GAP - width, beside_y), QPoint(seen.left() - 4, middle.y())),
    )
    for corner, tip in choices:
        place = QRect(corner, bubble.size())
        if room.contains(place):
            return place, tip
    corner = QPoint(below_x, beside_y)
    return QRect(corner, bubble.size()), QPoint(middle.x(), corner.y() - _GAP)


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))


KEY = "tour"
_FOLLOW_MS = 80
_OFFER = "Is Stackplan new to you? A tour points at each part of the window; it takes a minute."


class Step(NamedTuple):
    """A part of the window by its name for scripts, and what is said of it."""

    part: str
    title: str
    words: str


STEPS = (
    Step(
        "tracesEdit",
        "The folder",
        "Drop the folder with the run files anywhere on the window, browse for it, or type its"
        " name. Nothing is ever written into it.",
    ),
    Step(
        "header",
        "The figures",
        "How many runs are planned, which stack is the longest, what could be saved, and how many"
        " files are suspicious or left out. Point at one for more, or click it for all of it.",
    ),
    Step(
        "loadChart",
        "The chart",
        "A bar for each stack, a segment for each run. The longest bar is how long the night takes."
        " Drag a segment to any place of another bar to move the run.",
    ),
    Step(
        "stackTable",
        "The table",
        "The same stacks; each opens to its runs. Select runs and drag them, or press Ctrl+3 to"
        " move them to stack 3. Ctrl+Z takes anything back.",
    ),
    Step(
        "balanceButton",
        "Balance",
        "Makes the longest stack as short as can be, and proves how good that is. The figure beside"
        " it says what that saves; pinned runs stay where they are.",
    ),
    Step(
        "exportButton",
        "Save and export",
        "Save writes the plan, a text file that opens again. Export writes what Spyral, Slurm or"
        " GNU parallel run. F1 explains the focused control.",
    ),
)


class Tour(QObject):
    """Goes from part to part; one that is not there is passed over."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._number = -1
        self._came_from: QWidget | None = None
        self.callout = Callout(window)
        self.callout.hide()
        self.callout.next_requested.connect(lambda: self._go(1))
        self.callout.back_requested.connect(lambda: self._go(-1))
        self.callout.closed.connect(self.end)
        # Messages come and go above the chart, and the window is resized: the bubble goes along.
        self._timer = QTimer(self, interval=_FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        self._place = self._room = QRect()

    @property
    def part(self) -> QWidget | None:
        """What is pointed at."""
        step = STEPS[self._number] if 0 <= self._number < len(STEPS) else None
        found = self._window.findChild(QWidget, step.part) if step is not None else None
        return found if found is not None and found.isVisible() else None

    def start(self) -> None:
        """Begin with the first part."""
        self._came_from = self._window.focusWidget()
        self._number = -1
        self._go(1)

    def end(self) -> None:
        """Put the bubble away; the keys go back to where they were."""
        self._timer.stop()
        self._number = -1
        self.callout.put_away()
        # It may have been part of a message that is gone by now.
        if self._came_from is not None and isValid(self._came_from):
            self._came_from.setFocus()

    def _go(self, by: int) -> None:
        self._number += by
        while 0 <= self._number < len(STEPS) and self.part is None:
            self._number += by
        part = self.part
        if part is None:
            self.end()
            return
        step, place = STEPS[self._number], self._number + 1
        words = f"{place} of {len(STEPS)}"
        self.callout.say(step.title, step.words, words, first=place == 1, last=place == len(STEPS))
        _bring_into_view(part)
        self._place = QRect()
        self._follow()
        self._timer.start()
        self.callout.next.setFocus()

    def _follow(self) -> None:
        part = self.part
        if part is None:
            self.end()
            return
        place = QRect(part.mapTo(self._window, QPoint(0, 0)), part.size())
        room = self._window.rect()  # what stood beside a part may have no room there any more
        if (place, room) != (self._place, self._room):
            self._place, self._room = place, room
            self.callout.point_at(place)


def _bring_into_view(part: QWidget) -> None:
    parent = part.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(part)
        parent = parent.parentWidget()


def start_tour(window: QWidget) -> None:
    """Begin the tour of a window, or begin it anew."""
    tour = window.findChild(Tour) or Tour(window)
    tour.start()


def offer_tour(window: QWidget, messages: Messages) -> None:
    """Offer the tour; nothing waits for an answer."""
    messages.post(KEY, Message(_OFFER, "info", "Show me", lambda: start_tour(window)))
