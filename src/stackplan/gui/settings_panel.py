"""The left side, first box: what is planned, on how many stacks, dealt how."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.balance import METHODS
from stackplan.core.plan import Plan
from stackplan.core.request import MAX_STACKS, PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.words import shown
from stackplan.gui.entry_widgets import (
    CalmComboBox,
    CalmSpinBox,
    RunSpinBox,
    SkipEdit,
    leave_history_keys,
    name,
)

_METHOD_WORDS = {
    "snake": "Snake, as Spyral 1.1.2",
    "lpt": "Longest run first (LPT)",
}


class SettingsPanel(QGroupBox):
    """Shows `plan.request`; a person's change leaves as a new request."""

    request_changed = Signal(object)
    folder_entered = Signal(str)
    browse_requested = Signal()

    def __init__(self, default_stacks: int, parent: QWidget | None = None) -> None:
        super().__init__("1  Input", parent)
        self._request = PlanRequest(n_stacks=default_stacks)
        self._default_stacks = default_stacks
        self._folder = ""
        self._build_fields()
        self._arrange()
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
        self.stacks.show_value(request.n_stacks)
        if self.method.findData(request.method) < 0:
            self.method.addItem(f"{request.method} (not in this version)", request.method)
        self.method.setCurrentIndex(self.method.findData(request.method))
        del blockers
        self.skip.set_range(request.run_min, request.run_max)

    def _show_skip(self, before: PlanRequest, request: PlanRequest) -> None:
        """Leave a text alone that says the same, or that a person is still mending."""
        if before.skip != request.skip and self.skip.numbers() != request.skip:
            self.skip.setText(str(request.skip))

    def set_folder(self, folder: str) -> None:
        """Show the folder of the plan."""
        self._folder = folder
        if self.traces.text() != folder:
            self.traces.setText(folder)
        self.traces.setToolTip(
            shown(folder) or "The folder that holds run_0001.h5, run_0002.h5, ..."
        )

    def set_recent(self, folders: list[str]) -> None:
        """Fill the list of recent folders."""
        menu = self.recent.menu()
        menu.clear()
        for folder in folders:
            menu.addAction(shown(folder).replace("&", "&&")).setData(folder)
        self.recent.setEnabled(bool(folders))

    def _build_fields(self) -> None:
        self.traces = QLineEdit()
        self.traces.setPlaceholderText("Folder of run_NNNN.h5 files")
        # A folder dropped on a field is meant for the window, which opens it.
        self.traces.setAcceptDrops(False)
        name(self.traces, "tracesEdit", "Run folder")
        leave_history_keys(self.traces, self.traces.isModified)
        self.browse = QPushButton("Browse...")
        name(self.browse, "browseButton", "Browse for the run folder", "Choose the folder (Ctrl+O)")
        self.recent = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.recent.setText("Recent")
        self.recent.setMenu(QMenu(self.recent))
        name(self.recent, "recentButton", "Recent folders", "Folders opened before")
        self.first, self.last = RunSpinBox("first found"), RunSpinBox("last found")
        name(
            self.first, "runMinSpin", "First run", "First run, inclusive; below 0: the first found"
        )
        name(self.last, "runMaxSpin", "Last run", "Last run, inclusive; below 0: the last found")
        self.all_found = QPushButton("All")
        name(self.all_found, "allFoundButton", "All runs found", "Plan every run of the folder")
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
        self.stacks = CalmSpinBox()
        self.stacks.setRange(1, MAX_STACKS)
        name(self.stacks, "stacksSpin", "Number of stacks", "One stack for each processor")
        self.method = CalmComboBox()
        for method in METHODS:
            self.method.addItem(_METHOD_WORDS.get(method, method), method)
        name(self.method, "methodCombo", "Method", "How runs are spread over the stacks")
        words = f"this machine: {self._default_stacks} (one processor is Spyral's own)"
        self.origin = QLabel(words)
        name(self.origin, "stacksOrigin", "Default number of stacks")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addWidget(_label("Run fol&der", self.traces))
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
        column.addLayout(_row(self.stacks, self.method, stretch=1))
        column.addWidget(self.origin)

    def _connect(self) -> None:
        self.traces.editingFinished.connect(self._on_folder_edited)
        self.browse.clicked.connect(self.browse_requested)
        self.recent.menu().triggered.connect(lambda action: self.folder_entered.emit(action.data()))
        self.first.valueChanged.connect(self._on_changed)
        self.last.valueChanged.connect(self._on_changed)
        self.all_found.clicked.connect(self._on_all_found)
        self.skip.numbers_entered.connect(self._on_changed)
        self.skip.mistake_changed.connect(self._on_mistake)
        self.stacks.valueChanged.connect(self._on_changed)
        self.method.currentIndexChanged.connect(self._on_changed)

    def _on_folder_edited(self) -> None:
        folder = self.traces.text().strip()
        self.traces.setModified(False)
        if folder and folder != self._folder:
            self._folder = folder
            self.folder_entered.emit(folder)

    def _on_all_found(self) -> None:
        blockers = QSignalBlocker(self.first), QSignalBlocker(self.last)
        self.first.set_run(None)
        self.last.set_run(None)
        del blockers
        self._on_changed()

    def _on_mistake(self, message: str) -> None:
        self.mistake.setText(message)
        self.mistake.setVisible(bool(message))

    def _on_changed(self) -> None:
        numbers = self.skip.numbers()
        request = PlanRequest(
            self.first.run,
            self.last.run,
            # While the skip list has a mistake the last good one counts.
            self._request.skipped if numbers is None else RunNumbers.of(numbers),
            self.stacks.value(),
            self.method.currentData(),
            self._request.speeds if self.stacks.value() == self._request.n_stacks else None,
            self._request.weight,
        )
        self.skip.set_range(request.run_min, request.run_max)
        if request != self._request:
            self._request = request
            self.request_changed.emit(request)


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _row(*widgets: QWidget, stretch: int = 0) -> QHBoxLayout:
    row = QHBoxLayout()
    for index, widget in enumerate(widgets):
        row.addWidget(widget, int(index == stretch))
    return row
