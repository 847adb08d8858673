"""Times of earlier runs: read from a Spyral workspace, kept, and told of the plan on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.core.errors import StackplanError
from stackplan.core.text import count, format_duration, shown
from stackplan.gui.widgets.background import Task
from stackplan.gui.widgets.message_bar import Message

if TYPE_CHECKING:
    from stackplan.core.plan import Plan
    from stackplan.core.timing.rates import Rate, TimedRun
    from stackplan.gui.document.document import PlanDocument
    from stackplan.gui.widgets.background import Job

KEY = "times"


class Read(NamedTuple):
    """What a worker has found out: times of the phases that ran last, their rate, and words."""

    timed: tuple[TimedRun, ...]
    rate: Rate | None
    words: str = ""


class MeasuredTimes(QObject):
    """Knows how fast an analysis goes here, and says so; without a rate it says how to get one."""

    said = Signal(str, object)
    rate_changed = Signal()

    def __init__(self, document: PlanDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._rate: Rate | None = None
        self._timed: tuple[TimedRun, ...] = ()
        self._by_events: tuple[object, Rate | None] = (None, None)
        self.link: int | None = None  # bytes a second that all stacks together can read
        self.task = Task(self)
        self.task.finished.connect(self._on_read)
        self.task.failed.connect(self._on_failed)

    def load(self) -> None:
        """Read what earlier imports have kept."""
        self.task.start(_load)

    def read_workspace(self, folder: str) -> None:
        """Read the times of a Spyral workspace, and keep them."""
        self.task.start(_reading(folder, self._document.traces, self._sizes))

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

    def rate(self, weight: str) -> Rate | None:
        """Give what one process does each second, in the unit of a weight, if that is known."""
        if self._rate is None or weight == "bytes":
            return self._rate
        # Imported when something but bytes counts: the window starts without.
        from stackplan.core.timing.rates import fit_rate, rate_of_times

        if weight == "ms":
            return rate_of_times(self._rate)
        runs = self._document.runs
        if self._by_events[0] is not runs:
            events = {run.number: run.load for run in runs if not run.estimated}
            self._by_events = runs, fit_rate(self.timed_here, lambda run: events.get(run.number))
        return self._by_events[1]

    def words(self, plan: Plan | None, snake: Plan | None) -> tuple[str, str]:
        """Say when the plan is done and what it gains, and how long it takes; or how to know."""
        if plan is None or snake is None or not plan.runs or not plan.is_known:
            return "", ""
        # Imported with the first plan, or with the first time: the window starts without.
        from stackplan.core.timing.sentences import NO_RATE, finish_words

        rate = self.rate(plan.request.weight)
        if rate is None:
            return NO_RATE, ""
        from stackplan.core.timing.estimate import finish_time, time_gained

        gained = time_gained(plan, snake, rate, self.link)
        finish = finish_time(plan, rate, self.link)
        return " ".join(finish_words(finish, gained)), format_duration(finish.likely)

    def _on_read(self, read: Read) -> None:
        self._timed, self._rate, self._by_events = read.timed, read.rate, (None, None)
        if read.words:
            self.said.emit(KEY, Message(read.words, "info" if read.rate is not None else "warning"))
        self.rate_changed.emit()

    def _on_failed(self, error: StackplanError) -> None:
        self.said.emit(KEY, Message(str(error), "error"))


def _load(_: object) -> object:
    # What the first plan asks for: the window's thread finds it imported.
    from stackplan.files.measured_times import load_times
    from stackplan.files.paths import data_folder

    return _fitted(load_times(data_folder()))


def _fitted(timed: tuple[TimedRun, ...]) -> Read:
    """Fit once, in a worker: an edit only looks it up."""
    if not timed:
        return Read((), None)
    from stackplan.core.timing.rates import fit_rate, with_phases

    whole = with_phases(timed)
    return Read(whole, fit_rate(whole))


def _reading(folder: str, traces: str, sizes: dict[int, int]) -> Job:
    """Make the job that reads a workspace and keeps its times."""

    def job(_: object) -> object:
        from stackplan.core.spyral.run_times import timed_runs
        from stackplan.core.timing.sentences import NO_RATE, rate_words
        from stackplan.files.measured_times import keep_times
        from stackplan.files.paths import data_folder
        from stackplan.files.spyral_workspace import read_workspace

        workspace = read_workspace(folder, traces)
        timed = timed_runs(workspace, sizes)
        if not timed:
            raise StackplanError(
                f"{shown(folder)} holds no time of a run of this folder; "
                "open the folder whose runs were analysed there."
            )
        broken = {run for runs in workspace.broken.values() for run in runs}
        failed = f", {count(len(broken), 'run')} not whole" if broken else ""
        words = f"{count(len(timed), 'time')} read from {shown(folder)}{failed}."
        read = _fitted(keep_times(data_folder(), timed))
        known = NO_RATE if read.rate is None else f"{rate_words(read.rate, 'bytes')}."
        return read._replace(words=f"{words} {known}")

    return job
