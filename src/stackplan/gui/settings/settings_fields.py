"""The fields of the settings: what they are, and where they stand."""

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
from stackplan.core.request import MAX_STACKS
from stackplan.gui.widgets.entry_widgets import CalmComboBox, CalmSpinBox, RunSpinBox, name
from stackplan.gui.widgets.keyboard import leave_keyboard
from stackplan.gui.widgets.marked_edit import FOLDER_TIP, FolderEdit, SkipEdit, SpeedsEdit

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
        self.traces.setPlaceholderText("Folder of run_NNNN.h5 files")
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
