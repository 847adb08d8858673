from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from desk import OpenWindow, find
from stackplan import __version__
from stackplan.gui.diagnostics.about_dialog import AboutDialog
from stackplan.gui.diagnostics.crash_reports import CrashReports
from stackplan.gui.diagnostics.report_dialog import ReportDialog


def test_that_it_shows_and_copies_versions_and_places(open_window: OpenWindow) -> None:
    window = open_window()
    find(window, QAction, "aboutAction").trigger()
    dialog = find(window, AboutDialog, "aboutDialog")
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"Stackplan {__version__}" in shown
    assert window.preferences.path in shown
    find(dialog, QPushButton, "copyFactsButton").click()
    copied = QGuiApplication.clipboard().text()
    assert f"Settings: {window.preferences.path}" in copied.splitlines()
    assert f"Stackplan: {__version__}" in copied.splitlines()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_it_leads_to_the_log(open_window: OpenWindow) -> None:
    window = open_window()
    CrashReports(window, window.messages)  # not installed: it has logged nothing
    find(window, QAction, "aboutAction").trigger()
    find(window, QPushButton, "showLogButton").click()
    log = find(window, ReportDialog, "reportDialog")
    assert log.text.toPlainText() == "Nothing has been logged yet."
