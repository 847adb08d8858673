"""The search for a balanced plan, and the longer search that improves a plan."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.core.balance import BEST_METHOD, LongSearch, make_plan
from stackplan.core.edits import pins_of, with_moves
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.quality import better_words, is_optimal, quality_words, saving
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Emit, Job, Worker

_KEPT = 4


class Question(NamedTuple):
    """What a plan is wanted of: the runs that were selected, the settings, and the pins."""

    runs: tuple[Run, ...]
    request: PlanRequest
    pins: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, runs: Iterable[Run], request: PlanRequest, pins: Mapping[int, int]) -> Question:
        """Ask about the runs that a request selects."""
        return cls(tuple(request.select(runs)), request, tuple(sorted(pins.items())))


class BalancedPlanFinder(QObject):
    """Finds balanced plans in a worker, one at a time; of questions that wait the last one counts.

    A question that is asked while another one is answered waits for the end of that: a thread that
    computes cannot be ended, and two would take turns.
    """

    answered = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_finished)
        self.worker.failed.connect(self._on_failed)
        self._asked: Question | None = None
        self._waiting: Question | None = None
        self._answers: list[tuple[Question, Plan]] = []

    def answer(self, question: Question) -> Plan | None:
        """Give the plan if it is known."""
        return next((plan for known, plan in self._answers if known == question), None)

    def ask(self, question: Question) -> None:
        """Find the plan; `answered` tells when `answer` knows it."""
        self._waiting = question
        if not self.worker.running:
            self._begin()

    def forget(self) -> None:
        """Look for nothing any more."""
        self._waiting = None
        self.worker.cancel()

    def _begin(self) -> None:
        self._asked, self._waiting = self._waiting, None
        question = self._asked
        if question is not None:
            # numpy is imported with the first search, in this worker.
            about = (question.runs, question.request, dict(question.pins))
            self.worker.start(lambda _: make_plan(*about))

    def _on_finished(self, plan: Plan) -> None:
        if self._asked is not None:
            self._answers = [(self._asked, plan), *self._answers][:_KEPT]
        self._end()
        self.answered.emit()

    def _on_failed(self, error: StackplanError) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        if self._waiting == self._asked:
            self._waiting = None
        if self._waiting is not None:
            self._begin()


_PAUSE_S = 0.05


class SearchState(NamedTuple):
    """How far a search is: the part of its work that is done, and the best plan so far."""

    done: float
    plan: Plan


class Improver(QObject):
    """Searches on from one plan; ends by itself, by `stop` with the best so far, or by `cancel`."""

    progressed = Signal(object)
    ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker(self)
        self.worker.reported.connect(self.progressed)
        self.worker.finished.connect(self._on_finished)
        self.worker.failed.connect(lambda _: self.progressed.emit(None))
        self._before: Plan | None = None
        self._stopping = threading.Event()
        self._search = LongSearch()

    def start(self, plan: Plan) -> None:
        """Search on from a plan, from where the last search of its runs stood, if that has ended.

        Another search is given up; its thread may not have heard of that yet, so what it has learnt
        is left to it.
        """
        if self.worker.running:
            self._search = LongSearch()
        self._before, self._stopping = plan, threading.Event()
        self.progressed.emit(SearchState(0.0, plan))
        self.worker.start(_job(self._search, plan, self._stopping))

    def stop(self) -> None:
        """End the search; what it has found so far counts."""
        self._stopping.set()

    def cancel(self) -> None:
        """Give the search up; what it may have found is dropped."""
        if self.worker.running:
            self.worker.cancel()
            self._search = LongSearch()
            self.progressed.emit(None)

    def is_about(self, plan: Plan | None) -> bool:
        """Tell whether a search runs that began with this plan."""
        return self.worker.running and plan == self._before

    def _on_finished(self, after: Plan) -> None:
        self.progressed.emit(None)
        self.ended.emit(self._before, after)


def _job(search: LongSearch, plan: Plan, stopping: threading.Event) -> Job:
    def job(emit: Emit) -> object:
        told = 0.0

        def tell(done: float, best: Plan) -> bool:
            nonlocal told
            now = time.monotonic()
            if now - told >= _PAUSE_S:
                told = now
                emit(SearchState(done, best))
            return stopping.is_set()

        return search.improve(plan, report=tell)

    return job


# A turning wheel or a key held down changes the plan many times; the search waits for the last.
_PAUSE_MS = 60
# Parts of the longest stack. What a search that began by itself saves is shown beside Balance, and
# is a question only where it is worth one.
_WORTH_A_WORD = Fraction(1, 100_000)
_WORTH_A_QUESTION = Fraction(1, 200)


class Search(QObject):
    """Finds balanced plans, knows what Balance would save, and offers what a longer search finds.

    A plan that is wanted (`want`) comes as `found`; besides, the balanced plan of what is on screen
    is looked for after each change, to say what it would save.
    """

    best_changed = Signal()
    found = Signal(object, object)  # the question that was wanted, and its plan
    failed = Signal(object)
    progressed = Signal(object)
    outcome = Signal(str)

    def __init__(
        self, document: PlanDocument, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._document = document
        self._best = BalancedPlanFinder(self)
        self._best.answered.connect(self._on_answered)
        self._best.failed.connect(self._on_failed)
        self._improvement = Improver(self)
        self._improvement.progressed.connect(self.progressed)
        self._improvement.ended.connect(self._on_ended)
        self._wanted: Question | None = None
        self._before: Worker | None = None
        self._offer: Plan | None = None
        self._is_asked = False  # whether the offer is a question in the strip
        self._by_hand = False
        self._has_outcome = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.workers = (self._best.worker, self._improvement.worker)

    def let_pass(self, worker: Worker) -> None:
        """Look for what Balance would save only after a worker has ended that runs.

        Threads that compute take turns at the GIL: the first chart would wait for the search.
        """
        self._before = worker

    @property
    def busy(self) -> bool:
        """Tell whether something is looked for, or will be at once."""
        return self._pause.isActive() or any(worker.running for worker in self.workers)

    @property
    def best(self) -> Plan | None:
        """The balanced plan of what is on screen, or a shorter one, as far as it is known."""
        if self._offer is not None and not self._is_asked:
            return self._offer
        question = self._question()
        return self._best.answer(question) if question else None

    @property
    def wanted(self) -> Question | None:
        """What a plan is being made of, to be put on screen; `None` if there is no such wish."""
        return self._wanted

    def answer(self, question: Question) -> Plan | None:
        """Give a balanced plan if it is known."""
        return self._best.answer(question)

    def want(self, question: Question) -> None:
        """Find a balanced plan; `found` or `failed` tells the end, a later wish replaces this."""
        self._wanted = question
        self._best.ask(question)

    def want_nothing(self) -> None:
        """Drop the wish; what is found all the same is known then, and not shown."""
        self._wanted = None

    def improve(self) -> None:
        """Search on from the plan on screen, whatever it is."""
        plan = self._document.plan
        if plan is None or not plan.runs:
            return
        self.withdraw_offer()
        if is_optimal(plan):
            self._tell("This plan is optimal: there is nothing to improve.")
        else:
            self._by_hand = True
            self._improvement.start(plan)

    def stop(self) -> None:
        """End the longer search; the best so far is offered."""
        self._improvement.stop()

    def close(self) -> None:
        """Look for nothing any more: the window is closing."""
        self._pause.stop()
        self._wanted = None
        self._best.forget()
        self._improvement.cancel()

    def _question(self) -> Question | None:
        plan = self._document.plan
        if plan is None or not plan.runs:
            return None
        request = replace(plan.request, method=BEST_METHOD)
        return Question.of(self._document.runs, request, pins_of(plan))

    def look_again(self) -> None:
        """Look, after a pause, for the balanced plan of what is on screen now."""
        plan = self._document.plan
        self._pause.start()
        if not self._improvement.is_about(plan):
            self._improvement.cancel()
        if self._offer is not None and (plan is None or plan.runs != self._offer.runs):
            self.withdraw_offer()

    def _look(self) -> None:
        if self._before is not None and self._before.running:
            self._pause.start()
            return
        question = self._question()
        if self._wanted is not None:
            return  # what it brings is looked at anew
        if question is None:
            self._best.forget()
        elif self._best.answer(question) is None:
            self._best.ask(question)
        else:
            self._know_best(question)

    def _on_answered(self) -> None:
        wanted = self._wanted
        plan = None if wanted is None else self._best.answer(wanted)
        if plan is not None:
            self._wanted = None
            self.found.emit(wanted, plan)
        if question := self._question():
            self._know_best(question)
        self.best_changed.emit()

    def _on_failed(self, error: StackplanError) -> None:
        if self._wanted is not None:
            self._wanted = None
            self.failed.emit(error)
        self.best_changed.emit()

    def _know_best(self, question: Question) -> None:
        best = self._best.answer(question)
        if best is not None:
            self._document.set_balanced(best)

    def begin_improving(self) -> None:
        """Search on by itself where the plan on screen is not proved to be the best."""
        plan = self._document.plan
        if plan is not None and plan.gap and not self._improvement.is_about(plan):
            self._by_hand = False
            self._improvement.start(plan)

    def _on_ended(self, before: Plan, after: Plan) -> None:
        saved = saving(after, before)
        if saved > (0 if self._by_hand else _WORTH_A_WORD):
            self._offer = after
            self._is_asked = self._by_hand or saved >= _WORTH_A_QUESTION
        if self._offer is not None and self._is_asked:
            use, take = "Use this plan", partial(self._take, after)
            self._messages.post("improve", Message(better_words(before, after), "info", use, take))
        if after.lower_bound > before.lower_bound and after.proof is not None:
            self._document.prove(after.proof)
        plan = self._document.plan
        if plan is not None and not (self._offer and self._is_asked):
            self._tell(f"Searched: {quality_words(plan)}.")
        self.best_changed.emit()

    def take_offer(self) -> bool:
        """Take the plan that `best` has of the longer search; tell whether there was one."""
        if self._offer is None or self._is_asked or self._wanted is not None:
            return False
        self._take(self._offer)
        return True

    def _tell(self, words: str) -> None:
        self._has_outcome = True
        self.outcome.emit(words)

    def _take(self, plan: Plan) -> None:
        before, base = self._document.plan, self._document.base
        if before is not None and base is not None:
            # What the search moves was not moved by hand; what it leaves in place may have been.
            self._document.apply_with_base(plan, with_moves(base, before, plan), "Improve")

    def withdraw_offer(self) -> None:
        """Take an offer and an outcome back: they hold only for the plan they were made for."""
        self._offer = None
        if self._has_outcome:
            self._has_outcome = False
            self.outcome.emit("")
        self._messages.withdraw("improve")
