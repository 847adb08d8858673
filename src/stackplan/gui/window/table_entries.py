"""The table's keys and its entries in the menus: made after the first paint, which needs none."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QMenu

from stackplan.core.edits import absence_words
from stackplan.gui.table.stack_menu import COPIES, GOES, SORTS
from stackplan.gui.table.table_actions import TableActions
from stackplan.gui.window.actions import Actions
from stackplan.gui.window.main_window import MainWindow

_RUNS = (
    "moveToAction", "moveToLightestAction", "moveBeforeAction", "moveAfterAction", "moveUpAction",
    "moveDownAction", "swapAction", "skipRunsAction",
)  # fmt: skip
_STACKS = ("addStackAction", "removeStackAction")


def add_table_entries(actions: Actions, window: MainWindow) -> TableActions:
    """Give the table its keys, and the menus what can be done in it."""
    table = TableActions(window.panes.table)
    document = window.document

    def absence(number: int) -> str:
        plan, found = document.plan, document.found
        if plan is None:
            return "There is no plan yet."
        left_out = found.left_out(plan.request) if found is not None else ()
        return absence_words(number, plan, left_out)

    table.absence = absence
    chart = window.panes.chart
    chart.addActions(list(table.actions.values()))  # the same keys do the same there
    chart.menu_requested.connect(table.show_menu_at)
    actions.edit.addSeparator()
    find = actions.add(actions.edit, "findRunAction", "&Find run...", table.find_run, "Ctrl+F")
    find.setToolTip("Type the number of a run to select it, or to hear why it is not planned")
    _add(_submenu(actions.edit, "S&elected runs", "Move, swap or skip them"), table, _RUNS)
    _add(_submenu(actions.edit, "C&opy rows", "As a table or as a list"), table, COPIES)
    _add(actions.edit, table, ("pasteAction",))
    actions.plan.addSeparator()
    _add(actions.plan, table, _STACKS)
    actions.view.addSeparator()
    _add(_submenu(actions.view, "So&rt rows", "Only what is shown; the plan stays"), table, SORTS)
    _add(actions.view, table, GOES)
    return table


def _submenu(menu: QMenu, title: str, tip: str) -> QMenu:
    made = menu.addMenu(title)
    made.setToolTipsVisible(True)
    made.menuAction().setObjectName(title.replace("&", "").title().replace(" ", "") + "Menu")
    made.menuAction().setToolTip(tip)
    return made


def _add(menu: QMenu, table: TableActions, names: Iterable[str]) -> None:
    for name in names:
        menu.addAction(table.actions[name])
