"""Times measured in a Spyral workspace: the workspace, rates from it, what runs are weighed by."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.spyral.run_times import timed_runs
from stackplan.core.text import plural, printable, shortened
from stackplan.core.timing.estimate import finish_time, time_gained
from stackplan.core.timing.rates import (
    Rate,
    TimedRun,
    after_phase,
    fit_rate,
    known_ms,
    rate_of_times,
    with_phases,
)
from stackplan.core.timing.sentences import NO_RATE, finish_words, known_words, rate_words
from stackplan.core.trace_checks import fact_remarks, known_events
from stackplan.core.weights import is_weight, weight_of_phase
from stackplan.files.measured_times import keep_times, load_times
from stackplan.files.paths import absolute, data_folder
from stackplan.files.spyral_workspace import phase_sizes, read_workspace
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.planning.hdf5_info import Hdf5Info
from stackplan.gui.planning.session import Session
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.dialogs import folder_dialog
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
        self.worker.failed.connect(self._on_failed)

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
        """Go by a rate that somebody has typed, in the unit of a weight; `None` for none."""
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

    def _on_failed(self, error: StackplanError) -> None:
        self._messages.post(KEY, Message(str(error), "error"))


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


WEIGHING_KEY = "weight"
_NO_TIMES = (
    "No time of a run of this folder is known; read those of a Spyral workspace to plan by time."
)
_NO_EVENTS = "No file of this folder tells its number of events; the plan goes on by size."


_NO_SIZES = (
    "The sizes of the trace files are not known, for their folder is not there; the plan stays as"
    " it is."
)


class PhaseFiles(NamedTuple):
    """What a worker has found of a phase: the size of its files by run, for a folder of traces."""

    folder: str
    phase: str
    sizes: Mapping[int, int]


class WeightChoice(QObject):
    """Plans anew with another weight, as one step; what is not known is estimated from sizes."""

    changed = Signal()  # the wish for another weight

    def __init__(
        self,
        session: Session,
        times: MeasuredTimes,
        facts: Hdf5Info,
        ask_times: Callable[[], None],
        workspace: Workspace,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._session, self._times, self._facts = session, times, facts
        self._ask_times, self._workspace = ask_times, workspace
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_phase)
        self.worker.failed.connect(lambda error: self._say(Message(str(error), "error")))
        self._waits = False
        facts.changed.connect(self._on_facts)
        facts.failed.connect(self._on_failed)

    @property
    def weight(self) -> str:
        """What the plan counts."""
        plan = self._session.document.plan
        return plan.request.weight if plan is not None else "bytes"

    def choose(self, weight: str) -> None:
        """Count something else from now on: one of `WEIGHTS`."""
        self._waits = False
        self.worker.cancel()
        if weight == "events":
            self._waits = True
            self._facts.ask()
        elif weight == "ms":
            self._by_time()
        elif any(run.size for run in self._session.document.runs_in("bytes")):
            self._plan("bytes")
        else:
            self._say(Message(_NO_SIZES, "warning"))
        self.changed.emit()

    def ask_phase(self) -> None:
        """Ask for the folder of a phase, and count the sizes of its files from then on."""
        self._workspace.ask_phase(self.count_phase)

    def count_phase(self, workspace: str, phase: str) -> None:
        """Count the sizes of a phase's files; where there are no traces its runs are planned."""
        self._waits = False
        if not is_weight(weight_of_phase(phase)):
            words = (
                f"'{printable(phase)}' is no name of a phase; choose a folder such as Pointcloud."
            )
            self._say(Message(words, "error"))
            return
        asked = self._session.folder
        self.worker.start(lambda _: PhaseFiles(asked, phase, phase_sizes(workspace, phase)))

    def _on_phase(self, read: PhaseFiles) -> None:
        document, weight = self._session.document, weight_of_phase(read.phase)
        if read.folder != self._session.folder:
            return  # another folder was opened meanwhile
        if document.plan is None:
            runs = tuple(Run(number, 0, size) for number, size in read.sizes.items())
            if self._session.open_without_traces(runs, weight):
                words = (
                    f"The runs are those of the files of {read.phase}; their traces are not there."
                )
                self._say(Message(words, "warning"))
        elif any(run.number in read.sizes for run in document.runs_in("bytes")):
            lost = RunNumbers.of(
                run.number
                for run in document.plan.runs
                if not (run.size or run.number in read.sizes)
            )
            more = f"Neither size nor file is known, so not planned: run {lost}." if lost else ""
            self._learn(weight, read.sizes, None, f"a file of {read.phase}", more)
        else:
            words = (
                f"No run of this plan has a file of {read.phase} there; the plan stays as it is."
            )
            self._say(Message(words, "warning"))
        self.changed.emit()

    def _by_time(self) -> None:
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
        runs = [run for run in document.runs_in("bytes") if run.number in known]
        weighed = [replace(run, weight=known[run.number]) for run in runs]
        document.known.learn(unit, weighed, otherwise)
        self._plan(unit)
        request = self._session.request
        if document.plan is not None and request.weight == unit:
            words = known_words(request.select(document.runs_in(unit)), what)
            self._say(Message(f"{words} {more}".strip(), "info" if not more else "warning"))

    def _plan(self, unit: str) -> None:
        self._session.replan(replace(self._session.request, weight=unit))

    def _say(self, message: Message) -> None:
        self._messages.post(WEIGHING_KEY, message)


class Workspace:
    """The Spyral workspace of the plan on screen: asked for once, remembered with its folder.

    `start` gives the folder in which the dialog begins.
    """

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        preferences: Preferences,
        start: Callable[[], str],
    ) -> None:
        self._window, self._document = window, document
        self._preferences, self._start = preferences, start

    @property
    def path(self) -> str:
        """The workspace of the folder on screen; empty where none was chosen."""
        return self._preferences.workspace(self._document.traces)

    def use(self, title: str, take: Callable[[str], None]) -> None:
        """Hand over the workspace, at once or after asking for it."""
        if self.path:
            take(self.path)
        else:
            self.ask(title, take)

    def ask_phase(self, take: Callable[[str, str], None]) -> None:
        """Ask for the folder of a phase; hand over the workspace that it lies in, and its name."""
        title = "The folder of a phase, such as Pointcloud, in a Spyral workspace"
        dialog = folder_dialog(self._window, self.path or self._start(), title)

        def chosen(path: str) -> None:
            workspace, phase = os.path.split(absolute(path))
            if self._document.traces and not self.path:
                self._preferences.set_workspace(self._document.traces, workspace)
            take(workspace, phase)

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def ask(self, title: str, take: Callable[[str], None]) -> None:
        """Ask for a workspace, even where one is known; it is the plan's from then on."""
        dialog = folder_dialog(self._window, self.path or self._start(), title)

        def chosen(path: str) -> None:
            self._preferences.set_workspace(self._document.traces, path)
            take(path)

        dialog.fileSelected.connect(chosen)
        dialog.open()
