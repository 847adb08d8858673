"""Times measured in a Spyral workspace, and how fast an analysis goes by them."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.spyral.run_times import timed_runs
from stackplan.core.text import plural, printable
from stackplan.core.timing.estimate import finish_time, time_gained
from stackplan.core.timing.rates import (
    Rate,
    TimedRun,
    after_phase,
    fit_rate,
    rate_of_times,
    with_phases,
)
from stackplan.core.timing.sentences import NO_RATE, finish_words, rate_words
from stackplan.files.measured_times import keep_times, load_times
from stackplan.files.paths import data_folder
from stackplan.files.spyral_workspace import read_workspace
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Job, Worker

KEY = "times"


class FittedTimes(NamedTuple):
    """What a worker has found out: times of the phases that ran last, their rate, and words."""

    timed: tuple[TimedRun, ...]
    rate: Rate | None
    words: str = ""


class MeasuredTimes(QObject):
    """Knows how fast an analysis goes here, and says so; without a rate it says how to get one."""

    rate_changed = Signal()

    def __init__(
        self,
        document: PlanDocument,
        link: int | None,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._messages = document, messages
        self._rate: Rate | None = None
        self._timed: tuple[TimedRun, ...] = ()
        self._by_events: tuple[object, Rate | None] = (None, None)
        self._typed: tuple[Rate | None, str] = (None, "bytes")
        self.link = link  # bytes a second that all stacks together can read; `None` is no limit
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_read)
        self.worker.failed.connect(partial(messages.say_error, KEY))

    def load(self) -> None:
        """Read what earlier imports have kept."""
        self.worker.start(_load)

    def read_workspace(self, folder: str) -> None:
        """Read the times of a Spyral workspace, and keep them."""
        self.worker.start(_reading(folder, self._document.traces, self._sizes))

    def set_link(self, link: int | None) -> None:
        """Tell what the link carries that all stacks read over; `None` is no limit."""
        if link != self.link:
            self.link = link
            self.rate_changed.emit()

    @property
    def timed_here(self) -> tuple[TimedRun, ...]:
        """Times of runs whose trace files are still what was analysed then."""
        sizes = self._sizes
        return tuple(run for run in self._timed if sizes.get(run.number) == run.size)

    @property
    def _sizes(self) -> dict[int, int]:
        return {run.number: run.size for run in self._document.runs}

    def set_typed(self, rate: Fraction | None, weight: str) -> None:
        """Go by a rate that was typed, in the unit of a weight; `None` for none."""
        typed = (Rate(rate, rate, rate) if rate is not None and weight != "ms" else None, weight)
        if typed != self._typed:
            self._typed = typed
            self.rate_changed.emit()

    def rate(self, weight: str) -> Rate | None:
        """Give what one process does each second, typed or measured, in the unit of a weight."""
        typed, its_weight = self._typed
        if typed is not None and weight == its_weight:
            return typed
        return self.measured(weight)

    def measured(self, weight: str) -> Rate | None:
        """Give what was measured of it, if that is known."""
        if self._rate is None or weight == "bytes":
            return self._rate
        if weight == "ms":
            return rate_of_times(self._rate)
        runs = self._document.runs
        if self._by_events[0] != runs:
            events = {run.number: run.load for run in runs if not run.estimated}
            timed = after_phase(self.timed_here, weight)
            self._by_events = runs, fit_rate(timed, lambda run: events.get(run.number))
        return self._by_events[1]

    def words(self, plan: Plan | None, snake: Plan | None) -> tuple[str, int | None]:
        """Say when the plan is done and what it gains, or how to know, and how many ms it takes."""
        if plan is None or snake is None or not plan.runs or not plan.is_known:
            return "", None
        rate = self.rate(plan.request.weight)
        if rate is None:
            return NO_RATE, None

        gained = time_gained(plan, snake, rate, self.link)
        finish = finish_time(plan, rate, self.link)
        return " ".join(finish_words(finish, gained)), finish.likely

    def _on_read(self, read: FittedTimes) -> None:
        self._timed, self._rate, self._by_events = read.timed, read.rate, (None, None)
        if read.words:
            self._messages.post(
                KEY, Message(read.words, "info" if read.rate is not None else "warning")
            )
        self.rate_changed.emit()


def _load(_: object) -> object:
    return _fitted(load_times(data_folder()))


def _fitted(timed: tuple[TimedRun, ...]) -> FittedTimes:
    """Fit once, in a worker: an edit only looks it up."""
    if not timed:
        return FittedTimes((), None)

    whole = with_phases(timed)
    return FittedTimes(whole, fit_rate(whole))


def _reading(folder: str, traces: str, sizes: dict[int, int]) -> Job:
    """Make the job that reads a workspace and keeps its times."""

    def job(_: object) -> object:
        workspace = read_workspace(folder, traces)
        timed = timed_runs(workspace, sizes)
        if not timed:
            raise StackplanError(
                f"{printable(folder)} holds no time of a run of this folder; "
                "open the folder whose runs were analysed there."
            )
        broken = {run for runs in workspace.broken.values() for run in runs}
        failed = f", {plural(len(broken), 'run')} not whole" if broken else ""
        words = f"{plural(len(timed), 'time')} read from {printable(folder)}{failed}."
        read = _fitted(keep_times(data_folder(), timed))
        known = NO_RATE if read.rate is None else f"{rate_words(read.rate, 'bytes')}."
        return read._replace(words=f"{words} {known}")

    return job
