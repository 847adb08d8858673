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
    QMenu,
    QPushButton,
    QToolButton,
    QWhatsThis,
    QWidget,
)

from desk import OpenWindow, current, find, messages, said, settle, stacks, wait_until
from folders import MakeFolder, fill
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.main_window import MainWindow

SIZES = {n: 30_000_000 + 1_234_567 * (n * n % 17) for n in range(1, 16)}
LEFT = Qt.MouseButton.LeftButton
# What would leave the window or hide the table, or open what stands outside of it.
NOT_ASKED = {"", "quitAction", "clearRecentAction", "reportProblemAction", "showBoardAction"}


@pytest.fixture
def window(
    open_window: OpenWindow, make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    # The buttons of the next question do something at once.
    monkeypatch.setattr("stackplan.gui.widgets.messages._DEAD_MS", 0)
    made = open_window(make_folder(SIZES))
    made.panes.settings.stacks.setValue(4)
    made.activateWindow()
    wait_until(made.isActiveWindow)
    settle(made)
    return made


def here() -> QWidget:
    """Give what has the keyboard."""
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    return widget


def put(window: MainWindow, name: str) -> QWidget:
    """Put the keyboard into a widget."""
    widget = find(window, QWidget, name)
    widget.setFocus()
    wait_until(lambda: QApplication.focusWidget() is widget)
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


def close_dialogs(window: MainWindow, *, by_button: bool = False) -> None:
    """Close what is open, by Escape or by its own button."""
    for dialog in dialogs(window):
        close = dialog.findChild(QPushButton, "closeButton")
        if by_button and close is not None:
            QTest.mouseClick(close, LEFT)
        else:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_until(lambda: not dialogs(window))
    wait_until(window.isActiveWindow)


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
    window: MainWindow, by: str, what: str
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
        before = put(window, place)
        button = find(window, QAbstractButton, what)
        press(button, by)
        close_dialogs(window)
        if what in {"messageAfter", "messagesButton"} and by == "keys":
            assert here() is button  # it has not gone, and may be pressed again
        else:
            assert here() is before
        QApplication.processEvents()
    expected = {"messageAction": ["do"], "messageOther": ["or"]}.get(what, [])
    assert pressed == expected * len(places)


def test_that_each_letter_still_reaches_the_table_after_a_message(window: MainWindow) -> None:
    folder, before = window.panes.settings.traces.text(), stacks(window)
    put(window, "stackTable")
    QTest.mouseClick(find(window, QPushButton, "problemsFigure"), LEFT)
    wait_until(lambda: bool(dialogs(window)))
    close_dialogs(window)
    QTest.keyClick(here(), Qt.Key.Key_G)
    assert window.panes.table.selection().stacks == (current(window).longest,)
    window.panes.table.select_runs([before[0][0]])
    for key, step in ((Qt.Key.Key_P, "Pin"), (Qt.Key.Key_P, "Unpin"), (Qt.Key.Key_K, "Skip")):
        QTest.keyClick(here(), key)
        assert window.document.history.undoText().startswith(step)
    assert window.panes.settings.traces.text() == folder


def test_that_it_is_where_it_was_after_each_dialog_of_the_menus(window: MainWindow) -> None:
    opened = set()
    # Held in a list: PySide6 6.9 deletes a menu with the last name that Python has for it.
    menus = window.findChildren(QMenu)
    for action in window.findChildren(QAction):
        if action.objectName() in NOT_ASKED or action.menu() in menus:
            continue
        put(window, "stackTable")
        window.panes.table.select_runs([1])
        action.trigger()
        QWhatsThis.leaveWhatsThisMode()  # it takes the next key
        QApplication.processEvents()
        if dialogs(window):
            opened.add(action.objectName())
            close_dialogs(window, by_button=len(opened) % 2 == 0)
            where = here()
            assert where is window.panes.table, (action.objectName(), where)
        settle(window)
    assert len(opened) > 12


def test_that_it_is_where_it_was_after_a_dialog_that_a_button_opens(
    window: MainWindow,
) -> None:
    names = ("browseButton", "stackCountButton", "saveButton", "exportButton", "problemsFigure")
    for number, name in enumerate(names):
        put(window, "stackTable")
        QTest.mouseClick(find(window, QPushButton, name), LEFT)
        wait_until(lambda: bool(dialogs(window)))
        close_dialogs(window, by_button=number % 2 == 0)
        assert here() is window.panes.table, name


def test_that_it_does_not_go_to_the_next_button_when_one_has_nothing_more_to_do(
    window: MainWindow,
) -> None:
    put(window, "stackTable")
    balance = find(window, QPushButton, "balanceButton")
    assert balance.isEnabled()
    press(balance, "keys")
    settle(window)
    assert not balance.isEnabled()
    assert here() is window.panes.table


def test_that_what_is_half_typed_is_taken_over_by_a_click_on_a_button(window: MainWindow) -> None:
    skip = put(window, "skipEdit")
    QTest.keyClicks(skip, "3")
    QTest.mouseClick(find(window, QPushButton, "rescanButton"), LEFT)
    settle(window)
    assert 3 not in current(window).places
    assert here() is skip


def test_that_tab_reaches_every_button_that_a_click_leaves_alone(window: MainWindow) -> None:
    choices = ("Load it", print, "Keep mine", print)
    window.messages.post("changed", Message("plan.txt has been changed.", "warning", *choices))
    put(window, "tracesEdit")
    reached = set()
    for _ in range(80):
        QTest.keyClick(here(), Qt.Key.Key_Tab)
        reached.add(here().objectName())
    names = {"browseButton", "recentButton", "allFoundButton", "stackCountButton"}
    names |= {"balanceButton", "rescanButton", "followButton", "saveButton", "exportButton"}
    names |= {"plannedFigure", "longestFigure", "savingFigure", "problemsFigure"}
    assert names | {"messageAction", "messageOther", "messageClose", "stackTable"} <= reached


@pytest.fixture
def folder_field(window: MainWindow) -> QLineEdit:
    """The field of the folder, which has the keyboard and all of its text selected."""
    field = find(window, QLineEdit, "tracesEdit")
    put(window, "tracesEdit")
    field.selectAll()
    return field


def test_that_a_folder_is_taken_by_enter_not_by_leaving_its_field(
    window: MainWindow, folder_field: QLineEdit, tmp_path: Path
) -> None:
    other, before = str(fill(tmp_path / "other", {7: 100})), stacks(window)
    QTest.keyClicks(folder_field, "x")
    QTest.keyClick(folder_field, Qt.Key.Key_Escape)
    assert folder_field.text() == window.document.traces
    folder_field.selectAll()
    QTest.keyClicks(folder_field, other)
    QTest.mouseClick(window.panes.table.viewport(), LEFT)
    QTest.mouseClick(find(window, QPushButton, "rescanButton"), LEFT)
    settle(window)
    assert folder_field.text() == other
    assert stacks(window) == before
    QTest.keyClick(folder_field, Qt.Key.Key_Return)
    settle(window)
    assert set(current(window).places) == {7}
    assert folder_field.text() == window.document.traces == other


def test_that_a_wrong_path_stays_with_its_error_until_it_is_mended(
    window: MainWindow, folder_field: QLineEdit, tmp_path: Path
) -> None:
    before, usual = stacks(window), folder_field.palette().text().color()
    wrong, later = str(tmp_path / "othr"), fill(tmp_path / "other", {7: 100})
    QTest.keyClicks(folder_field, wrong)
    QTest.keyClick(folder_field, Qt.Key.Key_Return)
    settle(window)
    assert folder_field.text() == wrong
    assert "othr is not there" in said(window)
    assert "othr is not there" in folder_field.toolTip()
    assert folder_field.palette().text().color() != usual
    assert stacks(window) == before
    assert here() is folder_field
    QTest.keyClick(folder_field, Qt.Key.Key_Backspace)
    assert folder_field.palette().text().color() == usual
    assert "is not there" not in folder_field.toolTip()
    QTest.keyClicks(folder_field, "r")
    later.rename(wrong)  # the disk is mounted now: Enter tries the same path again
    QTest.keyClick(folder_field, Qt.Key.Key_Return)
    settle(window)
    assert set(current(window).places) == {7}
    assert "scan" not in messages(window)


def test_that_the_field_shows_what_is_being_read(window: MainWindow, tmp_path: Path) -> None:
    for path in (fill(tmp_path / "other", {7: 100}), tmp_path / "nowhere"):
        window.open_path(str(path))  # as Browse, Recent and a drop do
        assert window.panes.settings.traces.text() == str(path)
        settle(window)
        assert window.panes.settings.traces.text() == str(path)
    assert set(current(window).places) == {7}
    assert find(window, QToolButton, "recentButton").isEnabled()
