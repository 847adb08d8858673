"""The list of commands: what it says of each, and why something cannot be done now."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton

from desk import OpenWindow, current, find, plan_of, settle
from folders import MakeFolder
from stackplan.core.edits import pin_runs
from stackplan.core.plan import Plan
from stackplan.gui.table.selection import Selection
from stackplan.gui.window.commands import COMMANDS, Command, Situation
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


def test_that_a_submenu_is_not_torn_apart() -> None:
    for places in ([c.place for c in COMMANDS], [c.in_table for c in COMMANDS]):
        parts = {(p.menu, p.submenu.name, p.group) for p in places if p and p.submenu}
        assert len({part[:2] for part in parts}) == len(parts)


def test_that_without_a_plan_everything_that_needs_one_says_so() -> None:
    assert {why_not(name, Situation()) for name in ALL} == {
        "There is no plan yet; open a folder of runs (Ctrl+O)."
    }
    assert "Ctrl+O" in why_not("rescanAction", Situation())
    assert why_not("rescanAction", Situation(has_folder=True)) == ""


def test_that_with_a_plan_nothing_is_in_the_way_but_what_has_nothing_to_do() -> None:
    plan, optimal = plan_of([8, 7, 6, 5, 4], 2), plan_of([4, 4], 2)
    now = Situation(plan, has_folder=True)
    assert [why_not(name, now) for name in ALL] == [""] * 5
    assert why_not("unpinAllAction", now) == "No run is pinned."
    assert why_not("unpinAllAction", Situation(pin_runs(plan, (1,)))) == ""
    assert "optimal" in why_not("improveAction", Situation(optimal))
    idle = Situation(optimal, why_no_balance="Nothing to gain.")
    assert why_not("balanceAction", idle) == "Nothing to gain."


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
    open_window: OpenWindow, make_folder: MakeFolder, tmp_path: Path
) -> None:
    window = open_window()
    pin, rescan = find(window, QAction, "pinAction"), find(window, QPushButton, "rescanButton")
    how_many = find(window, QPushButton, "stackCountButton")
    assert {pin.isEnabled(), rescan.isEnabled(), how_many.isEnabled()} == {False}
    assert "There is no plan yet" in pin.toolTip()
    window.open_path(str(tmp_path / "gone"))
    settle(window)
    assert rescan.isEnabled()  # the disk may be mounted by now
    window.open_path(str(make_folder({1: 5, 2: 4, 3: 3})))
    settle(window)
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


def test_that_menus_are_short_and_each_entry_is_where_one_looks_for_it(
    open_window: OpenWindow,
) -> None:
    menus = {menu.title(): menu for menu in open_window().menuBar().findChildren(QMenu)}
    names = {title: [a.objectName() for a in menus[title].actions()] for title in MENUS}
    for title in MENUS:
        assert 3 < len(list(filter(None, names[title]))) <= 12, title
    assert names["&File"][-1] == "quitAction"
    assert {"goodRunsAction", "risksAction", "pinAction", "followAction"} <= set(names["Ru&ns"])
    assert {"timesAction", "boardAction", "leftAction", "whenDoneAction"} <= set(names["Sp&yral"])
    (helps,) = [found for found in names.values() if "guideAction" in found]
    assert (helps[0], helps[-2:]) == ("guideAction", ["", "aboutAction"])
    assert {"helpAction", "troubleshootingAction", "shortcutsAction"} <= set(helps)
