from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk import find
from stackplan.files.crash_log import CrashReport
from stackplan.gui.diagnostics.report_dialog import ReportDialog, show_log, show_report


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    yield made
    made.close()


def test_that_a_report_is_read_copied_and_closed_by_escape(desk: QWidget) -> None:
    show_report(desk, CrashReport("KeyError", "the <b>whole</b> text", "/state/a.report.txt"))
    dialog = find(desk, ReportDialog, "reportDialog")
    assert "/state/a.report.txt" in dialog.words.text()
    find(dialog, QPushButton, "copyReportButton").click()
    assert QGuiApplication.clipboard().text() == "the <b>whole</b> text"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_a_report_without_a_file_says_why(desk: QWidget) -> None:
    show_report(desk, CrashReport("KeyError", "text", problem="The disk is full at /state."))
    words = find(desk, ReportDialog, "reportDialog").words.text()
    assert words.startswith("The disk is full at /state. Copy it")


@pytest.mark.parametrize(
    ("lines", "text"), [(["a", "b"], "a\nb"), ([], "Nothing has been logged yet.")]
)
def test_that_the_log_is_shown(desk: QWidget, lines: list[str], text: str) -> None:
    show_log(desk, lines, "/state/log")
    dialog = find(desk, ReportDialog, "reportDialog")
    assert dialog.text.toPlainText() == text
    assert "/state/log" in dialog.words.text()
