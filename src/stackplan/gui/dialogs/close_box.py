"""The row of buttons below a dialog: what it does, and Close."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from stackplan.gui.entry_widgets import name


def close_box(dialog: QDialog, *buttons: QPushButton, has_fields: bool = False) -> QDialogButtonBox:
    """Make the row; where the dialog `has_fields`, Enter ends typing and presses no button."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close = box.button(QDialogButtonBox.StandardButton.Close)
    name(close, "closeButton", "Close", "Close this window; Escape does it too")
    for button in buttons:
        box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    for button in (close, *buttons):
        button.setAutoDefault(not has_fields)
    box.rejected.connect(dialog.reject)
    return box
