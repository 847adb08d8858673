"""The keys of the table, its context menu and its entry bar; made after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from stackplan.gui.table.command_tips import TIPS
from stackplan.gui.table.commands import Command, commands
from stackplan.gui.table.number_bar import EntryBar
from stackplan.gui.table.stack_menu import show_menu
from stackplan.gui.table.stack_table import StackTable


class TableActions(QObject):
    """Gives a table its keys; what cannot be done says why.

    No action is ever disabled: keys that do nothing would leave a crew guessing.
    """

    def __init__(self, table: StackTable) -> None:
        super().__init__(table)
        self.table = table
        self.commands = {command.name: command for command in commands(table)}
        self.actions: dict[str, QAction] = {}
        for command in self.commands.values():
            self._add(command.name, command.text, command.keys, partial(self.do, command))
        self._add("moveToAction", "Move to &stack...", "M", self.ask_stack)
        self.absence: Callable[[int], str] = lambda number: f"Run {number} is not in the plan."
        self._bar: EntryBar | None = None
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self.show_menu)

    def do(self, command: Command) -> None:
        """Do something with what is selected, or say why not."""
        choice = self.table.choice()
        reason = command.refuse(choice)
        if reason:
            self.table.refused.emit(reason)
        else:
            command.act(choice)

    def show_menu(self, place: QPoint) -> QMenu:
        """Show what can be done with what is selected."""
        return self.show_menu_at(self.table.viewport().mapToGlobal(place))

    def show_menu_at(self, place: QPoint) -> QMenu:
        """Show it at a place of the screen."""
        return show_menu(self.table, self.commands, self.ask_stack, place)

    def find_run(self) -> None:
        """Ask for the number of a run, and show it."""
        bar = self._entry_bar()
        bar.ask("Find run", "Number of the run", self._show_run)

    def ask_stack(self) -> None:
        """Ask for the number of a stack, and move the selected runs there."""
        choice = self.table.choice()
        if reason := choice.why_no_runs():
            self.table.refused.emit(reason)
            return
        bar = self._entry_bar()
        bar.ask(f"Move {choice.words} to stack", "Number of the stack", self._move_to, once=True)

    def _entry_bar(self) -> EntryBar:
        if self._bar is None:
            self._bar = EntryBar(self.table)
        return self._bar

    def _show_run(self, number: int) -> str:
        plan = self.table.stack_model.plan
        if plan is not None and number in plan.places:
            self.table.select_runs([number])
            return f"Run {number} is on stack {plan.places[number] + 1}."
        return self.absence(number)

    def _move_to(self, number: int) -> str:
        choice = self.table.choice()
        reason = choice.why_no_move(number - 1) if number else "Stacks are counted from 1."
        if not reason:
            self.table.move_requested.emit(choice.runs, number - 1)
        return reason

    def _add(self, name: str, text: str, keys: str, slot: Callable[[], None]) -> None:
        action = QAction(text, self.table)
        action.setObjectName(name)
        action.setToolTip(TIPS[name])
        action.setStatusTip(TIPS[name])
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False: slot())
        self.table.addAction(action)
        self.actions[name] = action
