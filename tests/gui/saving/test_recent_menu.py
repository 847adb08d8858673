"""Recent folders and plans: listed, looked for beside the window, opened, forgotten."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, features, find, messages, save_to, settle, wait_until
from folders import fill
from stackplan.gui.preferences import Preferences
from stackplan.gui.saving.recent_menu import RecentMenu


def test_that_nothing_opened_is_told(qtbot: QtBot) -> None:
    menu = RecentMenu(Preferences())
    qtbot.addWidget(menu)
    menu.aboutToShow.emit()
    (entry,) = menu.actions()
    assert (entry.text(), entry.isEnabled()) == ("Nothing has been opened yet", False)


def test_that_what_has_gone_is_grey_with_the_reason_and_the_rest_can_be_opened(
    qtbot: QtBot, tmp_path: Path
) -> None:
    preferences, here = Preferences(), tmp_path / "a&b"
    here.mkdir()
    preferences.add_recent(str(tmp_path / "gone"))
    preferences.add_recent(str(here))
    preferences.add_recent_plan(str(tmp_path / "plan.txt"))
    menu = RecentMenu(preferences)
    qtbot.addWidget(menu)
    with qtbot.waitSignal(menu.worker.finished):
        menu.aboutToShow.emit()
        # The window's thread does not look: until the worker has, everything is offered.
        assert all(entry.isEnabled() for entry in menu.entries.values())
    entries = menu.entries
    assert entries[str(here)].isEnabled()
    assert entries[str(here)].text().endswith("a&&b")
    for name in ("gone", "plan.txt"):
        entry = entries[str(tmp_path / name)]
        assert not entry.isEnabled()
        assert f"{name} is not there" in entry.toolTip()
    with qtbot.waitSignal(menu.path_chosen) as chosen:
        entries[str(here)].trigger()
    assert chosen.args == [str(here)]
    find(menu, QAction, "clearRecentAction").trigger()
    assert preferences.recent == preferences.recent_plans == []
    menu.fill()
    assert menu.entries == {}


def test_that_folders_and_plans_of_the_window_are_listed_and_opened(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    one, other = fill(tmp_path / "one", {1: 10, 2: 5}), fill(tmp_path / "two", {7: 10})
    window = open_window(one)
    save_to(window, tmp_path / "plan.txt")
    window.open_path(str(other))
    settle(window)
    assert find(window, QToolButton, "recentButton").menu() is features(window).recent
    features(window).recent.fill()
    expected = [str(other), str(one), str(tmp_path / "plan.txt")]
    assert list(features(window).recent.entries) == expected
    features(window).recent.entries[str(tmp_path / "plan.txt")].trigger()
    settle(window)
    assert set(current(window).places) == {1, 2}
    assert window.document.path == str(tmp_path / "plan.txt")
    wait_until(lambda: not features(window).recent.worker.running)
    features(window).recent.path_chosen.emit(str(tmp_path / "gone.txt"))
    settle(window)
    text = messages(window)["scan"].text
    assert "gone.txt is not there; check the path" in text
    assert text.count(". ") == 0
