"""The entry fields, and names for scripts and screen readers."""

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from stackplan.core.runs import MAX_RUN_NUMBER
from stackplan.gui.widgets.fields import RunSpinBox, set_names


def test_that_a_run_end_takes_every_run_number_and_none(qtbot: QtBot) -> None:
    box = RunSpinBox("first found")
    qtbot.addWidget(box)
    for run in (None, 0, 42, MAX_RUN_NUMBER):
        box.set_run(run)
        assert box.run == run


def test_that_a_named_control_has_all_three_names(qtbot: QtBot) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    set_names(edit, "anEdit", "An edit", "What it is for")
    assert (edit.objectName(), edit.accessibleName(), edit.toolTip()) == (
        "anEdit",
        "An edit",
        "What it is for",
    )
