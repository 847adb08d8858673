"""All that a person reads of Stackplan, as one table: to be compared before and after a change.

    QT_QPA_PLATFORM=offscreen STACKPLAN_OFFSCREEN=1 python packaging/words.py FILE

Keys, tool tips, accessible names and menus of the window, every message, and what --help says: each
by its words, so that one thing said in two ways stands close together.
"""

# ruff: noqa: SLF001 (argparse has no public way to the options of a parser)
import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from stackplan.cli.parser import make_parser
from stackplan.files.demo import make_demo
from stackplan.gui.app import create_window
from stackplan.gui.window.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))

from message_texts import messages_of  # noqa: E402 (reads the source, as a test does)

Row = tuple[str, str]  # the words, and where they stand


def rows_of(window: MainWindow) -> Iterator[Row]:
    """Give keys, tips, names and menus of the window."""
    for action in window.findChildren(QAction):
        text = action.text().replace("&", "")
        if keys := ", ".join(key.toString() for key in action.shortcuts()):
            yield f"{keys} / {text}", "keys"
        if text and action.toolTip() not in ("", text):
            yield f"{text} / {_plain(action.toolTip())}", "tips"
    for button in window.findChildren(QAbstractButton):
        if not button.shortcut().isEmpty():
            yield f"{button.shortcut().toString()} / {button.text().replace('&', '')}", "keys"
    for widget in window.findChildren(QWidget):
        if widget.objectName() and not widget.objectName().startswith("qt_"):
            for said, place in ((widget.toolTip(), "tips"), (widget.accessibleName(), "names")):
                if said:
                    yield f"{widget.objectName()} / {_plain(said)}", place
    # Not by `action.menu()`: PySide6 6.9 deletes what that gives as soon as no name has it.
    for menu in window.menuBar().findChildren(QMenu):
        menu.aboutToShow.emit()
        yield from ((entry.text().replace("&", ""), "menus") for entry in menu.actions())


def help_of(parser: argparse.ArgumentParser) -> Iterator[Row]:
    """Give what --help says of each option, and of each command."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield f"{choice.dest}: {choice.help}", "command line"
            for inner in action.choices.values():
                yield from help_of(inner)
        elif action.help and action.help is not argparse.SUPPRESS:
            names = ", ".join(action.option_strings) or action.dest
            yield f"{names}: {action.help}", "command line"


def open_demo(folder: Path) -> MainWindow:
    """Open a window on the demo, and wait until its menus and its table are filled."""
    make_demo(str(folder))
    window = create_window([str(folder)])
    window.show()
    steps = window.findChild(QTimer, "firstPaintTimer")
    end = time.monotonic() + 60
    while steps.isActive() or window.document.plan is None:
        assert time.monotonic() < end, "the window did not get its plan"
        QApplication.processEvents()
    window.panes.settings.stacks.setValue(4)  # else as many as this machine has processors
    return window


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def main(path: str) -> None:
    """Write the table."""
    application = QApplication(["stackplan"])
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = home
        window = open_demo(Path(home, "traces"))
        rows = {*rows_of(window), *help_of(make_parser())}
        rows |= {*messages_of(ROOT / "src" / "stackplan").items()}
        lines = (f"| {words} | {place} |\n" for words, place in sorted(rows) if words)
        Path(path).write_text(f"| words | where |\n|---|---|\n{''.join(lines)}", encoding="utf-8")
        window.close()
    del application


if __name__ == "__main__":
    main(*sys.argv[1:])
