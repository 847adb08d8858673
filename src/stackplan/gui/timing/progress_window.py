"""Progress of the analysis: reads the workspace again and again, and shows each stack."""

from __future__ import annotations

import time
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.spyral.progress import (
    PlanProgress,
    StackProgress,
    board,
    progress_of,
    run_words,
    whole_words,
)
from stackplan.core.text import format_duration, printable, shortened
from stackplan.core.timing.estimate import Span, stack_times
from stackplan.files.spyral_workspace import read_workspace
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.worker import SILENCE_S, Job, Worker

_PAUSE_S, _LONGEST_PAUSE_S = 10, 3600
# A slow disk is asked less often, so that asking takes a tenth of the time at most.
_SHARE = 10


class Reading(NamedTuple):
    """What one look has brought, and when it was (s since 1970)."""

    plan: Plan
    progress: PlanProgress
    rows: tuple[StackProgress, ...]
    at: float


class ProgressReader(QObject):
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
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_read)
        self.worker.failed.connect(self._on_failed)
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.look)
        self._asked_at, self._asked_about = 0.0, document.plan

    @property
    def silent_s(self) -> float:
        """Seconds for which the disk has been asked and has not answered."""
        return self.worker.silent_s

    def begin(self, workspace: str) -> None:
        """Look at a workspace now, and again and again until `stop`."""
        self.workspace, self.reading, self.failure = workspace, None, ""
        self.worker.cancel()  # it may be about another workspace
        self.look()
        self.changed.emit()

    def stop(self) -> None:
        """Look no more."""
        self.workspace = ""
        self.timer.stop()
        self.worker.cancel()

    def look(self) -> None:
        """Look now, unless a look is under way."""
        document, plan = self._document, self._document.plan
        if not self.workspace or plan is None or self.worker.running:
            return
        rate = self._times.rate(plan.request.weight)
        spans: tuple[Span, ...] = ()
        if rate is not None and plan.is_known:
            spans = stack_times(plan, rate, self._times.link)
        found = document.found
        modified = found.modified_ms if found else {}
        self._asked_at, self._asked_about = time.monotonic(), plan
        self.worker.start(_looking(plan, self.workspace, document.traces, modified, spans))

    def look_soon(self) -> None:
        """Look at another plan: the one that is on screen now."""
        # A look that runs is not cut off: on a disk that hangs each edit would leave a thread.
        if self.workspace and not self.worker.running:
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
        found = read_workspace(workspace, traces)
        now = time.time()
        progress = progress_of(plan, found, modified, round(1000 * now))
        return Reading(plan, progress, board(plan, progress, spans), now)

    return job


_COLUMNS = (
    "Stack / run", "State", "Done", "Failed", "Begun", "Not begun", "Took", "Planned", "Left",
)  # fmt: skip
_STATE, _FIRST_NUMBER = 1, 2
_TICK_MS = 1000
_MOST_WORDS = 300


class ProgressDialog(QDialog):
    """One row a stack, which opens to its runs; read again and again, never written."""

    rest_requested = Signal(str)

    def __init__(self, reader: ProgressReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reader = reader
        self._shown: Reading | None = None
        self.setObjectName("boardDialog")
        self.setWindowTitle("Progress of the analysis")
        self._build()
        self._arrange()
        reader.changed.connect(self.show_board)
        self.finished.connect(reader.stop)  # a closed dialog does not go on reading the disk
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._show_age)
        self._clock.start()
        self.show_board()

    def _build(self) -> None:
        self.words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_names(self.words, "boardWords", "How far the plan is")
        self.rows = QTreeWidget()
        self.rows.setHeaderLabels(_COLUMNS)
        self.rows.setUniformRowHeights(True)
        self.rows.setAlternatingRowColors(True)
        self.rows.itemExpanded.connect(self._fill)
        set_names(
            self.rows, "boardRows", "Stacks", "Open a stack to see what has become of its runs"
        )
        header = self.rows.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # The words about a run may be long: cut off here, whole in the tool tip.
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_STATE, QHeaderView.ResizeMode.Stretch)
        self.age = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_names(self.age, "boardAge", "When the workspace was read")
        self.rest = QPushButton("&Plan what is left...")
        tip = "See what is left, and plan it on the stacks that are free"
        set_names(self.rest, "boardRest", "Plan what is left", tip)
        self.rest.clicked.connect(lambda: self.rest_requested.emit(self.reader.workspace))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.rows, 1)
        column.addWidget(self.age)
        column.addWidget(close_box(self, self.rest))
        width = self.fontMetrics().averageCharWidth()
        resize_within_screen(self, 110 * width, 26 * self.fontMetrics().height())

    def show_board(self) -> None:
        """Show what the last look has brought; which stacks are open stays so."""
        reading = self.reader.reading
        self.rest.setEnabled(reading is not None)
        self._show_age()
        if reading is None:
            self.words.setText("")
            self.rows.clear()
        elif reading is not self._shown:
            self.words.setText(" ".join(whole_words(reading.rows)))
            self._show_rows(reading)
        self._shown = reading

    def _show_rows(self, reading: Reading) -> None:
        for index, row in enumerate(reading.rows):
            item = self.rows.topLevelItem(index)
            if item is None:
                item = QTreeWidgetItem(self.rows)
                item.setChildIndicatorPolicy(
                    QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator
                    if row.runs
                    else QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicator
                )
                for column in range(_FIRST_NUMBER, len(_COLUMNS)):
                    item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
            for column, text in enumerate(_cells(row)):
                item.setText(column, text)
            if item.isExpanded():
                self._fill_from(reading, item, index)
        while self.rows.topLevelItemCount() > len(reading.rows):
            self.rows.takeTopLevelItem(self.rows.topLevelItemCount() - 1)

    def _fill(self, item: QTreeWidgetItem) -> None:
        if self.reader.reading is not None and item.parent() is None:
            index = self.rows.indexOfTopLevelItem(item)
            self._fill_from(self.reader.reading, item, index)

    def _fill_from(self, reading: Reading, item: QTreeWidgetItem, stack: int) -> None:
        numbers = reading.plan.stacks[stack].run_numbers if stack < len(reading.rows) else ()
        while item.childCount() > len(numbers):
            item.takeChild(item.childCount() - 1)
        for place, number in enumerate(numbers):
            child = item.child(place) or QTreeWidgetItem(item)
            words = shortened(printable(run_words(reading.progress, number)), _MOST_WORDS)
            child.setText(0, f"Run {number}")
            child.setText(1, words)
            child.setToolTip(1, words)

    def _show_age(self) -> None:
        reader = self.reader
        words = [f"Workspace {printable(reader.workspace)}, only read."] if reader.workspace else []
        if reader.reading is not None:
            clock = time.strftime("%H:%M:%S", time.localtime(reader.reading.at))
            words.append(f"Read at {clock}; again every {reader.pause_s} s.")
        elif reader.workspace and not reader.failure:
            words.append("Reading...")
        if reader.failure:
            words.append(reader.failure)
        if reader.silent_s >= SILENCE_S:
            words.append(f"The disk has not answered for {int(reader.silent_s)} s.")
        self.age.setText(" ".join(words))


def _cells(row: StackProgress) -> tuple[str, ...]:
    planned = format_duration(row.planned.likely) if row.planned is not None else "not known"
    return (
        f"Stack {row.stack + 1}",
        row.state,
        f"{row.done} of {row.runs}",
        str(row.failed),
        str(row.begun),
        str(row.waiting),
        format_duration(row.took_ms) if row.took_ms else "",
        planned,
        "" if row.left_ms is None else format_duration(row.left_ms),
    )
