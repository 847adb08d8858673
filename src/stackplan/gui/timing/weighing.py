"""What a run counts: its size, its events, or the time that it took; chosen in the Plan menu."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import count, shortened
from stackplan.gui.widgets.message_bar import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackplan.core.errors import StackplanError
    from stackplan.core.runs import Run
    from stackplan.gui.planning.hdf5_info import FileFacts
    from stackplan.gui.planning.session import Session
    from stackplan.gui.timing.measured_times import MeasuredTimes

KEY = "weight"
_NO_TIMES = (
    "No time of a run of this folder is known; read those of a Spyral workspace to plan by time."
)
_NO_EVENTS = "No file of this folder tells its number of events; the plan goes on by size."


class Weighing(QObject):
    """Plans anew with another weight, as one step; what is not known is estimated from sizes."""

    said = Signal(str, object)
    changed = Signal()  # the weight of the plan, or the wish for another one

    def __init__(
        self,
        session: Session,
        times: MeasuredTimes,
        facts: FileFacts,
        ask_times: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._times, self._facts = session, times, facts
        self._ask_times = ask_times
        self._waits = False
        facts.changed.connect(self._on_facts)
        facts.failed.connect(self._on_failed)
        session.document.plan_changed.connect(self.changed)

    @property
    def weight(self) -> str:
        """What the plan counts."""
        plan = self._session.document.plan
        return plan.request.weight if plan is not None else "bytes"

    def choose(self, weight: str) -> None:
        """Count something else from now on: a key of `WEIGHT_WORDS`."""
        self._waits = False
        if weight == "events":
            self._waits = True
            self._facts.ask()
        elif weight == "ms":
            self._by_time()
        else:
            self._plan("bytes")
        self.changed.emit()

    def _by_time(self) -> None:
        # Imported when times are to count: the window starts without.
        from stackplan.core.timing.rates import known_ms

        known = known_ms(self._times.timed_here)
        rate = self._times.rate("bytes")
        if not known or rate is None:
            self._say(Message(_NO_TIMES, "warning", "Read a workspace...", self._ask_times))
            return
        self._learn("ms", known, Fraction(1000) / rate.typical, "a measured time")

    def _on_facts(self) -> None:
        if not self._waits or not self._facts.found:
            return
        self._waits = False
        from stackplan.core.trace_checks import fact_remarks, known_events

        events = known_events(self._facts.found)
        problems = shortened(" ".join(fact_remarks(self._facts.found)), 600)
        if events:
            self._learn("events", events, None, "a known number of events", problems)
        else:
            self._say(Message(f"{_NO_EVENTS} {problems}".strip(), "warning"))
            self.changed.emit()

    def _on_failed(self, error: StackplanError) -> None:
        if self._waits:
            self._waits = False
            self._say(Message(str(error), "error"))
            self.changed.emit()

    def _learn(
        self,
        unit: str,
        known: Mapping[int, int],
        otherwise: Fraction | None,
        what: str,
        more: str = "",
    ) -> None:
        document = self._session.document
        runs = [run for run in document.known.runs("bytes") if run.number in known]
        weighed = [replace(run, weight=known[run.number]) for run in runs]
        document.known.learn(unit, weighed, otherwise)
        self._plan(unit)
        plan = document.plan
        if plan is not None and plan.request.weight == unit:
            words = _words(plan.runs, what)
            self._say(Message(f"{words} {more}".strip(), "info" if not more else "warning"))

    def _plan(self, unit: str) -> None:
        plan = self._session.document.plan
        if plan is not None:
            self._session.replan(replace(plan.request, weight=unit))

    def _say(self, message: Message) -> None:
        self.said.emit(KEY, message)


def _words(runs: tuple[Run, ...], what: str) -> str:
    guessed = RunNumbers.of(run.number for run in runs if run.estimated)
    words = f"{len(runs) - len(guessed):,} of {count(len(runs), 'run')} have {what}"
    if not guessed:
        return f"{words}."
    listed = str(guessed) if len(str(guessed)) < 200 else count(len(guessed), "run")
    return f"{words}; estimated from their sizes: {listed}."
