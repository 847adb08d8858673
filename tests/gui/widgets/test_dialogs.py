"""Dialogs of opening and saving, their buttons, and what of a drop is opened."""

import os
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk import find
from stackplan.gui.widgets.dialogs import (
    close_box,
    folder_dialog,
    format_dialog,
    picture_dialog,
    plan_dialog,
    read_drop,
    save_dialog,
    unsaved_question,
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_that_the_ending_follows_the_format_that_is_chosen(window: QWidget, tmp_path: Path) -> None:
    dialog = picture_dialog(window, tmp_path / "plan.png")
    dialog.show()
    kinds = find(dialog, QComboBox, "fileTypeCombo")
    for ending in ("svg", "pdf", "png"):
        (row,) = [row for row in range(kinds.count()) if f"*.{ending}" in kinds.itemText(row)]
        kinds.setCurrentIndex(row)
        kinds.textActivated.emit(kinds.currentText())
        kinds.activated.emit(row)
        assert dialog.defaultSuffix() == ending
        assert find(dialog, QLineEdit, "fileNameEdit").text() == f"plan.{ending}"


def test_that_every_dialog_has_a_name_is_qts_own_and_offers_what_it_is_for(
    window: QWidget, tmp_path: Path
) -> None:
    folder, plan = folder_dialog(window, str(tmp_path)), plan_dialog(window, str(tmp_path))
    save = save_dialog(window, tmp_path / "night.txt")
    kind = format_dialog(window, tmp_path / "array.sh")
    for dialog in (folder, plan, save, kind, picture_dialog(window, tmp_path / "plan.png")):
        assert dialog.objectName() == "fileDialog"
        assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    assert save.windowTitle() == "Save"
    assert save.nameFilters() == ["Plan file (*.txt)", "All files (*)"]
    assert save.selectedFiles() == [str(tmp_path / "night.txt")]
    assert kind.selectedFiles() == [str(tmp_path / "array.sh")]
    assert kind.defaultSuffix() == "sh"
    assert kind.acceptMode() == QFileDialog.AcceptMode.AcceptSave


def test_that_a_dialog_begins_elsewhere_where_the_disk_does_not_answer(
    window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    dead, over, real = str(tmp_path / "h5"), threading.Event(), os.path.isdir
    monkeypatch.setattr(os.path, "isdir", lambda path: over.wait() if path == dead else real(path))
    assert folder_dialog(window, dead).directory().path() == str(tmp_path)
    over.set()


def test_that_the_question_names_what_would_lose_the_work(window: QWidget) -> None:
    box = unsaved_question(window, "Closing")
    assert "Closing would lose it" in box.informativeText()
    assert box.escapeButton() is box.button(box.StandardButton.Cancel)
    assert box.defaultButton() is box.button(box.StandardButton.Save)


@pytest.mark.parametrize("has_fields", [False, True])
def test_that_enter_presses_a_button_unless_it_ends_typing(
    qtbot: QtBot, *, has_fields: bool
) -> None:
    dialog, field, button = QDialog(), QLineEdit(), QPushButton("Do it")
    qtbot.addWidget(dialog)
    pressed = list[bool]()
    button.clicked.connect(pressed.append)
    column = QVBoxLayout(dialog)
    column.addWidget(field)
    column.addWidget(close_box(dialog, button, has_fields=has_fields))
    dialog.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bool(pressed or not dialog.isVisible()) != has_fields


def test_that_close_is_named_and_closes(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    QVBoxLayout(dialog).addWidget(close_box(dialog))
    dialog.show()
    close = dialog.findChild(QPushButton, "closeButton")
    assert close is not None
    assert close.accessibleName() == "Close"
    close.click()
    assert not dialog.isVisible()


def urls(*paths: str) -> list[QUrl]:
    return [QUrl.fromLocalFile(path) for path in paths]


def test_that_one_folder_or_plan_is_opened_and_run_files_mean_their_folder() -> None:
    for path in ("/mnt/h5", "/mnt/plan.txt", "/mnt/a b/ü"):
        assert read_drop(urls(path)) == (path, "")
    drop = read_drop(urls("/mnt/h5/run_0001.h5", "/mnt/h5/run_0002.h5"))
    assert drop.path == "/mnt/h5"
    assert drop.words.startswith("Opened the folder /mnt/h5, which holds what was dropped")


def test_that_the_first_of_several_is_opened_and_the_rest_counted() -> None:
    assert read_drop(urls("/a", "/b")).words.startswith("Opened /a only; 1 other was left.")
    drop = read_drop(urls("/a/run_0001.h5", "/b/run_0001.h5"))
    assert drop.words.startswith("Opened /a/run_0001.h5 only; 1 other was left.")
    drop = read_drop(urls("/a/run_0001.h5", "/b/run_0001.h5", "/c"))
    assert drop.path == "/a/run_0001.h5"
    assert "2 others were left. Drop one folder of runs, or one plan file." in drop.words


def test_that_what_is_on_no_disk_is_named_and_not_opened() -> None:
    drop = read_drop([QUrl("https://example.org/plan.txt")])
    assert drop.path == ""
    assert drop.words.startswith("https://example.org/plan.txt is not on a disk")
    assert read_drop([]).path == ""
