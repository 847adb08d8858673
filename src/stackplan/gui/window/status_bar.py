"""The status bar: what was just said, the scan, and the search."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStatusBar, QWidget

from stackplan.core.text import format_gap, plural
from stackplan.gui.planning.scan_jobs import JobProgress
from stackplan.gui.planning.search import SearchState
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.keyboard import leave_keyboard
from stackplan.gui.widgets.labels import ElidedLabel
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.worker import SILENCE_S

_INDENT = 8
_MINUTE_MS = 60_000
# So often at most is the progress painted: over ssh each time takes its part of the line.
_RARELY_S = 0.5


class ScanStatus(QStatusBar):
    """Shows progress with a way to stop it, and the age of what is on screen.

    What is said for a moment takes the place of that, in the same label: Qt's own messages hide the
    label, and a change of the font brings it back underneath.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.words = ElidedLabel("scanWords", "State of the folder", is_as_wide_as_its_text=True)
        self.words.setContentsMargins(_INDENT, 0, 0, 0)
        self._said, self._state = "", "No folder has been read yet"
        self._moment = QTimer(self, singleShot=True)
        self._moment.timeout.connect(lambda: self.say(""))
        self._show_words()
        self.bar = QProgressBar()
        set_names(
            self.bar, "scanProgress", "Progress of the scan", "How much of the folder has been read"
        )
        self.bar.hide()
        self.bar.setMaximumWidth(220)
        self.cancel = QPushButton("Stop")
        set_names(
            self.cancel, "cancelScanButton", "Stop reading the folder", "What is on screen stays"
        )
        self.cancel.hide()
        leave_keyboard(self.cancel)
        self.messages = QPushButton(flat=True)
        tip = "Everything that was said, and what still waits for an answer (Ctrl+M)"
        set_names(self.messages, "messagesButton", "Messages", tip)
        leave_keyboard(self.messages)
        self.show_waiting(0)
        self.addWidget(self.words)
        self.addPermanentWidget(self.bar)
        self.addPermanentWidget(self.cancel)
        self.addPermanentWidget(self.messages)
        self._read_at: float | None = None
        self._doing, self._heard_at, self._shown_at = "", 0.0, 0.0
        self._age = QTimer(self, interval=_MINUTE_MS // 4)
        self._age.timeout.connect(self._show_age)
        self._silence = QTimer(self, interval=1000)
        self._silence.timeout.connect(self._show_silence)

    def say(self, words: str, milliseconds: int = 0) -> None:
        """Say something for so long; at 0 until something else is said. Nothing ends it."""
        self._said = words
        self._moment.stop()
        if milliseconds:
            self._moment.start(milliseconds)
        self._show_words()

    def _show_state(self, words: str) -> None:
        self._state = words
        self._show_words()

    def _show_words(self) -> None:
        self.words.show_text(self._said or self._state)

    def show_progress(self, progress: JobProgress | None) -> None:
        """Show how far a scan is; `None` ends it."""
        self.bar.setVisible(progress is not None)
        self.cancel.setVisible(progress is not None)
        if progress is None:
            self._silence.stop()
            self._show_age()
            self._doing = ""
            return
        self.say("")  # what is done now is newer
        self._heard_at = time.monotonic()
        self._silence.start()
        is_news = progress.words != self._doing or progress.done == progress.total
        if not is_news and self._heard_at - self._shown_at < _RARELY_S:
            return
        self._doing, self._shown_at = progress.words, self._heard_at
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        # Before the folder is listed their number is not known.
        much = f": {progress.done:,} of {progress.total:,} files" if progress.total else "..."
        self._show_state(f"{progress.words}{much}")

    def show_waiting(self, questions: int) -> None:
        """Show how many questions wait in the strip."""
        # As wide as with any number: what stands beside it never moves.
        width = self.messages.fontMetrics().horizontalAdvance("Messages (88)") + 2 * _INDENT
        self.messages.setFixedWidth(width)
        self.messages.setText(f"Messages ({questions})" if questions else "Messages")
        self._questions = questions

    @override
    def event(self, event: QEvent) -> bool:
        # For each text that changes Qt would paint the whole bar, though its layout has done all.
        is_layout = event.type() == QEvent.Type.LayoutRequest
        if is_layout and self.height() == self.sizeHint().height():
            return True
        return super().event(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_questions"):
            self.show_waiting(self._questions)  # its width follows the letters

    def set_read(self) -> None:
        """Say that the sizes on screen are those of now."""
        self._read_at = time.monotonic()
        self._age.start()
        self._show_age()

    def _show_age(self) -> None:
        if self._read_at is None:
            self._show_state("No folder has been read yet")
            return
        minutes = int((time.monotonic() - self._read_at) / 60)
        age = "just now" if not minutes else f"{plural(minutes, 'minute')} ago"
        self._show_state(f"Sizes read {age}; F5 reads them again")

    def _show_silence(self) -> None:
        silent = int(time.monotonic() - self._heard_at)
        if silent >= SILENCE_S:
            self._show_state(f"The disk has not answered for {silent} s")


_STEPS = 1000
_BAR_WIDTH = 120


class SearchStatus(QWidget):
    """Stands in the status bar, beside the news of the scan."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchStatus")
        self.words = ElidedLabel("searchWords", "State of the search for a better plan")
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setMaximumWidth(_BAR_WIDTH)
        tip = "How much of the search is done"
        set_names(self.bar, "searchProgress", "Progress of the search for a better plan", tip)
        self.stop = QPushButton("Stop")
        tip = "End the search; the best plan so far is offered"
        set_names(self.stop, "stopSearchButton", "Stop the search for a better plan", tip)
        leave_keyboard(self.stop)
        self.stop.clicked.connect(self._on_stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        self.show_progress(None)

    def show_progress(self, news: SearchState | None) -> None:
        """Show how far the search is; `None` ends it."""
        for widget in (self.bar, self.stop):
            widget.setVisible(news is not None)
        if news is None:
            self.show_outcome("")
            return
        if not news.done:
            self.stop.setEnabled(True)
        self.bar.setValue(round(news.done * _STEPS))
        gap = format_gap(news.plan.gap)
        self.show_outcome(f"Searching for a better plan: at most {gap} above the best possible")

    def show_outcome(self, words: str) -> None:
        """Say how a search has ended; it takes no room where there is nothing to say."""
        self.words.show_text(words)
        self.setVisible(bool(words))

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop_requested.emit()
