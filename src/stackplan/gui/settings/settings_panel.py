"""The left side, first box: what is planned, on how many stacks, dealt how."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLabel, QWidget

from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest, resized_speeds
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import shortened
from stackplan.gui.settings.settings_fields import SettingsFields

_MOST_SKIPPED = 60  # characters of a skip list under its field


class SettingsPanel(SettingsFields):
    """Shows `plan.request`; a person's change leaves as a new request."""

    request_changed = Signal(object)
    folder_entered = Signal(str)
    browse_requested = Signal()

    def __init__(self, default_stacks: int, parent: QWidget | None = None) -> None:
        super().__init__(default_stacks, parent)
        self._request = PlanRequest(n_stacks=default_stacks)
        self._connect()
        self.set_request(self._request)

    @property
    def request(self) -> PlanRequest:
        """What is shown."""
        return self._request

    def set_plan(self, plan: Plan | None) -> None:
        """Show the request of a plan, without asking for a new one."""
        if plan is not None:
            self.set_request(plan.request)

    def set_request(self, request: PlanRequest) -> None:
        """Show a request without emitting it."""
        before, self._request = self._request, request
        widgets = (self.first, self.last, self.stacks, self.method)
        blockers = [QSignalBlocker(widget) for widget in widgets]
        self.first.set_run(request.run_min)
        self.last.set_run(request.run_max)
        self._show_skip(before, request)
        self._show_speeds(before, request)
        self.stacks.show_value(request.n_stacks)
        if self.method.findData(request.method) < 0:
            self.method.addItem(f"{request.method} (not in this version)", request.method)
        self.method.setCurrentIndex(self.method.findData(request.method))
        del blockers
        self.skip.set_range(request.run_min, request.run_max)

    def _show_skip(self, before: PlanRequest, request: PlanRequest) -> None:
        """Leave a text alone that says the same, or that a person is still mending."""
        numbers = self.skip.numbers()
        if before.skip != request.skip and numbers is not None and numbers != request.skip:
            self.skip.setText(str(request.skip))
        self._show_skip_mistake(self.skip.mistake)

    def _show_skip_mistake(self, mistake: str) -> None:
        """Say what is wrong, and what counts until it is mended."""
        still = shortened(str(self._request.skipped), _MOST_SKIPPED) or "none"
        _show_mistake(self.mistake, f"{mistake}. Still skipped: {still}." if mistake else "")

    def _show_speeds(self, before: PlanRequest, request: PlanRequest) -> None:
        if (before.speeds, before.n_stacks) != (request.speeds, request.n_stacks):
            self.speeds.set_speeds(request.speeds, request.n_stacks)

    def set_folder(self, folder: str) -> None:
        """Show the folder of the plan; a text that is wrong was about the runs of the last one."""
        if self.traces.folder not in {"", folder} and self.skip.mistake:
            self.skip.setText(str(self._request.skipped))
        self.traces.set_folder(folder)

    def _connect(self) -> None:
        self.traces.folder_entered.connect(self.folder_entered)
        self.browse.clicked.connect(self.browse_requested)
        self.first.valueChanged.connect(self._on_changed)
        self.last.valueChanged.connect(self._on_changed)
        self.all_found.clicked.connect(self._on_all_found)
        self.skip.numbers_entered.connect(self._on_changed)
        self.skip.mistake_changed.connect(self._show_skip_mistake)
        self.speeds.entered.connect(self._on_changed)
        self.speeds.mistake_changed.connect(partial(_show_mistake, self.speeds_mistake))
        self.stacks.valueChanged.connect(self._on_changed)
        self.method.currentIndexChanged.connect(self._on_changed)

    def _on_all_found(self) -> None:
        blockers = QSignalBlocker(self.first), QSignalBlocker(self.last)
        self.first.set_run(None)
        self.last.set_run(None)
        del blockers
        self._on_changed()

    def _on_changed(self) -> None:
        numbers, before = self.skip.numbers(), self._request
        n_stacks = self.stacks.value()
        resized = resized_speeds(before.speeds, n_stacks)
        request = PlanRequest(
            self.first.run,
            self.last.run,
            # While the skip list has a mistake the last good one counts.
            before.skipped if numbers is None else RunNumbers.of(numbers),
            n_stacks,
            self.method.currentData(),
            # The text is about as many stacks as there were.
            self.speeds.speeds(resized) if n_stacks == before.n_stacks else resized,
            before.weight,
        )
        self.skip.set_range(request.run_min, request.run_max)
        if request != before:
            self._request = request
            self._show_speeds(before, request)
            self.request_changed.emit(request)


def _show_mistake(label: QLabel, message: str) -> None:
    label.setText(message)
    label.setVisible(bool(message))
