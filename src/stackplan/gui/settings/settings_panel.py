"""The left column: which runs, how many stacks."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
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
from stackplan.core.request import MAX_STACKS, PlanRequest, format_speeds, resized_speeds
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import plural, shortened
from stackplan.gui.widgets.fields import (
    FOLDER_TIP,
    FocusWheelComboBox,
    FocusWheelSpinBox,
    FolderEdit,
    RunSpinBox,
    SkipEdit,
    SpeedsEdit,
    set_names,
)
from stackplan.gui.widgets.keyboard import leave_keyboard
from stackplan.gui.widgets.labels import ElidedLabel, TonedLabel

_METHOD_WORDS = {
    "snake": "As Spyral does it (snake)",
    "lpt": "Longest run first (LPT)",
    "balanced": "Balanced (recommended)",
}
_MOST_SKIPPED = 60  # characters of a skip list in a tip
_GAP = 6  # pixels between two widgets of a row
_NOT_FOLLOWED = "F5 looks for new runs"
_FOLLOW_TIP = "Offer each new run as soon as it is finished; no planned run moves"


class SettingsPanel(QWidget):
    """Shows `plan.request`; a person's change leaves as a new request.

    It begins with `default_stacks`, which come from the `processors` of this computer.
    """

    request_changed = Signal(object)

    def __init__(self, default_stacks: int, processors: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._request = PlanRequest(n_stacks=default_stacks)
        self._build_folder()
        self._build_runs()
        self._build_stacks()
        self._build_speeds()
        self._arrange()
        kept = ", 1 kept for Spyral" if processors > 1 else ""
        words = f"this computer: {plural(processors, 'processor')}{kept}"
        self.origin.show_text(words, "faint")
        self._connect()
        self.set_request(self._request)
        self.show_following("")

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """Everything that takes the keyboard, in the order of reading."""
        folder = (self.traces, self.browse, self.recent, self.rescan)
        runs = (self.first, self.last, self.all_found, self.skip, self.follow)
        return (*folder, *runs, self.stacks, self.how_many, self.method, self.fold, self.speeds)

    def _build_folder(self) -> None:
        self.traces = FolderEdit()
        set_names(self.traces, "tracesEdit", "Run folder", FOLDER_TIP)
        self.browse = QPushButton("Browse...")
        set_names(
            self.browse, "browseButton", "Browse for the run folder", "Choose the folder (Ctrl+O)"
        )
        self.recent = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.recent.setText("Recent")
        tip = "Folders and plans opened before"
        set_names(self.recent, "recentButton", "Recent folders and plans", tip)
        self.rescan = QPushButton("&Rescan (F5)")
        tip = "Read the sizes again; no run moves (F5)"
        set_names(self.rescan, "rescanButton", "Rescan the folder", tip)
        for button in (self.browse, self.recent, self.rescan):
            leave_keyboard(button)

    def _build_runs(self) -> None:
        self.first, self.last = RunSpinBox("first found"), RunSpinBox("last found")
        set_names(
            self.first, "runMinSpin", "First run", "First run, inclusive; below 0: the first found"
        )
        set_names(
            self.last, "runMaxSpin", "Last run", "Last run, inclusive; below 0: the last found"
        )
        self.all_found = QPushButton("All")
        set_names(
            self.all_found, "allFoundButton", "All runs found", "Plan every run of the folder"
        )
        self.skip = SkipEdit()
        set_names(
            self.skip, "skipEdit", "Skip list", "Runs to leave out; grey ones are not in the range"
        )
        self.mistake = ElidedLabel("skipMistake", "Mistake in the skip list", "bad", lines=2)
        self.follow = QCheckBox("Follo&w the folder")
        set_names(self.follow, "followButton", "Follow the folder", _FOLLOW_TIP)
        self.following = ElidedLabel("followWords", "What following sees", "faint", lines=2)
        for button in (self.all_found, self.follow):
            leave_keyboard(button)

    def _build_stacks(self) -> None:
        self.stacks = FocusWheelSpinBox()
        self.stacks.setRange(1, MAX_STACKS)
        set_names(self.stacks, "stacksSpin", "Number of stacks", "One stack for each processor")
        self.how_many = QPushButton("How many?")
        tip = "See what other numbers of stacks would give"
        set_names(self.how_many, "stackCountButton", "How many stacks?", tip)
        leave_keyboard(self.how_many)
        self.origin = TonedLabel("stacksOrigin", "Default number of stacks")
        self.origin.setToolTip("The first number of stacks comes from these processors.")
        self.method = FocusWheelComboBox()
        for method in METHODS:
            self.method.addItem(_METHOD_WORDS.get(method, method), method)
        set_names(self.method, "methodCombo", "Method", "How runs are spread over the stacks")

    def _build_speeds(self) -> None:
        self.fold = QToolButton()
        self.fold.setText("Different spee&ds...")
        self.fold.setCheckable(True)
        self.fold.setAutoRaise(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_names(
            self.fold, "speedsFold", "Different speeds", "Stacks on faster and slower processors"
        )
        leave_keyboard(self.fold)
        self.speeds = SpeedsEdit()
        tip = "Speed of each stack in per cent, in order: 100 x8, 55 x16; empty: all alike"
        set_names(self.speeds, "speedsEdit", "Speeds of the stacks", tip)
        self.speeds_mistake = ElidedLabel("speedsMistake", "Mistake in the speeds", "bad", lines=2)
        self._unfold(is_open=False)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        runs, stacks = QGroupBox("Which runs?"), QGroupBox("How many stacks?")
        rows = QFormLayout(runs, verticalSpacing=4, horizontalSpacing=_GAP)
        rows.addRow("F&older", self.traces)
        rows.addRow(_row(self.browse, self.recent, self.rescan))
        rows.addRow(self._range())
        rows.addRow("S&kip", self.skip)
        for widget in (self.mistake, self.follow, self.following):
            rows.addRow(widget)
        rows = QFormLayout(stacks, verticalSpacing=4, horizontalSpacing=_GAP)
        rows.addRow(_label("&Stacks", self.stacks), _row(self.stacks, self.how_many))
        rows.addRow(self.origin)
        rows.addRow("&Method", self.method)
        for below in (self.fold, self.speeds, self.speeds_mistake):
            rows.addRow(below)
        column.addWidget(runs)
        column.addWidget(stacks)

    def _range(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(_GAP)
        grid.addWidget(_label("F&irst run", self.first), 0, 0)
        grid.addWidget(_label("&Last run", self.last), 0, 1)
        grid.addWidget(self.first, 1, 0)
        grid.addWidget(self.last, 1, 1)
        grid.addWidget(self.all_found, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _unfold(self, *, is_open: bool) -> None:
        """Show the field of the speeds, or put it away: only this moves what stands below."""
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.fold.setArrowType(arrow)
        self.speeds.setVisible(is_open)
        self.speeds_mistake.setVisible(is_open)

    @property
    def request(self) -> PlanRequest:
        """What is shown."""
        return self._request

    def show_following(self, words: str) -> None:
        """Say what following sees now; nothing while the folder is not followed."""
        self.following.show_text(words or _NOT_FOLLOWED)

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
        if before.skip != request.skip and self.skip.numbers() not in {None, request.skip}:
            self.skip.setText(str(request.skip))
        self._show_skip_mistake(self.skip.mistake)

    def _show_skip_mistake(self, mistake: str) -> None:
        """Say what is wrong, and what counts until it is mended."""
        still = shortened(str(self._request.skipped), _MOST_SKIPPED) or "none"
        words = f"{mistake}. Still skipped: {still}." if mistake else ""
        self.mistake.show_text(words)

    def _show_speeds(self, before: PlanRequest, request: PlanRequest) -> None:
        if (before.speeds, before.n_stacks) != (request.speeds, request.n_stacks):
            self.speeds.set_speeds(request.speeds, request.n_stacks)
        if request.speeds is not None and format_speeds(request.speeds):
            self.fold.setChecked(True)  # what counts is seen

    def set_folder(self, folder: str) -> None:
        """Show the folder of the plan; a text that is wrong was about the runs of the last one."""
        if self.traces.folder not in {"", folder} and self.skip.mistake:
            self.skip.setText(str(self._request.skipped))
        self.traces.set_folder(folder)

    def _connect(self) -> None:
        self.first.valueChanged.connect(self._on_changed)
        self.last.valueChanged.connect(self._on_changed)
        self.all_found.clicked.connect(self._on_all_found)
        self.skip.numbers_entered.connect(self._on_skip_entered)
        self.skip.mistake_changed.connect(self._show_skip_mistake)
        self.speeds.entered.connect(self._on_changed)
        self.speeds.mistake_changed.connect(self.speeds_mistake.show_text)
        self.fold.toggled.connect(lambda on: self._unfold(is_open=on))
        self.stacks.valueChanged.connect(self._on_changed)
        self.method.currentIndexChanged.connect(self._on_changed)

    def _on_all_found(self) -> None:
        blockers = QSignalBlocker(self.first), QSignalBlocker(self.last)
        self.first.set_run(None)
        self.last.set_run(None)
        del blockers
        self._on_changed()

    def _on_skip_entered(self, numbers: RunNumbers) -> None:
        self._ask(replace(self._request, skip=numbers))

    def _on_changed(self) -> None:
        before, n_stacks = self._request, self.stacks.value()
        resized = resized_speeds(before.speeds, n_stacks)
        request = PlanRequest(
            self.first.run,
            self.last.run,
            before.skip,  # what is being typed there counts once it is entered
            n_stacks,
            self.method.currentData(),
            # The text is about as many stacks as there were.
            self.speeds.speeds(resized) if n_stacks == before.n_stacks else resized,
            before.weight,
        )
        self.skip.set_range(request.run_min, request.run_max)
        self._ask(request)

    def _ask(self, request: PlanRequest) -> None:
        before = self._request
        if request != before:
            self._request = request
            self._show_speeds(before, request)
            self.request_changed.emit(request)


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(_GAP)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
