"""The row of buttons below a dialog: what it does, and Close."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QWidget

from stackplan.gui.widgets.fields import set_names

# Room for the borders and the title that a window manager adds: how much is known only once a
# window is shown.
BORDERS, TITLE = 8, 40


def close_box(dialog: QDialog, *buttons: QPushButton, has_fields: bool = False) -> QDialogButtonBox:
    """Make the row; where the dialog `has_fields`, Enter ends typing and presses no button."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close = box.button(QDialogButtonBox.StandardButton.Close)
    set_names(close, "closeButton", "Close", "Close this window; Escape does it too")
    for button in buttons:
        box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    for button in (close, *buttons):
        button.setAutoDefault(not has_fields)
    box.rejected.connect(dialog.reject)
    return box


def resize_within_screen(widget: QWidget, width: int, height: int) -> None:
    """Resize a window or a dialog, but to no more than its screen has room for."""
    room = widget.screen().availableSize()
    widget.resize(min(width, room.width() - BORDERS), min(height, room.height() - TITLE))
