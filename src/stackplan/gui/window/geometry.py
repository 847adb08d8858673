"""Places and sizes: how they are kept for the next start, and what of them still fits then."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QApplication, QHeaderView, QMainWindow

from stackplan.gui.preferences import Layout
from stackplan.gui.widgets.appearance import NORMAL
from stackplan.gui.widgets.dialogs import BORDERS, TITLE, resize_within_screen
from stackplan.gui.window.panes import Panes

_FIRST_SIZE = (1280, 720)
# What no longer fits scrolls, but a window out of a damaged file must be seen.
_LEAST_SIZE = (400, 300)
_FIRST_PLACE = (40, 40)
# So much of the window must be on a screen: its title, to take it by.
_VISIBLE = 100
_COLUMN = re.compile(r"(-?)([^=]{1,60})=([0-9]{1,4})")
_WIDTHS = range(20, 4000)


def layout_of(window: QMainWindow, panes: Panes) -> Layout:
    """Give what the next start brings back."""
    return Layout(
        window.saveGeometry(),
        panes.columns.saveState(),
        panes.rows.saveState(),
        columns_text(panes.table.header()),
    )


def restore_layout(window: QMainWindow, panes: Panes, layout: Layout | None, zoom: int) -> None:
    """Bring back places and sizes; what is damaged, or no longer fits the screens, is left."""
    window.setMinimumSize(*_LEAST_SIZE)
    resize_within_screen(window, *_FIRST_SIZE)
    zoom_columns(panes.table.header(), zoom / NORMAL)
    if layout is None:
        return
    window.restoreGeometry(layout.geometry)
    panes.columns.restoreState(layout.columns)
    panes.rows.restoreState(layout.rows)
    restore_columns(panes.table.header(), layout.table)
    if not _can_be_reached(window):
        window.resize(*_FIRST_SIZE)
        window.move(*_FIRST_PLACE)
    if not window.isMaximized() and not window.isFullScreen():
        _bring_onto_screen(window)


def _bring_onto_screen(window: QMainWindow) -> None:
    """Make a window no larger than its screen, and move it until all of it is there."""
    frame = window.frameGeometry()
    screen = QApplication.screenAt(frame.center()) or window.screen()
    room = screen.availableGeometry().adjusted(0, 0, -BORDERS, -TITLE)
    size = window.size().boundedTo(room.size())
    if size == window.size():
        return
    window.resize(size)
    x = max(room.left(), min(frame.x(), room.right() + 1 - size.width()))
    y = max(room.top(), min(frame.y(), room.bottom() + 1 - size.height()))
    window.move(x, y)


def _can_be_reached(window: QMainWindow) -> bool:
    """Tell whether enough of the window's upper edge is on a screen."""
    frame = window.frameGeometry()
    upper = frame.adjusted(0, 0, 0, _VISIBLE - frame.height())
    parts = [screen.availableGeometry().intersected(upper) for screen in QApplication.screens()]
    return any(part.width() >= _VISIBLE and part.height() >= _VISIBLE // 4 for part in parts)


def columns_text(header: QHeaderView) -> str:
    """Write a table's columns from left to right, with their widths; hidden ones after a minus."""
    texts = []
    for place in range(header.count()):
        column = header.logicalIndex(place)
        hidden = "-" if header.isSectionHidden(column) else ""
        # A hidden one has no width until it is shown again.
        width = 0 if hidden else header.sectionSize(column)
        texts.append(f"{hidden}{_title(header, column)}={width}")
    return "; ".join(texts)


def restore_columns(header: QHeaderView, text: str) -> None:
    """Take over widths and order from such a text; columns go by their titles.

    One that this version does not know is passed by, and one that the text does not know stays.
    """
    columns = {_title(header, column): column for column in range(header.count())}
    place = 0
    for item in text.split(";"):
        match = _COLUMN.fullmatch(item.strip())
        column = columns.pop(match[2], None) if match else None
        if match is None or column is None:
            continue
        header.moveSection(header.visualIndex(column), place)
        place += 1
        if not match[1] and int(match[3]) in _WIDTHS:
            header.resizeSection(column, int(match[3]))


def zoom_columns(header: QHeaderView, times: float) -> None:
    """Make columns as many times wider as their text has become larger."""
    if times == 1:
        return
    for column in range(header.count()):
        if not header.isSectionHidden(column):
            header.resizeSection(column, round(header.sectionSize(column) * times))


def _title(header: QHeaderView, column: int) -> str:
    return str(header.model().headerData(column, header.orientation()))
