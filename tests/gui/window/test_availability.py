"""What is grey, and why: each reason comes and goes with what it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from desk import current, find, plan_of, wait_idle
from stackplan.core.edits import pin_runs
from stackplan.gui.window.availability import Situation, plan_reasons, selection_reasons

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desk import OpenWindow
    from folders import MakeFolder

ALL = ("saveAction", "improveAction", "gentleAction", "stackCountAction", "openAllAction")


def test_that_without_a_plan_everything_that_needs_one_says_so() -> None:
    reasons = plan_reasons(Situation())
    assert {reasons[name] for name in ALL} == {
        "There is no plan yet; open a folder of runs (Ctrl+O)."
    }
    assert "Ctrl+O" in reasons["rescanAction"]
    assert plan_reasons(Situation(has_folder=True))["rescanAction"] == ""


def test_that_with_a_plan_nothing_is_in_the_way() -> None:
    plan = plan_of([8, 7, 6, 5, 4], 2)
    reasons = plan_reasons(Situation(plan, has_folder=True))
    assert [reasons[name] for name in ALL] == [""] * 5
    assert reasons["unpinAllAction"] == "No run is pinned."
    pinned = plan_reasons(Situation(pin_runs(plan, (1,))))
    assert pinned["unpinAllAction"] == ""


def test_that_nothing_is_improved_that_is_optimal_or_still_being_made() -> None:
    optimal = plan_of([4, 4], 2)
    assert "optimal" in plan_reasons(Situation(optimal))["improveAction"]


def test_that_what_balance_says_is_said_of_its_entry_too() -> None:
    now = Situation(plan_of([4, 4], 2), why_no_balance="Nothing to gain.")
    assert plan_reasons(now)["balanceAction"] == "Nothing to gain."


def test_that_pins_depend_on_what_is_selected() -> None:
    plan = pin_runs(plan_of([5, 4, 3], 2), (1,))
    for selected, pin, unpin in (
        ((), "No run is selected", "No run is selected"),
        ((1,), "pinned already", ""),
        ((2,), "", "No selected run is pinned."),
        ((1, 2), "", ""),
    ):
        reasons = selection_reasons(Situation(plan, selected))
        for name, words in (("pinAction", pin), ("unpinAction", unpin)):
            assert (words in reasons[name]) if words else reasons[name] == ""


def test_that_the_window_follows(
    open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    pin, rescan = find(window, QAction, "pinAction"), find(window, QPushButton, "rescanButton")
    how_many = find(window, QPushButton, "stackCountButton")
    assert {pin.isEnabled(), rescan.isEnabled(), how_many.isEnabled()} == {False}
    assert "There is no plan yet" in pin.toolTip()
    window.open_path(str(tmp_path / "gone"))
    wait_idle(qtbot, window)
    assert rescan.isEnabled()  # the disk may be mounted by now
    window.open_path(str(make_folder({1: 5, 2: 4, 3: 3})))
    wait_idle(qtbot, window)
    assert how_many.isEnabled()
    assert pin.toolTip().startswith("No run is selected")
    window.panes.table.select_runs([2])
    assert pin.isEnabled()
    assert pin.toolTip().startswith("Keep the selected runs")
    pin.trigger()
    assert current(window).pinned == {2}
    assert not pin.isEnabled()
    menu = find(window, QMenu, "editMenu")
    menu.aboutToShow.emit()
    assert find(window, QAction, "undoAction").toolTip() == "Undo: Pin run 2"
    assert find(window, QAction, "redoAction").toolTip() == "There is nothing to redo."
