"""Help and about: both stay open beside the work, and close by Escape."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from stackplan import __version__
from stackplan.gui.entry_widgets import name
from stackplan.gui.resources import resource_path


def show_help(parent: QWidget) -> None:
    """Show the guide that ships with Stackplan."""
    dialog = QDialog(parent)
    dialog.setObjectName("helpDialog")
    dialog.setWindowTitle("Stackplan in five minutes")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page = QTextBrowser()
    name(page, "helpPage", "Guide", "Escape closes it; it may stay open beside the work")
    page.setMarkdown(resource_path("help/guide.md").read_text(encoding="utf-8"))
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(page)
    dialog.resize(720, 560)
    dialog.show()


def show_about(parent: QWidget) -> None:
    """Show the version and what Stackplan is for."""
    box = QMessageBox(parent)
    box.setObjectName("aboutDialog")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About Stackplan")
    box.setText(f"Stackplan {__version__}")
    box.setInformativeText("Plans how the runs of an experiment are spread over processors.")
    box.open()
