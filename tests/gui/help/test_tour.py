"""The tour: each part in turn, beside the work, and ended whenever one likes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from desk import act_on, current, find, messages
from stackplan.gui.help.tour import KEY, STEPS, Tour, offer_tour, start_tour

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desk import OpenWindow
    from folders import MakeFolder
    from stackplan.gui.window.main_window import MainWindow

# What the message bar of the program says a moment after its first start, and after its second.
_PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from stackplan.gui import app
app._AT_LATEST_MS = 100
make = app.create_window
def create_window(arguments):
    window = make(arguments)
    def say():
        print(*(key for key in window.messages.open if key == "tour"), "said")
        window.close()
    QTimer.singleShot(1500, window, say)
    return window
app.create_window = create_window
sys.exit(app.run(sys.argv[1:]))
"""


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder({number: 10**6 * number for number in range(1, 9)}))
    made.resize(1200, 740)
    return made


@pytest.fixture
def tour(window: MainWindow) -> Tour:
    start_tour(window)
    return find(window, Tour, "")


def place_of(window: MainWindow, name: str) -> QRect:
    part = find(window, QWidget, name)
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())


def test_that_each_part_is_pointed_at_in_turn_and_the_keys_come_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = find(window, QWidget, "skipEdit")
    before.setFocus()
    start_tour(window)
    tour = find(window, Tour, "")
    titles = []
    for number, step in enumerate(STEPS, start=1):
        titles.append(tour.callout.title.text())
        assert tour.callout.step.text() == f"{number} of {len(STEPS)}"
        part = place_of(window, step.part)
        assert tour.callout._outline.geometry().intersects(part)
        assert window.rect().contains(tour.callout.geometry())
        assert window.focusWidget() is tour.callout.next
        QTest.keyClick(tour.callout.next, Qt.Key.Key_Space)
    assert titles == [step.title for step in STEPS]
    assert not tour.callout.isVisible()
    assert window.focusWidget() is before


def test_that_back_goes_back(tour: Tour) -> None:
    tour.callout.next.click()
    tour.callout.back.click()
    assert tour.callout.title.text() == STEPS[0].title
    assert not tour.callout.back.isEnabled()


def test_that_the_window_is_used_meanwhile(tour: Tour, window: MainWindow) -> None:
    window.panes.settings.stacks.setValue(3)
    assert len(current(window).stacks) == 3
    assert tour.callout.isVisible()


@pytest.mark.parametrize("how", ["skip", "escape"])
def test_that_it_is_ended_at_once(tour: Tour, how: str) -> None:
    if how == "skip":
        tour.callout.skip.click()
    else:
        QTest.keyClick(tour.callout.next, Qt.Key.Key_Escape)
    assert not tour.callout.isVisible()
    assert tour.part is None


def test_that_the_bubble_goes_along_with_its_part(
    tour: Tour, window: MainWindow, qtbot: QtBot
) -> None:
    for _ in range(2):
        tour.callout.next.click()
    window.resize(900, 600)
    qtbot.waitUntil(
        lambda: (
            tour.callout._outline.geometry().intersects(place_of(window, "loadChart"))
            and window.rect().contains(tour.callout.geometry())
        )
    )


def test_that_a_part_that_is_not_there_is_passed_over_or_ends_it(
    tour: Tour, window: MainWindow, qtbot: QtBot
) -> None:
    find(window, QWidget, "header").hide()
    tour.callout.next.click()
    assert tour.callout.title.text() == "The chart"
    find(window, QWidget, "loadChart").hide()
    qtbot.waitUntil(lambda: not tour.callout.isVisible())


def test_that_the_menu_begins_it_anew_and_takes_the_offer_away(window: MainWindow) -> None:
    offer_tour(window, window.messages)
    find(window, QAction, "tourAction").trigger()
    tour = find(window, Tour, "")
    assert KEY not in messages(window)
    tour.callout.next.click()
    find(window, QAction, "tourAction").trigger()
    assert len(window.findChildren(Tour)) == 1
    assert tour.callout.title.text() == STEPS[0].title


def test_that_the_offer_starts_it(window: MainWindow) -> None:
    offer_tour(window, window.messages)
    act_on(window, KEY)
    assert find(window, Tour, "").callout.isVisible()


def test_that_it_is_offered_at_the_first_start_only(make_folder: MakeFolder) -> None:
    folder = make_folder({1: 100, 2: 50})

    def start(folder: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(folder)],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert start(folder) == "tour said"
    assert start(folder) == "said"


def test_that_the_keys_go_nowhere_if_what_had_them_is_gone(
    window: MainWindow, qtbot: QtBot
) -> None:
    button = QPushButton("of a message", window)
    button.show()
    button.setFocus()
    qtbot.waitUntil(lambda: window.focusWidget() is button)
    start_tour(window)
    tour = find(window, Tour, "")
    with qtbot.waitSignal(button.destroyed):
        button.deleteLater()
    tour.end()
    assert tour.part is None
