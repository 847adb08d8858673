"""Every key, tool tip and accessible name of the window, and every message, as text to compare.

QT_QPA_PLATFORM=offscreen STACKPLAN_OFFSCREEN=1 python tests/helpers/window_texts.py FOLDER

writes them into FOLDER, so that a change of the window or of the source shows in these files what a
crew would notice of it. `words.md` has all sentences of window and command line in one table, by
what they say, to be read as a stranger would.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QSpinBox, QWidget

from folders import fill
from message_texts import messages_of
from stackplan.cli.parser import make_parser
from stackplan.gui.app import create_window
from stackplan.gui.window.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
_SIZES = {number: 10**6 + number * 7919 % 1009 * 1000 for number in range(1, 41)}


def texts_of(window: MainWindow) -> dict[str, str]:
    """Give the content of each file: keys, tips, names, menus."""
    return {
        "keys.txt": _page(_keys(window)),
        "tips.txt": _page(_tips(window)),
        "names.txt": _page(_names(window)),
        "menus.txt": "".join(_menus(window)),
    }


def messages() -> str:
    """Give every sentence that the source can say to a person."""
    return _page(messages_of(ROOT / "src" / "stackplan"))


def table(texts: dict[str, str]) -> str:
    """Give one table of all that a person reads: where it stands, and the words."""
    found = [
        (name.removesuffix(".txt"), line)
        for name, text in texts.items()
        for line in text.splitlines()
    ]
    found += [
        ("message", f"{words}\t{file}")
        for words, file in messages_of(ROOT / "src" / "stackplan").items()
    ]
    found += [("command line", words) for words in _help(make_parser())]
    rows = sorted({(words.strip().replace("\t", " / "), place) for place, words in found})
    return "| words | where |\n|---|---|\n" + "".join(
        f"| {words} | {place} |\n" for words, place in rows
    )


def _help(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Give what --help says of each option, and of each command."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield f"{choice.dest}: {choice.help}"
            for inner in action.choices.values():
                yield from _help(inner)
        elif action.help and action.help is not argparse.SUPPRESS:
            yield f"{', '.join(action.option_strings) or action.dest}: {action.help}"


def open_on_runs(folder: Path) -> MainWindow:
    """Open a window on 40 runs and wait until its menus and its table are filled."""
    window = create_window([str(fill(folder / "traces", _SIZES))])
    window.show()
    steps = window.findChild(QTimer, "firstPaintTimer")
    end = time.monotonic() + 60
    while (steps is not None and steps.isActive()) or window.document.plan is None:
        assert time.monotonic() < end, "the window did not get its plan"
        QApplication.processEvents()
    stacks = window.findChild(QSpinBox, "stacksSpin")
    assert stacks is not None
    stacks.setValue(4)  # else as many as this machine has processors
    return window


def _page(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in sorted(set(lines)))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def _named(window: MainWindow) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.objectName() and not widget.objectName().startswith("qt_"):
            yield widget


def _keys(window: MainWindow) -> Iterator[str]:
    for action in window.findChildren(QAction):
        keys = ", ".join(key.toString() for key in action.shortcuts())
        if keys:
            yield f"{keys}\t{action.text().replace('&', '')}"
    for button in window.findChildren(QAbstractButton):
        if not button.shortcut().isEmpty():
            yield f"{button.shortcut().toString()}\t{button.text().replace('&', '')}"


def _tips(window: MainWindow) -> Iterator[str]:
    for widget in _named(window):
        if widget.toolTip():
            yield f"{widget.objectName()}\t{_plain(widget.toolTip())}"
    for action in window.findChildren(QAction):
        if action.text() and action.toolTip() not in ("", action.text().replace("&", "")):
            yield f"{action.text().replace('&', '')}\t{_plain(action.toolTip())}"


def _names(window: MainWindow) -> Iterator[str]:
    for widget in _named(window):
        kind = type(widget).mro()
        qt = next(base.__name__ for base in kind if base.__module__.startswith("PySide6"))
        accessible = widget.accessibleName()
        if not accessible and not isinstance(widget, QLabel | QMenu):
            continue
        yield f"{widget.objectName()}\t{qt}\t{_plain(accessible)}"


def _menus(window: MainWindow) -> Iterator[str]:
    for action in window.menuBar().actions():
        menu = action.menu()
        yield f"{action.text().replace('&', '')}\n"
        if isinstance(menu, QMenu):
            menu.aboutToShow.emit()
            for entry in menu.actions():
                text = entry.text().replace("&", "") if not entry.isSeparator() else "----"
                yield f"    {text}\n"


def main() -> None:
    """Write the files."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["stackplan"])
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_CONFIG_HOME"] = settings
        window = open_on_runs(Path(settings))
        texts = texts_of(window)
        texts["words.md"] = table(texts)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "messages.txt").write_text(messages(), encoding="utf-8")
        window.close()
    del application


if __name__ == "__main__":
    main()
