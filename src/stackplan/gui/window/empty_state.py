"""What stands in the place of board and table before anything is open: the ways to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stackplan.core.text import printable
from stackplan.gui.widgets.fields import escaped_tooltip, set_names
from stackplan.gui.widgets.overriding import override

_ABOUT = "Plan how the runs of an experiment are spread over processors"
_DROP = "Or drop a folder, or a plan file, on this window."
_LETTERS = 60  # width of a choice
_LINES = 3  # its height
_TITLE = 1.3  # size of the title, in that of the text
_MOST_RECENT = 4


class EmptyState(QWidget):
    """Three large buttons, and what was opened last."""

    path_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self._title, self._drop = QLabel(_ABOUT, wordWrap=True), QLabel(_DROP, wordWrap=True)
        self._last = QLabel("Opened last:")
        self.folder, self.plan, self.demo = (
            _choice("Open a folder\nof trace files, run_0042.h5 and so on (Ctrl+O)"),
            _choice("Open a plan\nthat was saved (Ctrl+Shift+O)"),
            _choice("Try the demo\n118 made-up runs on 17 stacks"),
        )
        set_names(self.folder, "emptyFolderButton", "Open a folder", "Plan the runs of a folder")
        set_names(self.plan, "emptyPlanButton", "Open a plan", "Go on with a plan that was saved")
        tip = "Makes a folder of trace files that take no room, and opens it"
        set_names(self.demo, "emptyDemoButton", "Try the demo", tip)
        self._recent = [_choice("") for _ in range(_MOST_RECENT)]
        for number, button in enumerate(self._recent, start=1):
            set_names(button, f"emptyRecent{number}", "Open again")
            button.setFlat(True)
            button.clicked.connect(self._chooser(button))
        self._arrange()
        self.set_recent(())
        self._fit()

    def _arrange(self) -> None:
        self._middle = QWidget()
        column = QVBoxLayout(self._middle)
        column.addStretch(1)
        for label in (self._title, self._drop, self._last):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        widgets = (self._title, self.folder, self.plan, self.demo, self._drop, self._last)
        for widget in (*widgets, *self._recent):
            column.addWidget(widget)
        column.addStretch(2)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(self._middle)
        row.addStretch(1)

    def _chooser(self, button: QPushButton) -> Callable[[], None]:
        return lambda: self.path_chosen.emit(button.property("path"))

    def set_recent(self, paths: Sequence[str]) -> None:
        """Offer what was opened last, the newest first."""
        for index, button in enumerate(self._recent):
            path = paths[index] if index < len(paths) else ""
            button.setVisible(bool(path))
            button.setProperty("path", path)
            button.setAccessibleName(f"Open {printable(path)} again")
            button.setToolTip(escaped_tooltip(printable(path)))
        self._last.setVisible(bool(paths))
        self._show_recent()

    def _show_recent(self) -> None:
        room = (_LETTERS - 4) * self.fontMetrics().averageCharWidth()
        for button in self._recent:
            path = printable(button.property("path"))
            middle = Qt.TextElideMode.ElideMiddle
            button.setText(self.fontMetrics().elidedText(path, middle, room).replace("&", "&&"))

    def _fit(self) -> None:
        """Make the choices large, whatever size the letters have."""
        width = _LETTERS * self.fontMetrics().averageCharWidth()
        self._middle.setMaximumWidth(width)
        for button in (self.folder, self.plan, self.demo):
            button.setFixedHeight(_LINES * self.fontMetrics().lineSpacing())
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _TITLE)
        self._title.setFont(font)
        self._show_recent()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_recent"):
            self._fit()


def _choice(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(True)  # Enter presses it
    return button
