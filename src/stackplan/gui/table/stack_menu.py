"""The context menu of the stack table; imported with the first click."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QTreeView

_MENU_STACKS = 30


class Choice(NamedTuple):
    """What is selected, and what can be done with it."""

    runs: tuple[int, ...]
    n_stacks: int
    can_pin: bool
    can_unpin: bool
    move: Callable[[int], None]
    pin: Callable[[bool], None]


def show_menu(table: QTreeView, choice: Choice, place: QPoint) -> QMenu:
    """Show what can be done with the selected runs; `place` is on the screen."""
    menu, runs = QMenu(table), choice.runs
    menu.setObjectName("stackMenu")
    words = f"Move {len(runs)} runs to" if len(runs) != 1 else f"Move run {runs[0]} to"
    targets = menu.addMenu(words if runs else "Move: select runs first")
    targets.setEnabled(bool(runs))
    for stack in range(min(choice.n_stacks, _MENU_STACKS)):
        action = targets.addAction(f"Stack {stack + 1}")
        action.setData(stack)
    targets.triggered.connect(lambda action: choice.move(action.data()))
    menu.addAction("Pin here  (P)", partial(choice.pin, True)).setEnabled(choice.can_pin)
    menu.addAction("Unpin  (P)", partial(choice.pin, False)).setEnabled(choice.can_unpin)
    menu.addSeparator()
    menu.addAction("Open all stacks", table.expandAll)
    menu.addAction("Close all stacks", table.collapseAll)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)
    return menu
