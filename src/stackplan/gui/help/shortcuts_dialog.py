"""Dialog of all keys of the window, read from the actions that have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from stackplan.gui.widgets.dialogs import resize_within_screen
from stackplan.gui.widgets.fields import set_names

# What Qt's own table does; there are no actions to read these from.
_BUILT_IN = (
    ("Type a run list, or a stack's number, into a cell", "F2"),
    ("Open, close a stack", "Right, Left"),
    ("Select every row that is open", "Ctrl+A"),
    ("Select more rows", "Shift+Up, Shift+Down, Ctrl+Space"),
    ("Close a dialog or the line that asks for a number", "Esc"),
)
_TABLE = "In the table"
# In the menu these two say what they would take back just now.
_STEPS = {"undoAction": "Undo", "redoAction": "Redo"}


class Shortcut(NamedTuple):
    """What some keys do, and where."""

    place: str
    text: str
    keys: str


def shortcuts(window: QMainWindow) -> Iterator[Shortcut]:
    """Read the keys of a window: the menus' first, then those of the table and of other parts."""
    seen: set[str] = set()
    for action in sorted(window.findChildren(QAction), key=_is_local):
        keys = ", ".join(
            key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()
        )
        if not keys or keys in seen:
            continue
        seen.add(keys)
        text = action.text().split("\t")[0].replace("&", "").removesuffix("...")
        text = _STEPS.get(action.objectName(), text or action.objectName())
        yield Shortcut(_TABLE if _is_local(action) else "Everywhere", text, keys)
    yield from (Shortcut(_TABLE, text, keys) for text, keys in _BUILT_IN)


def _is_local(action: QAction) -> bool:
    context = Qt.ShortcutContext
    return action.shortcutContext() in {
        context.WidgetShortcut,
        context.WidgetWithChildrenShortcut,
    }


def show_shortcuts(window: QMainWindow) -> QDialog:
    """Show the keys in a window that stays open while one works."""
    dialog = QDialog(window)
    dialog.setObjectName("shortcutDialog")
    dialog.setWindowTitle("Keyboard shortcuts")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    search = QLineEdit(placeholderText="Search")
    set_names(search, "shortcutSearch", "Search the shortcuts", "Words or keys to search for")
    table = _table(list(shortcuts(window)))
    search.textChanged.connect(lambda text: _filter(table, text))
    column = QVBoxLayout(dialog)
    column.addWidget(search)
    column.addWidget(table)
    resize_within_screen(dialog, 560, 620)
    dialog.show()
    return dialog


def _table(found: list[Shortcut]) -> QTreeWidget:
    table = QTreeWidget()
    set_names(
        table, "shortcutTable", "Keyboard shortcuts", "Everything that has keys; Escape closes"
    )
    table.setHeaderLabels(["What it does", "Keys"])
    for place in dict.fromkeys(shortcut.place for shortcut in found):
        group = QTreeWidgetItem(table, [place])
        group.setFirstColumnSpanned(True)
        for shortcut in found:
            if shortcut.place == place:
                QTreeWidgetItem(group, [shortcut.text, shortcut.keys])
    table.expandAll()
    table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.header().setStretchLastSection(False)
    table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    return table


def _filter(table: QTreeWidget, text: str) -> None:
    """Show what has these words, or keys, in it."""
    wanted = text.casefold()
    for group in (table.topLevelItem(row) for row in range(table.topLevelItemCount())):
        if group is None:
            continue
        hits = 0
        for item in filter(None, map(group.child, range(group.childCount()))):
            fits = wanted in f"{item.text(0)} {item.text(1)}".casefold()
            item.setHidden(not fits)
            hits += fits
        group.setHidden(not hits)
