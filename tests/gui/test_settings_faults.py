"""Settings that are damaged, newer, or cannot be written: the window starts and says so."""

import json
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtGui import QAction

from desk import OpenWindow, find, messages, settle, wait_until
from faults.readers import SETTINGS
from folders import fill


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"hours": "7"}', ""),
        ('{"hours": "7", half a li', "settings.json is damaged; it is kept as"),
        ('{"hours": "7", "layout": {"version": 99}}', "A newer Stackplan has written"),
        ("", ""),
    ],
    ids=["good", "damaged", "newer", "empty"],
)
def test_that_a_window_starts_with_any_settings_and_says_what_is_wrong(
    open_window: OpenWindow, settings_file: Path, tmp_path: Path, content: str,
    words: str,
) -> None:  # fmt: skip
    settings_file.write_text(content)
    window = open_window(fill(tmp_path / "traces", {1: 5, 2: 6}))
    settle(window)
    message = messages(window).get("settings")
    assert words in (message.text if message else "")
    assert (message is None) == (words == "")
    is_used = "hours" in content and "damaged" not in words
    assert window.preferences.hours == ("7" if is_used else "4")
    kept = settings_file.with_name("settings.json.damaged")
    assert kept.exists() == ("damaged" in words)
    assert not kept.exists() or kept.read_text() == content
    window.close()
    assert json.loads(settings_file.read_text())["folder"] == str(tmp_path / "traces")


def test_that_a_window_works_with_settings_that_cannot_be_written(
    open_window: OpenWindow, settings_file: Path, tmp_path: Path
) -> None:
    settings_file.mkdir()
    window = open_window(fill(tmp_path / "traces", {1: 5, 2: 6}))
    settle(window)
    words = messages(window)["settings file"].text
    assert words.startswith("The settings cannot be written, so what you choose lasts until")
    assert "settings.json is a folder" in words
    window.appearance.set_theme("dark")
    window.appearance.set_theme("system")
    settle(window)
    assert [said.key for said in window.messages.said].count("settings file") == 1
    find(window, QAction, "rescanAction").trigger()
    settle(window)
    assert len(window.document.runs) == 2
    settings_file.rmdir()  # what could not be written is written with the next change
    window.preferences.hours = "6"
    settle(window)
    written = json.loads(settings_file.read_text())
    assert (written["theme"], written["hours"]) == ("system", "6")


def test_that_a_disk_that_hangs_holds_up_neither_the_window_nor_its_closing(
    open_window: OpenWindow, settings_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, began = Event(), Event()

    def hang(*_: object) -> None:
        began.set()
        answers.wait(60)

    monkeypatch.setattr("stackplan.gui.preferences.change_settings", hang)
    window = open_window()
    window.preferences.rate = "12"  # its worker hangs from now on
    assert began.wait(60)
    window.preferences.rate = "13"
    window.close()
    assert not window.isVisible()
    assert not answers.is_set()
    assert not window.workers_ended()
    answers.set()


def test_that_a_chart_out_of_sight_holds_up_no_search(
    open_window: OpenWindow, settings_file: Path, tmp_path: Path
) -> None:
    # Its places leave a window of 400 x 300; its theme would stay with the program.
    settings = SETTINGS.replace(b'"theme": "dark",\n', b"").replace(b'"zoom": 150,\n', b"")
    settings_file.write_bytes(settings)
    window = open_window(fill(tmp_path / "traces", {1: 5, 2: 6, 3: 7}))
    assert window.panes.chart.visibleRegion().isEmpty()
    wait_until(lambda: not window.session.search.busy)
    assert window.panes.chart.is_current
