"""A report of a fault, or the log, to read and to copy for the person who looks after Stackplan."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.text import printable
from stackplan.files.crash_log import CrashReport
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.labels import readable_field, readable_label, set_monospace

_COPY_TIP = "Copy the whole text to the clipboard"


class ReportDialog(QDialog):
    """Shows a text that may be handed on; it stays open beside the work, and Escape closes it."""

    def __init__(self, title: str, words: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.words = readable_label("reportWords", words, "Select what you need of it", words)
        self.text = readable_field("reportText", title, "Select what you need, or copy the whole")
        self.text.setPlainText(text)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        set_monospace(self.text)
        self._arrange()

    def _arrange(self) -> None:
        copy = QPushButton("&Copy")
        set_names(copy, "copyReportButton", "Copy the text", _COPY_TIP)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.text, 1)
        column.addWidget(close_box(self, copy))
        width, height = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        resize_within_screen(self, 110 * width, 30 * height)


def show_report(window: QWidget, report: CrashReport) -> None:
    """Show a report."""
    kept = f"It is kept as {printable(report.path)}."
    if not report.path:
        kept = f"{report.problem} Copy it: it is not kept in a file."
    words = f"{kept} Stackplan sends it nowhere; give it to the person who looks after Stackplan."
    ReportDialog("Report of a fault", words, report.text, window).show()


def show_log(window: QWidget, lines: list[str], folder: str) -> None:
    """Show the last lines of the log."""
    words = f"The last lines of this window; the log itself is in {printable(folder)}."
    ReportDialog("Log", words, "\n".join(lines) or "Nothing has been logged yet.", window).show()
