"""The window as a whole: names, keys, drops, dialogs, and what is remembered."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QSpinBox,
    QSplitter,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, enter, find, messages, save_to, settle, wait_until
from folders import MakeFolder, fill
from stackplan.gui.window.appearance_control import AppearanceControl
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder(SIZES)


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    return open_window(folder)


def test_that_a_theme_is_taken_and_remembered(window: MainWindow, open_window: OpenWindow) -> None:
    for theme in ("dark", "system"):
        find(window, QAction, f"{theme}ThemeAction").trigger()
        settle(window)
        assert window.preferences.theme == theme
        assert find(open_window(), QAction, f"{theme}ThemeAction").isChecked()
    find(window, QAction, "lightThemeAction").trigger()


def drop(window: QWidget, *paths: Path, text: str = "") -> bool:
    """Do what the system does when files or words are dropped; tell whether they were taken."""
    content = QMimeData()
    if paths:
        content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    content.setText(text)
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    place = window.rect().center()
    event = QDragEnterEvent(place, copy, content, left, none)
    QApplication.sendEvent(window, event)
    if event.isAccepted():  # else Qt hands the drop to the last widget that took one, a dead one
        let_go = QDropEvent(QPointF(place), copy, content, left, none, QEvent.Type.Drop)
        QApplication.sendEvent(window, let_go)
    return event.isAccepted()


def test_that_a_folder_its_files_or_a_plan_are_opened_by_dropping_them(
    window: MainWindow, tmp_path: Path
) -> None:
    before = set(current(window).places)
    save_to(window, tmp_path / "plan.txt")
    other = fill(tmp_path / "other", {7: 100, 8: 50})
    for paths, planned in (
        ([other], {7, 8}),
        ([tmp_path / "plan.txt"], before),
        (sorted(other.glob("*.h5")), {7, 8}),
    ):
        assert drop(window, *paths)
        wait_until(partial(is_planned, window, planned))
        settle(window)
    assert messages(window)["drop"].text.startswith(f"Opened the folder {other}")
    assert not drop(window, text="/mnt/h5")
    for name in ("tracesEdit", "skipEdit", "noteEdit"):  # a field leaves it to the window
        assert not find(window, QLineEdit, name).acceptDrops()


def is_planned(window: MainWindow, runs: set[int]) -> bool:
    return set(current(window).places) == runs


def test_that_a_reversed_range_does_not_open_an_empty_window_next_time(
    window: MainWindow, open_window: OpenWindow
) -> None:
    planned = set(current(window).places)
    find(window, QSpinBox, "runMinSpin").setValue(150)
    find(window, QSpinBox, "runMaxSpin").setValue(100)
    assert not current(window).runs
    window.close()
    assert set(current(open_window()).places) == planned


def test_that_a_skip_list_with_a_bad_word_is_not_taken_in_part(
    window: MainWindow, open_window: OpenWindow
) -> None:
    before, steps = current(window), window.document.history.count()
    window.activateWindow()
    skip = find(window, QLineEdit, "skipEdit")
    skip.setFocus()
    wait_until(skip.hasFocus)
    QTest.keyClicks(skip, "2, abc, 5")
    QTest.keyClick(skip, Qt.Key.Key_Tab)
    wait_until(lambda: not skip.hasFocus())
    settle(window)
    assert current(window) is before
    assert window.document.history.count() == steps
    assert skip.text() == "2, abc, 5"
    assert "'abc'" in find(window, QLabel, "skipMistake").text()
    assert find(window, QLabel, "skipMistake").toolTip()
    window.close()
    again = open_window()
    assert find(again, QLineEdit, "skipEdit").text() == ""
    assert current(again).places.keys() == before.places.keys()


def fields(window: MainWindow) -> tuple[int, int, int, str]:
    """First run, last run, number of stacks, skip list, as the window shows them."""
    names = ("runMinSpin", "runMaxSpin", "stacksSpin")
    first, last, stacks = (find(window, QSpinBox, name).value() for name in names)
    return first, last, stacks, find(window, QLineEdit, "skipEdit").text()


def test_that_each_folder_has_its_own_range_skip_list_and_stacks_and_the_method_stays(
    window: MainWindow, open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    other = fill(tmp_path / "other", {1: 100, 2: 60, 8: 50})
    at_first = fields(window)
    find(window, QSpinBox, "stacksSpin").setValue(5)
    find(window, QSpinBox, "runMinSpin").setValue(2)
    enter(window, "skipEdit", "3")
    method = find(window, QComboBox, "methodCombo")
    method.setCurrentIndex(method.findData("lpt"))
    own = fields(window)
    assert own[2:] == (5, "3")
    window.open_path(str(other))
    settle(window)
    assert set(current(window).places) == {1, 2, 8}
    assert fields(window)[2:] == at_first[2:]
    assert method.currentData() == "lpt"
    find(window, QSpinBox, "stacksSpin").setValue(2)
    window.open_path(str(folder))
    settle(window)
    assert fields(window) == own
    assert set(current(window).places) == {2, 5, 6}
    request = current(window).request
    window.close()
    again = open_window()
    assert (current(again).request, again.document.traces) == (request, str(folder))
    again.open_path(str(other))
    settle(again)
    assert (fields(again)[2], len(current(again).stacks)) == (2, 2)


def test_that_the_speeds_of_a_folder_come_back_with_it(
    window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    find(window, QSpinBox, "stacksSpin").setValue(2)
    window.session.replan(replace(window.panes.settings.request, speeds=(100, 50)))
    window.open_path(str(fill(tmp_path / "other", {1: 100, 8: 50})))
    settle(window)
    assert current(window).request.speeds is None
    window.open_path(str(folder))
    settle(window)
    assert current(window).request.speeds == (100, 50)


def test_that_what_is_typed_before_anything_is_open_counts_and_stays(
    open_window: OpenWindow, folder: Path
) -> None:
    window = open_window()
    find(window, QSpinBox, "stacksSpin").setValue(3)
    for _ in range(2):
        window.open_path(str(folder))
        settle(window)
        assert len(current(window).stacks) == 3


def test_that_the_range_of_a_folder_that_is_gone_is_not_that_of_the_next_one(
    window: MainWindow, open_window: OpenWindow, folder: Path, tmp_path: Path
) -> None:
    find(window, QSpinBox, "runMinSpin").setValue(2)
    window.close()
    folder.rename(folder.with_name("elsewhere"))
    again = open_window()
    assert again.document.plan is None
    wait_until(lambda: "scan" in messages(again))
    assert "is not there" in messages(again)["scan"].text
    again.open_path(str(fill(tmp_path / "other", {1: 100, 8: 50})))
    settle(again)
    assert set(current(again).places) == {1, 8}


def test_that_size_and_splitters_are_remembered(
    window: MainWindow, open_window: OpenWindow
) -> None:
    # The offscreen platform's screen is 800 pixels wide; the window is kept inside it.
    window.resize(window.minimumSizeHint().width(), 760)
    columns = find(window, QSplitter, "columnsSplitter")
    columns.setSizes([400, 600])
    settle(window)  # what is laid out anew for that width has its place
    sizes = columns.sizes()
    window.close()
    again = open_window()
    assert again.height() == 760
    assert find(again, QSplitter, "columnsSplitter").sizes() == sizes


def test_that_a_damaged_settings_file_keeps_no_window_from_opening(
    open_window: OpenWindow, settings_file: Path
) -> None:
    settings_file.write_text(
        '{"folder": 7, "theme": "pink", "method": "x", "layout": {"version": 1, "geometry": "x"},'
        ' "folders": {"": {"stacks": -1, "runs": "9-8-7", "skip": ",a"}}}'
    )
    window = open_window()
    assert window.isVisible()
    assert window.document.plan is None


def test_that_a_note_being_typed_is_asked_for_at_closing(window: MainWindow) -> None:
    note = find(window, QLineEdit, "noteEdit")
    window.activateWindow()
    note.setFocus()
    wait_until(note.hasFocus)
    QTest.keyClicks(note, "HV trip")
    window.close()
    assert window.isVisible()
    assert window.document.note == "HV trip"


def test_that_what_is_being_typed_is_part_of_what_is_saved(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    save_to(window, path)
    window.activateWindow()
    skip = find(window, QLineEdit, "skipEdit")
    skip.setFocus()
    wait_until(skip.hasFocus)
    QTest.keyClicks(skip, "5")
    find(window, QAction, "saveAction").trigger()
    settle(window)
    assert "# skip: 5\n" in path.read_text()


def test_that_the_folder_that_was_not_opened_after_all_is_not_shown(
    window: MainWindow, tmp_path: Path, folder: Path
) -> None:
    window.hand_edits.move((1,), (current(window).places[1] + 1) % current(window).request.n_stacks)
    window.document.set_note("work")
    edit = find(window, QLineEdit, "tracesEdit")
    edit.setText(str(fill(tmp_path / "other", {7: 100})))
    edit.returnPressed.emit()
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    QTest.keyClick(box, Qt.Key.Key_Escape)
    settle(window)
    assert edit.text() == str(folder)


def test_that_a_step_of_the_start_that_fails_is_told_once(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def fail(_: AppearanceControl) -> None:
        raise RuntimeError("no desktop")

    monkeypatch.setattr(AppearanceControl, "follow_desktop", fail)
    with qtbot.captureExceptions() as told:
        open_window()
        qtbot.wait(100)
    assert [str(error) for _, error, _ in told] == ["no desktop"]
