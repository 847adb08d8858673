"""Looks at a Spyral workspace from time to time, and holds the plan on screen against it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from stackplan.gui.widgets.background import Task

if TYPE_CHECKING:
    from stackplan.core.errors import StackplanError
    from stackplan.core.plan import Plan
    from stackplan.core.spyral.progress import BoardRow, Progress
    from stackplan.core.timing.estimate import Span
    from stackplan.gui.document.document import PlanDocument
    from stackplan.gui.timing.measured_times import MeasuredTimes
    from stackplan.gui.widgets.background import Job

_MS = 1_000_000  # ns
_PAUSE_S, _LONGEST_PAUSE_S = 10, 3600
# A slow disk is asked less often, so that asking takes a tenth of the time at most.
_SHARE = 10


class Reading(NamedTuple):
    """What one look has brought, and when it was (s since 1970)."""

    plan: Plan
    progress: Progress
    rows: tuple[BoardRow, ...]
    at: float


class BoardReader(QObject):
    """Reads in a worker, one look at a time; nothing in the workspace is written or locked."""

    changed = Signal()

    def __init__(
        self, document: PlanDocument, times: MeasuredTimes, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._times = document, times
        self.workspace = ""
        self.pause_s = _PAUSE_S  # between two looks
        self.reading: Reading | None = None
        self.failure = ""
        self.task = Task(self)
        self.task.finished.connect(self._on_read)
        self.task.failed.connect(self._on_failed)
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.look)
        self._asked_at, self._asked_about = 0.0, document.plan
        document.plan_changed.connect(self._on_plan_changed)

    @property
    def silent_s(self) -> float:
        """Seconds for which the disk has been asked and has not answered."""
        return time.monotonic() - self._asked_at if self.task.running else 0.0

    def begin(self, workspace: str) -> None:
        """Look at a workspace now, and again and again until `stop`."""
        self.workspace, self.reading, self.failure = workspace, None, ""
        self.task.cancel()  # it may be about another workspace
        self.look()
        self.changed.emit()

    def stop(self) -> None:
        """Look no more."""
        self.workspace = ""
        self.timer.stop()
        self.task.cancel()

    def look(self) -> None:
        """Look now, unless a look is under way."""
        document, plan = self._document, self._document.plan
        if not self.workspace or plan is None or self.task.running:
            return
        rate = self._times.rate(plan.request.weight)
        spans: tuple[Span, ...] = ()
        if rate is not None and plan.is_known:
            from stackplan.core.timing.estimate import stack_times

            spans = stack_times(plan, rate, self._times.link)
        found = document.found
        modified = {n: at // _MS for n, at in found.modified.items()} if found else {}
        self._asked_at, self._asked_about = time.monotonic(), plan
        self.task.start(_looking(plan, self.workspace, document.traces, modified, spans))

    def _on_plan_changed(self) -> None:
        # A look under way is let finish: a disk that hangs would hold one thread for each edit.
        if self.workspace and not self.task.running:
            self.timer.start(0)

    def _on_read(self, reading: Reading) -> None:
        self.reading, self.failure = reading, ""
        self._go_on()

    def _on_failed(self, error: StackplanError) -> None:
        self.failure = str(error)
        self._go_on()

    def _go_on(self) -> None:
        took_s = time.monotonic() - self._asked_at
        self.pause_s = min(max(_PAUSE_S, round(_SHARE * took_s)), _LONGEST_PAUSE_S)
        is_about_now = self._asked_about is self._document.plan
        self.timer.start(1000 * self.pause_s if is_about_now else 0)
        self.changed.emit()


def _looking(
    plan: Plan, workspace: str, traces: str, modified: dict[int, int], spans: tuple[Span, ...]
) -> Job:
    def job(_: object) -> object:
        from stackplan.core.spyral.progress import board, progress_of
        from stackplan.files.spyral_workspace import read_workspace

        found = read_workspace(workspace, traces)
        now = time.time()
        progress = progress_of(plan, found, modified, round(1000 * now))
        return Reading(plan, progress, board(plan, progress, spans), now)

    return job
