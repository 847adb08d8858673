"""The right side of the export dialog: what will be written, as text or as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.readable import readable_field, use_fixed_letters

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LEAST = QSize(240, 160)


class ExportPreview(QWidget):
    """Shows a draft; what was shown stays until the next one is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel("What will be &written")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.text = readable_field("exportPreview", "What will be written", "As it will be written")
        use_fixed_letters(self.text)
        self.picture = PictureView()
        name(self.picture, "exportPicture", "Picture of the chart, as it will be written")
        self.heading.setBuddy(self.text)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.text)
        self.pages.addWidget(self.picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.pages, 1)

    def show_words(self, words: str) -> None:
        """Say why there is nothing to show."""
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setPlainText(words)
        self.pages.setCurrentWidget(self.text)
        self._head("")

    def show_text(self, text: str, summary: str) -> None:
        """Show a text as it will be written; where one has scrolled to stays."""
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.pages.setCurrentWidget(self.text)
        bars = (self.text.verticalScrollBar(), self.text.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)
            for bar, place in zip(bars, places, strict=True):
                bar.setValue(place)
        self._head(summary)

    def show_picture(self, image: QImage, summary: str) -> None:
        """Show a picture."""
        self.picture.set_image(image)
        self.pages.setCurrentWidget(self.picture)
        self._head(summary)

    def _head(self, summary: str) -> None:
        self.heading.setText(f"What will be &written{': ' * bool(summary)}{summary}")


class PictureView(QWidget):
    """A picture as large as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._scaled = QImage()
        self.setMinimumSize(_LEAST)

    def set_image(self, image: QImage) -> None:
        """Show another picture."""
        self._image, self._scaled = image, QImage()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        size = self._image.size().scaled(room, keep)
        if self._scaled.size() != size:
            self._scaled = self._image.scaled(size, keep, smooth)
            self._scaled.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, self._scaled)
        painter.end()
