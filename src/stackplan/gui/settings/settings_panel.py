"""The settings: run range, skip list, number of stacks, method."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.balance import METHODS
from stackplan.core.plan import Plan
from stackplan.core.request import MAX_STACKS, PlanRequest, resized_speeds
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import FILES_LIKE
from stackplan.core.text import shortened
from stackplan.gui.widgets.fields import (
    FOLDER_TIP,
    CalmComboBox,
    CalmSpinBox,
    FolderEdit,
    RunSpinBox,
    SkipEdit,
    SpeedsEdit,
    name,
)
from stackplan.gui.widgets.keyboard import leave_keyboard

_METHOD_WORDS = {
    "snake": "Snake, as Spyral 1.1.2",
    "lpt": "Longest run first (LPT)",
    "balanced": "Balanced, the best there is",
}


class SettingsFields(QGroupBox):
    """A box with every field; `SettingsPanel` gives them their meaning."""

    def __init__(self, default_stacks: int, parent: QWidget | None = None) -> None:
        super().__init__("1  Input", parent)
        self._build_folder()
        self._build_runs()
        self._build_stacks(default_stacks)
        self._arrange()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """Everything that takes the keyboard, in the order of reading."""
        folder = (self.traces, self.browse, self.recent)
        runs = (self.first, self.last, self.all_found, self.skip)
        return (*folder, *runs, self.stacks, self.how_many, self.method, self.speeds)

    def _build_folder(self) -> None:
        self.traces = FolderEdit()
        self.traces.setPlaceholderText(f"Folder of {FILES_LIKE} files")
        # A folder dropped on a field is meant for the window, which opens it.
        self.traces.setAcceptDrops(False)
        name(self.traces, "tracesEdit", "Run folder", FOLDER_TIP)
        self.browse = QPushButton("Browse...")
        name(self.browse, "browseButton", "Browse for the run folder", "Choose the folder (Ctrl+O)")
        self.recent = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.recent.setText("Recent")
        for button in (self.browse, self.recent):
            leave_keyboard(button)
        tip = "Folders and plans opened before"
        name(self.recent, "recentButton", "Recent folders and plans", tip)

    def _build_runs(self) -> None:
        self.first, self.last = RunSpinBox("first found"), RunSpinBox("last found")
        name(
            self.first, "runMinSpin", "First run", "First run, inclusive; below 0: the first found"
        )
        name(self.last, "runMaxSpin", "Last run", "Last run, inclusive; below 0: the last found")
        self.all_found = QPushButton("All")
        name(self.all_found, "allFoundButton", "All runs found", "Plan every run of the folder")
        leave_keyboard(self.all_found)
        self.skip = SkipEdit()
        self.skip.setPlaceholderText("for example 55, 57, 60-62")
        self.skip.setAcceptDrops(False)
        self.skip.setClearButtonEnabled(True)
        name(
            self.skip, "skipEdit", "Skip list", "Runs to leave out; grey ones are not in the range"
        )
        self.mistake = QLabel(wordWrap=True)
        self.mistake.hide()
        name(self.mistake, "skipMistake", "Mistake in the skip list")

    def _build_stacks(self, default_stacks: int) -> None:
        self.stacks = CalmSpinBox()
        self.stacks.setRange(1, MAX_STACKS)
        name(self.stacks, "stacksSpin", "Number of stacks", "One stack for each processor")
        self.how_many = QPushButton("How many?")
        tip = "See what other numbers of stacks would give"
        name(self.how_many, "stackCountButton", "How many stacks?", tip)
        leave_keyboard(self.how_many)
        self.method = CalmComboBox()
        for method in METHODS:
            self.method.addItem(_METHOD_WORDS.get(method, method), method)
        name(self.method, "methodCombo", "Method", "How runs are spread over the stacks")
        self.speeds = SpeedsEdit()
        self.speeds.setPlaceholderText("all alike; or 100 x8, 55 x16")
        self.speeds.setAcceptDrops(False)
        self.speeds.setClearButtonEnabled(True)
        tip = "Speed of each stack in per cent, in order: 100 x8, 55 x16; empty: all alike"
        name(self.speeds, "speedsEdit", "Speeds of the stacks", tip)
        self.speeds_mistake = QLabel(wordWrap=True)
        self.speeds_mistake.hide()
        name(self.speeds_mistake, "speedsMistake", "Mistake in the speeds")
        words = f"this machine: {default_stacks} (one processor is Spyral's own)"
        self.origin = QLabel(words, wordWrap=True)
        name(self.origin, "stacksOrigin", "Default number of stacks")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addWidget(_label("Run f&older", self.traces))
        column.addLayout(_row(self.traces, self.browse, self.recent))
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.addWidget(_label("F&irst run", self.first), 0, 0)
        grid.addWidget(_label("&Last run", self.last), 0, 1)
        grid.addWidget(self.first, 1, 0)
        grid.addWidget(self.last, 1, 1)
        grid.addWidget(self.all_found, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addWidget(_label("S&kip", self.skip))
        column.addWidget(self.skip)
        column.addWidget(self.mistake)
        column.addWidget(_label("&Stacks, and the method", self.stacks))
        column.addLayout(_row(self.stacks, self.how_many))
        column.addWidget(self.method)
        column.addWidget(self.origin)
        column.addLayout(_row(_label("Spee&ds", self.speeds), self.speeds, stretch=1))
        column.addWidget(self.speeds_mistake)


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _row(*widgets: QWidget, stretch: int = 0) -> QHBoxLayout:
    row = QHBoxLayout()
    for index, widget in enumerate(widgets):
        row.addWidget(widget, int(index == stretch))
    return row


_MOST_SKIPPED = 60  # characters of a skip list under its field


class SettingsPanel(SettingsFields):
    """Shows `plan.request`; a person's change leaves as a new request."""

    request_changed = Signal(object)
    folder_entered = Signal(str)
    browse_requested = Signal()
    skip_list_read = Signal(str)

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
        self.skip.list_read.connect(self.skip_list_read)
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
