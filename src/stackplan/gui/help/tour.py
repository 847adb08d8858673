"""A tour of the window for whoever sees it for the first time: six parts, one after the other."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, QPoint, QRect, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget
from shiboken6 import isValid

from stackplan.gui.widgets.message_bar import Message, MessageBar
from stackplan.gui.window.callout import Callout

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
        "summaryBar",
        "The figures",
        "How many runs are planned and what is left out, which stack is the longest, how far it is"
        " above the best possible, and whether your work is saved. Point at one for the details.",
    ),
    Step(
        "loadChart",
        "The chart",
        "A bar for each stack, a segment for each run. The longest bar is how long the night takes."
        " Drag a segment to another bar to move the run.",
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
        "Makes the longest stack as short as can be, and proves how good that is. The button says"
        " what it saves; pinned runs stay where they are.",
    ),
    Step(
        "exportButton",
        "Save and export",
        "The plan is a text file that opens again. Export for... writes what Spyral, Slurm or GNU"
        " parallel run. F1 helps with whatever has the keys.",
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


def offer_tour(window: QWidget, messages: MessageBar) -> None:
    """Offer the tour; nothing waits for an answer."""
    messages.say(KEY, Message(_OFFER, "info", "Show me", lambda: start_tour(window)))
