"""The one list of files with problems: suspicious ones, and all that the plan leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.file_problems import FileProblems, LeftOut, left_out_words
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import file_name
from stackplan.core.text import plural, printable
from stackplan.core.trace_checks import (
    RunRisk,
    facts_words,
    run_risks,
    state_words,
    unread_remarks,
)
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.planning.hand_edits import HandEdits
from stackplan.gui.planning.hdf5_info import Hdf5Info
from stackplan.gui.planning.scan_jobs import JobProgress
from stackplan.gui.table.stack_table import StackTable
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen, show_dialog
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.labels import readable_label

_COLUMNS = ("Run", "Problem", "Stack", "Runs lost if it fails", "File")
_NOTHING = "No problems: every file of the folder is planned, and none looks wrong."
_TEST = "Test with &HDF5"
_STOP = "Stop &testing"
_REASONS = {
    "skipped": "skipped",
    "missing": "missing: no file",
    "empty": "empty: 0 bytes",
    "folder": "a folder, not a file",
    "dangling": "a link that leads nowhere",
    "unreadable": "cannot be read now",
    "misnamed": "misnamed: Spyral never sees it",
}


class FileRow(NamedTuple):
    """One line of the list."""

    planned: int | None  # number of the run if it is planned
    cells: tuple[str, ...]  # its texts, by column
    why: str  # what was seen and what follows from it, in sentences
    is_suspicious: bool = False  # whether its file would break a night


def file_rows(
    plan: Plan,
    risks: Iterable[RunRisk],
    problems: FileProblems,
    states: Mapping[int, str],
    names: Mapping[int, str],
    skip_reasons: Iterable[tuple[RunNumbers, str]] = (),
) -> Iterator[FileRow]:
    """List everything that is counted: suspicious first, then what else is wrong, then left out.

    `names` are those of files that have another name than is usual.
    """
    for risk in risks:
        if risk.number in problems.suspicious:
            lost = "none" if not risk.after else f"{risk.after:,}"
            cells = (str(risk.number), risk.words, str(risk.stack + 1), lost)
            file = names.get(risk.number, file_name(risk.number))
            yield FileRow(risk.number, (*cells, file), f"Run {risk.number}: {risk.why}", True)
    for number in (*problems.unread, *problems.vanished):
        state = states.get(number, "")
        is_gone = number in problems.vanished
        words = "gone: no longer in the folder" if is_gone else state_words(state)
        why = f"Run {number} is planned, but its file is not in the folder any more."
        if not is_gone:
            why = " ".join(unread_remarks({number: state}))
        cells = (str(number), words, str(plan.places[number] + 1), "")
        yield FileRow(number, (*cells, names.get(number, file_name(number))), why)
    reasons = list(skip_reasons)
    for entry in problems.left_out:
        yield from _left_out_rows(entry, names, reasons)


def _left_out_rows(
    entry: LeftOut, names: Mapping[int, str], reasons: list[tuple[RunNumbers, str]]
) -> Iterator[FileRow]:
    words = _REASONS[entry.reason]
    if entry.name:
        yield FileRow(None, ("", words, "", "", printable(entry.name)), left_out_words([entry])[0])
        return
    for first, last in entry.runs.intervals:
        numbers = RunNumbers([(first, last)])
        why = left_out_words([LeftOut(entry.reason, numbers)])[0]
        told = [reason for runs, reason in reasons if runs.minus(numbers) != runs]
        if entry.reason == "skipped" and told:
            words, why = f"skipped: {told[0]}", f"{why} {'; '.join(told)}."
        is_one = first == last and entry.reason != "missing"
        file = names.get(first, file_name(first)) if is_one else ""
        yield FileRow(None, (str(numbers), printable(words), "", "", file), why)


class SuspiciousRunsDialog(QDialog):
    """Lists files with problems; what its buttons do is connected by `SuspiciousRuns`."""

    runs_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[FileRow, ...] = ()
        self.is_asking = False  # whether the HDF5 library is at work
        self.setObjectName("riskDialog")
        self.setWindowTitle("Suspicious and left out")
        self._build()
        self._arrange()
        self.set_rows((), FileProblems())

    def _build(self) -> None:
        self.about = QLabel(wordWrap=True)
        set_names(self.about, "riskAbout", "How many files have problems")
        self.list = QTreeWidget()
        self.list.setHeaderLabels(_COLUMNS)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        set_names(self.list, "riskList", "Files with problems", "Select a line to see why")
        self.list.itemSelectionChanged.connect(self._on_selection)
        tip = "What was seen of the file, and what follows from it"
        self.why = readable_label("riskWhy", "Why", tip)
        self.facts = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_names(self.facts, "riskFacts", "What the test with HDF5 found")
        self._build_buttons()

    def _build_buttons(self) -> None:
        self.skip, self.skip_all = QPushButton("S&kip"), QPushButton("Skip &all suspicious")
        self.last, self.show_runs = QPushButton("Run it &last"), QPushButton("Show in the &chart")
        self.ask = QPushButton(_TEST)
        undo = "Ctrl+Z takes it back"
        set_names(self.skip, "skipRisky", "Skip the selected runs", undo[0].upper() + undo[1:])
        tip = f"Skip every suspicious run; {undo}"
        set_names(self.skip_all, "skipAllRisky", "Skip all suspicious runs", tip)
        tip = f"Last in its stack it takes no other run with it; {undo}"
        set_names(self.last, "putRiskyLast", "Run the selected runs last in their stacks", tip)
        tip = "Select the runs in the chart and in the table"
        set_names(self.show_runs, "showRisky", "Show the selected runs in the chart", tip)
        tip = "Events, beam time and whether Spyral can read them; needs h5py, locks nothing"
        set_names(self.ask, "askLibrary", "Test all files with HDF5", tip)

    def _arrange(self) -> None:
        buttons = (self.skip, self.skip_all, self.last, self.ask, self.show_runs)
        box = close_box(self, *buttons)
        for button in buttons:
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        # One below the other, for at a large text six buttons in a row are wider than a screen.
        box.setOrientation(Qt.Orientation.Vertical)
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addWidget(box)
        column.addWidget(self.about)
        column.addLayout(row, 1)
        column.addWidget(self.why)
        column.addWidget(self.facts)
        width = self.fontMetrics().averageCharWidth()
        resize_within_screen(self, 110 * width, 26 * self.fontMetrics().height())

    @property
    def _selected(self) -> list[FileRow]:
        rows = self.list.selectionModel().selectedRows()
        return [self._rows[index.row()] for index in rows]

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the selected runs that are planned."""
        return tuple(row.planned for row in self._selected if row.planned is not None)

    def set_rows(self, rows: Iterable[FileRow], problems: FileProblems) -> None:
        """Show what is wrong now; what is selected stays so."""
        kept = {(row.cells[0], row.cells[-1]) for row in self._selected}
        # Half filled, what is selected would be looked for among the others.
        blocker = QSignalBlocker(self.list)
        self._rows = tuple(rows)
        self.list.clear()
        for row in self._rows:
            item = QTreeWidgetItem(self.list, list(row.cells))
            item.setSelected((row.cells[0], row.cells[-1]) in kept)
        for column in range(len(_COLUMNS)):
            self.list.resizeColumnToContents(column)
        planned = " Suspicious files are planned all the same." if problems.suspicious else ""
        self.about.setText(f"{problems.words}.{planned}" if problems.counts else _NOTHING)
        first = self.list.topLevelItem(0)
        if first is not None and not self._selected:
            first.setSelected(True)
        del blocker
        self.skip_all.setEnabled(any(row.is_suspicious for row in self._rows))
        self._on_selection()

    def set_facts(self, words: str, *, is_asking: bool) -> None:
        """Show what the library has found, or that it is being asked."""
        self.is_asking = is_asking
        self.ask.setText(_STOP if is_asking else _TEST)
        self.facts.setText(printable(words))

    def _on_selection(self) -> None:
        selected, numbers = self._selected, self.chosen
        for button in (self.skip, self.last, self.show_runs):
            button.setEnabled(bool(numbers))
        words = selected[0].why if len(selected) == 1 else ""
        if len(selected) > 1:
            words = f"{plural(len(selected), 'line')} selected; select one to see why."
        self.why.setText(printable(words))
        self.runs_chosen.emit(numbers)


class SuspiciousRuns(QObject):
    """Opens the list of files with problems, keeps it true, and does what it asks for."""

    shown = Signal(object)  # run numbers that are to be seen in the board

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        hand_edits: HandEdits,
        table: StackTable,
        facts: Hdf5Info,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._facts = window, document, facts
        self._hand_edits, self._table = hand_edits, table
        self.dialog: SuspiciousRunsDialog | None = None

    @property
    def found(self) -> tuple[RunRisk, ...]:
        """Planned runs that may break a night."""
        document = self._document
        if document.plan is None:
            return ()
        return run_risks(document.plan, document.states, document.grown, self._facts.found)

    def show_list(self) -> None:
        """Open the list, or bring it to the front."""
        if self.dialog is None:
            self.dialog = self._make()
        self.refresh()
        show_dialog(self.dialog)

    def _make(self) -> SuspiciousRunsDialog:
        dialog, hands, facts = SuspiciousRunsDialog(self._window), self._hand_edits, self._facts
        dialog.skip.clicked.connect(lambda: hands.skip(dialog.chosen))
        dialog.skip_all.clicked.connect(self.skip_all)
        dialog.last.clicked.connect(lambda: hands.put_last(dialog.chosen))
        dialog.show_runs.clicked.connect(lambda: self.shown.emit(dialog.chosen))
        dialog.ask.clicked.connect(lambda: facts.stop() if dialog.is_asking else facts.ask())
        dialog.runs_chosen.connect(self._select)
        facts.changed.connect(lambda: dialog.set_facts(self._words(), is_asking=False))
        facts.failed.connect(lambda error: dialog.set_facts(str(error), is_asking=False))
        facts.progressed.connect(self._show_progress)
        if not facts.worker.running:
            dialog.set_facts(self._words(), is_asking=False)
        return dialog

    def skip_all(self) -> None:
        """Skip every suspicious run, as one step."""
        self._hand_edits.skip(tuple(risk.number for risk in self.found))

    def put_last(self) -> None:
        """Put every suspicious run last in its stack, as one step."""
        self._hand_edits.put_last(tuple(risk.number for risk in self.found))

    def _select(self, run_numbers: tuple[int, ...]) -> None:
        plan = self._document.plan
        if self.dialog is not None and self.dialog.isVisible() and plan is not None:
            places = plan.places
            self._table.select_runs([n for n in run_numbers if n in places])

    def refresh(self) -> None:
        """Fill the list anew."""
        document, dialog = self._document, self.dialog
        plan, found, problems = document.plan, document.found, document.problems
        if dialog is None:
            return
        rows: Iterable[FileRow] = ()
        if plan is not None:
            states, names = (found.states, found.names) if found is not None else ({}, {})
            reasons = document.plan_file("").skip_reasons
            rows = file_rows(plan, self.found, problems, states, names, reasons)
        dialog.set_rows(rows, problems)

    def _words(self) -> str:
        """Say what was found in the files, and what could not be found out."""
        found = [facts_words(self._facts.found)] if self._facts.found else []
        return " ".join([*found, *self._facts.remarks])

    def _show_progress(self, progress: JobProgress | None) -> None:
        if self.dialog is not None:
            words = ""
            if progress is not None:
                words = f"Testing: {progress.done:,} of {progress.total:,} files..."
            self.dialog.set_facts(words, is_asking=progress is not None)
