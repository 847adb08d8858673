"""Writes the page of shortcuts from the actions of a window.

QT_QPA_PLATFORM=offscreen python tests/helpers/shortcut_writer.py
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow

PAGE = Path(__file__).resolve().parents[2] / "resources" / "help" / "shortcuts.md"
_HEAD = """# Keyboard shortcuts

In the program *Help > Keyboard shortcuts* (Ctrl+F1) shows this page. Letters that are underlined
in menus and buttons are pressed with Alt. In the chart the arrow keys walk over the runs and
select, and the keys of the table do the same.
"""

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
    return action.shortcutContext() in {context.WidgetShortcut, context.WidgetWithChildrenShortcut}


def page_of(found: Iterable[Shortcut]) -> str:
    """Write the page."""
    lines, place = [_HEAD.rstrip()], ""
    for shortcut in sorted(found, key=lambda shortcut: shortcut.place != "Everywhere"):
        if shortcut.place != place:
            place = shortcut.place
            lines += ["", f"## {place}", "", "| what it does | keys |", "|---|---|"]
        lines.append(f"| {shortcut.text} | {shortcut.keys} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Open a window that nobody sees, and write what its actions say."""
    from stackplan.gui.app import create_window

    application = QApplication(["stackplan"])
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_CONFIG_HOME"] = settings
        window = create_window([])
        steps = window.findChild(QTimer, "firstPaintTimer")
        while steps is not None and steps.isActive():  # its actions come one step after the other
            application.processEvents()
        PAGE.write_text(page_of(shortcuts(window)), encoding="utf-8")


if __name__ == "__main__":
    main()
