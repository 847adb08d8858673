"""The dialog "Export" in the whole window: from the plan on screen to a file that runs."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from desk import (
    OpenWindow,
    act_on,
    choose,
    current,
    features,
    find,
    is_reading,
    messages,
    open_dialog,
    press,
    set_stacks,
    stacks,
    trigger,
    wait_until,
)
from desk import settle as wait_idle
from folders import MakeFolder
from stackplan.files.exports import TARGETS, target_of
from stackplan.files.plan_file import load_plan
from stackplan.gui.export.export_dialog import ExportDialog
from stackplan.gui.preferences import ExportChoice
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}
COMMAND = "echo stack {stack}: {runs} of {traces}"


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder(SIZES)


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    made = open_window(folder)
    set_stacks(made, 2)
    return made


def settle(window: MainWindow) -> None:
    wait_idle(window)
    wait_until(lambda: not is_reading(window))


def ask(window: MainWindow, key: str) -> ExportDialog:
    trigger(window, "exportAction")
    dialog = find(window, ExportDialog, "exportDialog")
    dialog.fields.kinds.setCurrentRow(TARGETS.index(target_of(key)))
    settle(window)
    return dialog


def shown(dialog: ExportDialog) -> list[str]:
    return dialog.preview.text.toPlainText().splitlines()


def save(window: MainWindow, dialog: ExportDialog, path: Path) -> str:
    """Save by the dialog's button; returns the name that was proposed."""
    dialog.save.click()
    asking = open_dialog(window)
    (proposed,) = asking.selectedFiles()
    choose(asking, path)
    settle(window)
    return os.path.basename(proposed)  # noqa: PTH119 (a name as Qt gives it)


def test_that_a_script_is_proposed_beside_the_script_that_it_runs(
    window: MainWindow, tmp_path: Path
) -> None:
    crew = tmp_path / "analysis" / "run_spyral.py"
    crew.parent.mkdir()
    crew.write_text("pipeline = Pipeline()\n", "ascii")
    dialog = ask(window, "slurm")
    dialog.fields.pipeline.setText(f"{crew}:pipeline")
    settle(window)
    dialog.save.click()
    chooser = find(window, QFileDialog, "fileDialog")
    assert chooser.directory().absolutePath() == str(crew.parent)
    chooser.reject()


def test_that_a_saved_script_runs_each_stack_by_the_command_that_was_copied(
    window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    dialog = ask(window, "slurm")
    dialog.fields.command.setText(COMMAND)
    settle(window)
    text = shown(dialog)
    out = tmp_path / "out dir"
    out.mkdir()
    assert save(window, dialog, out / "night.sh") == "array.sh"
    assert (out / "night.sh").read_text(encoding="utf-8").splitlines() == text
    assert messages(window)["save"].text == f"Exported {out / 'night.sh'}."
    assert dialog.said.text() == f"Exported {out / 'night.sh'}"
    assert dialog.start.commands[0] == f"cd '{out}' && bash night.sh"
    assert window.document.path is None
    task = {**os.environ, "SLURM_ARRAY_TASK_ID": "2", "SLURM_JOB_ID": "1"}
    done = subprocess.run(
        ["bash", "night.sh"], cwd=out, env=task, capture_output=True, text=True, check=False
    )
    runs = " ".join(map(str, stacks(window)[1]))
    assert f"stack 2: {runs} of {folder}" in done.stdout, done.stderr


def test_that_the_spyral_script_is_written_beside_an_array(
    window: MainWindow, tmp_path: Path
) -> None:
    crew = tmp_path / "run_spyral.py"
    crew.write_text("import spyral\npipe = spyral.Pipeline()\n", "ascii")
    dialog = ask(window, "slurm")
    dialog.fields.pipeline.setText(str(crew))
    settle(window)
    save(window, dialog, tmp_path / "night.sh")
    words = f"Exported {tmp_path / 'night.sh'}; run_plan.py is written beside it"
    assert messages(window)["save"].text == f"{words}."
    assert dialog.said.text() == words
    assert 'PIPELINE = "run_spyral:pipe"' in (tmp_path / "run_plan.py").read_text("ascii")
    (tmp_path / "run_plan.py").write_text("mine", "ascii")
    (tmp_path / "night.sh").unlink()
    save(window, dialog, tmp_path / "night.sh")
    assert "was not written by Stackplan; move it" in dialog.said.text()
    assert not (tmp_path / "night.sh").exists()
    assert (tmp_path / "run_plan.py").read_text("ascii") == "mine"


def test_that_the_preview_follows_an_edit_and_its_undo(window: MainWindow) -> None:
    dialog = ask(window, "text")
    before = shown(dialog)[-len(stacks(window)) :]
    window.hand_edits.move((1,), 1 - current(window).places[1])
    settle(window)
    lines = [" ".join(map(str, stack)) for stack in stacks(window)]
    assert [line for line in shown(dialog) if line[:1] != "#"] == lines
    window.document.history.undo()
    settle(window)
    assert shown(dialog)[-len(stacks(window)) :] == before


def test_that_a_file_that_vanishes_is_warned_of_after_the_next_scan(
    window: MainWindow, folder: Path
) -> None:
    dialog = ask(window, "parallel")
    (folder / "run_0005.h5").unlink()
    assert "run 5" not in dialog.start.warnings.toPlainText()
    window.session.rescan()
    settle(window)
    wait_until(lambda: "these will fail: run 5." in dialog.start.warnings.toPlainText())


def test_that_the_trace_folder_is_refused_and_another_place_can_be_named(
    window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    dialog = ask(window, "parallel")
    before = sorted(folder.iterdir())
    save(window, dialog, folder / "parallel.sh")
    assert sorted(folder.iterdir()) == before
    assert "where Stackplan never writes" in dialog.said.text()
    assert dialog.saved_to == ""
    act_on(window, "save")
    asking = open_dialog(window)
    assert asking.selectedFiles()[0].endswith("parallel.sh")
    choose(asking, tmp_path / "other.sh")
    settle(window)
    assert "AT_ONCE" in (tmp_path / "other.sh").read_text(encoding="utf-8")
    assert dialog.saved_to == str(tmp_path / "other.sh")


def test_that_a_table_is_a_table_whatever_it_is_called(window: MainWindow, tmp_path: Path) -> None:
    dialog = ask(window, "json")
    assert save(window, dialog, tmp_path / "plan.txt") == "plan.json"
    states = [run["state"] for run in json.loads((tmp_path / "plan.txt").read_bytes())["runs"]]
    assert states == ["not_hdf5"] * len(SIZES)
    for key, start in (("pdf", b"%PDF"), ("svg", b"<?xml"), ("png", b"\x89PNG")):
        dialog = ask(window, key)
        save(window, dialog, tmp_path / "picture")
        assert (tmp_path / "picture").read_bytes().startswith(start)


def test_that_a_plan_file_saved_there_is_the_plans_own(window: MainWindow, tmp_path: Path) -> None:
    dialog = ask(window, "text")
    assert save(window, dialog, tmp_path / "mine.txt") == "plan.txt"
    assert load_plan(str(tmp_path / "mine.txt")).plan == current(window)
    assert window.document.path == str(tmp_path / "mine.txt")
    dialog.save.click()
    assert open_dialog(window).selectedFiles()[0].endswith("mine.txt")


def test_that_what_runs_a_plan_is_only_written_when_it_was_chosen(
    window: MainWindow, tmp_path: Path
) -> None:
    window.files.write(str(tmp_path / "night.slurm"))
    wait_idle(window)
    assert load_plan(str(tmp_path / "night.slurm")).plan == current(window)


def test_that_choices_are_remembered(
    window: MainWindow, open_window: OpenWindow, folder: Path
) -> None:
    dialog = ask(window, "parallel")
    dialog.fields.command.setText(COMMAND)
    dialog.fields.readers.setValue(3)
    assert window.preferences.export_choice == ExportChoice("parallel", "", COMMAND, 3)
    wait_idle(window)
    other = open_window(folder)
    features(other).exporting.ask()
    again = find(other, ExportDialog, "exportDialog")
    assert again.fields.choice == ExportChoice("parallel", "", COMMAND, 3)


def test_that_a_known_rate_becomes_a_time_limit(window: MainWindow) -> None:
    for rate in ("", "0,001", "fast"):
        window.preferences.rate = rate
        dialog = ask(window, "slurm")
        text = dialog.preview.text.toPlainText()
        assert ("#SBATCH --time" in text) == (rate == "0,001")
        assert (" (the rate is that of 'How many stacks?').\n" in text) == (rate == "0,001")
        dialog.reject()


def test_that_text_and_picture_for_the_elog_are_copied_from_the_dialog_too(
    window: MainWindow,
) -> None:
    dialog = ask(window, "elog")
    dialog.copy.click()
    settle(window)
    assert "e-log" in dialog.said.text()
    assert QApplication.clipboard().mimeData().hasImage()


def test_that_it_is_opened_by_key_and_by_button_and_does_not_block(window: MainWindow) -> None:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = find(window, ExportDialog, "exportDialog")
    assert dialog.isVisible()
    assert not dialog.isModal()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    press(window, "exportButton")
    assert dialog.isVisible()
    assert len(window.findChildren(ExportDialog)) == 1
    settle(window)


def test_that_a_window_without_a_plan_says_what_to_do(open_window: OpenWindow) -> None:
    window = open_window()
    assert not find(window, QAction, "exportAction").isEnabled()
    features(window).exporting.ask()
    dialog = find(window, ExportDialog, "exportDialog")
    assert "open a folder of runs" in dialog.preview.text.toPlainText()
