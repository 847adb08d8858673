"""Guards against faults of PySide6 itself that would kill the program."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_that_two_thousand_calls_leave_the_reference_count_of_none_flat(qtbot: QtBot) -> None:
    # PySide6 6.12.0 on Python 3.11 takes one reference from None at each call that returns None,
    # until the interpreter dies. From Python 3.12 on None is never freed and the count is fixed.
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(2000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 100
