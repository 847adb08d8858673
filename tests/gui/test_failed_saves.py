"""The short form of the campaign that fails each call of a save."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desk import OpenWindow
from faults.window_saves import fail_saves_of_window


def test_that_the_window_can_be_used_after_each_failed_save(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    cases, refused = fail_saves_of_window(qtbot, open_window, tmp_path, ["ENOSPC"], step=4)
    assert cases >= 8
    assert refused >= 1
