"""The dialog "Export"."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desk import plan_of
from folders import fill
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.files.exports import TARGETS, target_of
from stackplan.gui.export.export_dialog import ExportDialog
from stackplan.gui.export.preview_job import Exported
from stackplan.gui.preferences import ExportChoice

SPYRAL = ExportChoice("spyral", "crew:make")


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    return fill(tmp_path / "traces", {1: 5000, 2: 4000, 3: 3000, 4: 2000})


def settle(qtbot: QtBot, dialog: ExportDialog) -> None:
    workers = (dialog.worker, dialog.looking)
    qtbot.waitUntil(lambda: not any(worker.running for worker in workers), timeout=20_000)


def open_dialog(qtbot: QtBot, choice: ExportChoice, exported: Exported | None) -> ExportDialog:
    dialog = ExportDialog(choice, 8)
    qtbot.addWidget(dialog)
    dialog.set_plan(exported)
    dialog.show()
    settle(qtbot, dialog)
    return dialog


def exported(traces: Path, plan: Plan | None = None) -> Exported:
    return Exported(PlanFile(plan or plan_of([5000, 4000, 3000, 2000]), str(traces)), {})


def choose(qtbot: QtBot, dialog: ExportDialog, key: str) -> None:
    dialog.fields.kinds.setCurrentRow(TARGETS.index(target_of(key)))
    settle(qtbot, dialog)


def test_that_each_kind_is_shown_as_it_will_be_written(qtbot: QtBot, traces: Path) -> None:
    dialog = open_dialog(qtbot, SPYRAL, exported(traces))
    first_words = {
        "spyral": "#!/usr/bin/env python3", "slurm": "#!/bin/bash", "parallel": "#!/bin/bash",
        "hyperqueue": "#!/usr/bin/env python3",
        "elog": "Stackplan: 4 runs", "text": "# stackplan 1", "csv": "stack,position", "json": "{",
    }  # fmt: skip
    for key, words in first_words.items():
        choose(qtbot, dialog, key)
        assert dialog.preview.text.toPlainText().startswith(words)
    for key in ("png", "svg", "pdf"):
        choose(qtbot, dialog, key)
        assert dialog.preview.picture.isVisible()
    assert not dialog.start.heading.isVisible()


def test_that_nothing_is_ready_that_would_run_what_is_not_there(qtbot: QtBot, traces: Path) -> None:
    dialog = open_dialog(qtbot, ExportChoice("slurm"), exported(traces))
    assert "name the pipeline" in dialog.start.warnings.toPlainText()
    dialog.fields.command.setText("my_analysis {runs}")
    settle(qtbot, dialog)
    assert "name the pipeline" not in dialog.start.warnings.toPlainText()
    dialog.start.show_warnings(target_of("spyral"), ())
    choose(qtbot, dialog, "spyral")  # its pipeline is not named yet
    assert not dialog.save.isEnabled()
    assert "ready" not in dialog.start.heading.text()


def test_that_the_preview_follows_what_is_typed(qtbot: QtBot, traces: Path) -> None:
    dialog = open_dialog(qtbot, ExportChoice("slurm"), exported(traces))
    assert "run_plan.py task" in dialog.preview.text.toPlainText()
    dialog.fields.command.setText("my_analysis {runs}")
    dialog.fields.readers.setValue(2)
    settle(qtbot, dialog)
    text = dialog.preview.text.toPlainText()
    assert "my_analysis 1 4" in text
    assert "--array=1-2%2" in text


def test_that_the_preview_follows_the_plan_and_a_late_draft_is_dropped(
    qtbot: QtBot, traces: Path
) -> None:
    dialog = open_dialog(qtbot, ExportChoice("csv"), exported(traces))
    before = dialog.preview.text.toPlainText()
    dialog.set_plan(exported(traces, plan_of([5000, 4000, 3000, 2000], 4)))
    dialog.set_plan(exported(traces, plan_of([5000, 4000, 3000, 2000], 1)))
    settle(qtbot, dialog)
    text = dialog.preview.text.toPlainText()
    assert text != before
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == {"1"}


def test_that_a_mistake_is_told_and_nothing_wrong_can_be_saved(qtbot: QtBot, traces: Path) -> None:
    dialog = open_dialog(qtbot, SPYRAL, exported(traces))
    assert dialog.save.isEnabled()
    dialog.fields.pipeline.setText("crew")
    settle(qtbot, dialog)
    assert "my_pipeline:make_pipeline" in dialog.preview.text.toPlainText()
    assert "ready" not in dialog.start.heading.text() or not dialog.start.heading.isVisible()
    for button in (dialog.save, dialog.copy):
        assert not button.isEnabled()
        assert "'crew' names no Pipeline" in button.toolTip()
    choose(qtbot, dialog, "slurm")
    assert not dialog.save.isEnabled()  # it would be written beside
    dialog.fields.pipeline.setText("")
    settle(qtbot, dialog)
    assert dialog.save.isEnabled()
    dialog.fields.command.setText("x {y}")
    settle(qtbot, dialog)
    assert dialog.preview.text.toPlainText() == dialog.fields.mistake
    assert not dialog.start.heading.isVisible()
    assert not dialog.save.isEnabled()


def test_that_the_disk_is_looked_at_for_warnings(qtbot: QtBot, traces: Path) -> None:
    (traces / "run_0003.h5").unlink()
    dialog = open_dialog(qtbot, SPYRAL, exported(traces))
    assert "No file, so these will fail: run 3." in dialog.start.warnings.toPlainText()
    (traces / "run_0002.h5").unlink()
    dialog.set_plan(exported(traces, plan_of([5000, 4000, 3000, 2000], 1)))
    settle(qtbot, dialog)
    assert "run 3." in dialog.start.warnings.toPlainText(), "the same runs are not looked at again"
    dialog.check_files()
    settle(qtbot, dialog)
    assert "these will fail: run 2-3." in dialog.start.warnings.toPlainText()


def test_that_all_of_the_text_is_copied(qtbot: QtBot, traces: Path) -> None:
    plan = plan_of([1000] * 900)
    dialog = open_dialog(qtbot, ExportChoice("csv"), exported(traces, plan))
    dialog.copy.click()
    assert len(QApplication.clipboard().text().splitlines()) == 901
    assert dialog.said.text() == "The text is on the clipboard."
    choose(qtbot, dialog, "png")
    assert dialog.said.text() == ""
    dialog.copy.click()
    assert QApplication.clipboard().image().width() == 1600
    choose(qtbot, dialog, "elog")
    with qtbot.waitSignal(dialog.elog_requested):
        dialog.copy.click()


def test_that_what_is_copied_is_what_is_chosen_by_then(qtbot: QtBot, traces: Path) -> None:
    dialog = open_dialog(qtbot, ExportChoice("csv"), exported(traces))
    dialog.fields.kinds.setCurrentRow(TARGETS.index(target_of("json")))
    dialog.copy.click()
    settle(qtbot, dialog)
    assert QApplication.clipboard().text().startswith("{")


def test_that_commands_name_the_place_once_it_is_saved(qtbot: QtBot, traces: Path) -> None:
    dialog = open_dialog(qtbot, SPYRAL, exported(traces))
    assert dialog.start.commands[0] == "python3 run_plan.py local"
    dialog.note_saved("spyral", "/data/a b/plan.py")
    settle(qtbot, dialog)
    assert dialog.start.commands[0] == "cd '/data/a b' && python3 plan.py local"
    assert dialog.said.text() == "Exported /data/a b/plan.py"
    choose(qtbot, dialog, "slurm")
    assert dialog.start.commands[0] == "bash array.sh"
    assert not dialog.said.isVisible()


def test_that_escape_closes_and_ends_the_work(qtbot: QtBot, traces: Path) -> None:
    dialog = open_dialog(qtbot, SPYRAL, exported(traces))
    dialog.fields.kinds.setCurrentRow(2)
    QTest.keyClick(dialog.fields.kinds, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.worker.running
    assert dialog.worker.wait(60)


def test_that_enter_in_a_field_presses_no_button(qtbot: QtBot, traces: Path) -> None:
    dialog = open_dialog(qtbot, SPYRAL, exported(traces))
    assert not any(b.isDefault() or b.autoDefault() for b in dialog.findChildren(QPushButton))
    with qtbot.assertNotEmitted(dialog.save.clicked):
        QTest.keyClick(dialog.fields.pipeline, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_that_without_a_plan_it_says_what_to_do(qtbot: QtBot) -> None:
    for none in (None, Exported(PlanFile(plan_of([]), "/mnt/h5"), {})):
        dialog = open_dialog(qtbot, SPYRAL, none)
        assert "open a folder of runs" in dialog.preview.text.toPlainText()
        assert not dialog.save.isEnabled()
        dialog.check_files()
        dialog.fields.kinds.setCurrentRow(3)
        assert not dialog.looking.running
        assert not dialog.worker.running
