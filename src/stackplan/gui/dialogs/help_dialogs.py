"""The help: it stays open beside the work, and closes by Escape."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QDialog, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from stackplan.gui.entry_widgets import name
from stackplan.gui.overriding import override
from stackplan.gui.resources import resource_path

FIRST_PAGE = "guide.md"
_MARGIN = 40
_LEAST_WIDTH = 200


class HelpPages(QTextBrowser):
    """Shows the pages that ship with Stackplan; a picture is never wider than the page."""

    def __init__(self) -> None:
        super().__init__()
        name(self, "helpPage", "Help", "Links lead to the other pages; Alt+Left goes back")
        self.setOpenExternalLinks(True)

    def show_page(self, page: str) -> None:
        """Show a page of `resources/help`."""
        self.setSource(QUrl.fromLocalFile(str(resource_path(f"help/{page}"))))

    @override
    def loadResource(self, kind: int, url: QUrl | str) -> object:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, url)
        image = QImage(self.source().resolved(QUrl(url)).toLocalFile())
        width = max(self.viewport().width() - _MARGIN, _LEAST_WIDTH)
        smooth = Qt.TransformationMode.SmoothTransformation
        return image.scaledToWidth(width, smooth) if image.width() > width else image


def show_help(parent: QWidget, page: str = FIRST_PAGE) -> None:
    """Show a page of the help."""
    dialog = QDialog(parent)
    dialog.setObjectName("helpDialog")
    dialog.setWindowTitle("Stackplan: help")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    pages = HelpPages()
    home = QPushButton("&Contents")
    name(home, "helpContentsButton", "Contents", "Back to the guide, which leads to every page")
    home.setAutoDefault(False)
    home.clicked.connect(lambda: pages.show_page(FIRST_PAGE))
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 6, 0, 0)
    column.addWidget(home, alignment=Qt.AlignmentFlag.AlignLeft)
    column.addWidget(pages)
    dialog.resize(760, 620)
    dialog.show()
    pages.show_page(page)  # now that its width is known
