"""A picture of the chart for the clipboard, drawn beside the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from stackplan.core.plan import Plan
from stackplan.gui.widgets.messages import Message
from stackplan.gui.widgets.worker import Report, Task

_KEY = "picture"


class PictureCopy(QObject):
    """Draws a plan as a file's picture would be, and puts it on the clipboard."""

    said = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.task = Task(self)
        self.task.finished.connect(self._on_drawn)
        self.task.failed.connect(lambda error: self._say(Message(str(error), "error")))

    def copy(self, plan: Plan | None, traces: str) -> None:
        """Copy a plan's picture; the clipboard has it a moment later."""
        if plan is None or not plan.runs:
            self._say(Message("There is no plan to copy yet; open a folder of runs.", "warning"))
            return

        def job(_: Report) -> object:
            # Imported with the first picture, as the chart itself is.

            from stackplan.gui.chart.figure import picture

            return QImage.fromData(picture(plan, traces, "png"))

        self.task.start(job)

    def _on_drawn(self, image: QImage) -> None:
        QApplication.clipboard().setImage(image)
        self._say(Message("The picture of the chart is on the clipboard."))

    def _say(self, message: Message) -> None:
        self.said.emit(_KEY, message)
