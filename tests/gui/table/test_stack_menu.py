"""The context menu of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QTreeView

from stackplan.gui.table.stack_menu import Choice, show_menu

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Asked:
    """A menu on a table, and what was asked for in it."""

    def __init__(
        self, qtbot: QtBot, *runs: int, can_pin: bool = True, can_unpin: bool = True
    ) -> None:
        self.moves: list[int] = []
        self.pins: list[bool] = []
        table = QTreeView()
        qtbot.addWidget(table)
        self.table = table
        choice = Choice(runs, 40, can_pin, can_unpin, self.moves.append, self.pins.append)
        self.menu = show_menu(table, choice, QPoint(10, 10))

    def entries(self) -> dict[str, bool]:
        actions = {action.text(): action.isEnabled() for action in self.menu.actions()}
        self.menu.close()
        return actions

    def choose(self, words: str) -> None:
        (action,) = [action for action in self.menu.actions() if action.text() == words]
        action.trigger()


def test_that_without_a_selection_nothing_can_be_moved_or_pinned(qtbot: QtBot) -> None:
    found = Asked(qtbot, can_pin=False, can_unpin=False).entries()
    assert not found["Move: select runs first"]
    assert not found["Pin here  (P)"]
    assert not found["Unpin  (P)"]
    assert found["Open all stacks"]


def test_that_runs_can_be_pinned_or_let_go_as_they_stand(qtbot: QtBot) -> None:
    asked = Asked(qtbot, 1, 2, can_unpin=False)
    asked.choose("Pin here  (P)")
    assert asked.entries()["Unpin  (P)"] is False
    asked = Asked(qtbot, 1)
    asked.choose("Unpin  (P)")
    assert asked.pins == [False]
    asked.menu.close()


def test_that_a_stack_is_chosen_in_the_menu(qtbot: QtBot) -> None:
    asked = Asked(qtbot, 1)
    targets = asked.menu.actions()[0].menu()
    assert isinstance(targets, QMenu)
    assert len(targets.actions()) == 30
    targets.actions()[1].trigger()
    assert asked.moves == [1]
    asked.menu.close()
