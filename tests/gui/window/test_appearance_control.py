"""Larger and smaller text in the real window: by menu, keys and wheel, remembered, nothing cut."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from desk import OpenWindow, find, settle
from folders import MakeFolder
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.appearance import NORMAL, apply_theme, apply_zoom, is_dark
from stackplan.gui.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def plain_again(qapp: QApplication) -> Iterator[None]:
    yield
    apply_zoom(NORMAL)


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    folder = make_folder({number: 10**6 + number * 7919 % 1009 * 1000 for number in range(1, 41)})
    return open_window(folder)


def press(window: MainWindow, key: Qt.Key) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window, key, control)


def test_that_keys_change_the_size_of_everything_and_it_is_remembered(
    window: MainWindow, open_window: OpenWindow
) -> None:
    window.activateWindow()
    plain = window.panes.table.font().pointSizeF()
    figure = find(window, QAbstractButton, "longestFigure")
    large = figure.font().pointSizeF()
    width = window.panes.table.columnWidth(0)
    for key, size in (
        (Qt.Key.Key_Plus, 110), (Qt.Key.Key_Equal, 125), (Qt.Key.Key_Minus, 110),
        (Qt.Key.Key_0, 100), (Qt.Key.Key_Plus, 110),
    ):  # fmt: skip
        press(window, key)
        assert window.appearance.per_cent == size
    QApplication.processEvents()
    for widget in (window.panes.table, window.panes.chart, window.menuBar(), window.panes.status):
        assert widget.font().pointSizeF() == pytest.approx(plain * 1.1)
    assert figure.font().pointSizeF() == pytest.approx(large * 1.1)
    assert window.panes.table.columnWidth(0) == pytest.approx(width * 1.1, abs=2)
    window.close()
    assert open_window().appearance.per_cent == 110


def test_that_ctrl_and_the_wheel_do_it_over_chart_table_and_settings(window: MainWindow) -> None:
    for place in (window.panes.chart, window.panes.table.viewport(), window.panes.settings):
        before = window.appearance.per_cent
        turn(place, 120, Qt.KeyboardModifier.ControlModifier)
        assert window.appearance.per_cent > before, place.objectName()
        turn(place, -120, Qt.KeyboardModifier.ControlModifier)
        assert window.appearance.per_cent == before
        turn(place, 120, Qt.KeyboardModifier.NoModifier)
        assert window.appearance.per_cent == before


def turn(widget: QWidget, by: int, held: Qt.KeyboardModifier) -> None:
    """Turn the wheel as the system does: from the window down, and up again where it is left."""
    window = widget.window()
    place = QPointF(widget.mapTo(window, widget.rect().center()))
    QTest.wheelEvent(window.windowHandle(), place, QPoint(0, by), stateKey=held)
    QApplication.processEvents()


def test_that_no_words_are_cut_on_a_small_screen(window: MainWindow) -> None:
    for per_cent in (100, 200, 300):
        while window.appearance.per_cent < per_cent:
            find(window, QAction, "largerAction").trigger()
        window.resize(1366, 768)
        settle(window)
        assert (window.width(), window.height()) == (1366, 768)
        cut = [
            f"{widget.objectName()} {widget.text()!r}"
            for widget in window.findChildren(QWidget)
            if isinstance(widget, QLabel | QAbstractButton)
            and widget.isVisible()
            and widget.text()
            and widget.window() is window
            and widget.width() < least_width(widget)
            and not widget.toolTip().startswith(widget.text())  # a figure whose tip has all of it
        ]
        assert cut == [], per_cent


def least_width(widget: QLabel | QAbstractButton) -> int:
    """The width that the longest word, or the whole of one line, needs."""
    text = widget.text().replace("&", "")
    words = text.split() if isinstance(widget, QLabel) and widget.wordWrap() else text.splitlines()
    return max(widget.fontMetrics().horizontalAdvance(word) for word in words)


def test_that_the_theme_follows_the_desktop_only_where_it_is_asked_to(
    window: MainWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("stackplan.gui.window.appearance_control.apply_theme", asked.append)
    monkeypatch.setattr("stackplan.gui.window.appearance_control.desktop_scheme", lambda: "dark")
    window.preferences.theme = "dark"
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert asked == []
    window.preferences.theme = "system"
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert asked == ["dark"]
    # The next start is dark at once, before it can ask.
    settle(window)
    assert Preferences().desktop == "dark"
    monkeypatch.setattr("stackplan.gui.window.appearance_control.desktop_scheme", lambda: "")
    window.appearance.set_theme("system")
    assert asked[-1] == "system"
    settle(window)
    assert Preferences().desktop == ""
    apply_theme("light")
    assert not is_dark(qapp.palette())


def test_that_the_size_is_told_alone_in_the_status_bar(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = window.panes.status
    status.say("")
    before = status.words.text()
    # Until it is taken away below: on a crowded machine a few seconds may pass before it is seen.
    monkeypatch.setattr("stackplan.gui.window.main_window._BRIEFLY_MS", 0)
    window.appearance.enlarge()
    assert status.words.text() == "Text at 110 %"
    labels = [each for each in status.findChildren(QLabel) if each.isVisible() and each.text()]
    assert labels == [status.words]
    status.say("")
    assert status.words.text() == before
