"""Nothing moves: each part keeps its place and size at every figure and every number of stacks."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QMenu, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from desk import OpenWindow, find, wait_idle
from folders import fill
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.main_window import MainWindow

# Figures of all lengths: a few bytes to terabytes, level and uneven.
SIZES = {number: 10**6 + number * 7919 % 1009 * 1000 for number in range(54, 174)}
NUMBERS, FEW_NUMBERS = (1, 17, 61, 256), (1, 256)
SMALL, CREW = (1024, 600), (1366, 768)
MUST_BE_SEEN = ("loadChart", "saveButton", "exportButton", "balanceButton")


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window whose search has ended once: its words stand in the status bar from then on."""
    made = open_window(fill(tmp_path / "e20020", SIZES))
    made.resize(*CREW)
    return made


def is_inside(widget: QWidget, name: str) -> bool:
    outer = widget.parentWidget()
    while outer is not None and outer.objectName() != name:
        outer = outer.parentWidget()
    return outer is not None


def places(window: MainWindow) -> dict[str, QRect]:
    """Place and size of each named part; the inside of board, table and status bar apart."""
    found = {}
    for widget in window.findChildren(QWidget):
        name = widget.objectName()
        apart = any(
            is_inside(widget, part)
            for part in ("loadChart", "stackTable", "statusBar", "messageBar")
        )
        is_own = name and not name.startswith("qt_") and not isinstance(widget, QMenu | QScrollBar)
        if is_own and widget.isVisible() and not apart:
            found[name] = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return found


def test_that_each_part_keeps_its_place_at_every_number_of_stacks(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.session.balance()
    wait_idle(qtbot, window)
    seen = []
    numbers = (*FEW_NUMBERS, *NUMBERS)
    for method, some in (("balanced", FEW_NUMBERS), ("snake", NUMBERS)):
        combo = window.panes.settings.method
        combo.setCurrentIndex(combo.findData(method))
        for number in some:
            window.panes.settings.stacks.setValue(number)
            wait_idle(qtbot, window)
            window.messages.withdraw("asked")
            QApplication.processEvents()
            seen.append(places(window))
            window.messages.post("asked", Message(f"{number} new runs.", "info", "Add", print))
            QApplication.processEvents()
            assert window.panes.strip.isVisible()
            assert places(window) == seen[-1]
    assert {"plannedFigure", "balanceButton", "stacksSpin", "stackTable"} <= seen[0].keys()
    assert len(seen[0]) > 30
    for number, found in zip(numbers, seen, strict=True):
        differing = {name for name in found if found[name] != seen[0].get(name)}
        assert (found.keys() ^ seen[0].keys(), differing) == (set(), set()), number


def test_that_no_figure_moves_anything_however_long_it_is(window: MainWindow) -> None:
    before = places(window)
    header, settings = window.panes.header, window.panes.settings
    header.set_finish(10**12)
    for figure in ("plannedFigure", "longestFigure", "savingFigure", "problemsFigure"):
        find(header, QWidget, figure).setProperty("text", "A figure as long as a sentence. " * 9)
    settings.show_following("looked 3 s ago; run 128 is being written, 12 GB, and 17 more")
    settings.skip.setText("55, a word that is no number, and quite a long one at that")
    QApplication.processEvents()
    assert settings.mistake.text()
    assert places(window) == before


def test_that_only_the_speeds_unfold(window: MainWindow) -> None:
    settings = window.panes.settings
    assert not settings.speeds.isVisible()
    before = places(window)
    settings.fold.click()
    QApplication.processEvents()
    assert settings.speeds.isVisible()
    settings.fold.click()
    for _ in range(3):  # each box asks its outer one for a new layout
        QApplication.processEvents()
    assert places(window) == before


@pytest.mark.parametrize(("size", "steps"), [(SMALL, 0), (CREW, 3), (CREW, 0)])
def test_that_the_board_and_the_buttons_are_seen_on_a_small_screen(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int], steps: int
) -> None:
    window.resize(*size)
    for _ in range(steps):
        window.appearance.enlarge()
    window.panes.settings.stacks.setValue(17)
    wait_idle(qtbot, window)
    assert (window.width(), window.height()) == size
    for name in MUST_BE_SEEN:
        widget = find(window, QWidget, name)
        # Not by its visible region: the page of the board covers all of the board.
        place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        page = find(window, QWidget, "page")
        shown = QRect(page.mapTo(window, QPoint(0, 0)), page.size())
        assert widget.isVisible(), name
        assert shown.contains(place), name
    assert find(window, QWidget, "loadChart").height() > 100


def test_that_what_a_search_says_moves_nothing_of_the_status_bar(window: MainWindow) -> None:
    button = find(window, QWidget, "messagesButton")
    before = button.mapTo(window, QPoint(0, 0))
    status = window.panes.search
    for words in ("Searched: at most 0.001 % above the best possible.", ""):
        status.show_outcome(words)
        for _ in range(3):  # each box asks its outer one for a new layout
            QApplication.processEvents()
        assert status.isVisible() == bool(words)
        assert button.mapTo(window, QPoint(0, 0)) == before
    assert before.x() > window.width() / 2
