"""The short form of the campaign of endurance: handles and threads, which a short shift shows."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desk import OpenWindow
from faults.endurance import work_on


def test_that_no_file_stays_open_after_edits_rescans_and_exports(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    first, last = work_on(qtbot, open_window, tmp_path, (10, 40), 20020)
    assert last.handles <= first.handles + 4  # fonts that matplotlib keeps, two for a thread
    assert last.threads <= first.threads + 1  # one may just have done its work
