"""Keys and mouse of the monkey, sent to a whole window as the platform sends them."""

import random
from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMainWindow, QWidget
from shiboken6 import isValid

from faults.monkey_disk import MonkeyDisk

NONE = Qt.KeyboardModifier.NoModifier


def press(widget: QWidget, *keys: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press keys, one after the other, in the window of a widget, as long as that is there."""
    # With modifiers Qt's test sends a press for each of them: the first may close a menu already.
    held = held if isinstance(widget, QMainWindow) else NONE
    for key in keys:
        # Not `keyClick`: a press may close the window, and a dead one must not hear of the release.
        for act in (QTest.keyPress, QTest.keyRelease):
            for handle in handles_of(widget):
                act(handle, key, held)


def handles_of(widget: QWidget) -> Iterator[QWindow]:
    """Give the one window of a widget; none if that is gone, or not on the screen."""
    handle = widget.window().windowHandle() if isValid(widget) else None
    if handle is not None and isValid(handle):
        yield handle


def answer(disk: MonkeyDisk, dialog: QFileDialog, draw: random.Random) -> str:
    """Answer a file dialog: Qt's own, which can delete files, so nothing in it is clicked."""
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    if field is None or draw.random() < 0.5:
        press(dialog, Qt.Key.Key_Escape)
        return "no file"
    is_saving = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    path = draw.choice(disk.targets if is_saving else disk.paths)
    field.setText(str(path))
    dialog.accept() if not is_saving else dialog.done(1)
    if is_saving:
        dialog.fileSelected.emit(str(path))
    return f"file {path.name}"


def place_in(top: QWidget, draw: random.Random) -> tuple[QPoint, str]:
    """Find a place in any part of a window, small ones too."""
    parts = [part for part in top.findChildren(QWidget) if part.isVisible()]
    part = draw.choice([part for part in parts if part.window() is top] or [top])
    named = part.objectName() or type(part).__name__
    place = place_on(part, top, draw)
    return place, f"{named} at {place.x()}, {place.y()}"


def place_on(part: QWidget, top: QWidget, draw: random.Random) -> QPoint:
    """Find a place that can be seen of a part, or the window's own corner."""
    seen, right, down = part.visibleRegion().boundingRect(), draw.random(), draw.random()
    if seen.isEmpty():
        return QPoint(0, 0)
    place = seen.topLeft() + QPoint(int(seen.width() * right), int(seen.height() * down))
    return part.mapTo(top, place) if part is not top else place
