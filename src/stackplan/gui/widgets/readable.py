"""Words to be read, marked and copied, by mouse and by keyboard; none is taken for markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from stackplan.gui.widgets.entry_widgets import name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_MARKED_BY = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


def readable_label(
    object_name: str, accessible_name: str, tip: str = "", words: str = ""
) -> QLabel:
    """Make a label that Tab reaches; its lines break where the window ends."""
    label = QLabel(words, wordWrap=True)
    # A file's name may look like markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(_MARKED_BY)
    label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    name(label, object_name, accessible_name, tip)
    return label


def readable_field(object_name: str, accessible_name: str, tip: str) -> QPlainTextEdit:
    """Make a text of many lines, which Tab leaves."""
    field = QPlainTextEdit(readOnly=True)
    field.setTabChangesFocus(True)
    field.setTextInteractionFlags(_MARKED_BY)
    name(field, object_name, accessible_name, tip)
    return field


def use_fixed_letters(widget: QWidget) -> None:
    """Give a widget letters of one width, as large as the others are."""
    font = widget.font()
    # The family only: the size goes on following that of the window.
    font.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
    widget.setFont(font)
