"""Every widget of the window and of every dialog: named, explained, and reached by Tab."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QProgressBar,
    QScrollBar,
    QWhatsThis,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk import OpenWindow, choose, current, features, find, is_reading, open_dialog, wait_idle
from folders import MakeFolder
from spyral_jobs import write_log
from stackplan.gui.export.export_dialog import ExportDialog
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.main_window import MainWindow

# What has parts of its own, which are reached through it.
_WHOLES = (QAbstractSpinBox, QComboBox, QAbstractItemView, QLineEdit)
_MANY = 200


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder({number: 10**6 + number * 7919 % 1009 * 1000 for number in range(1, 41)})


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    """A window with a plan that has pins, a message with two actions, and something to undo."""
    made = open_window(folder)
    made.panes.settings.stacks.setValue(4)
    plan = current(made)
    made.hand_edits.move((1,), (plan.places[1] + 1) % 4)
    made.hand_edits.pin((1, 2), True)
    offer = Message("Work was left.", "warning", "Go", print, "Do not", print)
    made.messages.post("test", offer)
    return made


def is_part(widget: QWidget) -> bool:
    """Tell an inner part, such as a viewport or a spin box's field, from a widget of its own."""
    outer = widget.parentWidget()
    while outer is not None and not outer.isWindow():
        if isinstance(outer, _WHOLES):
            return True
        outer = outer.parentWidget()
    area = widget.parentWidget()
    is_viewport = isinstance(area, QAbstractScrollArea) and area.viewport() is widget
    # The words of a message box can be marked by mouse; a screen reader says them unasked.
    is_words = widget.objectName().startswith("qt_msgbox_")
    return is_viewport or is_words or isinstance(widget, QScrollBar)


def controls(root: QWidget) -> Iterator[QWidget]:
    """Every widget of one window that a person can work with now."""
    for widget in root.findChildren(QWidget):
        same = widget.window() is root and widget.isVisible() and widget.isEnabled()
        if same and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not is_part(widget):
            yield widget


def is_words(widget: QWidget) -> bool:
    return isinstance(widget, QLabel)


def label(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r}"


def accessible_name(widget: QWidget) -> str:
    """What a screen reader says."""
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name)


def reached_by_tab(root: QWidget) -> list[QWidget]:
    """Press Tab until it goes round."""
    root.activateWindow()
    first = next(iter(controls(root)))
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    reached: list[QWidget] = []
    for _ in range(_MANY):
        focus = QApplication.focusWidget()
        if focus is None or focus in reached:
            break
        reached.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return reached


def walk(root: QWidget) -> dict[str, list[str]]:
    """Find everything that is nameless, unexplained, or out of reach."""
    found = list(controls(root))
    assert found
    reached = reached_by_tab(root)
    shown = [w for w in root.findChildren(QWidget) if isinstance(w, QProgressBar)]
    # A button of the system's own dialogs says what it does; a tip would say it again.
    own = not isinstance(root, QFileDialog | QMessageBox)
    return {
        "no accessible name": [label(w) for w in (*found, *shown) if not accessible_name(w)],
        "no name for scripts": [label(w) for w in found if own and not w.objectName()],
        # Words that can be marked explain themselves.
        "no tip": [label(w) for w in found if own and not w.toolTip() and not is_words(w)],
        "out of reach": [label(w) for w in found if not any(is_at(w, f) for f in reached)],
        "larger than the screen": [label(root)] if is_too_large(root) else [],
    }


def is_too_large(root: QWidget) -> bool:
    room, size = root.screen().availableSize(), root.frameGeometry().size()
    return size.expandedTo(room) != room


def is_at(widget: QWidget, focus: QWidget) -> bool:
    return focus is widget or widget.focusProxy() is focus or widget.isAncestorOf(focus)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the dialogs show what they were asked for; a proof makes them ask anew."""
    wait_idle(qtbot, window)


NOTHING: dict[str, list[str]] = {
    "no accessible name": [], "no name for scripts": [], "no tip": [], "out of reach": [],
    "larger than the screen": [],
}  # fmt: skip


def test_that_every_widget_of_the_window_is_named_explained_and_reached(
    window: MainWindow,
) -> None:
    assert walk(window) == NOTHING
    assert len(list(controls(window))) > 18


def test_that_an_empty_window_is_named_explained_and_reached(open_window: OpenWindow) -> None:
    assert walk(open_window()) == NOTHING


def test_that_every_widget_of_every_dialog_is_named_explained_and_reached(
    window: MainWindow, qtbot: QtBot
) -> None:
    seen = set()
    faults = {}
    for action in menu_actions(window):
        # Without a run there is nothing to export, and nothing takes time.
        ends = action.objectName() in {"quitAction", "skipRiskyAction"}
        if ends or not action.isEnabled():
            continue
        action.trigger()
        QWhatsThis.leaveWhatsThisMode()  # it takes the next key
        QApplication.processEvents()
        for dialog in [d for d in window.findChildren(QDialog) if d.isVisible()]:
            settle(qtbot, window)
            found = walk(dialog)
            if found != NOTHING:
                faults[f"{action.objectName()}: {dialog.objectName()}"] = found
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            assert not dialog.isVisible(), f"{dialog.objectName()} stays after Escape"
            seen.add(dialog.objectName() or action.objectName())
    assert faults == {}
    expected = {"helpDialog", "aboutDialog", "gentleDialog", "stackCountDialog", "messageDialog"}
    expected |= {
        "fileDialog",
        "exportDialog",
        "followDialog",
        "riskDialog",
        "timesDialog",
        "detailsDialog",
    }
    assert seen >= expected


def test_that_what_shows_a_workspace_or_a_list_is_named_explained_and_reached(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    write_log(tmp_path, 0, "Parent", (0, "Run stacks: [[1, 2]]"), (0, "Stack 0 load: 100.00%"))
    (tmp_path / "good.csv").write_text("run,class\n1,GOOD\n2,BAD\n", encoding="utf-8")
    for name, path in (("boardAction", tmp_path), ("goodRunsAction", tmp_path / "good.csv")):
        find(window, QAction, name).trigger()
        choose(open_dialog(window), path)
        kind, object_name = _AFTER[name]
        qtbot.waitUntil(partial(_is_open, window, object_name), timeout=20_000)
        dialog = find(window, kind, object_name)
        qtbot.waitUntil(lambda: not is_reading(window), timeout=20_000)
        assert walk(dialog) == NOTHING
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


_AFTER = {"boardAction": (QDialog, "boardDialog"), "goodRunsAction": (QDialog, "goodRunsDialog")}


def _is_open(window: MainWindow, name: str) -> bool:
    dialog = window.findChild(QDialog, name)
    return dialog is not None and dialog.isVisible()


def test_that_every_kind_of_export_is_named_explained_and_reached(
    window: MainWindow, qtbot: QtBot
) -> None:
    features(window).exporting.ask()
    dialog = find(window, ExportDialog, "exportDialog")
    for row in range(dialog.fields.kinds.count()):
        dialog.fields.kinds.setCurrentRow(row)
        dialog.fields.pipeline.setText("crew:make")
        settle(qtbot, window)
        assert walk(dialog) == NOTHING


def test_that_the_question_about_unsaved_work_is_named_and_reached(window: MainWindow) -> None:
    window.close()
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert walk(box) == NOTHING
    QTest.keyClick(box, Qt.Key.Key_Escape)


def test_that_the_focus_goes_as_one_reads(window: MainWindow) -> None:
    reached = [widget.objectName() for widget in reached_by_tab(window)]
    start = reached.index("tracesEdit")
    order = [
        "tracesEdit", "rescanButton", "skipEdit", "followButton", "stacksSpin", "methodCombo",
        "speedsFold", "noteEdit", "loadChart", "stackTable", "plannedFigure", "longestFigure",
        "savingFigure", "balanceButton", "problemsFigure", "saveButton", "exportButton",
    ]  # fmt: skip
    turned = reached[start:] + reached[:start]
    assert [name for name in turned if name in order] == order
    after = set(turned[turned.index("stackTable") :])
    assert {"messageAction", "messageOther", "messageClose"} <= after


def menu_actions(window: MainWindow) -> list[QAction]:
    """Every entry of every menu of the menu bar."""
    # Held in a list: PySide6 6.9 deletes a menu with the last name that Python has for it.
    menus = window.menuBar().findChildren(QMenu)
    entries = [action for menu in menus for action in menu.actions()]
    return [it for it in entries if it.menu() not in menus and not it.isSeparator()]


def test_that_every_entry_of_a_menu_has_a_name_and_a_tip_that_says_more(
    window: MainWindow,
) -> None:
    features(window).recent.fill()
    actions = [a for a in menu_actions(window) if a not in features(window).recent.actions()]
    bare = [
        action.objectName() or action.text()
        for action in actions
        if not action.objectName() or action.toolTip() in {"", action.text().replace("&", "")}
    ]
    assert bare == []
    assert len(actions) > 25


def test_that_menus_show_their_tips(window: MainWindow) -> None:
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title()]
    assert [menu.title() for menu in menus if not menu.toolTipsVisible()] == []
    assert len(menus) > 5


def test_that_what_is_grey_says_why(open_window: OpenWindow) -> None:
    """An empty window has most things grey."""
    window = open_window()
    grey = [action for action in menu_actions(window) if not action.isEnabled()]
    assert {"saveAction", "balanceAction", "undoAction", "pinAction"} <= {
        action.objectName() for action in grey
    }
    for action in grey:
        assert action.toolTip().endswith("."), action.objectName()
    for frame in window.findChildren(QFrame, "message"):
        assert frame.accessibleName()
    assert find(window, QAction, "openFolderAction").isEnabled()
