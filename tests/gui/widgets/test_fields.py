"""Fields: they mark a mistake where it stands, leave keys to the window, and have names."""

from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from typing_extensions import override

from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import MAX_RUN_NUMBER
from stackplan.gui.widgets.fields import (
    RunSpinBox,
    SkipEdit,
    SpeedsEdit,
    escaped_tooltip,
    set_names,
)


class Marks(QObject):
    """Collects the places that a line edit was last told to mark."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self.edit = edit
        self.places: list[tuple[int, int, bool]] = []
        edit.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent):
            cursor = self.edit.cursorPosition()
            self.places = []
            for mark in event.attributes():
                is_wrong = mark.value.underlineStyle() != mark.value.UnderlineStyle.NoUnderline
                self.places.append((mark.start + cursor, mark.length, is_wrong))
        return False


@pytest.fixture
def skip(qtbot: QtBot) -> SkipEdit:
    made = SkipEdit()
    qtbot.addWidget(made)
    return made


def test_that_a_mistake_is_underlined_where_it_stands_wherever_the_cursor_is(
    skip: SkipEdit,
) -> None:
    marks = Marks(skip)
    skip.setText("55, x7, 9")
    assert marks.places == [(4, 2, True)]
    assert skip.numbers() is None
    skip.setCursorPosition(1)
    skip.set_range(None, None)
    assert marks.places == [(4, 2, True)]


def test_that_numbers_outside_the_range_are_grey(skip: SkipEdit) -> None:
    marks = Marks(skip)
    skip.set_range(54, 169)
    skip.setText("7, 55, 200-210")
    assert marks.places == [(0, 1, False), (7, 7, False)]
    skip.setText("7, 8 9-12, 55, 13")
    assert marks.places == [(0, 9, False), (15, 2, False)], "neighbours share a mark"
    skip.set_range(None, None)
    assert marks.places == []


def test_that_marking_changes_neither_text_nor_cursor_nor_selection(skip: SkipEdit) -> None:
    skip.setText("55, 57")
    skip.setSelection(0, 2)
    skip.set_range(56, None)
    assert skip.text() == "55, 57"
    assert skip.selectedText() == "55"
    assert skip.cursorPosition() == 2


def test_that_a_mistake_is_not_handed_on(skip: SkipEdit) -> None:
    entered: list[object] = []
    skip.numbers_entered.connect(entered.append)
    skip.setText("60-55")
    skip.editingFinished.emit()
    assert entered == []


def test_that_a_list_that_the_field_has_cut_off_is_not_taken(skip: SkipEdit) -> None:
    skip.setMaxLength(20)
    skip.setText("101, 102, 103, 104, 105")
    assert skip.numbers() is None
    assert skip.mistake == "the list is longer than 20 characters; skip ranges"
    skip.setText("101-105")
    assert skip.numbers() == RunNumbers.of(range(101, 106))


@pytest.fixture
def typed(skip: SkipEdit, qtbot: QtBot) -> SkipEdit:
    """A field into which 55 was typed."""
    skip.show()
    skip.activateWindow()
    skip.setFocus()
    qtbot.waitUntil(skip.hasFocus)
    QTest.keyClicks(skip, "55")
    return skip


def test_that_undo_is_left_to_the_window_once_an_entry_is_complete(typed: SkipEdit) -> None:
    undone: list[bool] = []
    QShortcut(QKeySequence("Ctrl+Z"), typed).activated.connect(lambda: undone.append(True))
    QTest.keySequence(typed, QKeySequence("Ctrl+Z"))
    assert (typed.text(), undone) == ("", [])
    QTest.keyClicks(typed, "57")
    QTest.keyClick(typed, Qt.Key.Key_Return)
    QTest.keySequence(typed, QKeySequence("Ctrl+Z"))
    assert (typed.text(), undone) == ("57", [True])


def test_that_keys_of_the_window_edit_no_field(typed: SkipEdit) -> None:
    pressed: list[str] = []
    typed.setCursorPosition(0)
    for key in ("Ctrl+D", "Ctrl+E"):
        QShortcut(QKeySequence(key), typed).activated.connect(partial(pressed.append, key))
        QTest.keySequence(typed, QKeySequence(key))
    assert (typed.text(), typed.cursorPosition(), pressed) == ("55", 0, ["Ctrl+D", "Ctrl+E"])


@pytest.fixture
def speeds(qtbot: QtBot) -> SpeedsEdit:
    made = SpeedsEdit()
    qtbot.addWidget(made)
    made.set_speeds(None, 3)
    return made


def test_that_speeds_are_shown_short_and_read_back(speeds: SpeedsEdit) -> None:
    assert (speeds.text(), speeds.speeds(())) == ("", None)
    speeds.set_speeds((100, 55, 55), 3)
    assert (speeds.text(), speeds.speeds(())) == ("100, 55 x2", (100, 55, 55))
    speeds.set_speeds((100, 55, 55, 100), 4)
    assert speeds.text() == "100, 55 x2, 100"
    speeds.setText("100, 55, 55")  # what says the same stays as it was typed
    speeds.set_speeds((100, 55, 55), 3)
    assert speeds.text() == "100, 55, 55"


def test_that_a_wrong_speed_is_marked_and_not_handed_on(speeds: SpeedsEdit) -> None:
    marks = Marks(speeds)
    entered: list[str] = []
    told: list[str] = []
    speeds.entered.connect(lambda: entered.append(speeds.text()))
    speeds.mistake_changed.connect(told.append)
    speeds.setText("100, fast, 55")
    assert marks.places == [(5, 4, True)]
    assert "'fast' (character 6) is no speed" in told[-1]
    assert speeds.speeds((1, 2, 3)) == (1, 2, 3)
    speeds.editingFinished.emit()
    assert entered == []
    speeds.setText("100, 70, 55")
    speeds.editingFinished.emit()
    assert (entered, told[-1], marks.places) == (["100, 70, 55"], "", [])


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
    names = (edit.objectName(), edit.accessibleName(), edit.toolTip())
    assert names == ("anEdit", "An edit", "What it is for")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Nothing is left out.", "Nothing is left out."),
        ("a & b\nc", "a & b\nc"),
        ("run_7\x1b[31m.h5\nrun_8\u202e.h5", "run_7\\x1b[31m.h5\nrun_8\\u202e.h5"),
        (
            "run_7<b>x</b>.h5\n<img src='x'> &amp; more",
            "run_7<b>x</b>.h5\n<img src='x'> &amp; more",
        ),
    ],
)
def test_that_a_tip_shows_what_it_says(text: str, seen: str) -> None:
    tip = escaped_tooltip(text)
    if "<" in text:
        document = QTextDocument()
        document.setHtml(tip)
        tip = document.toPlainText()
    assert tip == seen
