"""Table with its keys, and everything that was asked for by them."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

from pytestqt.qtbot import QtBot

from stackplan.core.plan import Plan
from stackplan.gui.table.stack_table import StackTable
from stackplan.gui.table.table_requests import TableRequests
from stackplan.gui.window.features import Features
from stackplan.gui.window.menus import TableMenu

_SIGNALS = (
    "move_requested", "insert_requested", "list_typed", "list_pasted", "refused", "told"
)  # fmt: skip


class AskedEdits:
    """Stands in for the edits by hand, and writes down which were asked for."""

    def __init__(self, asked: list[tuple[object, ...]]) -> None:
        self._asked = asked

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: self._asked.append((name, *given))


class TableDesk:
    """A table on the screen that writes down what it asks for."""

    def __init__(self, qtbot: QtBot, plan: Plan | None) -> None:
        self.table = StackTable()
        self.requests = TableRequests(
            self.table, self.table, lambda number: f"Missing, no file: run {number}."
        )
        self.asked: list[tuple[object, ...]] = []
        # Of the features the commands of the table use only these.
        features = SimpleNamespace(
            table=self.requests,
            hand_edits=AskedEdits(self.asked),
            panes=SimpleNamespace(table=self.table),
        )
        self.menu = TableMenu(self.table, cast("Features", features))
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
