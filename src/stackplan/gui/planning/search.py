"""What is looked for beside the plan on screen: the balanced one, and a better one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.core.balance import BEST_METHOD, draft_plan, make_plan
from stackplan.core.edits import pins_of, with_moves
from stackplan.core.quality import better_words, is_optimal, quality_words, saving
from stackplan.gui.planning.best_plan import BestPlan, Question
from stackplan.gui.planning.improvement import Improvement
from stackplan.gui.widgets.message_bar import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackplan.core.plan import Plan
    from stackplan.core.request import PlanRequest
    from stackplan.core.runs import Run
    from stackplan.gui.document.document import PlanDocument

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
        # What Balance would save can wait for what is being drawn.
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
        # Nobody is called away for a millionth who has not asked for it.
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
