"""The help: pages with a list of contents; it stays open beside the work, and Escape closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from stackplan.gui.help.help_page import HelpPage
from stackplan.gui.widgets.close_box import resize_within_screen
from stackplan.gui.widgets.entry_widgets import name

# In the order in which a crew needs them.
PAGES = {
    "guide.md": "Stackplan in five minutes",
    "manual.md": "Everything in turn",
    "why-long.md": "Why is my night too long?",
    "plan-file.md": "The plan file",
    "cluster.md": "From one machine to a cluster",
    "shortcuts.md": "Keyboard shortcuts",
    "troubleshooting.md": "Troubleshooting",
}
FIRST_PAGE = "guide.md"
_FIND_TIP = "Words to find, on any page; Enter goes on to the next place"


class HelpDialog(QDialog):
    """Contents on the left, the page on the right, a field to find words above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpDialog")
        self.setWindowTitle("Stackplan: help")
        self.setAccessibleName("Help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = HelpPage()
        self._shown = ""
        self.contents = QListWidget()
        name(self.contents, "helpContents", "Contents", "The pages of the help")
        self.contents.setSpacing(3)
        self.contents.addItems(list(PAGES.values()))
        frame = 4 * self.contents.frameWidth() + 2 * self.contents.spacing()
        self.contents.setMinimumWidth(self.contents.sizeHintForColumn(0) + frame)
        self.contents.currentRowChanged.connect(self._on_chosen)
        self.page.sourceChanged.connect(self._mark)
        self._arrange()

    def _arrange(self) -> None:
        back = QPushButton("&Back")
        name(back, "helpBackButton", "Back", "Back to the page before (Alt+Left)")
        back.setAutoDefault(False)
        back.setEnabled(False)
        back.clicked.connect(self.page.backward)
        self.page.backwardAvailable.connect(back.setEnabled)
        self.search = QLineEdit(placeholderText="Find in the help", clearButtonEnabled=True)
        name(self.search, "helpSearch", "Find in the help", _FIND_TIP)
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
        files = list(PAGES)
        here = self.contents.currentRow()
        for step in range(1, len(files) + 1):
            self.page.show_page(files[(here + step) % len(files)])
            self.page.moveCursor(QTextCursor.MoveOperation.Start)
            if self.page.find(words):
                return
        self.search.selectAll()

    def _on_chosen(self, row: int) -> None:
        file = list(PAGES)[row]
        if self._shown != file:  # the page itself does not know it yet while it tells of it
            self.page.show_page(file)

    def _mark(self, source: QUrl) -> None:
        """Mark in the contents which page is shown, however one came to it."""
        if source.fileName() in PAGES:
            self._shown = source.fileName()
            self.contents.setCurrentRow(list(PAGES).index(self._shown))


def show_help(parent: QWidget, page: str = FIRST_PAGE) -> None:
    """Show a page of the help, or a section of one; a help that is open is used again."""
    dialog = parent.findChild(HelpDialog)
    if dialog is None or not dialog.isVisible():  # one that was closed is about to be deleted
        dialog = HelpDialog(parent)
    dialog.show()
    dialog.show_page(page)  # now that its width is known
    dialog.raise_()
    dialog.activateWindow()
