"""The dialog "Rebalance gently": how many runs would move for how level a plan, before any does."""

from __future__ import annotations

import time
from fractions import Fraction
from math import ceil

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.balance.few_moves import (
    GentleStep,
    gentle_steps,
    knee_of_moves,
    within,
)
from stackplan.core.plan import Plan
from stackplan.core.text import format_gap, format_load, plural
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.worker import Emit, Job, Worker

_TOLERANCE = 0.1
# The window shows a changed plan first; two threads of Python at once would make both slow.
_PAUSE_S = 0.3
_STEP_COLUMNS = ("Runs to move", "Longest stack", "Above the best")
_MOVE_COLUMNS = ("Run", "Load", "From stack", "To stack")


class FewMovesDialog(QDialog):
    """Shows the curve of moves against gap, and the moves of the line that is chosen."""

    rebalance_requested = Signal(object)  # a GentleStep

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gentleDialog")
        self.setWindowTitle("Rebalance gently")
        self._plan: Plan | None = None
        self.found: tuple[GentleStep, ...] = ()
        self._is_typed = False  # until then the knee is chosen
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_found)
        self.finished.connect(self.worker.cancel)
        self._build()
        self._arrange()
        self._connect()

    def set_plan(self, plan: Plan | None) -> None:
        """Look for the steps from a plan, in a worker."""
        self._plan, self.found = plan, ()
        self.steps.clear()
        self.moves.clear()
        self.apply.setEnabled(False)
        if plan is None or not plan.runs or not plan.is_known:
            self.worker.cancel()
            self.words.setText("There is no plan of runs of known sizes yet.")
            return
        self.words.setText("Looking for the fewest moves...")
        self.worker.start(_looking(plan, _PAUSE_S if self.isVisible() else 0))

    def _build(self) -> None:
        self.words = QLabel(wordWrap=True)
        set_names(self.words, "gentleWords", "What the moves are worth")
        self.tolerance = QDoubleSpinBox(decimals=3, minimum=0.001, maximum=50.0, suffix=" %")
        self.tolerance.setValue(_TOLERANCE)
        self.tolerance.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        set_names(
            self.tolerance,
            "toleranceSpin",
            "Tolerance in per cent",
            "So far above the best possible the longest stack may be",
        )
        self.steps = _list(_STEP_COLUMNS, "gentleSteps", "Runs that move, and what is reached")
        self.steps.setToolTip("Choose a line: the more runs move, the more even the stacks are")
        self.moves = _list(_MOVE_COLUMNS, "gentleMoves", "Runs that would move")
        self.moves.setToolTip("The runs that would move, and where to")
        self.apply = QPushButton("&Move them")
        set_names(
            self.apply, "gentleApplyButton", "Move these runs", "One step: Ctrl+Z takes it back"
        )

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        row = QHBoxLayout()
        label = QLabel("&At most above the best possible:")
        label.setBuddy(self.tolerance)
        row.addWidget(label)
        row.addWidget(self.tolerance)
        row.addStretch(1)
        column.addLayout(row)
        lists = QSplitter()
        lists.setChildrenCollapsible(False)
        lists.addWidget(self.steps)
        lists.addWidget(self.moves)
        column.addWidget(lists, 1)
        column.addWidget(self.words)
        column.addWidget(close_box(self, self.apply, has_fields=True))
        width, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        resize_within_screen(self, 140 * width, 32 * line)

    def _connect(self) -> None:
        self.tolerance.valueChanged.connect(self._on_typed)
        self.steps.currentItemChanged.connect(self._on_chosen)
        self.apply.clicked.connect(self._on_apply)

    @property
    def chosen(self) -> GentleStep | None:
        """The line that is chosen."""
        index = self.steps.currentIndex().row()
        return self.found[index] if 0 <= index < len(self.found) else None

    def _on_found(self, found: tuple[GentleStep, ...]) -> None:
        self.found = found
        self.steps.clear()
        for step in self.found:
            load = format_load(ceil(step.makespan), step.plan.request.weight)
            row = [f"{len(step.moved):,}", load, format_gap(step.gap)]
            _add(self.steps, row)
        if self._is_typed:
            self._choose_by_tolerance()
        else:
            self._choose_knee()

    def _on_typed(self) -> None:
        self._is_typed = True
        self._choose_by_tolerance()

    def _choose_knee(self) -> None:
        """Choose the line up to which moves are worth it, and say how near to the best it is."""
        step = knee_of_moves(self.found)
        if step is not None:
            blocker = QSignalBlocker(self.tolerance)
            self.tolerance.setValue(ceil(step.gap * 100_000) / 1000)
            del blocker
            self.steps.setCurrentIndex(self.steps.model().index(self.found.index(step), 0))

    def _choose_by_tolerance(self) -> None:
        if not self.found:
            return
        # The spin box has three decimals, and a float of it is not exact.
        tolerance = Fraction(round(self.tolerance.value() * 1000), 100_000)
        step = within(self.found, tolerance) or self.found[-1]
        self.steps.setCurrentIndex(self.steps.model().index(self.found.index(step), 0))

    def _on_chosen(self) -> None:
        step, plan = self.chosen, self._plan
        self.moves.clear()
        if step is None or plan is None:
            return
        runs = {run.number: run for run in plan.runs}
        for number in step.moved:
            load = format_load(runs[number].load, plan.request.weight)
            stacks = (plan.places[number] + 1, step.plan.places[number] + 1)
            _add(self.moves, [str(number), load, *map(str, stacks)])
        self.words.setText(_step_words(plan, step, is_last=step is self.found[-1]))
        some = len(step.moved)
        self.apply.setEnabled(some > 0)
        self.apply.setText(f"&Move {plural(some, 'run')}" if some else "Nothing to move")

    def _on_apply(self) -> None:
        if self.chosen is not None:
            self.rebalance_requested.emit(self.chosen)


def _looking(plan: Plan, pause: float) -> Job:
    def job(emit: Emit) -> object:
        time.sleep(pause)
        emit(None)
        return gentle_steps(plan, tell=lambda: emit(None))

    return job


def _list(columns: tuple[str, ...], object_name: str, accessible_name: str) -> QTreeWidget:
    widget = QTreeWidget()
    widget.setRootIsDecorated(False)
    widget.setUniformRowHeights(True)
    widget.setHeaderLabels(columns)
    widget.setAllColumnsShowFocus(True)
    widget.header().setDefaultAlignment(Qt.AlignmentFlag.AlignRight)
    widget.header().setTextElideMode(Qt.TextElideMode.ElideRight)
    widget.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    set_names(widget, object_name, accessible_name)
    return widget


def _add(widget: QTreeWidget, texts: list[str]) -> None:
    item = QTreeWidgetItem(texts)
    for column in range(len(texts)):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    widget.addTopLevelItem(item)


def _step_words(plan: Plan, step: GentleStep, *, is_last: bool) -> str:
    """Say what the chosen line does."""
    now, then = format_gap(plan.gap), format_gap(step.gap)
    if not step.moved:
        more = " No single move or swap makes it shorter." if is_last else ""
        return f"The plan as it is: at most {now} above the best possible.{more}"
    few = plural(len(step.moved), "run")
    words = f"Moves {few} of {len(plan.runs):,}: from {now} to {then} above the best possible."
    return f"{words} That is as far as single moves go." if is_last else words
