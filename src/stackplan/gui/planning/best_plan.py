"""The best plan of some runs, found beside the window's thread and kept for the next question."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.core.balance import make_plan
from stackplan.gui.document.planning import MANY_RUNS, prepare
from stackplan.gui.widgets.background import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackplan.core.plan import Plan
    from stackplan.core.request import PlanRequest
    from stackplan.core.runs import Run
    from stackplan.gui.widgets.background import Report

_KEPT = 4


class Question(NamedTuple):
    """What a plan is wanted of: the runs that were selected, the settings, and the pins."""

    runs: tuple[Run, ...]
    request: PlanRequest
    pins: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, runs: tuple[Run, ...], request: PlanRequest, pins: Mapping[int, int]) -> Question:
        """Ask about the runs that a request selects; of many, without a look at each of them."""
        if len(runs) <= MANY_RUNS:
            runs = tuple(request.select(runs))
        return cls(runs, request, tuple(sorted(pins.items())))


class BestPlan(QObject):
    """Answers one question at a time; of those that come meanwhile only the last one counts."""

    answered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.task = Task(self)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(self._on_failed)
        self._asked: Question | None = None
        self._waiting: Question | None = None
        self._answers: list[tuple[Question, Plan]] = []

    @property
    def has_answers(self) -> bool:
        """Tell whether anything was answered yet."""
        return bool(self._answers)

    def answer(self, question: Question) -> Plan | None:
        """Give the plan if it is known."""
        return next(
            (plan for known, plan in self._answers if known is question or known == question), None
        )

    def ask(self, question: Question) -> None:
        """Find the plan; `answered` tells when `answer` knows it."""
        self._waiting = question
        if not self.task.running:
            self._begin()

    def forget(self) -> None:
        """Look for nothing any more."""
        self._waiting = None
        self.task.cancel()

    def _begin(self) -> None:
        self._asked, self._waiting = self._waiting, None
        question = self._asked
        if question is None:
            return

        def job(_: Report) -> object:
            # numpy comes with the first search: here, where nobody waits for it.
            return prepare(make_plan(question.runs, question.request, dict(question.pins)))

        self.task.start(job)

    def _on_finished(self, plan: Plan) -> None:
        if self._asked is not None:
            self._answers = [(self._asked, plan), *self._answers][:_KEPT]
        self._end()

    def _on_failed(self) -> None:
        # What cannot be planned has been said where it was asked for.
        self._end()

    def _end(self) -> None:
        if self._waiting is not None and self._waiting != self._asked:
            self._begin()
        else:
            self._waiting = None
            self.answered.emit()
