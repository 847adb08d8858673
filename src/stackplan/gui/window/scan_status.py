"""The status bar: how far a scan is, and how old the sizes are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from stackplan.core.text import count
from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.keyboard import leave_keyboard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from stackplan.gui.planning.scan_task import Progress

_INDENT = 8
_MINUTE_MS = 60_000
# A disk that gives no news for so long is said not to answer.
_SILENCE_S = 5


class ScanStatus(QStatusBar):
    """Shows progress with a way to stop it, and the age of what is on screen."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.words = QLabel("No folder yet")
        self.words.setIndent(_INDENT)
        name(self.words, "scanWords", "State of the folder")
        self.bar = QProgressBar()
        name(
            self.bar, "scanProgress", "Progress of the scan", "How much of the folder has been read"
        )
        self.bar.hide()
        self.bar.setMaximumWidth(220)
        self.cancel = QPushButton("Stop")
        name(self.cancel, "cancelScanButton", "Stop reading the folder", "What is on screen stays")
        self.cancel.hide()
        leave_keyboard(self.cancel)
        self.cancel.clicked.connect(self.cancel_requested)
        self.addWidget(self.words, 1)
        self.addPermanentWidget(self.bar)
        self.addPermanentWidget(self.cancel)
        self._read_at: float | None = None
        self._heard_at = 0.0
        self._age = QTimer(self, interval=_MINUTE_MS // 4)
        self._age.timeout.connect(self._show_age)
        self._silence = QTimer(self, interval=1000)
        self._silence.timeout.connect(self._show_silence)

    def show_progress(self, progress: Progress | None) -> None:
        """Show how far a scan is; `None` ends it."""
        self.bar.setVisible(progress is not None)
        self.cancel.setVisible(progress is not None)
        if progress is None:
            self._silence.stop()
            self._show_age()
            return
        self._heard_at = time.monotonic()
        self._silence.start()
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        # Before the folder is listed nobody knows how many there are.
        much = f": {progress.done:,} of {progress.total:,} files" if progress.total else "..."
        self.words.setText(f"{progress.words}{much}")

    def set_read(self) -> None:
        """Say that the sizes on screen are those of now."""
        self._read_at = time.monotonic()
        self._age.start()
        self._show_age()

    def _show_age(self) -> None:
        if self._read_at is None:
            self.words.setText("No folder has been read yet")
            return
        minutes = int((time.monotonic() - self._read_at) / 60)
        age = "just now" if not minutes else f"{count(minutes, 'minute')} ago"
        self.words.setText(f"Sizes read {age}; F5 reads them again")

    def _show_silence(self) -> None:
        silent = int(time.monotonic() - self._heard_at)
        if silent >= _SILENCE_S:
            self.words.setText(f"The disk has not answered for {silent} s")
