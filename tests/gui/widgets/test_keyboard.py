"""The keyboard stays where it was: after a message's button, after a dialog, at the start."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWhatsThis,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, find, messages, said, stacks, wait_idle
from folders import MakeFolder, fill
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.main_window import MainWindow

SIZES = {n: 30_000_000 + 1_234_567 * (n * n % 17) for n in range(1, 16)}
LEFT = Qt.MouseButton.LeftButton
# What would leave the window or hide the table, or open what stands outside of it.
NOT_ASKED = {"quitAction", "clearRecentAction", "reportProblemAction", "showBoardAction"}


@pytest.fixture
def window(
    open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    # The buttons of the next question do something at once.
    monkeypatch.setattr("stackplan.gui.widgets.messages._DEAD_MS", 0)
    made = open_window(make_folder(SIZES))
    made.panes.settings.stacks.setValue(4)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    wait_idle(qtbot, made)
    return made


def here() -> QWidget:
    """Give what has the keyboard."""
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    return widget


def put(window: MainWindow, name: str, qtbot: QtBot) -> QWidget:
    """Put the keyboard into a widget."""
    widget = find(window, QWidget, name)
    widget.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is widget)
    return widget


def press(button: QAbstractButton, by: str) -> None:
    """Press a button with the mouse, or reach it by Tab and press it with the space bar."""
    if by == "mouse":
        QTest.mouseClick(button, LEFT)
    else:
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Space)
    QApplication.processEvents()


def dialogs(window: MainWindow) -> list[QDialog]:
    return [each for each in window.findChildren(QDialog) if each.isVisible()]


def close_dialogs(window: MainWindow, qtbot: QtBot, *, by_button: bool = False) -> None:
    """Close what is open, by Escape or by its own button."""
    for dialog in dialogs(window):
        close = dialog.findChild(QPushButton, "closeButton")
        if by_button and close is not None:
            QTest.mouseClick(close, LEFT)
        else:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialogs(window))
    qtbot.waitUntil(window.isActiveWindow)


def test_that_the_table_has_it_at_the_start_or_the_first_way_to_begin(
    window: MainWindow, open_window: OpenWindow
) -> None:
    assert window.focusWidget() is window.panes.table
    empty = open_window()
    assert empty.focusWidget() is empty.panes.empty.folder


@pytest.mark.parametrize(
    ("what", "by"),
    [("messageAction", "mouse"), ("messageOther", "keys"), ("messageClose", "mouse"),
     ("messageAfter", "keys"), ("messagesButton", "keys")],
)  # fmt: skip
def test_that_it_stays_where_it_was_when_a_button_of_a_message_is_pressed(
    window: MainWindow, qtbot: QtBot, by: str, what: str
) -> None:
    pressed: list[str] = []
    places = ("stackTable", "loadChart", "noteEdit", "stacksSpin")
    for key in list(window.messages.open):
        window.messages.withdraw(key)
    for place in places:
        for number in range(2):
            do, other = (lambda: pressed.append("do")), (lambda: pressed.append("or"))
            words = f"Number {number}, {place}."
            message = Message(words, "info", "Do it", do, "Or this", other)
            window.messages.post(f"{number}", message)
        QApplication.processEvents()
        before = put(window, place, qtbot)
        button = find(window, QAbstractButton, what)
        press(button, by)
        close_dialogs(window, qtbot)
        if what in {"messageAfter", "messagesButton"} and by == "keys":
            assert here() is button  # it has not gone, and may be pressed again
        else:
            assert here() is before
        QApplication.processEvents()
    expected = {"messageAction": ["do"], "messageOther": ["or"]}.get(what, [])
    assert pressed == expected * len(places)


def test_that_each_letter_still_reaches_the_table_after_a_message(
    window: MainWindow, qtbot: QtBot
) -> None:
    folder, before = window.panes.settings.traces.text(), stacks(window)
    put(window, "stackTable", qtbot)
    QTest.mouseClick(find(window, QPushButton, "problemsFigure"), LEFT)
    qtbot.waitUntil(lambda: bool(dialogs(window)))
    close_dialogs(window, qtbot)
    QTest.keyClick(here(), Qt.Key.Key_G)
    assert window.panes.table.selection().stacks == (current(window).longest,)
    window.panes.table.select_runs([before[0][0]])
    for key, step in ((Qt.Key.Key_P, "Pin"), (Qt.Key.Key_P, "Unpin"), (Qt.Key.Key_K, "Skip")):
        QTest.keyClick(here(), key)
        assert window.document.history.undoText().startswith(step)
    assert window.panes.settings.traces.text() == folder


def test_that_it_is_where_it_was_after_each_dialog_of_the_menus(
    window: MainWindow, qtbot: QtBot
) -> None:
    opened = set()
    for action in window.findChildren(QAction):
        if not action.objectName() or action.objectName() in NOT_ASKED or action.menu() is not None:
            continue
        put(window, "stackTable", qtbot)
        window.panes.table.select_runs([1])
        action.trigger()
        QWhatsThis.leaveWhatsThisMode()  # it takes the next key
        QApplication.processEvents()
        if dialogs(window):
            opened.add(action.objectName())
            close_dialogs(window, qtbot, by_button=len(opened) % 2 == 0)
            where = here()
            assert where is window.panes.table, (action.objectName(), where)
        wait_idle(qtbot, window)
    assert len(opened) > 12


def test_that_it_is_where_it_was_after_a_dialog_that_a_button_opens(
    window: MainWindow, qtbot: QtBot
) -> None:
    names = ("browseButton", "stackCountButton", "saveButton", "exportButton", "problemsFigure")
    for number, name in enumerate(names):
        put(window, "stackTable", qtbot)
        QTest.mouseClick(find(window, QPushButton, name), LEFT)
        qtbot.waitUntil(lambda: bool(dialogs(window)))
        close_dialogs(window, qtbot, by_button=number % 2 == 0)
        assert here() is window.panes.table, name


def test_that_it_does_not_go_to_the_next_button_when_one_has_nothing_more_to_do(
    window: MainWindow, qtbot: QtBot
) -> None:
    put(window, "stackTable", qtbot)
    balance = find(window, QPushButton, "balanceButton")
    assert balance.isEnabled()
    press(balance, "keys")
    wait_idle(qtbot, window)
    assert not balance.isEnabled()
    assert here() is window.panes.table


def test_that_what_is_half_typed_is_taken_over_by_a_click_on_a_button(
    window: MainWindow, qtbot: QtBot
) -> None:
    skip = put(window, "skipEdit", qtbot)
    QTest.keyClicks(skip, "3")
    QTest.mouseClick(find(window, QPushButton, "rescanButton"), LEFT)
    wait_idle(qtbot, window)
    assert 3 not in current(window).places
    assert here() is skip


def test_that_tab_reaches_every_button_that_a_click_leaves_alone(
    window: MainWindow, qtbot: QtBot
) -> None:
    choices = ("Load it", print, "Keep mine", print)
    window.messages.post("changed", Message("plan.txt has been changed.", "warning", *choices))
    put(window, "tracesEdit", qtbot)
    reached = set()
    for _ in range(80):
        QTest.keyClick(here(), Qt.Key.Key_Tab)
        reached.add(here().objectName())
    names = {"browseButton", "recentButton", "allFoundButton", "stackCountButton"}
    names |= {"balanceButton", "rescanButton", "followButton", "saveButton", "exportButton"}
    names |= {"plannedFigure", "longestFigure", "savingFigure", "problemsFigure"}
    assert names | {"messageAction", "messageOther", "messageClose", "stackTable"} <= reached


class TestFolderField:
    """The folder is taken by Enter, Browse, Recent or drop; what is wrong stays to be mended."""

    def test_that_leaving_the_field_takes_nothing(
        self, window: MainWindow, qtbot: QtBot, tmp_path: Path
    ) -> None:
        other, before = str(fill(tmp_path / "other", {7: 100})), stacks(window)
        field = put(window, "tracesEdit", qtbot)
        assert isinstance(field, QLineEdit)
        field.selectAll()
        QTest.keyClicks(field, other)
        QTest.mouseClick(window.panes.table.viewport(), LEFT)
        QTest.mouseClick(find(window, QPushButton, "rescanButton"), LEFT)
        wait_idle(qtbot, window)
        assert field.text() == other
        assert stacks(window) == before
        QTest.keyClick(field, Qt.Key.Key_Return)
        wait_idle(qtbot, window)
        assert set(current(window).places) == {7}
        assert field.text() == window.document.traces == other

    def test_that_a_wrong_path_stays_with_its_error_until_it_is_mended(
        self, window: MainWindow, qtbot: QtBot, tmp_path: Path
    ) -> None:
        before = stacks(window)
        field = put(window, "tracesEdit", qtbot)
        assert isinstance(field, QLineEdit)
        usual = field.palette().text().color()
        fill(tmp_path / "other", {7: 100})
        field.selectAll()
        QTest.keyClicks(field, str(tmp_path / "othr"))
        QTest.keyClick(field, Qt.Key.Key_Return)
        wait_idle(qtbot, window)
        assert field.text() == str(tmp_path / "othr")
        assert "othr is not there" in said(window)
        assert "othr is not there" in field.toolTip()
        assert field.palette().text().color() != usual
        assert stacks(window) == before
        assert here() is field
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        assert field.palette().text().color() == usual
        assert "is not there" not in field.toolTip()
        QTest.keyClicks(field, "er")
        QTest.keyClick(field, Qt.Key.Key_Return)
        wait_idle(qtbot, window)
        assert set(current(window).places) == {7}
        assert "scan" not in messages(window)

    def test_that_enter_tries_a_wrong_path_again(
        self, window: MainWindow, qtbot: QtBot, tmp_path: Path
    ) -> None:
        field = put(window, "tracesEdit", qtbot)
        assert isinstance(field, QLineEdit)
        field.setText(str(tmp_path / "later"))
        QTest.keyClick(field, Qt.Key.Key_Return)
        wait_idle(qtbot, window)
        fill(tmp_path / "later", {7: 100})  # the disk is mounted now
        QTest.keyClick(field, Qt.Key.Key_Return)
        wait_idle(qtbot, window)
        assert set(current(window).places) == {7}

    def test_that_escape_shows_the_folder_that_is_open(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        field = put(window, "tracesEdit", qtbot)
        assert isinstance(field, QLineEdit)
        QTest.keyClicks(field, "x")
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert field.text() == window.document.traces

    def test_that_what_is_being_read_is_shown(
        self, window: MainWindow, qtbot: QtBot, tmp_path: Path
    ) -> None:
        other = str(fill(tmp_path / "other", {7: 100}))
        window.open_path(other)  # as Browse, Recent and a drop do
        assert window.panes.settings.traces.text() == other
        wait_idle(qtbot, window)
        assert set(current(window).places) == {7}
        window.open_path(str(tmp_path / "nowhere"))
        wait_idle(qtbot, window)
        assert window.panes.settings.traces.text() == str(tmp_path / "nowhere")
        assert find(window, QToolButton, "recentButton").isEnabled()
