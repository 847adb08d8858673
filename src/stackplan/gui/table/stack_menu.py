"""The context menu of the stack table; imported after the first paint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from stackplan.gui.table.commands import Command
from stackplan.gui.table.selection import Choice
from stackplan.gui.table.stack_table import StackTable

_MENU_STACKS = 30
# Commands that belong together, in the order of the menus.
COPIES = ("copyAction", "copyListAction", "copySkipAction", "copyLineAction")
SORTS = ("sortPlannedAction", "sortNumberAction", "sortLoadAction")
GOES = ("goLongestAction", "goLightestAction")


def show_menu(
    table: StackTable,
    commands: Mapping[str, Command],
    ask_stack: Callable[[], None],
    place: QPoint,
) -> QMenu:
    """Show what can be done with what is selected; `place` is on the screen."""
    menu, choice = _menu("stackMenu", table), table.choice()
    _add_targets(menu, table, choice, ask_stack)
    words = _named(choice)
    for name in ("moveToLightestAction", "moveUpAction", "moveDownAction", "swapAction"):
        _add(menu, commands[name], choice, words.get(name, ""))
    menu.addSeparator()
    for name in ("turnPinsAction", "skipRunsAction"):
        _add(menu, commands[name], choice, words.get(name, ""))
    menu.addSeparator()
    for name in ("addStackAction", "removeStackAction"):
        _add(menu, commands[name], choice, words.get(name, ""))
    menu.addSeparator()
    for title, names in (("Copy", COPIES), ("Sort", SORTS), ("Go to", GOES)):
        part = _menu(f"{title.split()[0].lower()}Menu", menu)
        part.setTitle(title)
        menu.addMenu(part)
        for name in names:
            _add(part, commands[name], choice)
        if title == "Copy":
            _add(menu, commands["pasteAction"], choice, words.get("pasteAction", ""))
            menu.addSeparator()
    menu.addSeparator()
    menu.addAction("Open all stacks", table.expandAll)
    menu.addAction("Close all stacks", table.collapseAll)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)
    return menu


def _menu(name: str, parent: StackTable | QMenu) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setToolTipsVisible(True)
    return menu


def _named(choice: Choice) -> dict[str, str]:
    """Name what is selected in the words of the menu."""
    if choice.plan is None:
        return {}
    words = {}
    if choice.current is not None:
        words["removeStackAction"] = f"Remove stack {choice.current + 1}"
        words["pasteAction"] = f"Paste runs to stack {choice.current + 1}"
    if choice.runs:
        verb = "Pin" if choice.held(pinned=False) else "Unpin"
        words["turnPinsAction"] = f"{verb} {choice.words}"
        words["skipRunsAction"] = f"Skip {choice.words}"
        words["moveToLightestAction"] = f"Move {choice.words} to the lightest stack"
    if len(choice.runs) == 2:
        words["swapAction"] = f"Swap runs {choice.runs[0]} and {choice.runs[1]}"
    return words


def _add_targets(
    menu: QMenu, table: StackTable, choice: Choice, ask_stack: Callable[[], None]
) -> None:
    """Add every stack that the runs can be moved to."""
    targets = _menu("targetMenu", menu)
    reason = choice.why_no_runs()
    targets.setTitle(f"Move {choice.words} to" if not reason else "Move: select runs first")
    entry = menu.addMenu(targets)
    entry.setEnabled(not reason)
    _explain(entry, reason)
    n_stacks = choice.plan.request.n_stacks if choice.plan is not None else 0
    for stack in range(min(n_stacks, _MENU_STACKS)):
        action = targets.addAction(f"Stack {stack + 1}")
        action.setData(stack)
        why_not = choice.why_no_move(stack)
        action.setEnabled(not why_not)
        _explain(action, why_not)
        move = partial(table.move_requested.emit, choice.runs, stack)
        action.triggered.connect(lambda _=False, move=move: move())
    targets.addSeparator()
    targets.addAction("Another stack...\tM", ask_stack)


def _add(menu: QMenu, command: Command, choice: Choice, words: str = "") -> None:
    """Add an entry; its keys are only shown, since they are the table's own."""
    keys = f"\t{command.keys}" if command.keys else ""
    action = menu.addAction(f"{words or command.text}{keys}", partial(command.act, choice))
    action.setObjectName(command.name.replace("Action", "Entry"))
    reason = command.refuse(choice)
    action.setEnabled(not reason)
    _explain(action, reason)


def _explain(action: QAction, reason: str) -> None:
    action.setToolTip(reason)
    action.setStatusTip(reason)
