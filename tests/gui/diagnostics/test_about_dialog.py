"""What runs here and where it lies; a report, and the log."""

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk import OpenWindow, find
from stackplan import __version__
from stackplan.files.crash_log import CrashReport
from stackplan.gui.diagnostics.about_dialog import (
    AboutDialog,
    in_lines,
    program_facts,
    window_facts,
)
from stackplan.gui.diagnostics.crash_reports import CrashReports
from stackplan.gui.diagnostics.report_dialog import ReportDialog, show_log, show_report


def test_that_versions_and_platform_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = program_facts()
    assert facts["Stackplan"] == __version__
    assert PySide6.__version__ in facts["PySide6, Qt"]
    assert facts["Window system"] == "offscreen"
    assert facts["numpy"][0].isdecimal()
    assert in_lines(facts).splitlines()[0] == f"Stackplan: {__version__}"

    def version(library: str) -> str:
        raise PackageNotFoundError(library)

    monkeypatch.setattr("stackplan.gui.diagnostics.about_dialog.version", version)
    assert program_facts()["numpy"] == "as bundled"


def test_that_versions_and_places_are_shown_and_copied_and_lead_to_the_log(
    open_window: OpenWindow, settings_folder: Path
) -> None:
    window = open_window()
    facts = window_facts(window.screen(), window.preferences, 150)
    settings = str(settings_folder / "stackplan" / "settings.json")
    assert facts["Settings"] == settings
    assert facts["Log and reports"].endswith(".local/state/stackplan/log")
    assert facts["Unsaved work"].endswith(".local/state/stackplan/windows")
    assert "text 150 %" in facts["Screen"]
    CrashReports(window, window.messages)  # not installed: it has logged nothing
    find(window, QAction, "aboutAction").trigger()
    dialog = find(window, AboutDialog, "aboutDialog")
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"Stackplan {__version__}" in shown
    assert settings in shown
    find(dialog, QPushButton, "copyFactsButton").click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert {f"Settings: {settings}", f"Stackplan: {__version__}"} <= set(copied)
    find(dialog, QPushButton, "showLogButton").click()
    log = find(window, ReportDialog, "reportDialog")
    assert log.text.toPlainText() == "Nothing has been logged yet."
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


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


def test_that_the_log_is_shown(desk: QWidget) -> None:
    show_log(desk, ["a", "b"], "/state/log")
    dialog = find(desk, ReportDialog, "reportDialog")
    assert dialog.text.toPlainText() == "a\nb"
    assert "/state/log" in dialog.words.text()
