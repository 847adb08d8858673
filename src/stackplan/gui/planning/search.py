"""The search for a balanced plan, and the longer search that improves a plan."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.core.balance import BEST_METHOD, draft_plan, improve, make_plan
from stackplan.core.edits import pins_of, with_moves
from stackplan.core.plan import Plan
from stackplan.core.quality import better_words, is_optimal, quality_words, saving
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.document.planned import MANY_RUNS, prepare
from stackplan.gui.widgets.messages import Message
from stackplan.gui.widgets.worker import Job, Report, Task

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


_PAUSE_S = 0.05


class Searched(NamedTuple):
    """How far a search is: the part of its work that is done, and the best plan so far."""

    done: float
    plan: Plan


class Improvement(QObject):
    """Searches on from one plan; ends by itself, by `stop` with the best so far, or by `cancel`."""

    progressed = Signal(object)
    ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.task = Task(self)
        self.task.reported.connect(self.progressed)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(lambda _: self.progressed.emit(None))
        self._before: Plan | None = None
        self._stopping = threading.Event()

    def start(self, plan: Plan) -> None:
        """Search on from a plan; another search is given up."""
        self._before, self._stopping = plan, threading.Event()
        self.progressed.emit(Searched(0.0, plan))
        self.task.start(_search(plan, self._stopping))

    def stop(self) -> None:
        """End the search; what it has found so far counts."""
        self._stopping.set()

    def cancel(self) -> None:
        """Give the search up; what it may have found is dropped."""
        if self.task.running:
            self.task.cancel()
            self.progressed.emit(None)

    def is_about(self, plan: Plan | None) -> bool:
        """Tell whether a search runs that began with this plan."""
        return self.task.running and plan == self._before

    def _on_finished(self, after: Plan) -> None:
        self.progressed.emit(None)
        self.ended.emit(self._before, after)


def _search(plan: Plan, stopping: threading.Event) -> Job:
    def job(report: Report) -> object:
        told = 0.0

        def tell(done: float, best: Plan) -> bool:
            nonlocal told
            now = time.monotonic()
            if now - told >= _PAUSE_S:
                told = now
                report(Searched(done, best))
            return stopping.is_set()

        return improve(plan, report=tell)

    return job


# The table comes first, and a turning wheel asks for many plans.
_PAUSE_MS = 60
_WORTH_A_WORD = Fraction(1, 100_000)


class Search(QObject):
    """Settles drafts, knows what Balance would save, and offers what a longer search has found."""

    best_changed = Signal()
    progressed = Signal(object)
    outcome = Signal(str)
    said = Signal(str, object)
    unsaid = Signal(str)

    def __init__(self, document: PlanDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._best = BestPlan(self)
        self._best.answered.connect(self._on_answered)
        self._improvement = Improvement(self)
        self._improvement.progressed.connect(self.progressed)
        self._improvement.ended.connect(self._on_ended)
        # Tells whether the background search may start: it waits until the chart is drawn.
        self.may_look: Callable[[], bool] = lambda: True
        self._offer: Plan | None = None
        self._about: tuple[tuple[Run, ...], PlanRequest, dict[int, int]] | None = None
        self._asked: Question | None = None
        self._by_hand = False
        self._has_outcome = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.tasks = (self._best.task, self._improvement.task)
        document.plan_changed.connect(self._on_plan_changed)
        document.history.indexChanged.connect(self._withdraw)

    @property
    def busy(self) -> bool:
        """Tell whether something is looked for, or will be at once."""
        return self._pause.isActive() or any(task.running for task in self.tasks)

    @property
    def best(self) -> Plan | None:
        """The balanced plan of what is on screen, as far as it is known."""
        # The question takes a look at every run.
        question = self._question() if self._best.has_answers else None
        return self._best.answer(question) if question else None

    def plan(
        self, runs: tuple[Run, ...], request: PlanRequest, pins: Mapping[int, int]
    ) -> tuple[Plan, bool]:
        """Plan at once; tell whether that is a draft, which a worker settles."""
        if request.method != BEST_METHOD:
            return make_plan(runs, request, pins), False
        known = self._best.answer(self._asking(runs, request, dict(pins)))
        if known is not None:
            return known, False
        draft = draft_plan(runs, request, pins)
        return draft, bool(draft.runs)

    def answer(self, draft: Plan) -> Plan | None:
        """Give the plan that a draft waits for, if it is known."""
        request = draft.request
        return self._best.answer(self._asking(self._document.runs, request, pins_of(draft)))

    def improve(self) -> None:
        """Search on from the plan on screen, whatever it is."""
        plan = self._document.plan
        if plan is None or not plan.runs:
            return
        self._withdraw()
        if is_optimal(plan):
            self._tell("This plan is optimal: there is nothing to improve.")
        elif not self._document.is_draft:
            self._by_hand = True
            self._improvement.start(plan)

    def stop(self) -> None:
        """End the longer search; the best so far is offered."""
        self._improvement.stop()

    def close(self) -> None:
        """Look for nothing any more: the window is closing."""
        self._pause.stop()
        self._best.forget()
        self._improvement.cancel()

    def _question(self) -> Question | None:
        plan = self._document.plan
        if plan is None or not plan.runs:
            return None
        request = replace(plan.request, method=BEST_METHOD)
        return self._asking(self._document.runs, request, pins_of(plan))

    def _asking(
        self, runs: tuple[Run, ...], request: PlanRequest, pins: dict[int, int]
    ) -> Question:
        """Select the runs only where something is asked anew: it takes a look at each of them."""
        about = (runs, request, pins)
        if self._about is None or self._about[0] is not runs or self._about[1:] != about[1:]:
            self._about, self._asked = about, Question.of(runs, request, pins)
        assert self._asked is not None
        return self._asked

    def _on_plan_changed(self, plan: Plan | None) -> None:
        self._pause.start()
        if not self._improvement.is_about(plan):
            self._improvement.cancel()
        if self._offer is not None and (plan is None or plan.runs != self._offer.runs):
            self._withdraw()

    def _look(self) -> None:
        question = self._question()
        if not self._document.is_draft and not self.may_look():
            self._pause.start()
        elif question is None:
            self._best.forget()
        elif self._best.answer(question) is None:
            self._best.ask(question)
        else:
            self._settle()

    def _on_answered(self) -> None:
        self._settle()
        self.best_changed.emit()

    def _settle(self) -> None:
        """Put the balanced plan in the place of its draft, and search on."""
        best = self.best
        if best is not None:
            self._document.set_balanced(best)
        if best is not None and self._document.is_draft:
            self._document.settle(best)
            self.begin_improving()

    def begin_improving(self) -> None:
        """Search on by itself where the plan on screen is not proved to be the best."""
        plan = self._document.plan
        if plan is not None and plan.gap and not self._improvement.is_about(plan):
            self._by_hand = False
            self._improvement.start(plan)

    def _on_ended(self, before: Plan, after: Plan) -> None:
        # A gain below `_WORTH_A_WORD` is told only if the user started the search.
        if saving(after, before) > (0 if self._by_hand else _WORTH_A_WORD):
            self._offer = after
            take = partial(self._take, after)
            self.said.emit("improve", Message(better_words(before, after), "info", "Take it", take))
        if after.lower_bound > before.lower_bound and after.proof is not None:
            self._document.prove(after.proof)
        plan = self._document.plan
        if self._offer is None and plan is not None:
            self._tell(f"Searched: {quality_words(plan)}.")

    def _tell(self, words: str) -> None:
        self._has_outcome = True
        self.outcome.emit(words)

    def _take(self, plan: Plan) -> None:
        before, base = self._document.plan, self._document.base
        if before is not None and base is not None:
            # What the search moves was not moved by hand; what it leaves in place may have been.
            self._document.apply_with_base(plan, with_moves(base, before, plan), "Improve")

    def _withdraw(self) -> None:
        """Take an offer and an outcome back: they hold only for the plan they were made for."""
        self._offer = None
        if self._has_outcome:
            self._has_outcome = False
            self.outcome.emit("")
        self.unsaid.emit("improve")
