"""Nothing moves: each part keeps its place and size at every figure and every number of stacks."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QMenu, QScrollBar, QWidget

from desk import OpenWindow, find, settle
from folders import fill
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.main_window import MainWindow

# Figures of all lengths: a few bytes to terabytes, level and uneven.
SIZES = {number: 10**6 + number * 7919 % 1009 * 1000 for number in range(54, 174)}
NUMBERS, FEW_NUMBERS = (1, 17, 61, 256), (1, 256)
SMALL, CREW = (1024, 600), (1366, 768)
MUST_BE_SEEN = ("loadChart", "saveButton", "exportButton", "balanceButton")


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path) -> MainWindow:
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


def test_that_each_part_keeps_its_place_at_every_number_of_stacks(window: MainWindow) -> None:
    window.session.balance()
    settle(window)
    seen = []
    numbers = (*FEW_NUMBERS, *NUMBERS)
    for method, some in (("balanced", FEW_NUMBERS), ("snake", NUMBERS)):
        combo = window.panes.settings.method
        combo.setCurrentIndex(combo.findData(method))
        for number in some:
            window.panes.settings.stacks.setValue(number)
            settle(window)
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


def test_that_no_figure_and_no_word_moves_anything_however_long_it_is(window: MainWindow) -> None:
    before = places(window)
    header, settings, search = window.panes.header, window.panes.settings, window.panes.search
    button = find(window, QWidget, "messagesButton")
    at = button.mapTo(window, QPoint(0, 0))
    assert at.x() > window.width() / 2
    for words in ("Searched: at most 0.001 % above the best possible.", ""):
        search.show_outcome(words)
        lay_out()
        assert search.isVisible() == bool(words)
        assert button.mapTo(window, QPoint(0, 0)) == at
    for number in range(2):  # only the speeds unfold
        assert settings.speeds.isVisible() == (number == 1)
        settings.fold.click()
        lay_out()
    assert places(window) == before
    header.set_finish(10**12)
    for figure in ("plannedFigure", "longestFigure", "savingFigure", "problemsFigure"):
        find(header, QWidget, figure).setProperty("text", "A figure as long as a sentence. " * 9)
    settings.show_following("looked 3 s ago; run 128 is being written, 12 GB, and 17 more")
    settings.skip.setText("55, a word that is no number, and quite a long one at that")
    lay_out()
    assert settings.mistake.text()
    assert places(window) == before


def lay_out() -> None:
    for _ in range(3):  # each box asks its outer one for a new layout
        QApplication.processEvents()


@pytest.mark.parametrize(("size", "steps"), [(SMALL, 0), (CREW, 3), (CREW, 0)])
def test_that_the_board_and_the_buttons_are_seen_on_a_small_screen(
    window: MainWindow, size: tuple[int, int], steps: int
) -> None:
    window.resize(*size)
    for _ in range(steps):
        window.appearance.enlarge()
    window.panes.settings.stacks.setValue(17)
    settle(window)
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
