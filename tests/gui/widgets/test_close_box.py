import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from stackplan.gui.widgets.dialogs import close_box


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
