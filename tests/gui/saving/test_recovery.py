"""Unsaved work is kept, and what dead windows left is offered."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desk import OpenWindow, act_on, current, find, messages, save_to, stacks, wait_idle
from folders import MakeFolder
from journals import FILE, WORK, damage, leave, leave_as_0_1_0, work_at
from stackplan.core.edits import move_runs, pin_runs
from stackplan.files.autosave import UnsavedWork, load_work
from stackplan.gui.saving.recovery import Recovery, clock, offer_text, work_text
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}


@pytest.fixture
def folder(settings_folder: Path) -> Path:
    """The state folder of this test."""
    return settings_folder.parent / "home" / ".local" / "state" / "stackplan" / "windows"


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot) -> MainWindow:
    made = open_window(make_folder(SIZES))
    made.panes.settings.stacks.setValue(2)
    return ready(qtbot, made)


def ready(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Wait until the window has looked round, and kept what is to be kept."""
    qtbot.waitUntil(lambda: window.recovery.idle, timeout=20_000)
    QApplication.processEvents()
    return window


def recovery(window: MainWindow) -> Recovery:
    return window.recovery


def move(window: MainWindow, number: int) -> None:
    plan = current(window)
    label = f"Move run {number}"
    window.document.apply(move_runs(plan, [number], 1 - plan.places[number]), label)


def journals(folder: Path) -> list[UnsavedWork]:
    return [load_work(str(path)) for path in sorted(folder.glob("*.journal"))]


def press(box: QMessageBox, button: QMessageBox.StandardButton) -> None:
    QTest.mouseClick(box.button(button), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def click_other(window: MainWindow, key: str) -> None:
    """Press the second button of a message."""
    message = messages(window)[key]
    assert message.on_other is not None
    message.on_other()


def test_that_a_plan_without_edits_is_not_kept(window: MainWindow, folder: Path) -> None:
    assert [path.suffix for path in folder.iterdir()] == [".window"]


def test_that_an_edit_is_kept_with_all_that_a_save_would_hold(
    window: MainWindow, qtbot: QtBot, folder: Path
) -> None:
    base = current(window)
    move(window, 1)
    window.document.apply(pin_runs(current(window), [2]), "Pin run 2")
    window.document.set_note("before the target change")
    ready(qtbot, window)
    (entry,) = journals(folder)
    assert entry.plan_file.plan == current(window)
    assert entry.base == base
    assert entry.plan_file.note == "before the target change"
    assert entry.plan_file.traces == window.document.traces
    assert entry.path is None


def test_that_an_edit_during_a_write_is_kept_too(
    window: MainWindow, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, gate = recovery(window).own.save, threading.Event()

    def slow(work: UnsavedWork) -> None:
        assert gate.wait(60)
        save(work)

    monkeypatch.setattr(recovery(window).own, "save", slow)
    for number in (1, 2):
        move(window, number)
        recovery(window).writer._settle()
    assert journals(folder) == []
    gate.set()
    ready(qtbot, window)
    assert journals(folder)[0].plan_file.plan == current(window)


def test_that_edits_without_a_pause_do_not_put_the_journal_off(
    window: MainWindow, qtbot: QtBot, folder: Path
) -> None:
    for _ in range(1000):
        for number in (1, 2):
            move(window, number)
        qtbot.wait(20)
        if journals(folder):
            break
    assert len(journals(folder)) == 1


@pytest.mark.parametrize("end", ["save", "undo", "discard", "close"])
def test_that_the_journal_goes_with_the_unsaved_work(
    window: MainWindow, qtbot: QtBot, folder: Path, tmp_path: Path, end: str
) -> None:
    move(window, 1)
    ready(qtbot, window)
    assert len(journals(folder)) == 1
    if end == "save":
        save_to(qtbot, window, tmp_path / "plan.txt")
    elif end == "undo":
        window.document.history.undo()
    elif end == "discard":
        window.open_path(window.document.traces)
        press(find(window, QMessageBox, "unsavedQuestion"), QMessageBox.StandardButton.Discard)
    else:
        window._leaving = True
        window.close()
    if end == "close":
        assert list(folder.iterdir()) == []
    else:
        ready(qtbot, window)
        wait_idle(qtbot, window)
        ready(qtbot, window)
        assert [path.suffix for path in folder.iterdir()] == [".window"]


def test_that_work_of_a_dead_window_is_offered_and_comes_back_as_it_was(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    save_to(qtbot, window, tmp_path / "plan.txt")
    move(window, 1)
    window.document.set_note("a note")
    ready(qtbot, window)
    left = journals(folder)[0]
    for path in [*folder.glob("*.journal")]:
        path.rename(path.with_name("dead.journal"))
    other = ready(qtbot, open_window())
    offer = messages(other)["recovery"]
    assert "on " + window.document.traces + " (1 move by hand, a note)" in offer.text
    assert (offer.action, offer.other_action) == ("Recover", "Discard")
    act_on(other, "recovery")
    ready(qtbot, other)
    wait_idle(qtbot, other)
    assert current(other) == current(window) == left.plan_file.plan
    assert other.document.base == window.document.base
    assert other.document.note == "a note"
    assert other.document.path == window.document.path
    assert other.document.digest == window.document.digest
    assert other.document.hand_moves == window.document.hand_moves == (1,)
    assert other.document.has_unsaved_work
    assert other.isWindowModified()
    assert "plan.txt" in other.windowTitle()
    assert not other.document.history.canUndo()
    assert "recovery" not in messages(other)
    assert messages(other)["recovered"].action == "Save..."
    assert len(journals(folder)) == 1
    other.files.save()
    wait_idle(qtbot, other)
    assert not other.document.has_unsaved_work


def test_that_several_are_offered_one_after_the_other_the_newest_first(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    for minute in (10, 30, 20):
        leave(folder, f"w{minute}", work_at(minute, f"of {minute}"))
    window = ready(qtbot, open_window())
    assert "2 others are offered after it." in messages(window)["recovery"].text
    act_on(window, "recovery")
    ready(qtbot, window)
    assert window.document.note == "of 30"
    assert "1 other is offered after it." in messages(window)["recovery"].text
    act_on(window, "recovery")
    press(find(window, QMessageBox, "unsavedQuestion"), QMessageBox.StandardButton.Cancel)
    assert "recovery" in messages(window)
    act_on(window, "recovery")
    press(find(window, QMessageBox, "unsavedQuestion"), QMessageBox.StandardButton.Discard)
    ready(qtbot, window)
    assert window.document.note == "of 20"
    assert "after it" not in messages(window)["recovery"].text


def test_that_recovered_work_survives_another_crash(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    leave(folder, "dead", work_at(10, "of 10"))
    window = ready(qtbot, open_window())
    act_on(window, "recovery")
    qtbot.waitUntil(lambda: window.document.note == "of 10")
    for _ in range(10):
        assert [entry.plan_file.note for entry in journals(folder)] == ["of 10"]
        qtbot.wait(20)


def test_that_discarded_work_goes_when_the_window_closes_and_not_before(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    for minute in (10, 20):
        leave(folder, f"w{minute}", work_at(minute, f"of {minute}"))
    window = ready(qtbot, open_window())
    click_other(window, "recovery")
    assert "is discarded" in messages(window)["discarded"].text
    act_on(window, "discarded")
    assert "1 other is offered after it." in messages(window)["recovery"].text
    click_other(window, "recovery")
    assert len(journals(folder)) == 2
    window.close()
    assert [entry.plan_file.note for entry in journals(folder)] == ["of 10"]


def test_that_an_offer_that_is_only_closed_comes_again_at_the_next_start(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    leave(folder, "dead", work_at(10))
    window = ready(qtbot, open_window())
    window.messages.withdraw("recovery")
    window.close()
    assert "recovery" in messages(ready(qtbot, open_window()))


def test_that_work_of_a_window_that_lives_is_not_offered(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot
) -> None:
    move(window, 1)
    ready(qtbot, window)
    assert "recovery" not in messages(ready(qtbot, open_window()))


def test_that_the_second_of_two_windows_that_recover_the_same_is_told(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    leave(folder, "dead", work_at(10))
    first, second = (ready(qtbot, open_window()) for _ in range(2))
    for window in (first, second):
        act_on(window, "recovery")
        ready(qtbot, window)
    assert first.document.plan is not None
    assert second.document.plan is None
    assert "recovered or discarded in another window" in messages(second)["recovered"].text
    assert "recovery" not in messages(second)


def test_that_a_damaged_file_is_named_and_stays_and_the_one_before_of_0_1_0_is_offered(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    damage(leave_as_0_1_0(folder, "dead", work_at(10, "of 10"), work_at(20)) + ".journal")
    window = ready(qtbot, open_window())
    warning = messages(window)["damaged 0"]
    assert warning.level == "warning"
    assert f"{folder}/dead.journal is damaged" in warning.text
    act_on(window, "recovery")
    ready(qtbot, window)
    assert window.document.note == "of 10"
    assert (folder / "dead.journal").exists()
    assert not (folder / "dead.previous").exists()


def test_that_a_state_folder_that_refuses_is_said_once_and_work_goes_on(
    open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot, folder: Path
) -> None:
    place = folder.parents[1]
    place.parent.mkdir(parents=True)
    place.write_text("in the way")
    window = open_window(make_folder(SIZES))
    window.panes.settings.stacks.setValue(2)
    ready(qtbot, window)
    fault = messages(window)["autosave"]
    assert "unsaved work would not survive a crash" in fault.text
    window.messages.withdraw("autosave")
    for number in (1, 2):
        move(window, number)
        ready(qtbot, window)
        assert "autosave" not in messages(window)
    place.unlink()
    move(window, 3)
    ready(qtbot, window)
    assert journals(folder)[0].plan_file.plan == current(window)


class Manager:
    """Stands in for the session manager of a desktop."""

    def __init__(self, *, may_ask: bool) -> None:
        self.may_ask, self.cancelled = may_ask, False

    def allowsInteraction(self) -> bool:  # noqa: N802 (Qt's name)
        return self.may_ask

    def cancel(self) -> None:
        self.cancelled = True


@pytest.mark.parametrize("may_ask", [True, False])
def test_that_the_end_of_the_session_keeps_unsaved_work_and_asks_where_it_may(
    window: MainWindow, folder: Path, *, may_ask: bool
) -> None:
    manager = Manager(may_ask=may_ask)
    window.end_session(manager)  # type: ignore[arg-type]
    assert not manager.cancelled
    move(window, 1)
    window.end_session(manager)  # type: ignore[arg-type]
    assert journals(folder)[0].plan_file.plan == current(window)
    assert manager.cancelled == may_ask
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert [box.objectName() for box in boxes] == ["unsavedQuestion"] * may_ask
    assert window.isVisible()
    assert stacks(window) == [
        stack.run_numbers for stack in journals(folder)[0].plan_file.plan.stacks
    ]


def test_that_a_plan_on_a_disk_that_hangs_does_not_hold_up_the_journal(
    window: MainWindow, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, gate = threading.Event(), threading.Event()

    def hang(plan: str, since: str) -> list[object]:
        asked.set()
        assert gate.wait(60)
        return []

    monkeypatch.setattr(recovery(window).own, "register", hang)
    window.document.mark_saved("/mnt/plan.txt", window.document.plan_file("2026-11-22T18:40:00Z"))
    assert asked.wait(60)
    move(window, 1)
    qtbot.waitUntil(lambda: len(journals(folder)) == 1, timeout=20_000)
    gate.set()
    ready(qtbot, window)


def test_that_an_old_offer_out_of_the_message_history_does_nothing(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    leave(folder, "dead", work_at(10, "of 10"))
    window = ready(qtbot, open_window())
    offer = messages(window)["recovery"]
    assert offer.on_action is not None
    assert offer.on_other is not None
    offer.on_other()
    keep = messages(window)["discarded"].on_action
    assert keep is not None
    offer.on_action()
    offer.on_other()
    ready(qtbot, window)
    assert window.document.plan is None
    keep()
    keep()
    assert "after it" not in messages(window)["recovery"].text
    window.close()
    assert len(journals(folder)) == 1


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def test_that_a_time_of_today_is_the_clock_and_an_older_one_has_its_day() -> None:
    today = datetime.now(UTC).replace(hour=3, minute=12)
    assert clock(f"{today:%Y-%m-%dT%H:%M:%SZ}") == "03:12"
    assert clock("2001-11-05T03:12:00Z") == "5 Nov, 03:12"


def test_that_it_is_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    assert clock("2001-11-05T03:12:00Z") == "4 Nov, 22:12"
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("made", ["", "yesterday"])
def test_that_a_time_that_nobody_knows_is_a_question_mark(made: str) -> None:
    assert clock(made) == "?"


def test_that_the_amount_of_work_is_told() -> None:
    entry = replace(WORK, plan_file=replace(FILE, made="2001-11-05T03:12:00Z"))
    words = "of 5 Nov, 03:12 on /mnt/e20020/h5"
    assert work_text(entry) == f"{words} (1 move by hand, 1 pin, a note)"
    plain = replace(entry.plan_file, plan=entry.base, note="")
    assert work_text(replace(entry, plan_file=plain)) == words


def test_that_others_are_announced() -> None:
    assert offer_text(WORK, 0).endswith("is left from a window that did not close.")
    assert offer_text(WORK, 1).endswith(" 1 other is offered after it.")
    assert offer_text(WORK, 2).endswith(" 2 others are offered after it.")


def test_that_a_folder_of_an_odd_name_shows() -> None:
    entry = replace(WORK, plan_file=replace(FILE, traces="/a\nb"))
    assert "on /a\\nb (" in offer_text(entry, 0)
