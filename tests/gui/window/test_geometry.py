"""Places and sizes come back; what is damaged, foreign or off the screens does not."""

import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from desk import OpenWindow
from stackplan.gui.preferences import Layout
from stackplan.gui.table.columns import Column
from stackplan.gui.window.geometry import (
    column_widths,
    layout_of,
    restore_columns,
    restore_layout,
    zoom_columns,
)
from stackplan.gui.window.main_window import MainWindow
from x11_crew import x_server


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window()


def test_that_columns_come_back_by_their_titles(
    window: MainWindow, open_window: OpenWindow
) -> None:
    header = window.panes.table.header()
    header.resizeSection(1, 123)
    header.moveSection(header.visualIndex(Column.OVER_AVERAGE), 1)
    widths = column_widths(header)
    first = [("Stack / run", 160), ("+/-", 70), ("Runs", 123)]
    assert list(widths.items())[:3] == first
    window.close()
    again = open_window().panes.table.header()
    assert list(column_widths(again).items()) == list(widths.items())


def test_that_columns_that_make_no_sense_stay_as_they_are(window: MainWindow) -> None:
    header = window.panes.table.header()
    before = column_widths(header)
    strange: list[dict[str, int]] = [{}, {"Foreign": 50}, {"": -1}]
    for widths in [*strange, *({"Runs": width} for width in (0, 7, 10**30))]:
        restore_columns(header, widths)
        assert column_widths(header) == before, widths


def test_that_columns_kept_for_another_size_of_the_text_fit_that_of_today(
    window: MainWindow,
) -> None:
    header = window.panes.table.header()
    width = column_widths(header)["Load"]
    restore_layout(window.movable, layout_of(window.movable, 100), 200)
    assert column_widths(header)["Load"] == 2 * width
    restore_layout(window.movable, layout_of(window.movable), 100)
    assert column_widths(header)["Load"] == 2 * width, "an older file does not say the size"


def test_that_a_window_off_the_screens_is_brought_back(window: MainWindow) -> None:
    (screen,) = QApplication.screens()
    for x, y in ((5000, 5000), (-5000, 0), (100, -3000), (screen.size().width() - 20, 100)):
        window.move(x, y)
        layout = layout_of(window.movable)
        window.move(0, 0)
        restore_layout(window.movable, layout, 100)
        upper = window.frameGeometry().adjusted(0, 0, 0, 60 - window.frameGeometry().height())
        part = screen.geometry().intersected(upper)
        assert part.width() >= 100
        assert part.height() >= 25


def test_that_a_window_is_no_larger_than_its_screen(window: MainWindow) -> None:
    (screen,) = QApplication.screens()
    room = screen.availableGeometry()
    assert room.contains(window.frameGeometry())
    for width, height, x, y in ((3000, 2000, 0, 0), (room.width() + 5, 500, 90, 90)):
        window.setGeometry(x, y, width, height)
        layout = layout_of(window.movable)
        restore_layout(window.movable, layout, 100)
        assert room.contains(window.frameGeometry())


_SIZES = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from stackplan.gui.app import create_window
application = QApplication(["stackplan", "-style", "Fusion"])
window = create_window([])
window.show()
def tell():
    print(window.screen().availableGeometry().contains(window.frameGeometry()))
    window.close()
    application.quit()
QTimer.singleShot(500, tell)
application.exec()
"""


def test_that_a_window_fits_a_small_screen_with_large_letters() -> None:
    with x_server("1366x768") as name:
        more = {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1.5"}
        done = subprocess.run(
            [sys.executable, "-c", _SIZES], env={**os.environ, **more},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(at=st.integers(0, 400), byte=st.integers(0, 255), cut=st.integers(0, 400))
def test_that_a_damaged_layout_leaves_a_window_to_work_with(
    window: MainWindow, at: int, byte: int, cut: int
) -> None:
    window.resize(1000, 700)
    whole = layout_of(window.movable)
    states = (whole.geometry, whole.columns, whole.rows)
    geometry, columns, rows = (_damage(state, at, byte, cut) for state in states)
    layout = Layout(geometry, columns, rows, dict(list(whole.table.items())[cut % 4 :]))
    restore_layout(window.movable, layout, 100)
    assert window.width() >= 200
    assert window.height() >= 200
    for splitter in (window.panes.columns, window.panes.rows):
        for index, size in enumerate(splitter.sizes()):
            assert size > 0, (splitter.objectName(), index)
    restore_layout(window.movable, whole, 100)


def _damage(state: bytes, at: int, byte: int, cut: int) -> bytes:
    data = bytearray(state)
    data[at % len(data)] = byte
    return bytes(data[: max(1, len(data) - cut % 9)])


def test_that_columns_begin_as_wide_as_the_text_asks(window: MainWindow) -> None:
    before = window.panes.table.columnWidth(0)
    restore_layout(window.movable, None, 200)
    assert window.panes.table.columnWidth(0) == 2 * before


def test_that_a_hidden_column_grows_with_the_text_too(window: MainWindow) -> None:
    header = window.panes.table.header()
    hidden = [column for column in range(header.count()) if header.isSectionHidden(column)]
    assert Column.DONE_IN in hidden
    zoom_columns(header, 2)
    assert [column for column in range(header.count()) if header.isSectionHidden(column)] == hidden
    header.showSection(Column.DONE_IN)
    assert header.sectionSize(Column.DONE_IN) == 2 * (Column.DONE_IN.record.width or 0)
