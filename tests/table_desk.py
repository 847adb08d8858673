"""Table with its keys, and everything that was asked for by them."""

from types import SimpleNamespace
from typing import cast

from pytestqt.qtbot import QtBot

from stackplan.core.plan import Plan
from stackplan.gui.table.stack_table import StackTable
from stackplan.gui.table.table_requests import TableRequests
from stackplan.gui.window.features import Features
from stackplan.gui.window.menus import TableMenu

_SIGNALS = (
    "move_requested", "insert_requested", "list_typed", "list_pasted", "swap_requested",
    "lightest_requested", "pin_requested", "skip_requested", "add_stack_requested",
    "remove_stack_requested", "refused", "told",
)  # fmt: skip


class TableDesk:
    """A table on the screen that writes down what it asks for."""

    def __init__(self, qtbot: QtBot, plan: Plan | None) -> None:
        self.table = StackTable()
        self.requests = TableRequests(
            self.table, self.table, lambda number: f"Missing, no file: run {number}."
        )
        # Of the features the commands of the table use only this.
        features = cast("Features", SimpleNamespace(table=self.requests))
        self.menu = TableMenu(self.table, features)
        self.asked: list[tuple[object, ...]] = []
        for name in _SIGNALS:
            signal = getattr(self.table, name)
            signal.connect(lambda *given, name=name: self.asked.append((name, *given)))
        self.table.set_plan(plan, {})
        self.table.resize(700, 400)
        qtbot.addWidget(self.table)
        self.table.show()
        self.table.activateWindow()
        self.table.setFocus()
        qtbot.waitUntil(self.table.hasFocus)

    def do(self, name: str) -> list[tuple[object, ...]]:
        """Trigger an action; give what was asked for."""
        self.asked.clear()
        self.menu.actions[name].trigger()
        return list(self.asked)
