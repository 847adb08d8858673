"""What the load of a run counts: its bytes, its events, its time or the files of a phase."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.core.errors import StackplanError
from stackplan.core.request import is_weight, weight_of_phase
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.text import printable, shortened
from stackplan.core.timing.rates import known_ms
from stackplan.core.timing.sentences import known_words
from stackplan.core.trace_checks import fact_remarks, known_events
from stackplan.files.spyral_workspace import phase_sizes
from stackplan.gui.planning.hdf5_info import Hdf5Info
from stackplan.gui.planning.session import Session
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.timing.workspace import Workspace
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Worker

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
        self.worker.failed.connect(partial(messages.say_error, WEIGHING_KEY))
        self._waits = False
        facts.changed.connect(self._on_facts)
        facts.failed.connect(self._on_failed)

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
            self._messages.say_error(WEIGHING_KEY, error)
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
