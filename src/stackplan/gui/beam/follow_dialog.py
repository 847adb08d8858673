"""What following has seen, and what it waits for: a list that stays open beside the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from stackplan.gui.widgets.close_box import close_box, resize_within_screen
from stackplan.gui.widgets.entry_widgets import name

if TYPE_CHECKING:
    from stackplan.gui.beam.follower import Follower

_OFF = "The folder is not followed now; Plan > Follow the folder begins it."
_NOTHING = "Nothing has come, gone or changed yet."


class FollowDialog(QDialog):
    """Shows the log of a follower, the newest line last, and the runs that are not finished."""

    def __init__(self, follower: Follower, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follower = follower
        self.setObjectName("followDialog")
        self.setWindowTitle("What came and went")
        self.setAccessibleName("What came and went in the folder")
        self.lines = QPlainTextEdit(readOnly=True)
        tip = "When a run came, went, changed or was finished; the newest last"
        name(self.lines, "followLines", "What came and went", tip)
        self.lines.setTabChangesFocus(True)
        self.waiting = QLabel(wordWrap=True)
        name(self.waiting, "followWaiting", "What is waited for")
        column = QVBoxLayout(self)
        for widget in (self.lines, self.waiting, close_box(self)):
            column.addWidget(widget)
        follower.heard.connect(self.show_news)
        self.show_news()
        resize_within_screen(self, 480, 360)

    def show_news(self) -> None:
        """Show what is known now; the place that is being read stays."""
        text = "\n".join(f"{at}  {line}" for at, line in self._follower.log) or _NOTHING
        if text != self.lines.toPlainText():
            bar = self.lines.verticalScrollBar()
            place, is_at_end = bar.value(), bar.value() == bar.maximum()
            self.lines.setPlainText(text)
            bar.setValue(bar.maximum() if is_at_end else place)
        waiting = (f"Run {number}: {why}" for number, why in self._follower.waiting.items())
        words = "\n".join(waiting) or "No run is waited for."
        self.waiting.setText(words if self._follower.is_on else _OFF)


def show_follow_list(window: QWidget, follower: Follower) -> None:
    """Open the list, or bring it to the front."""
    dialog = window.findChild(FollowDialog) or FollowDialog(follower, window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
