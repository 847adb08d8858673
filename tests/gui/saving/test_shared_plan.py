"""A plan file that is open in two windows, or that somebody else has changed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desk import (
    OpenWindow,
    act_on,
    choose,
    current,
    find,
    messages,
    open_dialog,
    save_to,
    wait_idle,
)
from folders import MakeFolder
from journals import another_window
from stackplan.files.paths import state_folder
from stackplan.files.plan_file import load_plan
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}
Button = QMessageBox.StandardButton


@pytest.fixture
def window(
    open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot, tmp_path: Path
) -> MainWindow:
    """A window with a saved plan."""
    made = ready(qtbot, open_window(make_folder(SIZES)))
    made.panes.settings.stacks.setValue(2)
    save_to(qtbot, made, tmp_path / "plan.txt")
    return ready(qtbot, made)


def ready(qtbot: QtBot, window: MainWindow) -> MainWindow:
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: window.recovery.idle, timeout=20_000)
    return window


def question(window: MainWindow) -> QMessageBox:
    box = find(window, QMessageBox, "changedQuestion")
    assert box.isVisible()
    return box


def press(box: QMessageBox, button: QMessageBox.StandardButton) -> None:
    QTest.mouseClick(box.button(button), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def test_that_a_plan_in_one_window_warns_of_nothing(window: MainWindow) -> None:
    assert "shared" not in messages(window)


def test_that_the_second_window_on_a_plan_is_told_of_the_first(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "link.txt").symlink_to("plan.txt")
    other = ready(qtbot, open_window(tmp_path / "link.txt"))
    qtbot.waitUntil(lambda: "shared" in messages(other))
    message = messages(other)["shared"]
    assert "link.txt is open in another window too (process " in message.text
    assert "the one that saves last wins." in message.text
    assert message.action == "Save as..."
    act_on(other, "shared")
    dialog = open_dialog(other)
    choose(dialog, tmp_path / "mine.txt")
    ready(qtbot, other)
    assert "shared" not in messages(other)
    assert other.document.path == str(tmp_path / "mine.txt")


def test_that_a_window_of_another_process_is_named(
    open_window: OpenWindow, qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with another_window(Path(state_folder()), str(tmp_path / "plan.txt")) as (process, _):
        window.files.save()
        ready(qtbot, window)
        assert f"process {process.pid} on " in messages(window)["shared"].text
    window.files.save()
    ready(qtbot, window)
    assert "shared" not in messages(window)


def test_that_a_change_by_somebody_else_is_not_overwritten_unasked(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    other = ready(qtbot, open_window(path))
    other.document.set_note("by the other")
    other.files.save()
    ready(qtbot, other)
    window.document.set_note("by the first")
    window.files.save()
    wait_idle(qtbot, window)
    assert "plan.txt has been changed on the disk" in question(window).text()
    assert load_plan(str(path)).note == "by the other"
    QTest.keyClick(question(window), Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert load_plan(str(path)).note == "by the other"
    assert window.document.has_unsaved_work
    window.files.save()
    wait_idle(qtbot, window)
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    press(box, Button.Ignore)
    wait_idle(qtbot, window)
    assert load_plan(str(path)).note == "by the first"
    assert not window.document.has_unsaved_work
    window.document.set_note("once more")
    window.files.save()
    wait_idle(qtbot, window)
    assert load_plan(str(path)).note == "once more"


def test_that_it_can_be_saved_elsewhere_instead(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "plan.txt").write_text("by hand")
    window.document.set_note("mine")
    window.files.save()
    wait_idle(qtbot, window)
    press(question(window), Button.Save)
    choose(open_dialog(window), tmp_path / "mine.txt")
    wait_idle(qtbot, window)
    assert (tmp_path / "plan.txt").read_text() == "by hand"
    assert load_plan(str(tmp_path / "mine.txt")).note == "mine"
    assert window.document.path == str(tmp_path / "mine.txt")


def test_that_closing_by_save_waits_for_the_answer(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "plan.txt").write_text("by hand")
    window.document.set_note("mine")
    window.close()
    press(find(window, QMessageBox, "unsavedQuestion"), Button.Save)
    wait_idle(qtbot, window)
    assert window.isVisible()
    press(question(window), Button.Ignore)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert load_plan(str(tmp_path / "plan.txt")).note == "mine"


def test_that_a_plan_that_was_only_touched_or_deleted_is_saved_without_a_question(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    path.touch()
    window.files.save()
    wait_idle(qtbot, window)
    path.unlink()
    window.files.save()
    wait_idle(qtbot, window)
    assert window.findChildren(QMessageBox) == []
    assert load_plan(str(path)).plan == current(window)


def test_that_an_export_over_a_file_is_no_change_of_the_plan_s_own(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text("old")
    save_to(qtbot, window, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text() != "old"
    assert window.document.path == str(tmp_path / "plan.txt")


def seen(qtbot: QtBot, window: MainWindow) -> None:
    """See what the window sees when it gets the keyboard."""
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    window.files.look()
    qtbot.waitUntil(lambda: not window.files.looking.running)
    QApplication.processEvents()


def test_that_a_change_is_noticed_before_saving_and_is_loaded_on_request(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    seen(qtbot, window)
    assert "changed" not in messages(window)
    other = ready(qtbot, open_window(tmp_path / "plan.txt"))
    other.document.set_note("by the other")
    other.files.save()
    ready(qtbot, other)
    seen(qtbot, window)
    assert messages(window)["changed"].text == "plan.txt has been changed on the disk."
    act_on(window, "changed")
    wait_idle(qtbot, window)
    assert window.document.note == "by the other"
    assert "changed" not in messages(window)


def test_that_ones_own_plan_may_be_kept_and_then_counts_as_unsaved(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(path.read_text().replace("# made", "# note: by hand\n# made"))
    seen(qtbot, window)
    keep = messages(window)["changed"].on_other
    assert keep is not None
    keep()
    assert not window.document.is_saved
    seen(qtbot, window)
    assert "changed" not in messages(window)
    window.files.save()
    wait_idle(qtbot, window)
    assert window.findChildren(QMessageBox) == []
    assert load_plan(str(path)).note == ""


def test_that_the_question_before_saving_loads_the_changed_file_too(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    other = ready(qtbot, open_window(tmp_path / "plan.txt"))
    other.document.set_note("by the other")
    other.files.save()
    ready(qtbot, other)
    window.files.save()
    wait_idle(qtbot, window)
    press(question(window), Button.Open)
    wait_idle(qtbot, window)
    assert window.document.note == "by the other"
