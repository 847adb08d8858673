"""Settings that are damaged, newer, or cannot be written: the window starts and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction

from desk import find, messages, wait_idle
from faults.readers import SETTINGS
from folders import fill

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desk import OpenWindow
    from stackplan.gui.window.main_window import MainWindow


def words_about_settings(qtbot: QtBot, window: MainWindow) -> str:
    wait_idle(qtbot, window)
    assert window.recovery is not None
    qtbot.waitUntil(lambda: bool(window.recovery and window.recovery.idle))
    message = messages(window).get("settings")
    return message.text if message else ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[forecast]\nhours=7\n", ""),
        ("[forecast]\nhours=7\nhalf a li", "was damaged; what could be read of it counts"),
        ("[forecast]\nhours=7\n[layout]\nversion=99\n", "A newer Stackplan has written"),
    ],
    ids=["good", "damaged", "newer"],
)
def test_that_a_window_starts_with_any_settings_and_says_what_is_wrong(
    qtbot: QtBot,
    open_window: OpenWindow,
    settings_file: Path,
    tmp_path: Path,
    content: str,
    words: str,
) -> None:
    settings_file.write_text(content)
    window = open_window(fill(tmp_path / "traces", {1: 5, 2: 6}))
    said = words_about_settings(qtbot, window)
    assert words in said if words else not said
    assert window.preferences.forecast[1] == "7"
    window.close()
    kept = settings_file.with_name("stackplan.ini.damaged")
    assert kept.exists() == ("damaged" in words)
    assert not kept.exists() or kept.read_text() == content


def test_that_a_window_works_with_settings_that_cannot_be_written(
    qtbot: QtBot, open_window: OpenWindow, settings_file: Path, tmp_path: Path
) -> None:
    settings_file.mkdir()
    window = open_window(fill(tmp_path / "traces", {1: 5, 2: 6}))
    assert "cannot be written; what you choose lasts" in words_about_settings(qtbot, window)
    find(window, QAction, "rescanAction").trigger()
    wait_idle(qtbot, window)
    assert len(window.document.runs) == 2


def test_that_a_chart_out_of_sight_holds_up_no_search(
    qtbot: QtBot, open_window: OpenWindow, settings_file: Path, tmp_path: Path
) -> None:
    # Its places leave a window of 400 x 300; its theme would stay with the program.
    settings_file.write_bytes(SETTINGS.replace(b"theme=dark\n", b"").replace(b"zoom=150\n", b""))
    window = open_window(fill(tmp_path / "traces", {1: 5, 2: 6, 3: 7}))
    assert window.panes.chart.visibleRegion().isEmpty()
    qtbot.waitUntil(lambda: not window.session.search.busy)
    assert window.panes.chart.is_current
