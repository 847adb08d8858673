"""Entry fields with the manners that a crew's settings need."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from stackplan.core.runs import MAX_RUN_NUMBER
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.qt_values import STRONG_FOCUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QWheelEvent

OPEN_END = -1


class _HistoryKeys(QObject):
    """Keeps Ctrl+Z for the plan in a field where nothing is being typed."""

    def __init__(self, field: QWidget, is_typing: Callable[[], bool]) -> None:
        super().__init__(field)
        self._is_typing = is_typing

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride
        if is_key and _is_undo_or_redo(cast("QKeyEvent", event)) and not self._is_typing():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    # Imported with the first key: PySide makes a class when it is first named.
    from PySide6.QtGui import QKeySequence

    keys = QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo)


def leave_history_keys(field: QWidget, is_typing: Callable[[], bool]) -> None:
    """Let undo and redo through to the window while a field holds nothing half-typed.

    A line edit claims these keys always, so that undo would do nothing after each entry.
    """
    field.installEventFilter(_HistoryKeys(field, is_typing))


class CalmSpinBox(QSpinBox):
    """A spin box that a wheel turns only while it has the focus, and typing only at its end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("focusPolicy", STRONG_FOCUS)
        self.setKeyboardTracking(False)
        # A spin box hands the keys to its line edit itself, past that one's filters.
        leave_history_keys(self, self._is_typing)

    def _is_typing(self) -> bool:
        open_end = self.value() == self.minimum() and bool(self.specialValueText())
        settled = self.specialValueText() if open_end else self.textFromValue(self.value())
        return self.text() != settled

    def show_value(self, value: int) -> None:
        """Show a value, unless it is shown: setting it again would wipe what is being typed."""
        if self.value() != value:
            self.setValue(value)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CalmComboBox(QComboBox):
    """A combo box that a wheel turn changes only while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("focusPolicy", STRONG_FOCUS)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class RunSpinBox(CalmSpinBox):
    """One end of the run range; below 0 stands the open end, with words of its own."""

    def __init__(self, open_words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(OPEN_END, MAX_RUN_NUMBER)
        self.setSpecialValueText(open_words)
        self.setValue(OPEN_END)

    @property
    def run(self) -> int | None:
        """The run number, `None` for an open end."""
        return None if self.value() == OPEN_END else self.value()

    def set_run(self, run: int | None) -> None:
        """Show a run number or the open end."""
        self.show_value(OPEN_END if run is None else run)


def name(widget: QObject, object_name: str, accessible_name: str, tip: str = "") -> None:
    """Name a control for scripts and for screen readers, and explain it."""
    widget.setObjectName(object_name)
    if isinstance(widget, QWidget):
        widget.setAccessibleName(accessible_name)
        widget.setToolTip(tip)
