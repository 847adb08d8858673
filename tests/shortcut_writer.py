"""Writes the page of shortcuts from the actions of a window.

QT_QPA_PLATFORM=offscreen python tests/shortcut_writer.py
"""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from stackplan.gui.help.shortcuts_dialog import Shortcut

PAGE = Path(__file__).resolve().parents[1] / "resources" / "help" / "shortcuts.md"
_HEAD = """# Keyboard shortcuts

In the program *Help > Keyboard shortcuts* (Ctrl+F1) shows them with a field to search. Letters
that are underlined in menus and buttons are pressed with Alt. In the chart the arrow keys walk over
the runs and select, and the keys of the table do the same.
"""


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
    from stackplan.gui.help.shortcuts_dialog import shortcuts

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
