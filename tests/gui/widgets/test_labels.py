"""Labels that keep their room, whatever they say."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from stackplan.gui.widgets.labels import ElidedLabel

LONG = "looked 3 s ago; run 44, 16.0 GB: unchanged for 3 s, finished after 60 s, and 2 more"


def label_with(qtbot: QtBot, words: str) -> ElidedLabel:
    label = ElidedLabel("words", "Words", lines=2)
    qtbot.addWidget(label)
    label.show_text(words)
    label.resize(label.fontMetrics().horizontalAdvance(LONG) * 2 // 3, label.sizeHint().height())
    label.show()
    return label


def has_ink(image: QImage, part: QRect) -> bool:
    image = image.copy(part)
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return len({image.pixel(x, y) for x, y in pixels}) > 1


@pytest.mark.parametrize(("words", "lines"), [("", 0), ("looked 3 s ago", 1), (LONG, 2)])
def test_that_a_long_text_goes_on_in_the_second_line_whose_room_is_always_kept(
    qtbot: QtBot, words: str, lines: int
) -> None:
    label = label_with(qtbot, words)
    assert label.height() == label_with(qtbot, "").height()
    image = label.grab().toImage()
    half = image.height() // 2
    upper, lower = QRect(0, 0, image.width(), half), QRect(0, half + 2, image.width(), half - 2)
    assert (has_ink(image, upper), has_ink(image, lower)) == (lines > 0, lines > 1)
