"""Times of the plan on screen, for the window, and the dialog "When is it done?"."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.time_goal import rate_unit, read_amount, time_goal
from stackplan.core.timing.rates import Rate
from stackplan.core.timing.sentences import time_sentences
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.table.columns import Pace
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.timing.progress_window import ProgressDialog, ProgressReader
from stackplan.gui.timing.workspace import Workspace
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen, show_dialog
from stackplan.gui.widgets.fields import AmountEdit, set_names
from stackplan.gui.widgets.labels import TonedLabel, readable_label
from stackplan.gui.widgets.worker import Worker

_HOUR_MS = 3_600_000
_LINK_UNIT = 10**6  # MB/s
_NO_PLAN = "There is no plan with runs of known size yet."


class TimesDialog(QDialog):
    """Shows sentences about the times of the plan on screen; a worker finds them."""

    def __init__(
        self, link: str = "", hours: str = "4", rate: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._about: tuple[Plan, Plan, Rate | None] | None = None
        self.setObjectName("timesDialog")
        self.setWindowTitle("When is it done?")
        self.worker = Worker(self)
        self._build(link, hours, rate)
        self._arrange()
        self.worker.finished.connect(self.words.setText)
        for field in (self.rate, self.link, self.hours):
            field.textChanged.connect(self._say)

    def _build(self, link: str, hours: str, rate: str) -> None:
        self.words = readable_label("timesWords", "When the plan is done")
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.rate, self.link = AmountEdit(rate, "as measured"), AmountEdit(link, "no limit")
        self.hours = AmountEdit(hours)
        tip = "What one process reads each second; empty: as measured"
        set_names(self.rate, "timesRateEdit", "Rate of one process", tip)
        self.unit = QLabel("MB/s")
        tip = "What the network or the disk carries for all stacks together; empty: no limit"
        set_names(self.link, "linkEdit", "Shared link in MB/s", tip)
        set_names(self.hours, "withinEdit", "Each stack within, in hours", "Empty: no limit")
        self.mistake = TonedLabel("timesMistake", "What cannot be read")
        self.read = QPushButton("&Read a Spyral workspace...")
        tip = "Its logs and files tell how long runs took; they are only read"
        set_names(self.read, "readTimesButton", "Read times from a Spyral workspace", tip)

    def _arrange(self) -> None:
        form = QFormLayout()
        for words, field, unit in (
            ("One &process reads", self.rate, self.unit),
            ("&Shared link carries", self.link, QLabel("MB/s")),
            ("Each stack &within", self.hours, QLabel("hours")),
        ):
            row = QHBoxLayout()
            row.addWidget(field)
            row.addWidget(unit)
            row.addStretch(1)
            label = QLabel(words)
            label.setBuddy(field)
            form.addRow(label, row)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.mistake)
        column.addWidget(self.words, 1)
        column.addWidget(close_box(self, self.read, has_fields=True))
        width = self.fontMetrics().averageCharWidth()
        resize_within_screen(self, 80 * width, 20 * self.fontMetrics().height())

    def set_plan(self, plan: Plan | None, snake: Plan | None, rate: Rate | None) -> None:
        """Say it of another plan, or with another rate."""
        if plan is None or snake is None or not plan.runs or not plan.is_known:
            self._about = None
            self.worker.cancel()
            self.words.setText(_NO_PLAN)
            return
        unit = rate_unit(plan.request.weight)
        self.rate.setEnabled(unit is not None)  # else the runs have times already
        self.unit.setText("MB/s" if unit is None else unit[0])
        self._about = (plan, snake, rate)
        self._say()

    def _say(self) -> None:
        mistake = self.rate.mistake or self.link.mistake or self.hours.mistake
        self.mistake.show_text(mistake, "bad")
        if self._about is not None:
            about, link, hours = self._about, _bytes_a_second(self.link.amount), self.hours.amount
            limit_ms = None if hours is None else max(1, int(hours * _HOUR_MS))
            self.worker.start(lambda _: "\n".join(time_sentences(*about, link, limit_ms)))


def _bytes_a_second(link: Fraction | None) -> int | None:
    return None if link is None else max(1, int(link * _LINK_UNIT))


def preferred_link(preferences: Preferences) -> int | None:
    """Read what was typed for the link in an earlier session; bytes a second, `None` for none."""
    try:
        return _bytes_a_second(read_amount(preferences.link))
    except StackplanError:
        return None  # damaged by hand


class PlanTimes(QObject):
    """Says how long the plan takes, and opens "When is it done?" and "Progress of the analysis".

    `plan_rest` plans what a workspace has not done.
    """

    finish_changed = Signal(object)  # how long it takes in ms; `None` where no rate is known
    pace_changed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        preferences: Preferences,
        times: MeasuredTimes,
        workspace: Workspace,
        plan_rest: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self._times = times
        self._workspace, self._plan_rest = workspace, plan_rest
        self._dialog: TimesDialog | None = None
        self.progress: ProgressDialog | None = None
        self._told: tuple[str, int | None, Pace] | None = None
        self.words = ""  # when the plan is done and what it gains, or how to know
        self.take_rate(preferences.rate, "bytes")
        times.rate_changed.connect(self.show)

    def show(self) -> None:
        """Show what is known of the plan on screen."""
        plan, snake = self._document.plan, self._document.snake
        rate = self._times.rate(plan.request.weight) if plan is not None else None
        self.words, finish_ms = self._times.words(plan, snake)
        told, now = self._told, (self.words, finish_ms, Pace(rate, self._times.link))
        self._told = now
        if told is None or told[:2] != now[:2]:
            self.finish_changed.emit(finish_ms)
        if told is None or told[2] != now[2]:
            self.pace_changed.emit(now[2])
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.set_plan(plan, snake, rate)

    def ask_times(self) -> None:
        """Read how long runs took in the workspace; ask for one where none is known."""
        self._workspace.use("Times from a Spyral workspace", self._times.read_workspace)

    def ask_board(self) -> None:
        """Show how far the workspace is; ask for one where none is known."""
        self._workspace.use("Progress of the analysis, by a Spyral workspace", self.show_board)

    def ask_workspace(self) -> None:
        """Ask for another workspace, to be read from now on, and show how far it is."""
        self._workspace.ask("The Spyral workspace of this plan", self.show_board)

    def show_times(self) -> None:
        """Open "When is it done?"."""
        if self._dialog is None:
            typed = (self._preferences.link, self._preferences.hours, self._preferences.rate)
            dialog = self._dialog = TimesDialog(*typed, self._window)
            dialog.read.clicked.connect(self.ask_times)
            dialog.rate.textChanged.connect(lambda: self._remember_rate(dialog.rate))
            dialog.link.textChanged.connect(lambda: self._remember_link(dialog.link))
            dialog.hours.textChanged.connect(self._remember_hours)
        show_dialog(self._dialog)
        self.show()

    def show_board(self, workspace: str) -> None:
        """Open "Progress of the analysis" on a workspace."""
        if self.progress is None:
            reader = ProgressReader(self._document, self._times, self._window)
            self.progress = ProgressDialog(reader, self._window)
            self.progress.rest_requested.connect(self._plan_rest)
        show_dialog(self.progress)
        self.progress.reader.begin(workspace)

    def look_soon(self) -> None:
        """Read the progress of another plan, the one that is on screen now."""
        if self.progress is not None:
            self.progress.reader.look_soon()

    def typed_rate(self) -> str:
        """Give the measured rate as it would be typed; empty if none is known."""
        plan = self._document.plan
        unit = rate_unit(plan.request.weight) if plan is not None else None
        if plan is None or unit is None:
            return ""
        rate = self._times.measured(plan.request.weight)
        return f"{float(rate.typical) / unit[1]:.3g}" if rate is not None else ""

    def take_rate(self, typed: str, weight: str = "") -> None:
        """Go by a rate that was typed, in the unit of a weight; without one, by what was measured.

        The weight is that of the plan on screen unless it is given.
        """
        plan = self._document.plan
        weight = weight or (plan.request.weight if plan is not None else "bytes")
        try:
            amount = read_amount(typed)
        except StackplanError:
            return  # the dialog says what is wrong; what counted before still does
        self._times.set_typed(time_goal(weight, amount, None).rate, weight)

    def _remember_rate(self, field: AmountEdit) -> None:
        if not field.mistake:
            self._preferences.rate = field.text().strip()
            self.take_rate(self._preferences.rate)

    def _remember_link(self, field: AmountEdit) -> None:
        if not field.mistake:
            self._preferences.link = field.text().strip()
            self._times.set_link(_bytes_a_second(field.amount))

    def _remember_hours(self, typed: str) -> None:
        self._preferences.hours = typed.strip()
