"""Places and sizes: how they are kept for the next start, and what of them still fits then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtWidgets import QApplication, QHeaderView, QMainWindow, QSplitter

from stackplan.gui.preferences import Layout
from stackplan.gui.widgets.appearance import NORMAL
from stackplan.gui.widgets.dialogs import BORDERS, TITLE, resize_within_screen

_FIRST_SIZE = (1280, 720)
# What no longer fits scrolls, but a window out of a damaged file must be seen.
_LEAST_SIZE = (400, 200)
_FIRST_PLACE = (40, 40)
# So much of the window must be on a screen: its title, to take it by.
_VISIBLE = 100
_WIDTHS = range(20, 4000)


class Movable(NamedTuple):
    """What of a window a person can move: its two splitters, and the columns of its table."""

    window: QMainWindow
    columns: QSplitter
    rows: QSplitter
    header: QHeaderView


def layout_of(parts: Movable, zoom: int | None = None) -> Layout:
    """Give what the next start brings back; `zoom` is the size of the text now, in per cent."""
    return Layout(
        bytes(parts.window.saveGeometry().data()),
        bytes(parts.columns.saveState().data()),
        bytes(parts.rows.saveState().data()),
        column_widths(parts.header),
        zoom,
    )


def restore_layout(parts: Movable, layout: Layout | None, zoom: int) -> None:
    """Bring back places and sizes; what is damaged, or no longer fits the screens, is left."""
    window = parts.window
    window.setMinimumSize(*_LEAST_SIZE)
    resize_within_screen(window, *_FIRST_SIZE)
    zoom_columns(parts.header, zoom / NORMAL)
    if layout is None:
        return
    window.restoreGeometry(layout.geometry)
    parts.columns.restoreState(layout.columns)
    parts.rows.restoreState(layout.rows)
    # The text may have become larger without the layout being written, as before a crash.
    times = zoom / (layout.zoom or zoom)
    widths = {title: round(width * times) for title, width in layout.table.items()}
    restore_columns(parts.header, widths)
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


def column_widths(header: QHeaderView) -> dict[str, int]:
    """Give the width of each column by its title, from left to right.

    It is 0 for a hidden one, and for the last one, which takes the room that is left.
    """
    columns = [header.logicalIndex(place) for place in range(header.count())]
    last = columns[_last(header)]
    return {_title(header, c): 0 if c == last else header.sectionSize(c) for c in columns}


def restore_columns(header: QHeaderView, widths: Mapping[str, int]) -> None:
    """Take over such widths and their order.

    A column that this version does not know is passed by, and one that is not in it stays.
    """
    columns = {_title(header, column): column for column in range(header.count())}
    known = [title for title in widths if title in columns]
    for place, title in enumerate(known):
        header.moveSection(header.visualIndex(columns[title]), place)
        if widths[title] in _WIDTHS:
            header.resizeSection(columns[title], widths[title])


def zoom_columns(header: QHeaderView, times: float) -> None:
    """Make columns as many times wider as their text has become larger."""
    if times == 1:
        return
    last = _last(header)
    for column in range(header.count()):
        if header.visualIndex(column) != last:
            is_hidden = header.isSectionHidden(column)
            header.showSection(column)  # a hidden one keeps its width to itself
            header.resizeSection(column, round(header.sectionSize(column) * times))
            header.setSectionHidden(column, is_hidden)


def _last(header: QHeaderView) -> int:
    """Give the place of the last column that is shown: Qt stretches it over the room left."""
    places = range(header.count())
    shown = (place for place in places if not header.isSectionHidden(header.logicalIndex(place)))
    return max(shown, default=-1)


def _title(header: QHeaderView, column: int) -> str:
    return str(header.model().headerData(column, header.orientation()))
