"""When is it done? All that is known of the plan's time, and what it depends on."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt, Signal
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
from stackplan.core.stack_count import RATE_UNITS, read_amount
from stackplan.core.timing.rates import Rate
from stackplan.core.timing.sentences import time_sentences
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.labels import readable_label
from stackplan.gui.widgets.worker import Job, Worker

_HOUR_MS = 3_600_000
_LINK_UNIT = 10**6  # MB/s
_NO_PLAN = "There is no plan with runs of known size yet."


class TimesDialog(QDialog):
    """Shows sentences about the plan on screen; they are found beside the window."""

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
        tip = "What one process reads each second; empty: as it was measured, if it was"
        set_names(self.rate, "timesRateEdit", "Rate of one process", tip)
        self.unit = QLabel(RATE_UNITS["bytes"][0])
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
        weight = plan.request.weight
        self.rate.setEnabled(weight in RATE_UNITS)  # else the runs have times already
        self.unit.setText(RATE_UNITS.get(weight, RATE_UNITS["bytes"])[0])
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
