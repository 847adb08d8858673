"""Menus, context menus, keys and tool tips, made from the one list of commands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QAbstractButton, QMenu

from stackplan.gui.table.selection import Selection
from stackplan.gui.table.stack_table import StackTable
from stackplan.gui.window.commands import (
    COMMANDS,
    WEIGHT_COMMANDS,
    Command,
    Place,
    Situation,
    Submenu,
)
from stackplan.gui.window.features import Features
from stackplan.gui.window.main_window import EDIT, MENUS

_MENU_STACKS = 30


class MenuFiller:
    """Fills a menu: lines between the groups, and submenus where their first entry stands."""

    def __init__(self, menu: QMenu) -> None:
        self._menu = menu
        self._group: int | None = None
        self._submenus: dict[Submenu, QMenu] = {}
        menu.setToolTipsVisible(True)

    def at(self, place: Place) -> QMenu:
        """Give the menu, or the submenu, that an entry is to be added to now."""
        if self._group not in {None, place.group}:
            self._menu.addSeparator()
        self._group = place.group
        if place.submenu is None:
            return self._menu
        if place.submenu not in self._submenus:
            self._submenus[place.submenu] = self._add(place.submenu)
        return self._submenus[place.submenu]

    def _add(self, submenu: Submenu) -> QMenu:
        menu = self._menu.addMenu(submenu.title)
        menu.setObjectName(submenu.name)
        menu.setToolTipsVisible(True)
        menu.menuAction().setObjectName(submenu.name)
        menu.menuAction().setToolTip(submenu.tip)
        return menu


class TableMenu(QObject):
    """The keys of the table, and its context menu; the chart has them too."""

    def __init__(self, table: StackTable, features: Features) -> None:
        super().__init__(table)
        self._table, self._features = table, features
        self.actions = {
            command.name: self._make(command) for command in COMMANDS if command.keys_in == "table"
        }
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self.show)

    def _make(self, command: Command) -> QAction:
        action = QAction(command.text, self._table)
        action.setObjectName(command.name)
        action.setToolTip(command.tip)
        action.setStatusTip(command.tip)
        action.setShortcuts(command.shortcuts)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False: self._do(command))
        self._table.addAction(action)
        return action

    def _do(self, command: Command) -> None:
        """Do something with what is selected, or say why not."""
        reason = command.why_not(self._situation())
        if reason:
            self._table.refused.emit(reason)
        elif command.run is not None:
            command.run(self._features)

    def _situation(self) -> Situation:
        selection = self._table.selection()
        return Situation(selection.plan, selection)

    def show(self, place: QPoint) -> QMenu:
        """Show what can be done with what is selected."""
        return self.show_at(self._table.viewport().mapToGlobal(place))

    def show_at(self, place: QPoint) -> QMenu:
        """Show it at a place of the screen."""
        menu, now = QMenu(self._table), self._situation()
        menu.setObjectName("stackMenu")
        filler = MenuFiller(menu)
        self._add_targets(menu, now.selection)
        for command, there in _sorted((c, c.in_table) for c in COMMANDS):
            self._add(filler.at(there), command, now)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)
        return menu

    def _add(self, menu: QMenu, command: Command, now: Situation) -> None:
        """Add an entry; its keys are only shown, since they are the table's own."""
        keys = f"\t{command.keys}" if command.keys else ""
        action = menu.addAction(f"{command.words(now.selection) or command.text}{keys}")
        action.setObjectName(command.name.replace("Action", "Entry"))
        action.triggered.connect(lambda _=False: self._do(command))
        _disable(action, command.why_not(now))

    def _add_targets(self, menu: QMenu, selection: Selection) -> None:
        """Add every stack that the runs can be moved to."""
        reason = selection.why_no_runs()
        title = "Move: select runs first" if reason else f"Move {selection.words} to"
        targets = menu.addMenu(title)
        targets.setObjectName("targetMenu")
        targets.setToolTipsVisible(True)
        _disable(targets.menuAction(), reason)
        n_stacks = selection.plan.request.n_stacks if selection.plan is not None else 0
        for stack in range(min(n_stacks, _MENU_STACKS)):
            action = targets.addAction(f"Stack {stack + 1}")
            action.setData(stack)
            _disable(action, selection.why_no_move(stack))
            move = partial(self._features.hand_edits.move, selection.runs, stack)
            action.triggered.connect(lambda _=False, move=move: move())
        targets.addSeparator()
        targets.addAction("Another stack...\tM", self.actions["moveToAction"].trigger)


class Menus(QObject):
    """The menu bar: its entries enabled or explained, as the document and the selection go."""

    def __init__(self, features: Features) -> None:
        window = features.window
        super().__init__(window)
        self._features = features
        self._table_menu = TableMenu(features.panes.table, features)
        chart = features.panes.chart
        chart.addActions(list(self._table_menu.actions.values()))  # the same keys do the same there
        chart.menu_requested.connect(self._table_menu.show_at)
        self._actions: dict[str, QAction] = {}
        self._groups: dict[Submenu, QActionGroup] = {}
        buttons = {button.objectName(): button for button in window.findChildren(QAbstractButton)}
        self._buttons = {c.name: buttons[c.button] for c in COMMANDS if c.button}
        self._button_tips = {name: button.toolTip() for name, button in self._buttons.items()}
        menus = {menu.title(): menu for menu in window.menuBar().findChildren(QMenu)}
        for title in MENUS:
            self._fill(menus[title])
        menus[EDIT].aboutToShow.connect(self._explain_steps)
        self._explain_steps()
        self._listen()
        self.show_marks()
        self.explain()

    def _fill(self, menu: QMenu) -> None:
        filler = MenuFiller(menu)
        here = ((c, c.place) for c in COMMANDS if c.place is not None)
        for command, place in _sorted((c, p) for c, p in here if p.menu == menu.title()):
            action = self._make(command)
            filler.at(place).addAction(action)
            if command.is_on is not None and place.submenu is not None:
                self._groups.setdefault(place.submenu, QActionGroup(self)).addAction(action)

    def _make(self, command: Command) -> QAction:
        """Make the action of a command; those of the table are there."""
        if command.keys_in == "table":
            return self._table_menu.actions[command.name]
        if command.made is not None:
            action = command.made(self._features)
        else:
            action = QAction(command.text, self._features.window)
            action.triggered.connect(lambda _=False: self._do(command))
        action.setObjectName(command.name)
        action.setShortcuts(command.shortcuts)
        action.setCheckable(command.is_on is not None)
        action.setToolTip(command.tip)
        if command.keys_in == "everywhere":
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        self._actions[command.name] = action
        return action

    def _do(self, command: Command) -> None:
        if command.run is not None:
            command.run(self._features)
        if command.is_on is not None:
            self.show_marks()

    def _listen(self) -> None:
        features = self._features
        features.session.progressed.connect(lambda news: None if news else self.explain())
        features.panes.table.runs_selected.connect(self.explain)
        features.weight_choice.changed.connect(self.show_weight)
        features.follower.switched.connect(self.show_marks)

    def show_marks(self) -> None:
        """Mark what is chosen, or goes on."""
        self._mark(COMMANDS)

    def show_weight(self) -> None:
        """Mark what runs count by: the one mark that another plan changes."""
        self._mark(WEIGHT_COMMANDS)

    def _mark(self, commands: Iterable[Command]) -> None:
        for command in commands:
            if command.is_on is not None:
                self._actions[command.name].setChecked(command.is_on(self._features))

    def explain(self) -> None:
        """Enable what can be done now, and say why the rest cannot."""
        now = self._situation()
        for command in COMMANDS:
            name = command.name
            if name in self._actions and command.made is None:
                reason = command.why_not(now)
                self._actions[name].setEnabled(not reason)
                self._actions[name].setToolTip(reason or command.tip)
                if name in self._buttons:
                    self._buttons[name].setEnabled(not reason)
                    self._buttons[name].setToolTip(reason or self._button_tips[name])

    def _situation(self) -> Situation:
        features, balance = self._features, self._features.panes.header.balance
        return Situation(
            features.document.plan,
            features.panes.table.selection(),
            bool(features.session.folder),
            # The header has compared the plan with the balanced one, which takes its time.
            "" if balance.isEnabled() else balance.toolTip(),
        )

    def _explain_steps(self) -> None:
        """Say what undo and redo would do; they enable themselves.

        Only when their menu opens: the history speaks up while it is being deleted, too.
        """
        history = self._features.document.history
        for word, what in (("undo", history.undoText()), ("redo", history.redoText())):
            tip = f"{word.capitalize()}: {what}" if what else f"There is nothing to {word}."
            self._actions[f"{word}Action"].setToolTip(tip)


def _sorted(places: Iterable[tuple[Command, Place | None]]) -> list[tuple[Command, Place]]:
    """Give the commands that have a place, group by group, else in the order of the list."""
    there = [(command, place) for command, place in places if place is not None]
    return sorted(there, key=lambda item: item[1].group)


def _disable(action: QAction, reason: str) -> None:
    """Disable an entry, and say why; without a reason it is enabled."""
    action.setEnabled(not reason)
    action.setToolTip(reason)
    action.setStatusTip(reason)
