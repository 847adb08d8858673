"""Suspicious runs: why each of them is one, and what to do about it; each deed is one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.text import count, shown
from stackplan.gui.widgets.close_box import close_box, resize_within_screen
from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.readable import readable_label

if TYPE_CHECKING:
    from stackplan.core.trace_checks import RunRisk

_COLUMNS = ("Run", "Stack", "Runs after it", "What is the matter")
_NOTHING = "No planned file looks wrong."
_LIBRARY = "Ask the HDF5 &library"
_STOP = "Stop as&king"


class RiskDialog(QDialog):
    """Lists runs that may break a night; it changes nothing, it asks for changes."""

    skip_requested = Signal(object)
    last_requested = Signal()
    runs_chosen = Signal(object)
    facts_requested = Signal(bool)  # False: stop

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._risks: tuple[RunRisk, ...] = ()
        self._is_asking = False
        self.setObjectName("riskDialog")
        self.setWindowTitle("Suspicious runs")
        self.setAccessibleName("Suspicious runs")
        self._build()
        self._arrange()
        self.set_risks(())

    def _build(self) -> None:
        self.about = QLabel(wordWrap=True)
        name(self.about, "riskAbout", "How many runs are suspicious")
        self.list = QTreeWidget()
        self.list.setHeaderLabels(_COLUMNS)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        name(self.list, "riskList", "Suspicious runs", "Select a run to see why")
        self.list.itemSelectionChanged.connect(self._on_selection)
        tip = "What was seen of the file, and what follows from it"
        self.why = readable_label("riskWhy", "Why", tip)
        self.facts = QLabel(wordWrap=True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        name(self.facts, "riskFacts", "What the HDF5 library found")
        self.skip, self.skip_all = QPushButton("S&kip selected"), QPushButton("Skip &all")
        self.last, self.ask = QPushButton("Put &last"), QPushButton(_LIBRARY)
        undo = "Ctrl+Z takes it back"
        name(self.skip, "skipRisky", "Skip the selected runs", f"No other run moves; {undo}")
        name(self.skip_all, "skipAllRisky", "Skip all of these", f"No other run moves; {undo}")
        tip = f"Last in their stacks they take no other run with them; {undo}"
        name(self.last, "putRiskyLast", "Put risky runs last in their stacks", tip)
        tip = "Events, beam time and whether Spyral can read them; needs h5py, locks nothing"
        name(self.ask, "askLibrary", "Ask the HDF5 library about all files", tip)
        self.skip.clicked.connect(lambda: self.skip_requested.emit(self.chosen))
        self.skip_all.clicked.connect(self._on_skip_all)
        self.last.clicked.connect(self.last_requested)
        self.ask.clicked.connect(lambda: self.facts_requested.emit(not self._is_asking))

    def _arrange(self) -> None:
        box = close_box(self, self.skip, self.skip_all, self.last, self.ask)
        for button in (self.skip, self.skip_all, self.last, self.ask):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        for widget in (self.about, self.list, self.why, self.facts, box):
            column.addWidget(widget, 1 if widget is self.list else 0)
        width = self.fontMetrics().averageCharWidth()
        resize_within_screen(self, 100 * width, 24 * self.fontMetrics().height())

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the selected runs."""
        rows = self.list.selectionModel().selectedRows()
        return tuple(self._risks[index.row()].number for index in rows)

    def set_risks(self, risks: tuple[RunRisk, ...]) -> None:
        """Show which runs are suspicious now; what is selected stays so."""
        kept = set(self.chosen)
        # Half filled, what is selected would be looked for among the others.
        blocker = QSignalBlocker(self.list)
        self._risks = risks
        self.list.clear()
        for risk in risks:
            cells = (str(risk.number), str(risk.stack + 1), str(risk.after), risk.words)
            item = QTreeWidgetItem(self.list, list(cells))
            item.setSelected(risk.number in kept)
        for column in range(len(_COLUMNS)):
            self.list.resizeColumnToContents(column)
        verb = "looks" if len(risks) == 1 else "look"
        words = f"{count(len(risks), 'planned run')} {verb} wrong; they are planned all the same."
        self.about.setText(words if risks else _NOTHING)
        first = self.list.topLevelItem(0)
        if first is not None and not self.chosen:
            first.setSelected(True)
        del blocker
        self.skip_all.setEnabled(bool(risks))
        self.last.setEnabled(bool(risks))
        self._on_selection()

    def set_facts(self, words: str, *, is_asking: bool) -> None:
        """Show what the library has found, or that it is being asked."""
        self._is_asking = is_asking
        self.ask.setText(_STOP if is_asking else _LIBRARY)
        self.facts.setText(shown(words))

    def _on_skip_all(self) -> None:
        self.skip_requested.emit(tuple(risk.number for risk in self._risks))

    def _on_selection(self) -> None:
        numbers = self.chosen
        self.skip.setEnabled(bool(numbers))
        chosen = [risk for risk in self._risks if risk.number in numbers]
        words = f"Run {chosen[0].number}: {chosen[0].why}" if len(chosen) == 1 else ""
        if len(chosen) > 1:
            words = f"{count(len(chosen), 'run')} selected; select one to see why."
        self.why.setText(shown(words))
        self.runs_chosen.emit(numbers)
