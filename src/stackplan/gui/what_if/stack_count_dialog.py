"""The dialog *How many stacks?* with its curve."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.metrics import CurvePoint
from stackplan.core.plan import Plan
from stackplan.core.stack_count import (
    CurveMarks,
    counts_for,
    curve_words,
    marks_of,
    point_words,
    sharpened,
    stack_curve,
)
from stackplan.core.text import format_duration, format_load, plural
from stackplan.core.time_goal import TimeGoal, rate_unit, time_goal
from stackplan.gui.chart.scene import PRESENT, Curve, Mark
from stackplan.gui.what_if.stack_count_chart import StackCountChart
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import AmountEdit, set_names
from stackplan.gui.widgets.worker import Emit, Job, Worker

# The loads and the speeds of a curve.
About = tuple[tuple[int, ...], tuple[int, ...] | None]


def about_of(plan: Plan) -> About:
    """Say what the curve of a plan depends on."""
    return tuple(sorted(run.load for run in plan.runs)), plan.request.speeds


def computing(about: About, counts: tuple[int, ...], pause: float) -> Job:
    """Make the job that computes a curve; after a pause, if there is something to see meanwhile."""

    def job(emit: Emit) -> object:
        time.sleep(pause)
        return stack_curve(about[0], counts, about[1], emit)

    return job


def curve_of(
    plan: Plan, points: tuple[CurvePoint, ...], marks: CurveMarks, goal: TimeGoal
) -> Curve:
    """Put the marks that there are into words."""
    longest = max(plan.runs, key=lambda run: (run.load, -run.number)).number
    limit = None
    if goal.rate is not None and goal.limit_ms is not None:
        limit = float(goal.rate * goal.limit_ms / 1000)
    words = format_duration(goal.limit_ms) if goal.limit_ms else ""
    reached = next((p.makespan for p in points if p.n_stacks == marks.present), plan.makespan)
    now, above = f"now: {marks.present}", None
    if plan.makespan > reached:
        # The plan on screen is not the best one of its number.
        above = float(plan.makespan)
        now += f", {format_load(round(plan.makespan), plan.request.weight)}"
    found = (
        (marks.present, now, PRESENT),
        (marks.machine, f"this computer: {marks.machine}", "faint"),
        (marks.knee, f"knee: {marks.knee}", "bar"),
        (marks.alone, f"from {marks.alone} run {longest} alone is the limit", "warning"),
        (marks.enough, f"fits in {words}: {marks.enough}", "good"),
    )
    shown = tuple(Mark(number, *about) for number, *about in found if number is not None)
    return Curve(points, shown, plan.request.weight, marks.alone, limit, words, above)


# The window shows a changed plan first; two threads of Python at once would make both slow.
_PAUSE_S = 0.3
_HINT = "Point at a number, or use the arrow keys; a click or Enter takes it."


class StackCountDialog(QDialog):
    """Shows the curve of the plan on screen and asks for another number of stacks."""

    stacks_requested = Signal(int)
    forecast_changed = Signal(str, str)  # rate and hours as typed

    def __init__(
        self, machine: int, rate: str = "", hours: str = "4", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stackCountDialog")
        self.setWindowTitle("How many stacks?")
        self._machine = machine
        self._plan: Plan | None = None
        self._computed: tuple[CurvePoint, ...] = ()
        self._points: tuple[CurvePoint, ...] = ()
        # What the computed curve is about, and what is being computed.
        self._about: About | None = None
        self._goal = TimeGoal()
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_curve)
        self.finished.connect(self.worker.cancel)
        self._build(rate, hours)
        self._arrange()
        self._connect()

    def set_plan(self, plan: Plan | None) -> None:
        """Show the curve of a plan; a worker computes it."""
        self._plan = plan
        nothing = _why_no_curve(plan)
        if plan is None or nothing:
            self.worker.cancel()
            self._computed, self._points, self._about = (), (), None
            self._show(nothing)
            return
        about, counts = about_of(plan), counts_for(plan, self._machine)
        covered = {point.n_stacks for point in self._computed}
        if about == self._about and covered.issuperset(counts) and not self.worker.running:
            # Only the number has changed: the curve is the same.
            self._on_curve(self._computed)
            return
        if not self._computed:
            self._show("Computing...")
        self._about = about
        self.worker.start(computing(about, counts, _PAUSE_S if self._computed else 0))

    def _build(self, rate: str, hours: str) -> None:
        self.chart = StackCountChart()
        set_names(
            self.chart, "stackCountChart", "Longest stack against the number of stacks", _HINT
        )
        self.words = QLabel(_HINT, wordWrap=True)
        set_names(self.words, "stackCountWords", "The number pointed at")
        self.rate, self.hours = AmountEdit(rate, "not known"), AmountEdit(hours)
        set_names(self.rate, "rateEdit", "Rate of one processor", "Empty: not known")
        set_names(
            self.hours, "wallTimeEdit", "Wall time in hours", "How long the analysis may take"
        )
        self.unit = QLabel("MB/s")
        self.facts = QLabel(wordWrap=True)
        set_names(self.facts, "stackCountFacts", "What the curve shows")
        self.take = QPushButton("&Use this plan")
        set_names(
            self.take, "takeStacksButton", "Use this number of stacks", "Ctrl+Z takes it back"
        )

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.chart, 1)
        strong = self.words.font()
        strong.setBold(True)
        self.words.setFont(strong)
        column.addWidget(self.words)
        row = QHBoxLayout()
        for label, field, unit in (
            ("One processor &reads", self.rate, self.unit),
            ("Done &within", self.hours, QLabel("hours")),
        ):
            words = QLabel(label)
            words.setBuddy(field)
            row.addWidget(words)
            row.addWidget(field)
            row.addWidget(unit)
            row.addSpacing(16)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.facts)
        column.addWidget(close_box(self, self.take, has_fields=True))
        width, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        resize_within_screen(self, 130 * width, 42 * line)
        self.chart.setFocus()

    def _connect(self) -> None:
        self.chart.pointed.connect(self._on_pointed)
        self.chart.chosen.connect(self.stacks_requested)
        self.take.clicked.connect(self._on_take)
        for field in (self.rate, self.hours):
            field.textChanged.connect(self._on_typed)
            field.editingFinished.connect(self._on_entered)

    def _on_curve(self, points: tuple[CurvePoint, ...]) -> None:
        plan = self._plan
        if plan is None:
            return
        bound = plan.lower_bound if not plan.pinned else 0
        known = CurvePoint(plan.request.n_stacks, plan.makespan, bound)
        self._computed, self._points = points, sharpened(points, [known])
        first = self.chart.point is None
        self._show()
        if first:
            self.chart.point_at(plan.request.n_stacks)

    def _on_typed(self) -> None:
        if self._points:
            self._show()

    def _on_entered(self) -> None:
        self.forecast_changed.emit(self.rate.text().strip(), self.hours.text().strip())

    def _on_take(self) -> None:
        if self.chart.point is not None:
            self.stacks_requested.emit(self.chart.point.n_stacks)

    def _show(self, instead: str = "") -> None:
        """Show curve, marks and sentences, or words where there is no curve."""
        plan = self._plan
        if plan is None or not self._points:
            self.chart.set_curve(Curve(), instead)
            self.facts.setText(instead)
            self._on_pointed(None)
            return
        weight = plan.request.weight
        unit = rate_unit(weight)
        self.unit.setText("(times are known)" if unit is None else unit[0])
        self.rate.setEnabled(unit is not None)
        self._goal = time_goal(weight, self.rate.amount, self.hours.amount)
        marks = marks_of(plan, self._points, self._machine, self._goal)
        self.chart.set_curve(curve_of(plan, self._points, marks, self._goal))
        facts = [
            *curve_words(plan, self._points, marks, self._goal),
            self.hours.mistake or self.rate.mistake,
        ]
        self.facts.setText("\n".join(facts).strip())
        self.chart.setAccessibleDescription(self.facts.text())
        self._on_pointed(self.chart.point)

    def _on_pointed(self, point: CurvePoint | None) -> None:
        self.take.setEnabled(point is not None)
        if point is None or self._plan is None:
            self.words.setText(_HINT)
            self.take.setText("&Use this plan")
            return
        words = point_words(point, self._plan.request.weight, self._goal)
        here = point.n_stacks == self._plan.request.n_stacks
        self.words.setText(words)
        self.chart.setToolTip(words)
        self.chart.setAccessibleName(f"Longest stack against the number of stacks. {words}")
        self.take.setText("In use" if here else f"&Use {plural(point.n_stacks, 'stack')}")
        self.take.setEnabled(not here)


def _why_no_curve(plan: Plan | None) -> str:
    if plan is None or not plan.runs:
        return "No plan yet."
    if not plan.is_known:
        return "The sizes of the runs are not known."
    return (
        "" if plan.total else "All these runs weigh nothing, so every number of stacks is as good."
    )
