"""The help window: its pages, its search, and which page explains which part of the window."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QBrush,
    QImage,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from stackplan.gui.widgets.appearance import is_dark, resource_path
from stackplan.gui.widgets.dialogs import resize_within_screen, show_dialog
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.overriding import override

FIRST_PAGE = "guide.md"
_RUNS = "manual.md#the-folder-and-its-runs"
_STACKS = "manual.md#how-many-stacks"
_GOOD = "manual.md#how-good-is-the-plan"
_SAVING = "manual.md#saving-and-exporting"
_FIGURES = "manual.md#the-figures-at-the-top"
_MOVING = "manual.md#moving-runs"
_TIMES = "manual.md#how-long-does-it-take"

# By the name of a widget; one that is not here has the topic of what it stands in.
TOPICS = {
    "tracesEdit": _RUNS,
    "browseButton": _RUNS,
    "recentButton": _RUNS,
    "runMinSpin": _RUNS,
    "runMaxSpin": _RUNS,
    "allFoundButton": _RUNS,
    "skipEdit": _RUNS,
    "stacksSpin": _STACKS,
    "stackCountButton": _STACKS,
    "methodCombo": _GOOD,
    "speedsFold": "manual.md#processors-of-different-speed",
    "speedsEdit": "manual.md#processors-of-different-speed",
    "balanceButton": _GOOD,
    "rescanButton": "manual.md#when-the-folder-changes",
    "followButton": "manual.md#while-the-beam-is-on",
    "noteEdit": "plan-file.md",
    "saveButton": _SAVING,
    "exportButton": "manual.md#running-the-plan",
    "header": _FIGURES,
    "problemsFigure": "manual.md#runs-that-look-wrong",
    "messageBar": "troubleshooting.md",
    "emptyState": _RUNS,
    "loadChart": _MOVING,
    "stackTable": _MOVING,
    "gentleDialog": "manual.md#few-moves",
    "stackCountDialog": _STACKS,
    "detailsDialog": _GOOD,
    "historyDialog": "manual.md#what-changed",
    "messageDialog": "troubleshooting.md",
    "exportDialog": "running.md",
    "followDialog": "manual.md#while-the-beam-is-on",
    "goodRunsDialog": "manual.md#runs-that-are-good",
    "riskDialog": "manual.md#runs-that-look-wrong",
    "timesDialog": _TIMES,
    "boardDialog": "manual.md#while-spyral-runs",
    "reportDialog": "troubleshooting.md#the-program-itself",
    "aboutDialog": "troubleshooting.md#the-program-itself",
}


def topic_of(widget: QWidget | None) -> str:
    """Give the page, and the section, for a widget: its own, or that of what it stands in."""
    while widget is not None:
        if widget.objectName() in TOPICS:
            return TOPICS[widget.objectName()]
        widget = widget.parentWidget()
    return FIRST_PAGE


_LEAST_WIDTH = 200
_LINE_PER_CENT = 130
_LONG_CELL = 50  # characters; from there on both columns of a table get half of the width
_PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
_TIP = "Links open other pages; Alt+Left goes back"


class HelpPage(QTextBrowser):
    """Shows a page of `resources/help`; a picture is never wider than the page."""

    def __init__(self) -> None:
        super().__init__()
        set_names(self, "helpPage", "Help", _TIP)
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
        whole = QTextCursor(self.document())
        whole.beginEditBlock()  # Qt lays the page out once at its end, and not after each paragraph
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        for block in blocks(self.document()):
            self._dress_block(block)
        whole.endEditBlock()
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
        first_cells = (table.cellAt(row, 0).firstCursorPosition() for row in range(table.rows()))
        longest = max(len(cell.block().text()) for cell in first_cells)
        if table.columns() == 2 and longest > _LONG_CELL:
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


def has_words(page: str, words: str) -> bool:
    """Tell whether a page has words, without laying it out."""
    document = QTextDocument()
    document.setMarkdown(resource_path(f"help/{page}").read_text(encoding="utf-8"))
    return not document.find(words).isNull()


def slug(heading: str) -> str:
    """Name a heading as links on the web do: ``How many stacks?`` is ``how-many-stacks``."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """Walk through the paragraphs of a document."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


# In the order in which a crew needs them; a star stands for any words.
PAGES = (
    "guide.md", "night-too-long.md", "bad-file.md", "more-runs.md", "stopped-half-way.md",
    "i-have-a*.md", "our-cluster.md", "manual.md", "running.md", "plan-file.md", "shortcuts.md",
    "install.md", "troubleshooting.md",
)  # fmt: skip
_FIND_TIP = "Words to find, on any page; Enter goes on to the next place"


def titles() -> dict[str, str]:
    """Give the file of each page, in the order of the contents, with the heading that it has."""
    files = (file for page in PAGES for file in sorted(resource_path("help").glob(page)))
    return {
        file.name: file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        for file in files
    }


class HelpDialog(QDialog):
    """Contents on the left, the page on the right, a field to find words above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpDialog")
        self.setWindowTitle("Stackplan: help")
        self.setAccessibleName("Help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = HelpPage()
        self._titles = titles()
        self._shown = ""
        self.contents = QListWidget()
        set_names(self.contents, "helpContents", "Contents", "The pages of the help")
        self.contents.setSpacing(3)
        self.contents.addItems(list(self._titles.values()))
        frame = 4 * self.contents.frameWidth() + 2 * self.contents.spacing()
        self.contents.setMinimumWidth(self.contents.sizeHintForColumn(0) + frame)
        self.contents.currentRowChanged.connect(self._on_chosen)
        self.page.sourceChanged.connect(self._mark)
        self._arrange()

    def _arrange(self) -> None:
        back = QPushButton("&Back")
        set_names(back, "helpBackButton", "Back", "Back to the page before (Alt+Left)")
        back.setAutoDefault(False)
        back.setEnabled(False)
        back.clicked.connect(self.page.backward)
        self.page.backwardAvailable.connect(back.setEnabled)
        self.search = QLineEdit(placeholderText="Find in the help", clearButtonEnabled=True)
        set_names(self.search, "helpSearch", "Find in the help", _FIND_TIP)
        self.search.returnPressed.connect(self.find_next)
        row = QHBoxLayout()
        row.addWidget(back)
        row.addWidget(self.search, 1)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.contents)
        halves.addWidget(self.page)
        halves.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(halves, 1)
        width, height = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        halves.setSizes([1, 100 * width])
        resize_within_screen(self, 140 * width, 46 * height)

    def show_page(self, page: str) -> None:
        """Show a page, or a section of it, and put the keys there."""
        self.page.show_page(page)
        self.page.setFocus()

    def find_next(self) -> None:
        """Go to the next place of the words, on this page or on those after it."""
        words = self.search.text()
        if not words or self.page.find(words):
            return
        files = list(self._titles)
        here = self.contents.currentRow()
        for file in (*files[here + 1 :], *files[: here + 1]):
            if has_words(file, words):  # laying out each page would take seconds
                self.page.show_page(file)
                self.page.moveCursor(QTextCursor.MoveOperation.Start)
                self.page.find(words)
                return
        self.search.selectAll()

    def _on_chosen(self, row: int) -> None:
        file = list(self._titles)[row]
        if self._shown != file:  # the page itself does not know it yet while it tells of it
            self.page.show_page(file)

    def _mark(self, source: QUrl) -> None:
        """Mark in the contents which page is shown, however one came to it."""
        if source.fileName() in self._titles:
            self._shown = source.fileName()
            self.contents.setCurrentRow(list(self._titles).index(self._shown))


def show_help(parent: QWidget, page: str = FIRST_PAGE) -> None:
    """Show a page of the help, or a section of one; a help that is open is used again."""
    dialog = parent.findChild(HelpDialog)
    if dialog is None or not dialog.isVisible():  # one that was closed is about to be deleted
        dialog = HelpDialog(parent)
    show_dialog(dialog)
    dialog.show_page(page)  # now that its width is known
