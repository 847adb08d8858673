"""Regions that Qt paints anew of a widget: over `ssh -X` each pixel of it travels."""

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override


class Painted(QObject):
    """Counts the paint events of a widget from now on, and gathers what they cover."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        QApplication.processEvents()
        self.times = 0
        self.rects: list[QRect] = []
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a paint event."""
        if isinstance(event, QPaintEvent):
            self.times += 1
            self.rects.extend(event.region())  # type: ignore[arg-type]
        return False
