"""The header: figures, what Balance would save, problems with files."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, find, plan_of, settle
from folders import MakeFolder
from stackplan.core.edits import move_runs
from stackplan.core.file_problems import FileProblems, LeftOut
from stackplan.core.run_numbers import RunNumbers
from stackplan.gui.widgets.appearance import LIGHT_COLOURS, make_palette
from stackplan.gui.widgets.clock import clock_words
from stackplan.gui.window.header import SAVED, Header, balance_offer
from stackplan.gui.window.main_window import MainWindow

SNAKE = plan_of([100, 90, 20, 10, 5])
WORSE = move_runs(SNAKE, [1, 2], 0)
LEVEL = plan_of([5, 5])


@pytest.fixture
def header(qtbot: QtBot) -> Iterator[Header]:
    desk = QWidget()
    qtbot.addWidget(desk)
    made = Header(desk)
    made.setPalette(make_palette("light"))
    made.resize(1300, made.sizeHint().height())
    desk.resize(made.size())
    desk.show()
    yield made  # noqa: PT022 (its parent lives as long)


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder({1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}))
    made.panes.settings.stacks.setValue(2)
    return made


def text(widget: QWidget, name: str) -> str:
    return find(widget, QPushButton, f"{name}Figure").text()


def tip(widget: QWidget, name: str) -> str:
    return find(widget, QPushButton, f"{name}Figure").toolTip()


def test_that_without_a_plan_it_says_so_and_nothing_can_be_pressed(header: Header) -> None:
    assert [text(header, name) for name in ("planned", "longest", "saving", "problems")] == [
        "no plan", "", "", "",
    ]  # fmt: skip
    for button in (header.balance, header.save, header.export):
        assert not button.isEnabled()
    assert "no plan yet" in header.save.toolTip()


def test_that_runs_stacks_and_the_longest_are_told(header: Header) -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    header.set_plan(plan, plan)
    assert text(header, "planned") == "3 runs on 2 stacks"
    assert text(header, "longest") == f"Longest: stack {(plan.longest or 0) + 1}, 7.00 kB"
    assert "optimal" in tip(header, "longest")
    speedy = replace(plan, request=replace(plan.request, speeds=(100, 50)))
    header.set_plan(speedy, speedy)
    assert text(header, "longest") == "Longest: stack 2, 7.00 kB at 50 %"


def test_that_new_runs_of_the_folder_are_counted(header: Header) -> None:
    plan = plan_of([5000, 4000], 2)
    header.set_plan(plan, plan, 3)
    assert text(header, "planned") == "2 runs on 2 stacks, 3 new"
    assert "3 runs of the folder not in the plan yet" in tip(header, "planned")
    figure = find(header, QPushButton, "plannedFigure")
    assert figure.accessibleName() == "Runs planned: 2 runs on 2 stacks, 3 new"


def test_that_the_time_comes_with_a_rate_only(header: Header) -> None:
    plan = plan_of([5000, 4000], 2)
    header.set_plan(plan, plan)
    assert "done" not in text(header, "longest") + tip(header, "longest")
    header.set_finish(3 * 3_600_000)
    assert ", done about " in text(header, "longest")
    assert "Done in about 3 h if it begins now" in tip(header, "longest")
    header.set_finish(None)
    assert "done" not in text(header, "longest")


def test_that_the_clock_has_the_day_where_it_could_be_mistaken() -> None:
    evening = time.mktime((2026, 11, 27, 22, 5, 0, 0, 0, -1))
    assert clock_words(0, evening) == "22:05"
    assert clock_words(7 * 3_600_000, evening) == "05:05"
    assert clock_words(26 * 3_600_000, evening) == "Sun 00:05"
    assert clock_words(9 * 86_400_000, evening) == "2026-12-06"
    assert clock_words(10**21, evening).startswith("9999-12-")


def test_that_what_balance_saves_stands_beside_a_button_that_never_changes(header: Header) -> None:
    for best, words in (
        (SNAKE, "43.9 % could be saved"),
        (None, ""),
        (WORSE, "already balanced"),
    ):
        header.show_balance(WORSE, best)
        assert (text(header, "saving"), header.balance.text()) == (words, "Balance")
        assert header.balance.isEnabled() == (words != "already balanced")
    assert header.balance.toolTip().startswith("Already balanced: no shorter plan is known.")


def test_that_problems_are_counted_and_named(header: Header) -> None:
    plan = plan_of([5000, 4000], 2)
    left_out = (
        LeftOut("skipped", RunNumbers.of([7])),
        LeftOut("misnamed", name="run_10\u202e.h5"),
    )
    header.set_problems(plan, FileProblems(RunNumbers.of([1, 2]), left_out=left_out))
    assert text(header, "problems").endswith(" 2 suspicious, 2 left out")
    assert "Suspicious, but planned: run 1-2." in tip(header, "problems")
    assert r"run_10\u202e.h5" in tip(header, "problems")
    header.set_problems(plan, FileProblems())
    assert text(header, "problems") == "no problems"


def test_that_the_tip_of_save_says_whether_work_would_be_lost(header: Header) -> None:
    for state, words in SAVED.items():
        header.set_saved(state)
        assert header.save.toolTip() == words


def test_that_a_figure_is_painted_in_its_place_and_dots_stand_where_room_ends(
    header: Header,
) -> None:
    figure = find(header, QPushButton, "plannedFigure")
    before = figure.geometry()
    figure.setText("A" * 40)
    cut = figure.grab().toImage()
    figure.setText("A" * 80)
    assert figure.grab().toImage() == cut
    assert figure.geometry() == before
    dark = QColor(LIGHT_COLOURS.text).lightness() + 40
    row = [cut.pixelColor(x, cut.height() // 2) for x in range(cut.width())]
    assert any(colour.lightness() < dark for colour in row)


def test_that_the_figures_open_all_about_the_plan_which_follows_it(window: MainWindow) -> None:
    find(window, QPushButton, "longestFigure").click()
    dialog = find(window, QDialog, "detailsDialog")
    assert dialog.isVisible()
    assert not dialog.isModal()
    words = find(dialog, QPlainTextEdit, "detailsText")
    for part in ("5 runs on 2 stacks: 15.0 kB.", "The average of 2 stacks is 7.50 kB",
                 "Compared with Spyral", "1 left out", "Missing, no file: run 4."):  # fmt: skip
        assert part in words.toPlainText()
    window.panes.settings.stacks.setValue(3)
    settle(window)
    assert "5 runs on 3 stacks" in words.toPlainText()
    window.hand_edits.pin((1,), True)
    assert "5 runs on 3 stacks, 1 pin: 15.0 kB." in words.toPlainText()
    words.selectAll()
    assert "Compared with Spyral" in words.textCursor().selectedText()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_the_left_column_folds_by_keys_and_stays_so(
    window: MainWindow, open_window: OpenWindow
) -> None:
    board = window.panes.chart.width()
    window.panes.settings.skip.setFocus()
    find(window, QAction, "foldColumnAction").trigger()
    QApplication.processEvents()
    assert not window.panes.settings.skip.isVisible()
    assert window.panes.chart.width() > board + 200
    assert find(window, QAction, "foldColumnAction").isChecked()
    assert window.focusWidget() is window.panes.table
    window.close()
    again = open_window(window.document.traces)
    assert not again.panes.settings.skip.isVisible()
    find(again, QAction, "foldColumnAction").trigger()
    QApplication.processEvents()
    assert again.panes.settings.skip.isVisible()
    assert again.panes.left.width() > 200
    assert current(again).runs


def test_that_it_is_said_what_balance_would_save_or_why_not() -> None:
    huge, hardly = plan_of([10**9 + 1], 1), plan_of([10**9], 1)
    for plan, best, figure, enabled, words in (
        (None, None, "", False, "no plan yet"),
        (plan_of([]), None, "", False, "no plan yet"),
        (WORSE, None, "", True, "not known yet"),
        (WORSE, SNAKE, "43.9 % could be saved", True, "43.9 % shorter"),
        (replace(WORSE, pinned=frozenset({1})), SNAKE, "43.9 % could be saved", True, "pinned"),
        (huge, hardly, "under 0.001 % could be saved", True, ""),
        (LEVEL, None, "already balanced", False, "no plan is shorter. Perfectly even."),
        (LEVEL, LEVEL, "already balanced", False, "no plan is shorter. Perfectly even."),
        (WORSE, WORSE, "already balanced", False, "Uneven: stack 1 has"),
    ):
        offer = balance_offer(plan, best)
        assert (offer.figure, offer.enabled) == (figure, enabled)
        assert words in offer.tip
        assert ("pinned runs stay" in offer.tip) == (words == "pinned")
