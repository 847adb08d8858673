"""A plan file that is open in two windows, or that somebody else has changed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from desk import (
    OpenWindow,
    act_on,
    answer,
    choose,
    current,
    messages,
    open_dialog,
    question,
    save_to,
    settle,
    wait_until,
)
from folders import MakeFolder
from journals import another_window
from stackplan.files.paths import state_folder
from stackplan.files.plan_file import load_plan
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}
CHANGED, Button = "changedQuestion", QMessageBox.StandardButton


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder, tmp_path: Path) -> MainWindow:
    """A window with a saved plan."""
    made = ready(open_window(make_folder(SIZES)))
    made.panes.settings.stacks.setValue(2)
    save_to(made, tmp_path / "plan.txt")
    return ready(made)


def ready(window: MainWindow) -> MainWindow:
    settle(window)
    wait_until(lambda: window.recovery.idle)
    return window


def test_that_the_second_window_on_a_plan_is_told_of_the_first(
    window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    assert "shared" not in messages(window)
    (tmp_path / "link.txt").symlink_to("plan.txt")
    other = ready(open_window(tmp_path / "link.txt"))
    wait_until(lambda: "shared" in messages(other))
    message = messages(other)["shared"]
    assert "link.txt is open in another window too (process " in message.text
    assert "the one that saves last wins." in message.text
    assert message.action == "Save as..."
    act_on(other, "shared")
    dialog = open_dialog(other)
    choose(dialog, tmp_path / "mine.txt")
    ready(other)
    assert "shared" not in messages(other)
    assert other.document.path == str(tmp_path / "mine.txt")


def test_that_a_window_of_another_process_is_named(
    open_window: OpenWindow, window: MainWindow, tmp_path: Path
) -> None:
    with another_window(Path(state_folder()), str(tmp_path / "plan.txt")) as (process, _):
        window.files.save()
        ready(window)
        assert f"process {process.pid} on " in messages(window)["shared"].text
    window.files.save()
    ready(window)
    assert "shared" not in messages(window)


def test_that_a_change_by_somebody_else_is_not_overwritten_unasked(
    window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    other = ready(open_window(path))
    other.document.set_note("by the other")
    other.files.save()
    ready(other)
    window.document.set_note("by the first")
    window.files.save()
    settle(window)
    assert "plan.txt has been changed on the disk" in question(window, CHANGED).text()
    assert load_plan(str(path)).note == "by the other"
    QTest.keyClick(question(window, CHANGED), Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert load_plan(str(path)).note == "by the other"
    assert window.document.has_unsaved_work
    window.files.save()
    settle(window)
    answer(window, CHANGED, Button.Ignore)
    settle(window)
    assert load_plan(str(path)).note == "by the first"
    assert not window.document.has_unsaved_work
    window.document.set_note("once more")
    window.files.save()
    settle(window)
    assert load_plan(str(path)).note == "once more"


def test_that_it_can_be_saved_elsewhere_instead(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("by hand")
    window.document.set_note("mine")
    window.files.save()
    settle(window)
    answer(window, CHANGED, Button.Save)
    choose(open_dialog(window), tmp_path / "mine.txt")
    settle(window)
    assert (tmp_path / "plan.txt").read_text() == "by hand"
    assert load_plan(str(tmp_path / "mine.txt")).note == "mine"
    assert window.document.path == str(tmp_path / "mine.txt")


def test_that_closing_by_save_waits_for_the_answer(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("by hand")
    window.document.set_note("mine")
    window.close()
    answer(window, "unsavedQuestion", Button.Save)
    settle(window)
    assert window.isVisible()
    answer(window, CHANGED, Button.Ignore)
    wait_until(lambda: not window.isVisible())
    assert load_plan(str(tmp_path / "plan.txt")).note == "mine"


def test_that_a_plan_that_was_only_touched_or_deleted_is_saved_without_a_question(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    path.touch()
    window.files.save()
    settle(window)
    path.unlink()
    window.files.save()
    settle(window)
    (tmp_path / "table.csv").write_text("old")
    save_to(window, tmp_path / "table.csv")  # an export is no change of the plan's own file
    assert (tmp_path / "table.csv").read_text() != "old"
    assert window.findChildren(QMessageBox) == []
    assert window.document.path == str(path)
    assert load_plan(str(path)).plan == current(window)


def seen(window: MainWindow) -> None:
    """See what the window sees when it gets the keyboard."""
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    window.files.look()
    wait_until(lambda: not window.files.looking.running)
    QApplication.processEvents()


def test_that_a_change_is_noticed_before_saving_and_is_loaded_on_request(
    window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    seen(window)
    assert "changed" not in messages(window)
    other = ready(open_window(tmp_path / "plan.txt"))
    other.document.set_note("by the other")
    other.files.save()
    ready(other)
    seen(window)
    assert messages(window)["changed"].text == "plan.txt has been changed on the disk."
    act_on(window, "changed")
    settle(window)
    assert window.document.note == "by the other"
    assert "changed" not in messages(window)
    other.document.set_note("once more")
    other.files.save()
    ready(other)
    window.files.save()
    settle(window)
    answer(window, CHANGED, Button.Open)
    settle(window)
    assert window.document.note == "once more"


def test_that_ones_own_plan_may_be_kept_and_then_counts_as_unsaved(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(path.read_text().replace("# made", "# note: by hand\n# made"))
    seen(window)
    act_on(window, "changed", other=True)
    assert not window.document.is_saved
    seen(window)
    assert "changed" not in messages(window)
    window.files.save()
    settle(window)
    assert window.findChildren(QMessageBox) == []
    assert load_plan(str(path)).note == ""
