"""The wall view: finish time, board and what is followed on the whole screen; nothing to press."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPushButton,
)

from desk import OpenWindow, current, features, find, settle, wait_until
from folders import MakeFolder
from stackplan.gui.window.main_window import MainWindow
from stackplan.gui.window.wall_view import WallView

GB = 10**9


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(dict.fromkeys(range(1, 9), 10 * GB)))
    made.panes.settings.stacks.setValue(2)
    settle(made)
    return made


def wall(window: MainWindow) -> WallView:
    find(window, QAction, "wallAction").trigger()
    return find(window, WallView, "wallView")


def words(view: WallView, label: str) -> str:
    return find(view, QLabel, label).text()


def test_that_it_fills_the_screen_and_tells_the_end_with_nothing_to_press(
    window: MainWindow,
) -> None:
    view = wall(window)
    assert view.isFullScreen()
    for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QMenuBar):
        assert [child for child in view.findChildren(kind) if child.isVisible()] == []
    # Without a rate it is the longest load, with one the clock.
    assert words(view, "wallFinish").startswith("Longest: stack")
    assert "40.0 GB" in words(view, "wallFinish")
    assert words(view, "wallPlan") == "8 runs on 2 stacks"
    features(window).plan_times.take_rate("20")
    told = find(window, QPushButton, "longestFigure").text()
    done = told[told.index("done about ") :].replace("done", "Done")
    assert words(view, "wallFinish") == done  # the header and the wall say the same
    assert "34 min if it begins now" in words(view, "wallPlan")
    view.showNormal()
    view.resize(1920, 1080)
    assert find(view, QLabel, "wallFinish").font().pixelSize() == 108  # a tenth of the height
    assert find(view, QLabel, "wallNews").font().pixelSize() > 30


def test_that_it_follows_the_plan_and_says_when_the_folder_was_looked_at(
    window: MainWindow,
) -> None:
    view = wall(window)
    assert view.board.plan is current(window)
    window.panes.settings.stacks.setValue(4)
    assert view.board.plan is current(window)
    assert words(view, "wallPlan") == "8 runs on 4 stacks"
    assert words(view, "wallNews").startswith("The folder was looked at ")
    window.follower.follow(True)
    wait_until(lambda: words(view, "wallNews").startswith("Following; looked at "))
    window.follower.stop()


def test_that_many_stacks_are_columns_since_nobody_can_scroll(
    open_window: OpenWindow, make_folder: MakeFolder
) -> None:
    window = open_window(make_folder(dict.fromkeys(range(1, 40), GB)))
    window.panes.settings.stacks.setValue(30)
    view = wall(window)
    settle(window)
    wait_until(lambda: view.board.view is not None)
    assert view.board.view is not None
    assert view.board.view.layout.upright


def test_that_escape_or_f11_leaves_and_it_opens_again(window: MainWindow) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
        view, had = wall(window), window.focusWidget()
        QTest.keyClick(view, key)
        assert not view.isVisible()
        assert not features(window).wall_view.is_on
        assert window.focusWidget() is had
    assert wall(window) is view
    assert view.isVisible()
    find(window, QAction, "wallAction").trigger()
    assert not view.isVisible()
