"""Unsaved work is kept, and what dead windows left is offered."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desk import OpenWindow, act_on, answer, current, messages, save_to, settle, wait_until
from folders import MakeFolder
from journals import FILE, WORK, damage, leave, leave_as_0_1_0, work_at
from stackplan.core.edits import move_runs, pin_runs
from stackplan.files.autosave import UnsavedWork, load_work
from stackplan.gui.saving.recovery import clock, offer_text, work_text
from stackplan.gui.window.main_window import MainWindow

Button = QMessageBox.StandardButton
SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}


@pytest.fixture
def folder(settings_folder: Path) -> Path:
    """The state folder of this test."""
    return settings_folder.parent / "home" / ".local" / "state" / "stackplan" / "windows"


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    made.panes.settings.stacks.setValue(2)
    return ready(made)


def ready(window: MainWindow) -> MainWindow:
    """Wait until the window has looked round, and kept what is to be kept."""
    wait_until(lambda: window.recovery.idle)
    QApplication.processEvents()
    return window


def move(window: MainWindow, number: int) -> None:
    plan = current(window)
    label = f"Move run {number}"
    window.document.apply(move_runs(plan, [number], 1 - plan.places[number]), label)


def journals(folder: Path) -> list[UnsavedWork]:
    return [load_work(str(path)) for path in sorted(folder.glob("*.journal"))]


def test_that_an_edit_is_kept_with_all_that_a_save_would_hold(
    window: MainWindow, folder: Path
) -> None:
    base = current(window)
    assert [path.suffix for path in folder.iterdir()] == [".window"]
    move(window, 1)
    window.document.apply(pin_runs(current(window), [2]), "Pin run 2")
    window.document.set_note("before the target change")
    ready(window)
    (entry,) = journals(folder)
    assert entry.plan_file.plan == current(window)
    assert entry.base == base
    assert entry.plan_file.note == "before the target change"
    assert entry.plan_file.traces == window.document.traces
    assert entry.path is None


def test_that_an_edit_during_a_write_is_kept_too(
    window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, gate = window.recovery.own.save, threading.Event()

    def slow(work: UnsavedWork) -> None:
        assert gate.wait(60)
        save(work)

    monkeypatch.setattr(window.recovery.own, "save", slow)
    for number in (1, 2):
        move(window, number)
        window.recovery.writer._settle()
    assert journals(folder) == []
    gate.set()
    ready(window)
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
    window: MainWindow, folder: Path, tmp_path: Path, end: str
) -> None:
    move(window, 1)
    ready(window)
    assert len(journals(folder)) == 1
    if end == "save":
        save_to(window, tmp_path / "plan.txt")
    elif end == "undo":
        window.document.history.undo()
    elif end == "discard":
        window.open_path(window.document.traces)
        answer(window, "unsavedQuestion", Button.Discard)
    else:
        window._leaving = True
        window.close()
    if end == "close":
        assert list(folder.iterdir()) == []
    else:
        ready(window)
        settle(window)
        ready(window)
        assert [path.suffix for path in folder.iterdir()] == [".window"]


def test_that_work_of_a_dead_window_is_offered_and_comes_back_as_it_was(
    window: MainWindow, open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    save_to(window, tmp_path / "plan.txt")
    move(window, 1)
    window.document.set_note("a note")
    ready(window)
    left = journals(folder)[0]
    for path in [*folder.glob("*.journal")]:
        path.rename(path.with_name("dead.journal"))
    other = ready(open_window())
    offer = messages(other)["recovery"]
    assert "on " + window.document.traces + " (1 move by hand, a note)" in offer.text
    assert (offer.action, offer.other_action) == ("Recover", "Discard")
    act_on(other, "recovery")
    ready(other)
    settle(other)
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
    settle(other)
    assert not other.document.has_unsaved_work


def test_that_several_are_offered_one_after_the_other_the_newest_first(
    open_window: OpenWindow, folder: Path
) -> None:
    for minute in (10, 30, 20):
        leave(folder, f"w{minute}", work_at(minute, f"of {minute}"))
    window = ready(open_window())
    assert "2 others are offered after it." in messages(window)["recovery"].text
    act_on(window, "recovery")
    ready(window)
    assert window.document.note == "of 30"
    assert "1 other is offered after it." in messages(window)["recovery"].text
    act_on(window, "recovery")
    answer(window, "unsavedQuestion", Button.Cancel)
    assert "recovery" in messages(window)
    act_on(window, "recovery")
    answer(window, "unsavedQuestion", Button.Discard)
    ready(window)
    assert window.document.note == "of 20"
    assert "after it" not in messages(window)["recovery"].text


def test_that_recovered_work_survives_another_crash(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    leave(folder, "dead", work_at(10, "of 10"))
    window = ready(open_window())
    act_on(window, "recovery")
    qtbot.waitUntil(lambda: window.document.note == "of 10")
    for _ in range(10):
        assert [entry.plan_file.note for entry in journals(folder)] == ["of 10"]
        qtbot.wait(20)


def test_that_discarded_work_goes_when_the_window_closes_and_not_before(
    open_window: OpenWindow, folder: Path
) -> None:
    for minute in (10, 20):
        leave(folder, f"w{minute}", work_at(minute, f"of {minute}"))
    window = ready(open_window())
    act_on(window, "recovery", other=True)
    assert "is discarded" in messages(window)["discarded"].text
    act_on(window, "discarded")
    assert "1 other is offered after it." in messages(window)["recovery"].text
    act_on(window, "recovery", other=True)
    assert len(journals(folder)) == 2
    window.close()
    assert [entry.plan_file.note for entry in journals(folder)] == ["of 10"]


def test_that_an_offer_that_is_only_closed_comes_again_and_each_work_to_one_window_only(
    open_window: OpenWindow, folder: Path
) -> None:
    leave(folder, "dead", work_at(10))
    window = ready(open_window())
    window.messages.withdraw("recovery")
    window.close()
    first, second = (ready(open_window()) for _ in range(2))
    for window in (first, second):
        act_on(window, "recovery")
        ready(window)
    assert first.document.plan is not None
    assert second.document.plan is None
    assert "recovered or discarded in another window" in messages(second)["recovered"].text
    assert "recovery" not in messages(second)


def test_that_work_of_a_window_that_lives_is_not_offered(
    window: MainWindow, open_window: OpenWindow
) -> None:
    move(window, 1)
    ready(window)
    assert "recovery" not in messages(ready(open_window()))


def test_that_a_damaged_file_is_named_and_stays_and_the_one_before_of_0_1_0_is_offered(
    open_window: OpenWindow, folder: Path
) -> None:
    damage(leave_as_0_1_0(folder, "dead", work_at(10, "of 10"), work_at(20)) + ".journal")
    window = ready(open_window())
    warning = messages(window)["damaged 0"]
    assert warning.level == "warning"
    assert f"{folder}/dead.journal is damaged" in warning.text
    act_on(window, "recovery")
    ready(window)
    assert window.document.note == "of 10"
    assert (folder / "dead.journal").exists()
    assert not (folder / "dead.previous").exists()


def test_that_a_state_folder_that_refuses_is_said_once_and_work_goes_on(
    open_window: OpenWindow, make_folder: MakeFolder, folder: Path
) -> None:
    place = folder.parents[1]
    place.parent.mkdir(parents=True)
    place.write_text("in the way")
    window = open_window(make_folder(SIZES))
    window.panes.settings.stacks.setValue(2)
    ready(window)
    fault = messages(window)["autosave"]
    assert "unsaved work would not survive a crash" in fault.text
    window.messages.withdraw("autosave")
    for number in (1, 2):
        move(window, number)
        ready(window)
        assert "autosave" not in messages(window)
    place.unlink()
    move(window, 3)
    ready(window)
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


def test_that_a_plan_on_a_disk_that_hangs_does_not_hold_up_the_journal(
    window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, gate = threading.Event(), threading.Event()

    def hang(plan: str, since: str) -> list[object]:
        asked.set()
        assert gate.wait(60)
        return []

    monkeypatch.setattr(window.recovery.own, "register", hang)
    window.document.mark_saved("/mnt/plan.txt", window.document.plan_file("2026-11-22T18:40:00Z"))
    assert asked.wait(60)
    move(window, 1)
    wait_until(lambda: len(journals(folder)) == 1)
    gate.set()
    ready(window)


def test_that_an_old_offer_out_of_the_message_history_does_nothing(
    open_window: OpenWindow, folder: Path
) -> None:
    leave(folder, "dead", work_at(10, "of 10"))
    window = ready(open_window())
    (_, recover), (_, discard) = messages(window)["recovery"].choices
    discard()
    ((_, keep),) = messages(window)["discarded"].choices
    recover()
    discard()
    ready(window)
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


def test_that_a_time_is_the_clock_on_the_wall_and_an_older_one_has_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    today = datetime.now(UTC).replace(hour=3, minute=12)
    assert clock(f"{today:%Y-%m-%dT%H:%M:%SZ}") == "03:12"
    assert clock("2001-11-05T03:12:00Z") == "5 Nov, 03:12"
    assert [clock(made) for made in ("", "yesterday")] == ["?", "?"]
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    assert clock("2001-11-05T03:12:00Z") == "4 Nov, 22:12"
    monkeypatch.undo()
    time.tzset()


def test_that_an_offer_tells_how_much_work_there_is_and_what_is_offered_after_it() -> None:
    entry = replace(WORK, plan_file=replace(FILE, made="2001-11-05T03:12:00Z"))
    words = "of 5 Nov, 03:12 on /mnt/e20020/h5"
    assert work_text(entry) == f"{words} (1 move by hand, 1 pin, a note)"
    plain = replace(entry.plan_file, plan=entry.base, note="")
    assert work_text(replace(entry, plan_file=plain)) == words
    odd = replace(WORK, plan_file=replace(FILE, traces="/a\nb"))
    assert "on /a\\nb (" in offer_text(odd, 0)
    for others, end in (
        (0, "is left from a window that did not close."),
        (1, " 1 other is offered after it."),
        (2, " 2 others are offered after it."),
    ):
        assert offer_text(WORK, others).endswith(end)
