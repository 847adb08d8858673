"""The dialogs of opening and saving: Qt's own, with names, and endings that follow the format."""

import os
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk import find
from stackplan.gui.widgets.dialogs import (
    folder_dialog,
    format_dialog,
    picture_dialog,
    plan_dialog,
    save_dialog,
    unsaved_question,
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_that_the_ending_follows_the_format_that_is_chosen(
    window: QWidget, tmp_path: Path, ending: str
) -> None:
    dialog = picture_dialog(window, tmp_path / "plan.png")
    dialog.show()
    kinds = find(dialog, QComboBox, "fileTypeCombo")
    (row,) = [row for row in range(kinds.count()) if f"*.{ending}" in kinds.itemText(row)]
    kinds.setCurrentIndex(row)
    kinds.textActivated.emit(kinds.currentText())
    kinds.activated.emit(row)
    assert dialog.defaultSuffix() == ending
    assert find(dialog, QLineEdit, "fileNameEdit").text() == f"plan.{ending}"


def test_that_save_offers_plan_files_only(window: QWidget, tmp_path: Path) -> None:
    dialog = save_dialog(window, tmp_path / "night.txt")
    assert dialog.windowTitle() == "Save"
    assert dialog.nameFilters() == ["Plan file (*.txt)", "All files (*)"]
    assert dialog.selectedFiles() == [str(tmp_path / "night.txt")]


def test_that_a_chosen_format_has_its_name_and_its_ending(window: QWidget, tmp_path: Path) -> None:
    dialog = format_dialog(window, tmp_path / "array.sh")
    assert dialog.selectedFiles() == [str(tmp_path / "array.sh")]
    assert dialog.defaultSuffix() == "sh"
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave


def test_that_every_dialog_has_a_name_and_is_qts_own(window: QWidget, tmp_path: Path) -> None:
    dialogs = (
        folder_dialog(window, str(tmp_path)),
        plan_dialog(window, str(tmp_path)),
        save_dialog(window, tmp_path / "plan.txt"),
        picture_dialog(window, tmp_path / "plan.png"),
        format_dialog(window, tmp_path / "array.sh"),
    )
    for dialog in dialogs:
        assert dialog.objectName() == "fileDialog"
        assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)


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
