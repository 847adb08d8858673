"""A list of good runs: its preview, its classes, and the one step that it makes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from desk import OpenWindow, choose, current, find, messages, open_dialog, settle, wait_until
from folders import MakeFolder
from stackplan.core.run_numbers import parse
from stackplan.gui.beam.good_runs import GoodRunsDialog
from stackplan.gui.window.main_window import MainWindow

Ask = Callable[..., GoodRunsDialog]
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


@pytest.fixture
def ask(window: MainWindow, tmp_path: Path) -> Ask:
    """Write a list, or take a file that is there, and give the dialog that shows it."""

    def ask(text: str, name: str = "runs.csv") -> GoodRunsDialog:
        if text:
            (tmp_path / name).write_text(text, encoding="utf-8")
        find(window, QAction, "goodRunsAction").trigger()
        choose(open_dialog(window), tmp_path / name)
        wait_until(lambda: bool(window.findChildren(GoodRunsDialog)))
        return find(window, GoodRunsDialog, "goodRunsDialog")

    return ask


def set_to(combo: QComboBox, row: int) -> None:
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def test_that_a_sheet_is_previewed_and_taken_as_one_step_with_its_reasons(
    window: MainWindow, ask: Ask
) -> None:
    dialog = ask(SHEET)
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


def test_that_classes_and_unlisted_runs_may_be_kept(window: MainWindow, ask: Ask) -> None:
    dialog = ask(SHEET)
    dialog.classes.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.unlisted.setChecked(True)
    assert dialog.choice.skip == parse("3")
    assert "4 runs would be planned, 1 skipped." in dialog.preview.text()
    dialog.classes.item(1).setCheckState(Qt.CheckState.Checked)
    assert not dialog.take.isEnabled()  # nothing would be skipped
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert len(current(window).runs) == 5


def test_that_the_good_column_of_a_sheet_decides_and_is_named(window: MainWindow, ask: Ask) -> None:
    text = 'Run #,Good? (Y/N),Notes\n1-3,Y,\n4,N,"trip\nat 3:00"\n5,,\n'
    dialog = ask(text)
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


def test_that_a_list_that_cannot_be_understood_is_refused_by_name(
    window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "runs.csv").write_text("run,OK?\n1,yes\n2,perhaps\n", encoding="utf-8")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\0")
    for name, parts in (
        ("runs.csv", ("runs.csv: The column 'OK?'", "'perhaps' on line 3")),
        ("picture.txt", ("picture.txt is no text",)),
    ):
        window.messages.withdraw("good")
        find(window, QAction, "goodRunsAction").trigger()
        choose(open_dialog(window), tmp_path / name)
        wait_until(lambda: "good" in messages(window))
        assert all(part in messages(window)["good"].text for part in parts)
        settle(window)
    assert len(current(window).runs) == 5


def test_that_a_plain_list_has_no_classes_to_choose(ask: Ask) -> None:
    dialog = ask("1-3\n", "good.txt")
    assert not dialog.classes.isVisible()
    assert dialog.choice.skip == parse("4-5")
    dialog.reject()


def test_that_another_column_may_decide(window: MainWindow, ask: Ask) -> None:
    dialog = ask("run,Good,S800,Notes\n1-3,Y,yes,a\n4,N,yes,\n5,Y,no,b\n")
    assert dialog.columns.currentText() == "Good"
    assert [dialog.columns.itemText(i) for i in range(3)] == ["Good", "S800", "Notes"]
    assert dialog.sheets.isHidden()
    assert dialog.choice.skip == parse("4")
    set_to(dialog.columns, 1)
    wait_until(lambda: "'S800' decides" in dialog.preview.text())
    assert dialog.choice.skip == parse("5")
    set_to(dialog.columns, 2)
    wait_until(lambda: "The column 'Notes' looks as if" in dialog.preview.text())
    assert not dialog.take.isEnabled()
    set_to(dialog.columns, 1)
    wait_until(dialog.take.isEnabled)
    dialog.take.click()
    assert sorted(current(window).places) == [1, 2, 3, 4]


def test_that_another_sheet_of_a_workbook_may_be_read(ask: Ask, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="the extra 'xlsx' is not installed")
    book = openpyxl.Workbook()
    for title, run in (("TPC", 1), ("Late", 2)):
        sheet = book.create_sheet(title)
        sheet.append(["run", "Good"])
        sheet.append([run, "Y"])
    book.remove(book.worksheets[0])
    book.save(tmp_path / "runs.xlsx")
    dialog = ask("", "runs.xlsx")
    assert dialog.sheets.currentText() == "TPC"
    assert dialog.choice.planned == parse("1")
    set_to(dialog.sheets, 1)
    wait_until(lambda: dialog.choice.planned == parse("2"))
    assert dialog.sheets.currentText() == "Late"
    dialog.reject()
