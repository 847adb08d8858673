"""Before anything is open: three ways to begin, what was opened last, and what is being read."""

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from desk import OpenWindow, current, find, open_dialog, settle, wait_until
from folders import MakeFolder
from stackplan.files.demo import make_demo
from stackplan.files.scan import ScanResult, scan
from stackplan.gui.window.main_window import MainWindow


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window()


def shown(window: MainWindow) -> set[str]:
    names = ("emptyState", "loadChart", "stackTable")
    return {name for name in names if find(window, QWidget, name).isVisible()}


def test_that_board_and_table_come_with_the_first_folder_and_the_keyboard_goes_to_the_table(
    window: MainWindow, make_folder: MakeFolder
) -> None:
    assert shown(window) == {"emptyState"}
    assert QApplication.focusWidget() is find(window, QPushButton, "emptyFolderButton")
    window.open_path(str(make_folder({1: 5000, 2: 4000})))
    settle(window)
    assert shown(window) == {"loadChart", "stackTable"}
    assert QApplication.focusWidget() is window.panes.table


def test_that_a_folder_or_a_plan_is_asked_for(window: MainWindow) -> None:
    for button, mode in (
        ("emptyFolderButton", QFileDialog.FileMode.Directory),
        ("emptyPlanButton", QFileDialog.FileMode.ExistingFile),
    ):
        choice = find(window, QPushButton, button)
        choice.setFocus()
        QTest.keyClick(choice, Qt.Key.Key_Space)
        dialog = open_dialog(window)
        assert dialog.fileMode() == mode
        dialog.reject()


def test_that_the_demo_is_made_and_opens_on_17_stacks_or_it_is_said_why_not(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    demo = tmp_path / "stackplan-demo"
    demo.mkdir()
    (demo / "thesis.txt").touch()
    find(window, QPushButton, "emptyDemoButton").click()
    wait_until(lambda: "scan" in window.messages.open)
    assert "is not empty" in window.messages.open["scan"].text
    assert shown(window) == {"emptyState"}
    (demo / "thesis.txt").unlink()
    find(window, QPushButton, "emptyDemoButton").click()
    wait_until(lambda: window.document.plan is not None)
    settle(window)
    assert current(window).request.n_stacks == 17
    assert window.document.traces == str(demo)


def test_that_the_demo_keeps_its_own_number_once_it_was_changed(
    open_window: OpenWindow, tmp_path: Path, make_folder: MakeFolder
) -> None:
    make_demo(str(tmp_path / "demo"))
    window = open_window(tmp_path / "demo")
    assert current(window).request.n_stacks == 17
    window.panes.settings.stacks.setValue(window.default_stacks)
    window.open_path(str(make_folder({1: 5000, 2: 4000})))
    settle(window)
    assert current(window).request.n_stacks == window.default_stacks
    window.open_path(str(tmp_path / "demo"))
    settle(window)
    assert len(current(window).runs) == 118
    assert current(window).request.n_stacks == window.default_stacks


def test_that_what_was_opened_last_is_offered_and_opens(
    open_window: OpenWindow, make_folder: MakeFolder, tmp_path: Path
) -> None:
    folder = make_folder({1: 5000, 2: 4000})
    first = open_window(folder)
    first.close()
    # What was open last is opened again, unless it has gone.
    folder.rename(tmp_path / "away")
    window = open_window()
    settle(window)
    (tmp_path / "away").rename(folder)
    again = find(window, QPushButton, "emptyRecent1")
    assert again.isVisible()
    assert again.toolTip() == str(folder)
    again.click()
    settle(window)
    assert window.document.traces == str(folder)


def test_that_it_says_what_is_being_read_and_offers_the_ways_again_where_that_fails(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(*arguments: Any, **options: Any) -> ScanResult:
        gate.wait()
        return scan(*arguments, **options)

    monkeypatch.setattr("stackplan.gui.planning.scan_jobs.scan", slow)
    window = open_window(tmp_path / "gone", wait=False)
    wait_until(lambda: window.session.worker.running)
    assert shown(window) == {"loadChart", "stackTable"}
    assert window.panes.chart.words == f"Reading {tmp_path / 'gone'}..."
    assert window.windowTitle().startswith(str(tmp_path / "gone"))
    gate.set()
    settle(window)
    assert shown(window) == {"emptyState"}
    assert window.windowTitle() == "Stackplan"
    assert "is not there" in window.messages.open["scan"].text


def test_that_the_choices_hold_their_words_at_any_size_of_the_letters(window: MainWindow) -> None:
    window.resize(1024, 600)
    for steps in (0, 7):
        for _ in range(steps):
            window.appearance.enlarge()
        for _ in range(3):  # each box asks its outer one for a new layout
            QApplication.processEvents()
        for name in ("emptyFolderButton", "emptyPlanButton", "emptyDemoButton"):
            button = find(window, QPushButton, name)
            room = button.fontMetrics().size(0, button.text().replace("&", ""))
            assert button.size().expandedTo(room) == button.size(), name
