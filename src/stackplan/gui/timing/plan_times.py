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
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.stack_count import rate_unit, read_amount, time_goal
from stackplan.core.timing.rates import Rate
from stackplan.core.timing.sentences import time_sentences
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.table.columns import Pace
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.timing.progress_window import ProgressDialog, ProgressReader
from stackplan.gui.timing.workspace import Workspace
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen, show_dialog
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.labels import readable_label
from stackplan.gui.widgets.worker import Job, Worker

_HOUR_MS = 3_600_000
_LINK_UNIT = 10**6  # MB/s
_NO_PLAN = "There is no plan with runs of known size yet."


class TimesDialog(QDialog):
    """Shows sentences about the times of the plan on screen; a worker finds them."""

    workspace_requested = Signal()
    link_changed = Signal(str, object)  # as typed, and in bytes a second
    hours_changed = Signal(str)
    rate_changed = Signal(str)  # as typed; only what can be read

    def __init__(
        self, link: str = "", hours: str = "4", rate: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._about: tuple[Plan, Plan, Rate | None] | None = None
        self.setObjectName("timesDialog")
        self.setWindowTitle("When is it done?")
        self.setAccessibleName("When is it done?")
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_words)
        self._build(link, hours, rate)
        self._arrange()
        self.rate.textChanged.connect(self._on_rate)
        self.link.textChanged.connect(self._on_link)
        self.hours.textChanged.connect(self._on_hours)

    def _build(self, link: str, hours: str, rate: str) -> None:
        self.words = readable_label("timesWords", "When the plan is done")
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.rate, self.link, self.hours = QLineEdit(rate), QLineEdit(link), QLineEdit(hours)
        self.rate.setPlaceholderText("as measured")
        tip = "What one process reads each second; empty: as measured"
        set_names(self.rate, "timesRateEdit", "Rate of one process", tip)
        self.unit = QLabel("MB/s")
        self.link.setPlaceholderText("no limit")
        tip = "What the network or the disk carries for all stacks together; empty: no limit"
        set_names(self.link, "linkEdit", "Shared link in MB/s", tip)
        set_names(self.hours, "withinEdit", "Each stack within, in hours", "Empty: no limit")
        for field in (self.rate, self.link, self.hours):
            field.setMaximumWidth(field.fontMetrics().horizontalAdvance("0") * 12)
        self.mistake = QLabel(wordWrap=True)
        set_names(self.mistake, "timesMistake", "What cannot be read")
        self.mistake.hide()
        self.read = QPushButton("&Read a Spyral workspace...")
        tip = "Its logs and files tell how long runs took; they are only read"
        set_names(self.read, "readTimesButton", "Read times from a Spyral workspace", tip)
        self.read.clicked.connect(self.workspace_requested)

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

    @property
    def typed(self) -> tuple[int | None, int | None]:
        """Bytes a second of the link, and milliseconds of the limit; `None` without."""
        link, hours = self._amount(self.link), self._amount(self.hours)
        return (
            None if link is None else max(1, int(link * _LINK_UNIT)),
            None if hours is None else max(1, int(hours * _HOUR_MS)),
        )

    def _mistake_of(self, field: QLineEdit) -> str:
        try:
            read_amount(field.text())
        except StackplanError as error:
            return str(error)
        return ""

    def _amount(self, field: QLineEdit) -> Fraction | None:
        try:
            return read_amount(field.text())
        except StackplanError as error:
            self._show_mistake(str(error))
            return None

    def _show_mistake(self, words: str) -> None:
        self.mistake.setText(words)
        self.mistake.setVisible(bool(words))

    def _say(self) -> None:
        self._show_mistake(self._mistake_of(self.rate))
        typed = self.typed
        if self._about is not None:
            self.worker.start(_saying(*self._about, *typed))

    def _on_rate(self, text: str) -> None:
        self._say()
        if not self._mistake_of(self.rate):
            self.rate_changed.emit(text.strip())

    def _on_link(self, text: str) -> None:
        self._say()
        self.link_changed.emit(text.strip(), self.typed[0])

    def _on_hours(self, text: str) -> None:
        self._say()
        self.hours_changed.emit(text.strip())

    def _on_words(self, words: str) -> None:
        self.words.setText(words)


def _saying(
    plan: Plan, snake: Plan, rate: Rate | None, link: int | None, limit_ms: int | None
) -> Job:
    def job(_: object) -> object:
        return "\n".join(time_sentences(plan, snake, rate, link, limit_ms))

    return job


def preferred_link(preferences: Preferences) -> int | None:
    """Read what was typed for the link in an earlier session; bytes a second, `None` for none."""
    if not preferences.link:
        return None
    try:
        typed = read_amount(preferences.link)
    except StackplanError:
        return None  # damaged by hand
    return None if typed is None else max(1, int(typed * 10**6))


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
            self._dialog = TimesDialog(*typed, self._window)
            self._dialog.rate_changed.connect(self._remember_rate)
            self._dialog.workspace_requested.connect(self.ask_times)
            self._dialog.link_changed.connect(self._take_link)
            self._dialog.hours_changed.connect(self._remember_hours)
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

    def _remember_rate(self, typed: str) -> None:
        self._preferences.rate = typed
        self.take_rate(typed)

    def _remember_hours(self, typed: str) -> None:
        self._preferences.forecast = (self._preferences.forecast[0], typed)

    def _take_link(self, typed: str, link: int | None) -> None:
        if link is not None or not typed:
            self._preferences.link = typed
            self._times.set_link(link)
