"""The dialog "Export"."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desk import plan_of, wait_until
from folders import fill
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.files.exports import TARGETS, target_of
from stackplan.gui.export.export_dialog import ExportDialog
from stackplan.gui.export.preview_job import Exported
from stackplan.gui.preferences import ExportChoice
from superblocks import superblock

OpenExport = Callable[..., ExportDialog]
FOUR = plan_of([5000, 4000, 3000, 2000])
SPYRAL = ExportChoice("spyral", "crew:make")


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    return fill(tmp_path / "traces", {1: 5000, 2: 4000, 3: 3000, 4: 2000})


def exported(traces: Path, plan: Plan = FOUR) -> Exported:
    return Exported(PlanFile(plan, str(traces)), {})


@pytest.fixture
def open_export(qtbot: QtBot, traces: Path) -> OpenExport:
    content_of_four = exported(traces)

    def open_one(choice: ExportChoice, content: Exported | None = content_of_four) -> ExportDialog:
        dialog = ExportDialog(choice, 8)
        qtbot.addWidget(dialog)
        dialog.set_plan(content)
        dialog.show()
        settle(dialog)
        return dialog

    return open_one


def settle(dialog: ExportDialog) -> None:
    workers = (dialog.worker, dialog.looking)
    wait_until(lambda: not any(worker.running for worker in workers))


def choose(dialog: ExportDialog, key: str) -> None:
    dialog.fields.kinds.setCurrentRow(TARGETS.index(target_of(key)))
    settle(dialog)


def type_in(dialog: ExportDialog, name: str, text: str) -> None:
    getattr(dialog.fields, name).setText(text)
    settle(dialog)


def shown(dialog: ExportDialog) -> str:
    return dialog.preview.text.toPlainText()


def warnings(dialog: ExportDialog) -> str:
    return dialog.start.warnings.toPlainText()


def test_that_each_kind_is_shown_as_it_will_be_written(open_export: OpenExport) -> None:
    dialog = open_export(SPYRAL)
    first_words = {
        "spyral": "#!/usr/bin/env python3", "slurm": "#!/bin/bash", "parallel": "#!/bin/bash",
        "hyperqueue": "#!/usr/bin/env python3",
        "elog": "Stackplan: 4 runs", "text": "# stackplan 1", "csv": "stack,position", "json": "{",
    }  # fmt: skip
    for key, words in first_words.items():
        choose(dialog, key)
        assert shown(dialog).startswith(words)
    for key in ("png", "svg", "pdf"):
        choose(dialog, key)
        assert dialog.preview.picture.isVisible()
    assert not dialog.start.heading.isVisible()


def test_that_nothing_is_ready_that_would_run_what_is_not_there(open_export: OpenExport) -> None:
    dialog = open_export(ExportChoice("slurm"))
    assert "name the pipeline" in warnings(dialog)
    type_in(dialog, "command", "my_analysis {runs}")
    assert "name the pipeline" not in warnings(dialog)
    dialog.start.show_warnings(target_of("spyral"), ())
    choose(dialog, "spyral")  # its pipeline is not named yet
    assert not dialog.save.isEnabled()
    assert "ready" not in dialog.start.heading.text()


def test_that_the_preview_follows_what_is_typed_and_the_plan(
    open_export: OpenExport, traces: Path
) -> None:
    dialog = open_export(ExportChoice("slurm"))
    assert "run_plan.py task" in shown(dialog)
    dialog.fields.readers.setValue(2)
    type_in(dialog, "command", "my_analysis {runs}")
    assert "my_analysis 1 4" in shown(dialog)
    assert "--array=1-2%2" in shown(dialog)
    choose(dialog, "csv")
    for n_stacks in (4, 1):  # the draft of the first comes late, and is dropped
        dialog.set_plan(exported(traces, plan_of([5000, 4000, 3000, 2000], n_stacks)))
    settle(dialog)
    assert {line.split(",")[0] for line in shown(dialog).splitlines()[1:]} == {"1"}


def test_that_a_mistake_is_told_and_nothing_wrong_can_be_saved(
    open_export: OpenExport, traces: Path
) -> None:
    for path in traces.iterdir():  # closed files, of which nothing is to be warned
        with path.open("r+b") as stream:
            stream.write(superblock(0, path.stat().st_size))
    dialog = open_export(SPYRAL)
    assert dialog.save.isEnabled()
    type_in(dialog, "pipeline", "crew")
    assert "my_pipeline:make_pipeline" in shown(dialog)
    assert not dialog.start.heading.isVisible()
    for button in (dialog.save, dialog.copy):
        assert not button.isEnabled()
        assert "'crew' names no Pipeline" in button.toolTip()
    choose(dialog, "slurm")
    assert not dialog.save.isEnabled()  # it would be written beside
    type_in(dialog, "pipeline", "")
    assert dialog.save.isEnabled()
    type_in(dialog, "command", "x {y}")
    assert shown(dialog) == dialog.fields.mistake
    assert not dialog.start.heading.isVisible()
    assert not dialog.save.isEnabled()


def test_that_the_disk_is_looked_at_for_warnings(open_export: OpenExport, traces: Path) -> None:
    (traces / "run_0003.h5").unlink()
    dialog = open_export(SPYRAL)
    assert "No file, so these will fail: run 3." in warnings(dialog)
    (traces / "run_0002.h5").unlink()
    dialog.set_plan(exported(traces, plan_of([5000, 4000, 3000, 2000], 1)))
    settle(dialog)
    assert "run 3." in warnings(dialog), "the same runs are not looked at again"
    dialog.check_files()
    settle(dialog)
    assert "these will fail: run 2-3." in warnings(dialog)


def test_that_all_of_what_is_chosen_is_copied(
    open_export: OpenExport, traces: Path, qtbot: QtBot
) -> None:
    dialog = open_export(ExportChoice("csv"), exported(traces, plan_of([1000] * 900)))
    clipboard = QApplication.clipboard()
    dialog.copy.click()
    assert len(clipboard.text().splitlines()) == 901
    assert dialog.said.text() == "The text is on the clipboard."
    choose(dialog, "png")
    assert dialog.said.text() == ""
    dialog.copy.click()
    assert clipboard.image().width() == 1600
    choose(dialog, "elog")
    with qtbot.waitSignal(dialog.elog_requested):
        dialog.copy.click()
    dialog.fields.kinds.setCurrentRow(TARGETS.index(target_of("json")))
    dialog.copy.click()  # before there is a draft
    settle(dialog)
    assert clipboard.text().startswith("{")


def test_that_commands_name_the_place_once_it_is_saved(open_export: OpenExport) -> None:
    dialog = open_export(SPYRAL)
    assert dialog.start.commands[0] == "python3 run_plan.py local"
    dialog.note_saved("spyral", "/data/a b/plan.py")
    settle(dialog)
    assert dialog.start.commands[0] == "cd '/data/a b' && python3 plan.py local"
    assert dialog.said.text() == "Exported /data/a b/plan.py"
    choose(dialog, "slurm")
    assert dialog.start.commands[0] == "bash array.sh"
    assert not dialog.said.isVisible()


def test_that_enter_presses_no_button_and_escape_ends_the_work(
    open_export: OpenExport, qtbot: QtBot
) -> None:
    dialog = open_export(SPYRAL)
    assert not any(b.isDefault() or b.autoDefault() for b in dialog.findChildren(QPushButton))
    with qtbot.assertNotEmitted(dialog.save.clicked):
        QTest.keyClick(dialog.fields.pipeline, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.fields.kinds.setCurrentRow(2)
    QTest.keyClick(dialog.fields.kinds, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.worker.running
    assert dialog.worker.wait(60)


def test_that_without_a_plan_it_says_what_to_do(open_export: OpenExport, traces: Path) -> None:
    for none in (None, exported(traces, plan_of([]))):
        dialog = open_export(SPYRAL, none)
        assert "open a folder of runs" in shown(dialog)
        assert not dialog.save.isEnabled()
        dialog.check_files()
        dialog.fields.kinds.setCurrentRow(3)
        assert not dialog.looking.running
        assert not dialog.worker.running
