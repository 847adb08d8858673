"""The bubble that points at a part: it finds room beside it, takes keys, and blocks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from stackplan.gui.help.tour import Callout, _place
from stackplan.gui.widgets.appearance import is_dark, make_palette

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

ROOM = QRect(8, 8, 984, 684)
WORDS = "What this part is for, in a sentence or two that go over some lines of the bubble."


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1000, 700)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def callout(desk: QWidget) -> Iterator[Callout]:
    made = Callout(desk)
    made.say("The part", WORDS, "1 of 6", first=True, last=False)
    made.point_at(QRect(20, 100, 150, 30))
    yield made
    made.put_away()


numbers = st.integers(-200, 1200)


@given(numbers, numbers, st.integers(1, 1200), st.integers(1, 900))
def test_that_the_bubble_is_always_seen_and_beside_its_part_where_there_is_room(
    x: int, y: int, width: int, height: int
) -> None:
    part, bubble = QRect(x, y, width, height), QRect(0, 0, 320, 140)
    place, _ = _place(part, bubble, ROOM)
    seen = part.intersected(ROOM)
    if not seen.isEmpty():
        assert ROOM.contains(place)
        if seen.width() < 300 and seen.height() < 200:
            assert not place.intersects(seen)


@pytest.mark.parametrize(
    ("part", "side"),
    [
        (QRect(20, 300, 100, 30), "right"),
        (QRect(300, 20, 690, 60), "below"),
        (QRect(300, 630, 690, 60), "above"),
        (QRect(880, 60, 110, 600), "left"),
    ],
)
def test_that_it_points_from_the_side_that_has_room(
    callout: Callout, part: QRect, side: str
) -> None:
    callout.point_at(part)
    place = callout.geometry()
    sides = {
        "right": place.left() > part.right(), "below": place.top() > part.bottom(),
        "above": place.bottom() < part.top(), "left": place.right() < part.left(),
    }  # fmt: skip
    assert [key for key, is_so in sides.items() if is_so] == [side]
    point = callout._point.geometry()
    assert point.intersects(place.adjusted(-2, -2, 2, 2))
    assert point.intersects(part.adjusted(-6, -6, 6, 6))


def test_that_the_words_have_room_and_the_keys_reach_every_button(callout: Callout) -> None:
    assert callout.words.height() >= callout.words.heightForWidth(callout.words.width())
    callout.next.setFocus()
    seen = set()
    for _ in range(4):
        focus = QApplication.focusWidget()
        assert isinstance(focus, QPushButton)
        assert focus.accessibleName()
        seen.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert seen >= {callout.next, callout.skip}  # there is no way back from the first part
    assert not callout.back.isEnabled()
    assert WORDS in callout.next.accessibleName()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_that_keys_press_the_button_that_has_them(callout: Callout, key: Qt.Key) -> None:
    pressed: list[str] = []
    callout.next_requested.connect(lambda: pressed.append("next"))
    callout.closed.connect(lambda: pressed.append("skip"))
    QTest.keyClick(callout.next, key)
    QTest.keyClick(callout.skip, key)
    assert pressed == ["next", "skip"]


def test_that_its_buttons_and_escape_say_what_is_wanted(callout: Callout, qtbot: QtBot) -> None:
    callout.say("The part", WORDS, "6 of 6", first=False, last=True)
    assert callout.next.text() == "&Done"
    for button, signal in (
        (callout.next, callout.next_requested),
        (callout.back, callout.back_requested),
        (callout.skip, callout.closed),
    ):
        with qtbot.waitSignal(signal):
            button.click()
    with qtbot.waitSignal(callout.closed):
        QTest.keyClick(callout.next, Qt.Key.Key_Escape)


def test_that_what_it_points_with_takes_no_mouse(callout: Callout, desk: QWidget) -> None:
    assert desk.childAt(QPoint(30, 110)) is None
    callout.put_away()
    assert not callout.isVisible()
    assert not callout._outline.isVisible()
    assert not callout._point.isVisible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_it_is_readable_in_every_theme(desk: QWidget, callout: Callout, theme: str) -> None:
    before = QApplication.palette()
    QApplication.setPalette(make_palette(theme))
    try:
        QApplication.processEvents()
        palette = callout.words.palette()
        words = palette.color(palette.ColorRole.WindowText).lightness()
        ground = callout.grab().toImage().pixelColor(5, 5).lightness()
        assert abs(words - ground) > 120
        assert is_dark(make_palette(theme)) == (words > ground)
    finally:
        QApplication.setPalette(before)
