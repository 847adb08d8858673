"""A page of the help as it is shown: room to read, in light and dark, at every size of the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QBrush,
    QImage,
    QPalette,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser

from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.resources import resource_path
from stackplan.gui.widgets.theme import is_dark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock

_LEAST_WIDTH = 200
_LINE_PER_CENT = 130
_PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
_TIP = "Links lead to the other pages; Alt+Left goes back"


class HelpPage(QTextBrowser):
    """Shows a page of `resources/help`; a picture is never wider than the page."""

    def __init__(self) -> None:
        super().__init__()
        name(self, "helpPage", "Help", _TIP)
        self.setOpenExternalLinks(True)
        self.sourceChanged.connect(self._dress)

    def show_page(self, page: str) -> None:
        """Show a page, or a section of it: ``guide.md#pins``."""
        file, _, section = page.partition("#")
        url = QUrl.fromLocalFile(str(resource_path(f"help/{file}")))
        if section:
            url.setFragment(section)
        self.setSource(url)

    def sections(self) -> dict[str, int]:
        """Give the place of each heading, by the name that a link to it has on the web."""
        return {
            slug(block.text()): block.position()
            for block in blocks(self.document())
            if block.blockFormat().headingLevel()
        }

    @override
    def loadResource(self, kind: int, url: QUrl | str) -> object:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, url)
        path = self.source().resolved(QUrl(url)).toLocalFile()
        dark = QImage(path.replace("-light.", "-dark.")) if is_dark(self.palette()) else QImage()
        image = QImage(path) if dark.isNull() else dark
        room = self.viewport().width() - 3 * self._margin()
        width = max(room, _LEAST_WIDTH)
        smooth = Qt.TransformationMode.SmoothTransformation
        return image.scaledToWidth(width, smooth) if image.width() > width else image

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in kinds and not self.source().isEmpty():
            self.reload()
            self._dress()

    def _margin(self) -> int:
        return self.fontMetrics().height()

    def _dress(self) -> None:
        """Give headings, code and tables their room; then go to the section that was asked for."""
        self.document().setDocumentMargin(self._margin())
        for table in tables(self.document()):
            self._dress_table(table)
        for block in blocks(self.document()):
            self._dress_block(block)
        # Later: Qt goes to the top of the page once it has told of it.
        QTimer.singleShot(0, self, self._go_to_section)

    def _dress_block(self, block: QTextBlock) -> None:
        form, line = QTextBlockFormat(), self._margin()
        level = block.blockFormat().headingLevel()
        is_code = block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)
        cursor = QTextCursor(block)
        if level:
            form.setTopMargin(line * (0 if level == 1 else 1.4))
            form.setBottomMargin(line * 0.4)
        elif is_code:
            form.setBackground(QBrush(self.palette().color(QPalette.ColorRole.Window)))
            form.setLeftMargin(line)
            form.setRightMargin(line)
        elif _PICTURE not in block.text():
            proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
            form.setLineHeight(_LINE_PER_CENT, proportional)
        cursor.mergeBlockFormat(form)

    def _dress_table(self, table: QTextTable) -> None:
        form = table.format()
        form.setBorder(1)
        form.setBorderCollapse(True)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(self.palette().color(QPalette.ColorRole.Mid)))
        form.setCellPadding(self._margin() * 0.3)
        form.setBottomMargin(self._margin() * 0.6)
        if table.columns() == 2 and table.rows() > 3:
            shares = (QTextLength.Type.PercentageLength, 50)
            form.setColumnWidthConstraints([QTextLength(*shares), QTextLength(*shares)])
        table.setFormat(form)

    def _go_to_section(self) -> None:
        place = self.sections().get(self.source().fragment())
        if place is None:
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(place)
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self._margin())


def slug(heading: str) -> str:
    """Name a heading as links on the web do: ``How many stacks?`` is ``how-many-stacks``."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """Walk through the paragraphs of a document."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def tables(document: QTextDocument) -> list[QTextTable]:
    """Find the tables of a document."""
    frames = document.rootFrame().childFrames()
    return [frame for frame in frames if isinstance(frame, QTextTable)]
