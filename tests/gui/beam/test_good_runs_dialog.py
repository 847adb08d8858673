"""A list of good runs: its preview, its classes, and the one step that it makes."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk import OpenWindow, choose, current, find, messages, open_dialog
from folders import MakeFolder
from stackplan.core.run_numbers import parse
from stackplan.gui.beam.good_runs import GoodRunsDialog
from stackplan.gui.window.main_window import MainWindow

SHEET = """run_number,run_class,comment
1,PROD,
2,PROD,fine
3,JUNK,beam trip
4,CALIB,alpha source
9,PROD,gone
x,PROD,
"""


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    return open_window(make_folder({number: 1000 * number for number in range(1, 6)}))


def ask(window: MainWindow, qtbot: QtBot, path: Path) -> GoodRunsDialog:
    find(window, QAction, "goodRunsAction").trigger()
    choose(open_dialog(window), path)
    qtbot.waitUntil(lambda: bool(window.findChildren(GoodRunsDialog)), timeout=20_000)
    return find(window, GoodRunsDialog, "goodRunsDialog")


def test_that_a_sheet_is_previewed_and_taken_as_one_step_with_its_reasons(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "runs.csv").write_text(SHEET, encoding="utf-8")
    dialog = ask(window, qtbot, tmp_path / "runs.csv")
    assert dialog.preview.text().splitlines() == [
        "The column 'run_class' decides which runs are good.",
        "Line 7 of the list names no run: 'x'.",
        "2 runs would be planned, 3 skipped.",
        "Skipped, JUNK: 3.",
        "Skipped, CALIB: 4.",
        "Skipped, not in the list of good runs: 5.",
        "Good by the list, but not there: 9.",
    ]
    assert len(current(window).runs) == 5  # nothing is done before it is asked for
    dialog.take.click()
    assert sorted(current(window).places) == [1, 2]
    assert window.document.history.count() == 1
    reasons = {str(n): why for n, why in window.document.plan_file("").skip_reasons}
    assert reasons == {
        "3": "JUNK: beam trip",
        "4": "CALIB: alpha source",
        "5": "not in the list of good runs",
    }
    window.document.history.undo()
    assert len(current(window).runs) == 5
    assert window.document.plan_file("").skip_reasons == ()


def test_that_classes_and_unlisted_runs_may_be_kept(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "runs.csv").write_text(SHEET, encoding="utf-8")
    dialog = ask(window, qtbot, tmp_path / "runs.csv")
    dialog.classes.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.unlisted.setChecked(True)
    assert dialog.choice.skip == parse("3")
    assert "4 runs would be planned, 1 skipped." in dialog.preview.text()
    dialog.classes.item(1).setCheckState(Qt.CheckState.Checked)
    assert not dialog.take.isEnabled()  # nothing would be skipped
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert len(current(window).runs) == 5


def test_that_the_good_column_of_a_sheet_decides_and_is_named(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    text = 'Run #,Good? (Y/N),Notes\n1-3,Y,\n4,N,"trip\nat 3:00"\n5,,\n'
    (tmp_path / "runs.csv").write_text(text, encoding="utf-8")
    dialog = ask(window, qtbot, tmp_path / "runs.csv")
    assert dialog.preview.text().splitlines() == [
        "The column 'Good? (Y/N)' decides which runs are good.",
        "3 runs would be planned, 2 skipped.",
        "Skipped, 'Good? (Y/N)' says N: 4.",
        "Skipped, 'Good? (Y/N)' is empty: 5.",
    ]
    items = map(dialog.classes.item, range(dialog.classes.count()))
    assert {item.text(): item.checkState() for item in items} == {
        "empty: 1 run": Qt.CheckState.Unchecked,
        "N: 1 run": Qt.CheckState.Unchecked,
        "Y: 3 runs": Qt.CheckState.Checked,
    }
    dialog.take.click()
    assert sorted(current(window).places) == [1, 2, 3]
    reasons = {str(n): why for n, why in window.document.plan_file("").skip_reasons}
    assert reasons["4"] == "'Good? (Y/N)' says N: trip at 3:00"


def test_that_a_good_column_that_cannot_be_understood_is_refused_by_name(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "runs.csv").write_text("run,OK?\n1,yes\n2,perhaps\n", encoding="utf-8")
    find(window, QAction, "goodRunsAction").trigger()
    choose(open_dialog(window), tmp_path / "runs.csv")
    qtbot.waitUntil(lambda: "good" in messages(window), timeout=20_000)
    assert "runs.csv: The column 'OK?'" in messages(window)["good"].text
    assert "'perhaps' on line 3" in messages(window)["good"].text
    assert len(current(window).runs) == 5


def test_that_a_plain_list_has_no_classes_to_choose(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "good.txt").write_text("1-3\n", encoding="utf-8")
    dialog = ask(window, qtbot, tmp_path / "good.txt")
    assert not dialog.classes.isVisible()
    assert dialog.choice.skip == parse("4-5")
    dialog.reject()


def test_that_a_file_that_is_no_list_is_named(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\0")
    find(window, QAction, "goodRunsAction").trigger()
    choose(open_dialog(window), tmp_path / "picture.txt")
    qtbot.waitUntil(lambda: "good" in messages(window), timeout=20_000)
    assert "picture.txt is no text" in messages(window)["good"].text


def test_that_another_column_may_decide(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    text = "run,Good,S800,Notes\n1-3,Y,yes,a\n4,N,yes,\n5,Y,no,b\n"
    (tmp_path / "runs.csv").write_text(text, encoding="utf-8")
    dialog = ask(window, qtbot, tmp_path / "runs.csv")
    assert dialog.columns.currentText() == "Good"
    assert [dialog.columns.itemText(i) for i in range(3)] == ["Good", "S800", "Notes"]
    assert dialog.sheets.isHidden()
    assert dialog.choice.skip == parse("4")
    dialog.columns.setCurrentIndex(1)
    dialog.columns.activated.emit(1)
    qtbot.waitUntil(lambda: "'S800' decides" in dialog.preview.text())
    assert dialog.choice.skip == parse("5")
    dialog.columns.setCurrentIndex(2)
    dialog.columns.activated.emit(2)
    qtbot.waitUntil(lambda: "The column 'Notes' looks as if" in dialog.preview.text())
    assert not dialog.take.isEnabled()
    dialog.columns.setCurrentIndex(1)
    dialog.columns.activated.emit(1)
    qtbot.waitUntil(dialog.take.isEnabled)
    dialog.take.click()
    assert sorted(current(window).places) == [1, 2, 3, 4]


def test_that_another_sheet_of_a_workbook_may_be_read(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="the extra 'xlsx' is not installed")
    book = openpyxl.Workbook()
    for title, run in (("TPC", 1), ("Late", 2)):
        sheet = book.create_sheet(title)
        sheet.append(["run", "Good"])
        sheet.append([run, "Y"])
    book.remove(book.worksheets[0])
    book.save(tmp_path / "runs.xlsx")
    dialog = ask(window, qtbot, tmp_path / "runs.xlsx")
    assert dialog.sheets.currentText() == "TPC"
    assert dialog.choice.planned == parse("1")
    dialog.sheets.setCurrentIndex(1)
    dialog.sheets.activated.emit(1)
    qtbot.waitUntil(lambda: dialog.choice.planned == parse("2"))
    assert dialog.sheets.currentText() == "Late"
    dialog.reject()
