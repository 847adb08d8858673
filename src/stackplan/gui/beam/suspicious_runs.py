"""Suspicious files: the dialog that lists them, and what the HDF5 library says of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
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

from stackplan.core.errors import StackplanError
from stackplan.core.text import plural, printable
from stackplan.core.trace_checks import RunRisk, facts_words, run_risks
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.planning.hand_edits import HandEdits
from stackplan.gui.planning.hdf5_info import FileFacts
from stackplan.gui.planning.scan_jobs import Progress
from stackplan.gui.table.stack_table import StackTable
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import name
from stackplan.gui.widgets.labels import readable_label

_COLUMNS = ("Run", "Stack", "Runs lost if it fails", "Problem")
_NOTHING = "No planned file looks wrong."
_LIBRARY = "Test with &HDF5"
_STOP = "Stop &testing"


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
        self.last, self.ask = QPushButton("Run it &last"), QPushButton(_LIBRARY)
        undo = "Ctrl+Z takes it back"
        name(self.skip, "skipRisky", "Skip the selected runs", f"No other run moves; {undo}")
        name(self.skip_all, "skipAllRisky", "Skip all of these", f"No other run moves; {undo}")
        tip = f"Last in their stacks they take no other run with them; {undo}"
        name(self.last, "putRiskyLast", "Run suspicious files last", tip)
        tip = "Events, beam time and whether Spyral can read them; needs h5py, locks nothing"
        name(self.ask, "askLibrary", "Test all files with HDF5", tip)
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
        words = f"{plural(len(risks), 'planned run')} {verb} wrong; they are planned all the same."
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
        self.facts.setText(printable(words))

    def _on_skip_all(self) -> None:
        self.skip_requested.emit(tuple(risk.number for risk in self._risks))

    def _on_selection(self) -> None:
        numbers = self.chosen
        self.skip.setEnabled(bool(numbers))
        chosen = [risk for risk in self._risks if risk.number in numbers]
        words = f"Run {chosen[0].number}: {chosen[0].why}" if len(chosen) == 1 else ""
        if len(chosen) > 1:
            words = f"{plural(len(chosen), 'run')} selected; select one to see why."
        self.why.setText(printable(words))
        self.runs_chosen.emit(numbers)


class Risks(QObject):
    """Opens the list of suspicious runs, keeps it true, and does what it asks for."""

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        hand_edits: HandEdits,
        table: StackTable,
        facts: FileFacts,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._facts = window, document, facts
        self._hand_edits, self._table = hand_edits, table
        self._dialog: RiskDialog | None = None
        facts.changed.connect(self._on_facts)
        facts.failed.connect(self._on_failed)
        facts.progressed.connect(self._on_progress)
        document.plan_changed.connect(self._on_changed)

    @property
    def found(self) -> tuple[RunRisk, ...]:
        """Planned runs that may break a night."""
        document = self._document
        if document.plan is None:
            return ()

        states = document.found.states if document.found is not None else {}
        return run_risks(document.plan, states, document.grown, self._facts.found)

    def show_list(self) -> None:
        """Open the list, or bring it to the front."""
        if self._dialog is None:
            dialog = RiskDialog(self._window)
            dialog.skip_requested.connect(self._hand_edits.skip)
            dialog.last_requested.connect(self.put_last)
            dialog.runs_chosen.connect(self._select)
            dialog.facts_requested.connect(self._ask_facts)
            self._dialog = dialog
            if not self._facts.task.running:
                dialog.set_facts(self._words(), is_asking=False)
        self._dialog.set_risks(self.found)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def skip_all(self) -> None:
        """Skip every suspicious run, as one step in which no other run moves."""
        self._hand_edits.skip(tuple(risk.number for risk in self.found))

    def put_last(self) -> None:
        """Put every suspicious run last in its stack, as one step."""
        self._hand_edits.put_last(tuple(risk.number for risk in self.found))

    def _ask_facts(self, go_on: bool) -> None:
        if go_on:
            self._facts.ask()
        else:
            self._facts.stop()

    def _select(self, run_numbers: tuple[int, ...]) -> None:
        plan = self._document.plan
        if self._dialog is not None and self._dialog.isVisible() and plan is not None:
            places = plan.places
            self._table.select_runs([n for n in run_numbers if n in places])

    def _on_changed(self) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.set_risks(self.found)

    def _words(self) -> str:
        """Say what was found in the files, and what could not be found out."""
        found = [facts_words(self._facts.found)] if self._facts.found else []
        return " ".join([*found, *self._facts.remarks])

    def _on_facts(self) -> None:
        if self._dialog is not None:
            self._dialog.set_facts(self._words(), is_asking=False)
        self._on_changed()

    def _on_failed(self, error: StackplanError) -> None:
        if self._dialog is not None:
            self._dialog.set_facts(str(error), is_asking=False)

    def _on_progress(self, progress: Progress | None) -> None:
        if self._dialog is None:
            return
        if progress is None:
            self._dialog.set_facts("", is_asking=False)
        else:
            words = f"Testing: {progress.done:,} of {progress.total:,} files..."
            self._dialog.set_facts(words, is_asking=True)
