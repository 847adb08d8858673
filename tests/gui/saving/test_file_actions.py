"""Saving, exporting and opening; what the disk refuses leaves the plan whole."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QSpinBox

from desk import (
    OpenWindow,
    answer,
    choose,
    current,
    enter,
    find,
    messages,
    open_dialog,
    plan_of,
    question,
    said,
    save_to,
    settle,
    stacks,
    wait_until,
)
from folders import MakeFolder
from stackplan.files import safe_write as atomic
from stackplan.files.plan_file import load_plan
from stackplan.gui.saving.file_actions import default_name
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}
Button = QMessageBox.StandardButton


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder(SIZES)


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    made = open_window(folder)
    find(made, QSpinBox, "stacksSpin").setValue(2)
    made.hand_edits.move((1,), 1 - current(made).places[1])
    return made


def test_that_a_saved_plan_opens_again_as_it_was(
    window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    enter(window, "noteEdit", "before the target change")
    path = tmp_path / "plan.txt"
    save_to(window, path)
    assert not window.document.has_unsaved_work
    assert "Saved" in messages(window)["save"].text
    again = open_window(path)
    assert current(again) == current(window)
    assert again.document.note == "before the target change"
    assert again.document.hand_moves == (1,)
    assert not again.document.has_unsaved_work
    assert "plan.txt" in again.windowTitle()


def test_that_a_second_save_waits_for_the_first_one_on_a_slow_disk(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, slow, real = tmp_path / "plan.txt", threading.Event(), atomic.save
    save_to(window, path)

    def save(*words: Any) -> None:
        slow.wait()
        real(*words)

    monkeypatch.setattr(atomic, "save", save)
    for _ in range(2):
        run, stack = current(window).runs[0].number, current(window).places
        window.hand_edits.move((run,), 1 - stack[run])
        window.files.save()
    closed: list[bool] = []
    window.files.when_safe(lambda: closed.append(True), "Closing")
    answer(window, "unsavedQuestion", Button.Save)
    slow.set()
    wait_until(lambda: bool(closed))
    assert not window.findChildren(QMessageBox, "changedQuestion")
    assert load_plan(str(path)).plan == current(window)


@pytest.mark.parametrize("is_stuck", [False, True])
def test_that_an_export_waits_for_the_save_before_it_unless_that_disk_does_not_answer(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    is_stuck: bool,
) -> None:  # fmt: skip
    path, table = tmp_path / "plan.txt", tmp_path / "plan.csv"
    slow, real = threading.Event(), atomic.save

    def save(written: str, *words: Any) -> None:
        if written == str(path):
            slow.wait()
        real(written, *words)

    monkeypatch.setattr(atomic, "save", save)
    if is_stuck:
        window.files._patience.setInterval(50)
    window.files.write(str(path))
    window.files.write(str(table))
    if is_stuck:
        wait_until(table.exists)
        assert window.document.path is None
        slow.set()
        return
    assert not table.exists()
    slow.set()
    wait_until(table.exists)
    assert window.document.path == str(path)
    # What waits is written though the save before it fails, too.
    window.files.write(str(tmp_path / "nowhere" / "plan.txt"))
    window.files.write(str(tmp_path / "other.csv"))
    wait_until((tmp_path / "other.csv").exists)
    wait_until(lambda: "nowhere" in said(window))
    settle(window)


def test_that_the_ending_decides_the_format(window: MainWindow, tmp_path: Path) -> None:
    starts = {
        "csv": b"", "json": b"{", "png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF",
        "PNG": b"\x89PNG", "txt": b"# stackplan 1\n",
    }  # fmt: skip
    for ending, start in starts.items():
        path = tmp_path / f"plan.{ending}"
        save_to(window, path)
        assert path.stat().st_size > 50, ending
        assert path.read_bytes().startswith(start), ending
        assert window.document.has_unsaved_work == (ending != "txt"), ending
    told = json.loads((tmp_path / "plan.json").read_text())
    assert [tuple(stack["runs"]) for stack in told["stacks"]] == stacks(window)
    assert {run["state"] for run in told["runs"]} == {"not_hdf5"}


def test_that_saving_into_the_trace_folder_is_refused(window: MainWindow, folder: Path) -> None:
    before, names = current(window), sorted(folder.iterdir())
    for name in ("plan.txt", "plan.csv", "plan.png"):
        save_to(window, folder / name)
        assert "never writes" in messages(window)["save"].text
        assert messages(window)["save"].action == "Save elsewhere..."
    assert sorted(folder.iterdir()) == names
    assert current(window) == before
    assert window.document.has_unsaved_work


def test_that_a_full_disk_is_told_and_saving_elsewhere_then_counts(
    window: MainWindow, tmp_path: Path
) -> None:
    for path, words in (
        ("/dev/full", "disk is full"),
        ("/dev/null", "/dev/null keeps nothing that is written to it; choose another name."),
    ):
        save_to(window, path)
        assert words in messages(window)["save"].text
        assert messages(window)["save"].level == "error"
        assert window.document.has_unsaved_work
    save_to(window, tmp_path / "plan.txt")
    assert messages(window)["save"].level == "info"


def test_that_the_first_save_asks_where_and_escape_leaves_all_as_it_was(
    window: MainWindow,
) -> None:
    window.files.save()
    dialog = open_dialog(window)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert window.document.path is None


def test_that_a_folder_and_a_plan_are_opened_by_dialog(
    open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    window = open_window()
    window.files.save()
    assert "no plan to save yet" in messages(window)["save"].text
    window.files.ask_folder()
    choose(open_dialog(window), folder)
    settle(window)
    assert set(current(window).places) == set(SIZES)
    save_to(window, tmp_path / "plan.txt")
    other = open_window()
    other.files.ask_plan()
    choose(open_dialog(other), tmp_path / "plan.txt")
    settle(other)
    assert current(other) == current(window)


def test_that_closing_with_unsaved_work_asks_whether_to_stay_or_to_discard(
    window: MainWindow,
) -> None:
    window.close()
    answer(window, "unsavedQuestion", Button.Cancel)
    assert window.isVisible()
    window.close()
    QTest.keyClick(question(window, "unsavedQuestion"), Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.document.has_unsaved_work
    window.close()
    answer(window, "unsavedQuestion", Button.Discard)
    assert not window.isVisible()


def test_that_save_saves_and_then_closes_unless_the_save_fails(
    window: MainWindow, tmp_path: Path
) -> None:
    for path, fails in (("/dev/full", True), (str(tmp_path / "plan.txt"), False)):
        window.close()
        answer(window, "unsavedQuestion", Button.Save)
        choose(open_dialog(window), path)
        settle(window)
        if fails:
            assert window.isVisible()
            assert "disk is full" in messages(window)["save"].text
    wait_until(lambda: not window.isVisible())
    assert load_plan(path).plan == current(window)


def test_that_the_proposed_name_tells_what_is_in_the_plan_and_the_last_folder_is_kept(
    window: MainWindow, open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    plan = current(window)
    assert default_name(plan, "/mnt/h5") == "h5_runs1-6_2stacks.txt"
    assert default_name(plan_of([5], 1, first=7), "/") == "run7_1stack.txt"
    save_to(window, tmp_path / "kept.txt")
    second = open_window(folder)
    find(second, QSpinBox, "stacksSpin").setValue(2)
    find(second, QAction, "saveAction").trigger()
    dialog = open_dialog(second)
    assert dialog.selectedFiles() == [str(tmp_path / f"{folder.name}_runs1-6_2stacks.txt")]
    dialog.reject()
