"""The picture on the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desk import plan_of
from stackplan.gui.chart.copying import PictureCopy
from stackplan.gui.widgets.messages import Message

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_that_a_picture_of_a_good_size_comes_to_the_clipboard(qtbot: QtBot) -> None:
    copying = PictureCopy()
    with qtbot.waitSignal(copying.said, timeout=20_000) as said:
        copying.copy(plan_of([5_000_000, 4_000_000], 2), "/mnt/h5")
    assert said.args == ["picture", Message("The picture of the chart is on the clipboard.")]
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (1600, 900)


def test_that_without_a_plan_it_says_what_to_do(qtbot: QtBot) -> None:
    copying = PictureCopy()
    with qtbot.waitSignals([copying.said] * 2) as said:
        copying.copy(None, "")
        copying.copy(plan_of([]), "/mnt/h5")
    assert all("no plan to copy" in signal.args[1].text for signal in said.all_signals_and_args)
