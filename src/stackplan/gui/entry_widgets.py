"""Entry fields with the manners that a crew's settings need."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from stackplan.core.errors import RunNumbersError
from stackplan.core.run_numbers import RunNumbers, parse, parse_items
from stackplan.core.runs import MAX_RUN_NUMBER
from stackplan.gui.overriding import override
from stackplan.gui.qt_values import STRONG_FOCUS
from stackplan.gui.theme import colours_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QTextCharFormat, QWheelEvent

    Marks = list[tuple[int, int, QTextCharFormat]]

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


class SkipEdit(QLineEdit):
    """The skip list: a mistake is marked where it stands, numbers outside the range are grey."""

    numbers_entered = Signal(object)
    mistake_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run_min: int | None = None
        self._run_max: int | None = None
        self._is_marked = False
        self.textChanged.connect(self._mark)
        self.editingFinished.connect(self._enter)
        leave_history_keys(self, self.isModified)

    def set_range(self, run_min: int | None, run_max: int | None) -> None:
        """Say which numbers count; the others turn grey."""
        self._run_min, self._run_max = run_min, run_max
        self._mark()

    def numbers(self) -> RunNumbers | None:
        """Read the numbers typed; `None` while there is a mistake."""
        try:
            return parse(self.text())
        except RunNumbersError:
            return None

    def _enter(self) -> None:
        numbers = self.numbers()
        if numbers is not None:
            self.setModified(False)
            self.numbers_entered.emit(numbers)

    def _mark(self) -> None:
        marks: Marks = []
        message = ""
        try:
            marks += [
                (item.start, item.end, self._faint())
                for item in parse_items(self.text())
                if not item.numbers.within(self._run_min, self._run_max)
            ]
        except RunNumbersError as error:
            message = str(error)
            marks.append((error.start, error.end, self._wrong()))
        if marks or self._is_marked:
            self._show_marks(marks)
        self.mistake_changed.emit(message)

    def _wrong(self) -> QTextCharFormat:
        # Imported for the first mark: most skip lists have none when the window starts.
        from PySide6.QtGui import QColor, QTextCharFormat

        wrong = QTextCharFormat()
        wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wrong.setUnderlineColor(QColor(colours_for(self.palette()).bad))
        wrong.setForeground(QColor(colours_for(self.palette()).bad))
        return wrong

    def _faint(self) -> QTextCharFormat:
        from PySide6.QtGui import QTextCharFormat

        faint = QTextCharFormat()
        faint.setForeground(self.palette().placeholderText())
        return faint

    def _show_marks(self, marks: Marks) -> None:
        from PySide6.QtGui import QInputMethodEvent

        self._is_marked = bool(marks)
        # A line edit takes formats only as those of an input method, relative to the cursor.
        kind = QInputMethodEvent.AttributeType.TextFormat
        cursor = self.cursorPosition()
        attributes = [
            QInputMethodEvent.Attribute(kind, start - cursor, end - start, form)
            for start, end, form in marks
        ]
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))


def name(widget: QObject, object_name: str, accessible_name: str, tip: str = "") -> None:
    """Name a control for scripts and for screen readers, and explain it."""
    widget.setObjectName(object_name)
    if isinstance(widget, QWidget):
        widget.setAccessibleName(accessible_name)
        widget.setToolTip(tip)
