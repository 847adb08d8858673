"""The list of commands: what it says of each, and why something cannot be done now."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, find, plan_of, wait_idle
from folders import MakeFolder
from stackplan.core.edits import pin_runs
from stackplan.core.plan import Plan
from stackplan.gui.table.selection import Selection
from stackplan.gui.window.commands import COMMANDS, Command, Place, Situation
from stackplan.gui.window.main_window import MENUS

NAMED = {command.name: command for command in COMMANDS}
ALL = ("saveAction", "improveAction", "gentleAction", "stackCountAction", "openAllAction")


def why_not(name: str, now: Situation) -> str:
    return NAMED[name].why_not(now)


def test_that_each_command_stands_once_with_a_name_and_words() -> None:
    assert len(NAMED) == len(COMMANDS)
    for command in COMMANDS:
        assert command.name.endswith("Action")
        assert command.text
        assert command.place is None or command.place.menu in MENUS
        assert command.keys_in in {"window", "everywhere", "table"}
        assert (command.run is None) == (command.made is not None)
        if command.run is not None:
            assert len(command.tip) > len("Do it"), command.name


def _in_groups(places: list[Place]) -> bool:
    """Tell whether a submenu stands in one group."""
    groups = {(place.menu, place.submenu.name): place.group for place in places if place.submenu}
    return all(
        groups[place.menu, place.submenu.name] == place.group for place in places if place.submenu
    )


def test_that_a_submenu_is_not_torn_apart() -> None:
    assert _in_groups([command.place for command in COMMANDS if command.place])
    assert _in_groups([command.in_table for command in COMMANDS if command.in_table])


def test_that_without_a_plan_everything_that_needs_one_says_so() -> None:
    assert {why_not(name, Situation()) for name in ALL} == {
        "There is no plan yet; open a folder of runs (Ctrl+O)."
    }
    assert "Ctrl+O" in why_not("rescanAction", Situation())
    assert why_not("rescanAction", Situation(has_folder=True)) == ""


def test_that_with_a_plan_nothing_is_in_the_way() -> None:
    plan = plan_of([8, 7, 6, 5, 4], 2)
    now = Situation(plan, has_folder=True)
    assert [why_not(name, now) for name in ALL] == [""] * 5
    assert why_not("unpinAllAction", now) == "No run is pinned."
    assert why_not("unpinAllAction", Situation(pin_runs(plan, (1,)))) == ""


def test_that_nothing_is_improved_that_is_optimal() -> None:
    optimal = plan_of([4, 4], 2)
    assert "optimal" in why_not("improveAction", Situation(optimal))


def test_that_what_balance_says_is_said_of_its_entry_too() -> None:
    now = Situation(plan_of([4, 4], 2), why_no_balance="Nothing to gain.")
    assert why_not("balanceAction", now) == "Nothing to gain."


@pytest.mark.parametrize(
    ("selected", "pin", "unpin"),
    [
        ((), "No run is selected", "No run is selected"),
        ((1,), "pinned already", ""),
        ((2,), "", "No selected run is pinned."),
        ((1, 2), "", ""),
    ],
)
def test_that_pins_depend_on_what_is_selected(
    selected: tuple[int, ...], pin: str, unpin: str
) -> None:
    plan: Plan = pin_runs(plan_of([5, 4, 3], 2), (1,))
    now = Situation(plan, Selection(plan, selected))
    for name, words in (("pinAction", pin), ("unpinAction", unpin)):
        assert (words in why_not(name, now)) if words else why_not(name, now) == ""


def test_that_a_command_of_the_table_names_what_is_selected() -> None:
    plan = plan_of([5, 4, 3], 2)
    selection = Selection(plan, (2,), current=1)
    named: dict[str, Command] = {c.name: c for c in COMMANDS if c.in_table is not None}
    assert named["skipRunsAction"].words(selection) == "Skip run 2"
    assert named["removeStackAction"].words(selection) == "Remove stack 2"
    assert {command.words(Selection()) for command in named.values()} == {""}


def test_that_a_mark_says_what_is_chosen(open_window: OpenWindow, make_folder: MakeFolder) -> None:
    window = open_window(make_folder({1: 5, 2: 4}))
    marked = ("noneGhostAction", "systemThemeAction", "bytesWeightAction")
    assert all(find(window, QAction, name).isChecked() for name in marked)
    find(window, QAction, "snakeGhostAction").trigger()
    assert find(window, QAction, "snakeGhostAction").isChecked()
    assert not find(window, QAction, "noneGhostAction").isChecked()
    find(window, QAction, "placeAlwaysAction").trigger()
    assert window.follower.places_at_once
    assert find(window, QAction, "placeAlwaysAction").isChecked()
    find(window, QAction, "followAction").trigger()
    assert find(window, QAction, "followAction").isChecked()
    assert find(window, QCheckBox, "followButton").isChecked()
    find(window, QCheckBox, "followButton").click()
    assert not find(window, QAction, "followAction").isChecked()


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


def test_that_no_menu_has_more_than_twelve_entries(window_menus: dict[str, QMenu]) -> None:
    for title in MENUS:
        entries = [action for action in window_menus[title].actions() if not action.isSeparator()]
        assert 3 < len(entries) <= 12, title


def test_that_quit_is_the_last_entry_of_the_file_menu(window_menus: dict[str, QMenu]) -> None:
    assert window_menus["&File"].actions()[-1].objectName() == "quitAction"


def test_that_runs_and_the_analysis_have_a_menu_each(window_menus: dict[str, QMenu]) -> None:
    def names(title: str) -> set[str]:
        return {action.objectName() for action in window_menus[title].actions()}

    assert {"goodRunsAction", "risksAction", "pinAction", "followAction"} <= names("Ru&ns")
    assert {"timesAction", "boardAction", "leftAction", "whenDoneAction"} <= names("Sp&yral")


@pytest.fixture
def window_menus(open_window: OpenWindow) -> dict[str, QMenu]:
    return {menu.title(): menu for menu in open_window().menuBar().findChildren(QMenu)}
