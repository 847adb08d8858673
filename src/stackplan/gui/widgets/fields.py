"""Input fields: spin boxes, combo boxes and line edits that mark a mistake."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCharFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QSpinBox,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

from stackplan.core.errors import MisspeltError, StackplanError
from stackplan.core.pasted_runs import RunList, read_run_list
from stackplan.core.request import format_speeds, parse_speeds
from stackplan.core.run_numbers import RunNumbers, parse_items
from stackplan.core.runs import FILES_LIKE, MAX_RUN_NUMBER, file_name
from stackplan.core.text import printable
from stackplan.core.time_goal import read_amount
from stackplan.gui.widgets.appearance import colours_for
from stackplan.gui.widgets.overriding import override

_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escaped_tooltip(text: str) -> str:
    """Give a tip that shows as it is read; Qt would take one with a tag in it for markup."""
    lines = [printable(line) for line in text.split("\n")]
    if "<" not in text:
        return "\n".join(lines)
    return f"<qt>{'<br>'.join(line.translate(_MARKUP) for line in lines)}</qt>"


OPEN_END = -1


class _WindowKeys(QObject):
    """Keeps Ctrl+Z for the plan where nothing is being typed, and Ctrl+E for the export always."""

    def __init__(self, field: QWidget, is_typing: Callable[[], bool]) -> None:
        super().__init__(field)
        self._is_typing = is_typing

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            key = cast("QKeyEvent", event)
            if _is_export(key) or (_is_undo_or_redo(key) and not self._is_typing()):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def _is_export(event: QKeyEvent) -> bool:
    """Under X11 a line edit takes Ctrl+E for the end of the line."""
    is_e = event.key() == Qt.Key.Key_E
    return is_e and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    keys = QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo)


def leave_window_keys(field: QWidget, is_typing: Callable[[], bool]) -> None:
    """Let Ctrl+E through to the window, and undo and redo while nothing is half-typed.

    A line edit claims these keys always, so that undo would do nothing after each entry.
    """
    field.installEventFilter(_WindowKeys(field, is_typing))


class FocusWheelSpinBox(QSpinBox):
    """A spin box that a wheel turns only while it has the focus, and typing only at its end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        # A spin box hands the keys to its line edit itself, past that one's filters.
        leave_window_keys(self, self._is_typing)

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


class FocusWheelComboBox(QComboBox):
    """A combo box that a wheel turn changes only while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class AmountEdit(QLineEdit):
    """A number above 0, as ``87.5``; empty, or with a mistake in it, it is not known."""

    def __init__(self, text: str, placeholder: str = "") -> None:
        super().__init__(text, placeholderText=placeholder)
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * 12)

    @property
    def amount(self) -> Fraction | None:
        """The number; `None` where it is not known."""
        return self._read()[0]

    @property
    def mistake(self) -> str:
        """What is wrong with the text; empty if nothing is."""
        return self._read()[1]

    def _read(self) -> tuple[Fraction | None, str]:
        try:
            return read_amount(self.text()), ""
        except StackplanError as error:
            return None, str(error)


class RunSpinBox(FocusWheelSpinBox):
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


def set_names(widget: QWidget, object_name: str, accessible_name: str, tip: str = "") -> None:
    """Name a control for scripts and for screen readers, and explain it."""
    widget.setObjectName(object_name)
    widget.setAccessibleName(accessible_name)
    widget.setToolTip(tip)


Marks = list[tuple[int, int, QTextCharFormat]]
Speeds = tuple[int, ...] | None

FOLDER_TIP = f"The folder that holds {file_name(1)}, {file_name(2)}, ..."


# Pixels that Qt keeps free before the text of a line edit.
_MARGIN = 2


class FolderEdit(QLineEdit):
    """The folder; what is typed counts with Enter only, and stays when it cannot be opened.

    A path with no room for all of it shows its two ends while the keyboard is elsewhere.
    """

    folder_entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, placeholderText=f"Folder of {FILES_LIKE} files")
        self.setAcceptDrops(False)  # the window opens a folder that is dropped
        self._folder = ""
        self._has_mistake = False
        self.returnPressed.connect(self._enter)
        self.textChanged.connect(self._unmark)
        leave_window_keys(self, self.isModified)

    @property
    def folder(self) -> str:
        """The folder that is open."""
        return self._folder

    def set_folder(self, folder: str) -> None:
        """Show the folder that is open; what is being typed stays."""
        self._folder = folder
        if not self.isModified():
            self.show_path(folder)

    def show_path(self, path: str) -> None:
        """Show a path that is being opened, in the place of what was typed."""
        if self.text() != path:
            self.setText(path)
        self.setModified(False)
        self._unmark()
        self.setToolTip(escaped_tooltip(printable(path)) or FOLDER_TIP)

    def show_mistake(self, words: str) -> None:
        """Say why the path that is shown cannot be opened, until it is mended."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, QColor(colours_for(palette).bad))
        self.setPalette(palette)
        self.setToolTip(escaped_tooltip(words))
        self.setAccessibleDescription(words)
        self._has_mistake = True

    def _unmark(self) -> None:
        if self._has_mistake:
            self._has_mistake = False
            self.setPalette(QPalette())  # that of the window again
            self.setToolTip(FOLDER_TIP)
            self.setAccessibleDescription("")

    def _enter(self) -> None:
        folder = _pasted_path(self.text().strip())
        self.setModified(False)
        if folder and folder != self._folder:
            self.folder_entered.emit(folder)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        style = self.style()
        room = style.subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        room.adjust(_MARGIN, 0, -_MARGIN, 0)
        middle = Qt.TextElideMode.ElideMiddle
        shown = self.fontMetrics().elidedText(self.text(), middle, room.width())
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_path(self._folder)  # what is open is shown again
        super().keyPressEvent(event)


def _pasted_path(text: str) -> str:
    """Give the path out of what a shell quotes and a file manager copies."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return QUrl(text).toLocalFile() if text.startswith("file:///") else text


class ValidatedEdit(QLineEdit):
    """A field whose text is read while it is typed, and counts once it is entered and right."""

    entered = Signal()
    mistake_changed = Signal(str)

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, placeholderText=placeholder, clearButtonEnabled=True)
        self.setAcceptDrops(False)  # the window opens a folder that is dropped
        self._is_marked = False
        self._mistake = ""
        self.textChanged.connect(self.mark)
        self.editingFinished.connect(self._enter)
        leave_window_keys(self, self.isModified)

    @property
    def mistake(self) -> str:
        """What is wrong with the text; empty if nothing is."""
        return self._mistake

    def find_marks(self) -> Marks:
        """Read the text; give what shall look special, and raise for a mistake."""
        raise NotImplementedError

    def mark(self) -> None:
        """Mark what is special or wrong about the text."""
        marks: Marks = []
        self._mistake = ""
        try:
            marks = self.find_marks()
        except MisspeltError as error:
            self._mistake = str(error)
            marks = [(error.start, error.end, self._wrong())]
        if marks or self._is_marked:
            self._show_marks(marks)
        self.mistake_changed.emit(self._mistake)

    def _enter(self) -> None:
        if not self._mistake:
            self.setModified(False)
            self.entered.emit()

    def _wrong(self) -> QTextCharFormat:
        wrong = QTextCharFormat()
        wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wrong.setUnderlineColor(QColor(colours_for(self.palette()).bad))
        wrong.setForeground(QColor(colours_for(self.palette()).bad))
        return wrong

    def faint(self) -> QTextCharFormat:
        """Give the look of what does not count."""
        faint = QTextCharFormat()
        faint.setForeground(self.palette().placeholderText())
        return faint

    def _show_marks(self, marks: Marks) -> None:
        self._is_marked = bool(marks)
        # A line edit takes formats only as those of an input method, relative to the cursor.
        kind = QInputMethodEvent.AttributeType.TextFormat
        cursor = self.cursorPosition()
        attributes = [
            QInputMethodEvent.Attribute(kind, start - cursor, end - start, form)
            for start, end, form in marks
        ]
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))


class SkipEdit(ValidatedEdit):
    """The skip list: numbers outside the range are grey.

    A list in another form, as one pasted from a script, is shown as run numbers once it is entered.
    """

    numbers_entered = Signal(object)
    list_read = Signal(str)  # what an entered list was; nothing for run numbers

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("for example 55, 57, 60-62", parent)
        self._run_min: int | None = None
        self._run_max: int | None = None
        self._text = ""
        self._runs = RunList()
        self.entered.connect(self._take)

    def set_range(self, run_min: int | None, run_max: int | None) -> None:
        """Say which numbers count; the others turn grey."""
        if (run_min, run_max) != (self._run_min, self._run_max):
            self._run_min, self._run_max = run_min, run_max
            self.mark()

    def numbers(self) -> RunNumbers | None:
        """Read the numbers typed; `None` while there is a mistake."""
        try:
            return self._read().numbers
        except MisspeltError:
            return None

    def _read(self) -> RunList:
        """Read the text; one that is right is read once, for thousands of runs take a while."""
        text, most = self.text(), self.maxLength()
        if text == self._text:
            return self._runs
        if len(text) >= most:  # Qt has cut off what is longer
            raise MisspeltError(
                f"the list is longer than {most:,} characters; skip ranges", 0, most
            )
        self._runs, self._text = read_run_list(text), text
        return self._runs

    def _take(self) -> None:
        runs = self._read()
        if runs.form:
            self.setText(str(runs.numbers))
        self.list_read.emit(f"Read {runs.words}." if runs.form else "")
        self.numbers_entered.emit(runs.numbers)

    @override
    def find_marks(self) -> Marks:
        if self._read().form or (self._run_min is None and self._run_max is None):
            return []
        low = 0 if self._run_min is None else self._run_min
        high = MAX_RUN_NUMBER if self._run_max is None else self._run_max
        places: list[tuple[int, int]] = []
        is_beside = False  # whether the item before is grey, too
        for item in parse_items(self.text()):
            first, last = item.interval
            is_grey = last < low or first > high
            if is_grey:
                # Neighbours share a mark: Qt takes seconds to lay thousands of marks out.
                start = places.pop()[0] if is_beside else item.start
                places.append((start, item.end))
            is_beside = is_grey
        faint = self.faint()
        return [(start, end, faint) for start, end in places]


class SpeedsEdit(ValidatedEdit):
    """The speeds of the stacks, as many as there are stacks; empty where all are alike."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("all alike; or 100 x8, 55 x16", parent)
        self._n_stacks = 1

    def speeds(self, otherwise: Speeds) -> Speeds:
        """Read the speeds typed; `otherwise` while there is a mistake."""
        try:
            return parse_speeds(self.text(), self._n_stacks)
        except MisspeltError:
            return otherwise

    def set_speeds(self, speeds: Speeds, n_stacks: int) -> None:
        """Show speeds; a text that says the same stays as it was typed."""
        self._n_stacks = n_stacks
        text = format_speeds(speeds)
        # A speed of 100 % each is no speed: what a file says is shown all the same.
        typed = self.speeds(()) if self.text() else None
        if typed != speeds:
            self.setText(text)
        self.mark()

    @override
    def find_marks(self) -> Marks:
        parse_speeds(self.text(), self._n_stacks)
        return []
