"""How far a search for a better plan is, with a way to stop it; made when one begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from stackplan.core.text import format_gap
from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.keyboard import leave_keyboard

if TYPE_CHECKING:
    from stackplan.gui.planning.improvement import Searched

_STEPS = 1000
_BAR_WIDTH = 120


class SearchStatus(QWidget):
    """Stands in the status bar, beside the news of the scan."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchStatus")
        self.words = QLabel()
        name(self.words, "searchWords", "State of the search for a better plan")
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setMaximumWidth(_BAR_WIDTH)
        tip = "How much of the search is done"
        name(self.bar, "searchProgress", "Progress of the search for a better plan", tip)
        self.stop = QPushButton("Stop")
        tip = "End the search; the best plan so far is offered"
        name(self.stop, "stopSearchButton", "Stop the search for a better plan", tip)
        leave_keyboard(self.stop)
        self.stop.clicked.connect(self._on_stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.words, self.bar, self.stop):
            row.addWidget(widget)

    def show_progress(self, news: Searched | None) -> None:
        """Show how far the search is; `None` ends it."""
        for widget in (self.bar, self.stop):
            widget.setVisible(news is not None)
        if news is None:
            self.words.clear()
            return
        if not news.done:
            self.stop.setEnabled(True)
        self.bar.setValue(round(news.done * _STEPS))
        gap = format_gap(news.plan.gap)
        self.words.setText(f"Searching for a better plan: at most {gap} above the best possible")

    def show_outcome(self, words: str) -> None:
        """Say how a search has ended."""
        self.words.setText(words)

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop_requested.emit()
