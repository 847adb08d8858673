"""Comparison of the plan on screen with Spyral's snake, its saved file or another plan file."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.core.compare import Comparison
from stackplan.core.plan import Plan
from stackplan.core.text import printable
from stackplan.files.plan_file import load_plan
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Worker

KEY = "compare"
_SNAKE = "Spyral's snake"


class ShownComparison(NamedTuple):
    """What is shown while plans are compared: what differs, and what the other plan is called."""

    comparison: Comparison
    name: str


class CompareActions(QObject):
    """Compares the plan on screen with the snake, with its saved file, or with another plan file.

    `changed` carries a `ShownComparison` after every edit too, and `None` once nothing is compared.
    """

    changed = Signal(object)

    def __init__(
        self, document: PlanDocument, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._document = document
        self._name = ""
        self._other: Plan | None = None  # of a file; the snake is dealt anew for each plan
        self.compared: ShownComparison | None = None
        self.worker = Worker(self)
        self.worker.finished.connect(self._begin)
        self.worker.failed.connect(partial(messages.say_error, KEY))

    def with_snake(self) -> None:
        """Compare with what Spyral would deal of the same runs."""
        if self._has_plan():
            self._begin((_SNAKE, None))

    def with_saved(self) -> None:
        """Compare with what the plan's own file holds, read anew: it may have been edited there."""
        if not self._has_plan():
            return
        if self._document.path is None:
            words = "This plan has no file yet to be compared with; save it with Ctrl+S."
            self._messages.post(KEY, Message(words, "warning"))
        else:
            self.with_file(self._document.path)

    def with_file(self, path: str) -> None:
        """Compare with a plan file."""
        if self._has_plan():
            self.worker.start(lambda _: (printable(path), load_plan(path).plan))

    def stop(self) -> None:
        """Compare no more."""
        self.worker.cancel()
        self._messages.withdraw(KEY)
        self._name, self._other = "", None
        if self.compared is not None:
            self.compared = None
            self.changed.emit(None)

    def _has_plan(self) -> bool:
        if self._document.plan is None:
            self._messages.post(KEY, Message("There is no plan yet to be compared.", "warning"))
        return self._document.plan is not None

    def _begin(self, other: tuple[str, Plan | None]) -> None:
        self._name, self._other = other
        self.compare()

    def compare(self) -> None:
        """Compare the plan on screen."""
        plan, other = self._document.plan, self._other or self._document.snake
        if plan is None or other is None:
            return
        comparison = Comparison(other, plan)
        self.compared = ShownComparison(comparison, self._name)
        words = f"Compared with {self._name}: {comparison.words}"
        self._messages.post(KEY, Message(words, "info", "Stop comparing", self.stop))
        self.changed.emit(self.compared)
