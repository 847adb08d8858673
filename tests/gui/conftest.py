"""Fixtures of the window: settings of their own, and windows that close cleanly."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk import OpenWindow, PatientBot, clear_up, wait_idle
from stackplan.gui.app import create_window
from stackplan.gui.runtime import GarbageCollector
from stackplan.gui.window.main_window import MainWindow
from x11_crew import crew, display, guarded_display  # noqa: F401 (fixtures)

# Before the first QApplication: no test window may open on the screen of whoever runs the tests.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
_ENDED = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Overlook what the offscreen platform says of each menu and dialog."""
    for item in items:
        if "gui" in item.path.parts:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session", autouse=True)
def garbage_collector(qapp: QApplication) -> GarbageCollector:
    """Collect the windows of earlier tests as the program does: never in a worker."""
    return GarbageCollector(qapp)


@pytest.fixture(autouse=True)
def collected(garbage_collector: GarbageCollector) -> Iterator[None]:
    """Let tests that have no event loop leave no mountain; each collection takes some 20 ms."""
    yield
    if next(_ENDED) % 10 == 0:
        garbage_collector.collect()


@pytest.fixture(autouse=True)
def same_letters(qapp: QApplication) -> Iterator[None]:
    """Take larger letters back: the application has one font for all tests of a process."""
    font = qapp.font()
    yield
    if qapp.font() != font:
        qapp.setFont(font)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The bot of pytest-qt, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the settings, and the home folder, of each test to itself."""
    folder, home = tmp_path / "settings", tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return folder


@pytest.fixture
def settings_file(settings_folder: Path) -> Path:
    """The settings file, which need not exist yet."""
    path = settings_folder / "stackplan" / "settings.json"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def open_window(qtbot: QtBot) -> OpenWindow:
    """Open the window as the program does, and wait until its folder has been read."""

    def open_one(*arguments: object, wait: bool = True, show: bool = True) -> MainWindow:
        window = create_window([str(argument) for argument in arguments])
        qtbot.addWidget(window, before_close_func=_leave)
        if show:
            window.show()
        if wait:
            wait_idle(qtbot, window)
        return window

    return open_one


def _leave(window: MainWindow) -> None:
    """Close without a question, and leave no thread behind."""
    window._leaving = True
    window.close()
    workers = (window.session.worker, window.files.worker, window.panes.chart.worker)
    for worker in (*workers, *window.session.search.workers):
        worker.wait(60)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    clear_up()
