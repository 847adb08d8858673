"""Widgets, menus and dialogs: named, explained, reached by Tab; no key means two things."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence, QShortcut, QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QScrollBar,
    QSpinBox,
    QTreeView,
    QWhatsThis,
    QWidget,
)

from desk import OpenWindow, choose, current, features, find, open_dialog, settle, wait_until
from folders import MakeFolder
from spyral_jobs import write_log
from stackplan.core.balance import METHODS
from stackplan.gui.export.export_dialog import ExportDialog
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.main_window import MainWindow

# What has parts of its own, which are reached through it.
_WHOLES = (QAbstractSpinBox, QComboBox, QAbstractItemView, QLineEdit)
_MANY = 200
NAMES = {
    "tracesEdit": QLineEdit, "skipEdit": QLineEdit, "runMinSpin": QSpinBox,
    "runMaxSpin": QSpinBox, "stacksSpin": QSpinBox, "methodCombo": QComboBox,
    "browseButton": QPushButton, "rescanButton": QPushButton, "balanceButton": QPushButton,
    "saveButton": QPushButton, "exportButton": QPushButton,
    "stackTable": QTreeView, "loadChart": QWidget,
}  # fmt: skip


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    """A window with a plan that has pins, a message with two actions, and something to undo."""
    sizes = {number: 10**6 + number * 7919 % 1009 * 1000 for number in range(1, 41)}
    made = open_window(make_folder(sizes))
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


def faults(root: QWidget) -> dict[str, list[str]]:
    """Find everything that is nameless, unexplained, out of reach, or too large."""
    found = list(controls(root))
    assert found
    reached = reached_by_tab(root)
    bars = [bar for bar in root.findChildren(QProgressBar) if bar.isVisible()]
    # A button of the system's own dialogs says what it does; a tip would say it again.
    own = [] if isinstance(root, QFileDialog | QMessageBox) else found
    wrong = {
        "no accessible name": [label(w) for w in (*found, *bars) if not accessible_name(w)],
        "no name for scripts": [label(w) for w in own if not w.objectName()],
        # Words that can be marked explain themselves.
        "no tip": [label(w) for w in own if not w.toolTip() and not isinstance(w, QLabel)],
        "out of reach": [label(w) for w in found if not any(is_at(w, f) for f in reached)],
        "larger than the screen": [label(root)] if is_too_large(root) else [],
    }
    return {what: names for what, names in wrong.items() if names}


def is_too_large(root: QWidget) -> bool:
    room, size = root.screen().availableSize(), root.frameGeometry().size()
    return size.expandedTo(room) != room


def is_at(widget: QWidget, focus: QWidget) -> bool:
    return focus is widget or widget.focusProxy() is focus or widget.isAncestorOf(focus)


def test_that_every_widget_of_the_window_is_named_explained_and_reached(
    window: MainWindow, open_window: OpenWindow
) -> None:
    assert faults(window) == {}
    names = [widget.objectName() for widget in controls(window)]
    assert 18 < len(names) == len(set(names))
    window.close()
    assert faults(open_window()) == {}


def test_that_every_widget_of_every_dialog_is_named_explained_and_reached(
    window: MainWindow,
) -> None:
    seen, wrong = set(), {}
    for action in menu_actions(window):
        # Without a run there is nothing to export, and nothing takes time.
        ends = action.objectName() in {"quitAction", "skipRiskyAction"}
        if ends or not action.isEnabled():
            continue
        action.trigger()
        QWhatsThis.leaveWhatsThisMode()  # it takes the next key
        QApplication.processEvents()
        for dialog in [d for d in window.findChildren(QDialog) if d.isVisible()]:
            settle(window)
            wrong[f"{action.objectName()}: {dialog.objectName()}"] = faults(dialog)
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            assert not dialog.isVisible(), f"{dialog.objectName()} stays after Escape"
            seen.add(dialog.objectName())
    assert {name: found for name, found in wrong.items() if found} == {}
    assert seen >= {
        "helpDialog", "aboutDialog", "gentleDialog", "stackCountDialog", "messageDialog",
        "fileDialog", "exportDialog", "followDialog", "riskDialog", "timesDialog", "detailsDialog",
    }  # fmt: skip


def test_that_what_shows_a_workspace_or_a_list_is_named_explained_and_reached(
    window: MainWindow, tmp_path: Path
) -> None:
    write_log(tmp_path, 0, "Parent", (0, "Run stacks: [[1, 2]]"), (0, "Stack 0 load: 100.00%"))
    (tmp_path / "good.csv").write_text("run,class\n1,GOOD\n2,BAD\n", encoding="utf-8")
    for name, path, shown in (
        ("boardAction", tmp_path, "boardDialog"),
        ("goodRunsAction", tmp_path / "good.csv", "goodRunsDialog"),
    ):
        find(window, QAction, name).trigger()
        choose(open_dialog(window), path)
        wait_until(partial(_is_open, window, shown))
        settle(window)
        dialog = find(window, QDialog, shown)
        assert faults(dialog) == {}
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def _is_open(window: MainWindow, name: str) -> bool:
    dialog = window.findChild(QDialog, name)
    return dialog is not None and dialog.isVisible()


def test_that_every_kind_of_export_is_named_explained_and_reached(window: MainWindow) -> None:
    features(window).exporting.ask()
    dialog = find(window, ExportDialog, "exportDialog")
    for row in range(dialog.fields.kinds.count()):
        dialog.fields.kinds.setCurrentRow(row)
        dialog.fields.pipeline.setText("crew:make")
        settle(window)
        assert faults(dialog) == {}


def test_that_the_focus_goes_as_one_reads_and_the_last_question_is_reached(
    window: MainWindow,
) -> None:
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
    window.close()
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert faults(box) == {}
    QTest.keyClick(box, Qt.Key.Key_Escape)


def menus_of(window: MainWindow) -> list[QMenu]:
    """Every menu; to be held while one looks: PySide6 6.9 deletes a menu with its last name."""
    return [menu for menu in window.findChildren(QMenu) if menu.actions() and menu.title()]


def menu_actions(window: MainWindow) -> list[QAction]:
    """Every entry of every menu of the menu bar."""
    menus = window.menuBar().findChildren(QMenu)
    entries = [action for menu in menus for action in menu.actions()]
    return [it for it in entries if it.menu() not in menus and not it.isSeparator()]


def twice(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Give the keys that stand for more than one thing."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, owner in pairs:
        found[key].add(owner)
    found.pop("", None)
    return {key: owners for key, owners in found.items() if len(owners) > 1}


def letter(text: str) -> str:
    return QKeySequence.mnemonic(text).toString()


def test_that_every_entry_of_a_menu_has_a_name_a_letter_and_a_tip_that_says_more(
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
    qts = {"undoAction", "redoAction"}  # Qt writes their words
    deaf = [a.text() for a in actions if not letter(a.text()) and a.objectName() not in qts]
    assert deaf == []
    assert len(actions) > 25
    menus = menus_of(window)
    assert [menu.title() for menu in menus if not menu.toolTipsVisible()] == []
    assert len(menus) > 5
    for menu in menus:
        entries = [action.text() for action in menu.actions()]
        assert twice(zip(map(letter, entries), entries, strict=True)) == {}, menu.title()


def test_that_what_is_grey_says_why(open_window: OpenWindow) -> None:
    """An empty window has most things grey."""
    window = open_window()
    grey = [action for action in menu_actions(window) if not action.isEnabled()]
    assert {"saveAction", "balanceAction", "undoAction", "pinAction"} <= {
        action.objectName() for action in grey
    }
    for action in grey:
        assert action.toolTip().endswith("."), action.objectName()
    assert find(window, QAction, "openFolderAction").isEnabled()


def keys(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Every key of the window, with what it does: actions, shortcuts, letters with Alt."""
    for action in window.findChildren(QAction):
        for key in action.shortcuts():
            yield key.toString(), action.objectName() or action.text()
    for shortcut in window.findChildren(QShortcut):
        yield shortcut.key().toString(), f"shortcut {shortcut.objectName()}"
    for action in window.menuBar().actions():
        yield letter(action.text()), f"menu {action.text()}"
    for widget in window.findChildren(QWidget):
        if widget.window() is not window:
            continue
        if isinstance(widget, QAbstractButton):
            yield letter(widget.text()), widget.objectName()
        elif isinstance(widget, QGroupBox):
            yield letter(widget.title()), widget.title()
        elif isinstance(widget, QLabel) and widget.buddy() is not None:
            yield letter(widget.text()), f"label {widget.text()}"


def test_that_no_key_means_two_things_whatever_has_the_focus(window: MainWindow) -> None:
    found = list(keys(window))
    assert twice(found) == {}
    known = {"Ctrl+1", "Ctrl++", "Ctrl+=", "Ctrl+-", "Ctrl+0", "Ctrl+Y", "Alt+F", "F5"}
    assert known <= {key for key, _ in found}
    for opener in ("gentleAction", "stackCountAction", "messagesAction", "exportAction"):
        find(window, QAction, opener).trigger()
        (dialog,) = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
        words = [
            widget.text()
            for widget in dialog.findChildren(QWidget)
            if isinstance(widget, QLabel | QAbstractButton) and widget.isVisible()
        ]
        texts = [(letter(text), f"{text} {number}") for number, text in enumerate(words)]
        assert twice(texts) == {}, opener
        dialog.reject()


def test_that_the_names_that_scripts_rely_on_are_there(window: MainWindow) -> None:
    for name, kind in NAMES.items():
        assert isinstance(find(window, QWidget, name), kind), name
    assert isinstance(window.document.history, QUndoStack)
    combo = find(window, QComboBox, "methodCombo")
    assert [combo.itemData(index) for index in range(combo.count())] == list(METHODS)
