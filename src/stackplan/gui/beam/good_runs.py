"""Import of a list of good runs, with a preview."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.errors import StackplanError
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.run_sheet import RunChoice, RunSheet, choose
from stackplan.core.text import plural, printable, shortened
from stackplan.files.run_sheet_file import load_sheet
from stackplan.gui.planning.session import Session
from stackplan.gui.widgets.dialogs import plan_dialog, resize_within_screen
from stackplan.gui.widgets.fields import FocusWheelComboBox, set_names
from stackplan.gui.widgets.messages import Messages
from stackplan.gui.widgets.worker import Worker

_MOST_WORDS = 2000


class GoodRunsDialog(QDialog):
    """Shows what a list would do to the runs of the folder, and asks for it."""

    choice_made = Signal(object)
    reading_asked = Signal(str, str)  # of a sheet, with a column that decides

    def __init__(
        self, sheet: RunSheet, path: str, found: RunNumbers, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sheet, self._found, self._path = sheet, found, path
        self.setObjectName("goodRunsDialog")
        self.setWindowTitle("Import good runs")
        self.setAccessibleName("Import a list of good runs")
        self.about = QLabel(wordWrap=True)
        set_names(self.about, "goodRunsAbout", "What the list is")
        self.sheets, self.columns = FocusWheelComboBox(), FocusWheelComboBox()
        set_names(
            self.sheets, "goodSheet", "Sheet of the workbook", "The sheet that lists the runs"
        )
        tip = "The column that says which runs are good"
        set_names(self.columns, "goodColumn", "Column that decides", tip)
        self.classes = QListWidget()
        set_names(
            self.classes, "goodClasses", "Classes that are good", "Space marks a class as good"
        )
        self.unlisted = QCheckBox("&Keep runs that the list does not name")
        tip = "Without it, a run that is not in the list is skipped"
        set_names(self.unlisted, "keepUnlisted", "Keep runs that the list does not name", tip)
        self.preview = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_names(self.preview, "goodRunsPreview", "What it would do")
        self._arrange()
        self.show_sheet(sheet)
        self.classes.itemChanged.connect(self._show)
        self.unlisted.toggled.connect(self._show)
        self.sheets.activated.connect(
            lambda: self.reading_asked.emit(self.sheets.currentData(), "")
        )
        self.columns.activated.connect(
            lambda: self.reading_asked.emit(
                self.sheets.currentData() or "", self.columns.currentData()
            )
        )
        resize_within_screen(self, 520, 400)

    @property
    def choice(self) -> RunChoice:
        """What the list does with the classes that are marked."""
        items = map(self.classes.item, range(self.classes.count()))
        marked = [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == _CHECKED]
        return choose(self._sheet, self._found, marked, unlisted=self.unlisted.isChecked())

    def show_sheet(self, sheet: RunSheet) -> None:
        """Show what was read, of another sheet or by another column."""
        self._sheet = sheet
        self.about.setText(f"{printable(self._path)} names {plural(len(sheet.entries), 'run')}.")
        with QSignalBlocker(self.classes):
            self._fill()
        self._enable(True)
        self._show()

    def show_problem(self, words: str) -> None:
        """Say why another sheet or column cannot be taken; nothing is taken until one can."""
        self.preview.setText(words)
        self._enable(False)
        self.take.setEnabled(False)

    def _enable(self, is_read: bool) -> None:
        self.classes.setEnabled(is_read)
        self.unlisted.setEnabled(is_read)

    def _fill(self) -> None:
        sheet = self._sheet
        _fill_combo(self.sheets, sheet.sheets, sheet.sheet)
        _fill_combo(self.columns, sheet.columns, sheet.column)
        if not sheet.column and sheet.columns:
            self.columns.insertItem(0, "none: every run of the list is good", "")
            self.columns.setCurrentIndex(0)
        self._fields.setRowVisible(self.sheets, len(sheet.sheets) > 1)
        self._fields.setRowVisible(self.columns, bool(sheet.columns))
        self.classes.clear()
        for run_class, runs in sheet.classes.items() if sheet.column else ():
            empty = "no class" if sheet.has_classes else "empty"
            words = f"{printable(run_class) or empty}: {plural(runs, 'run')}"
            item = QListWidgetItem(words, self.classes)
            item.setData(Qt.ItemDataRole.UserRole, run_class)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_good = run_class.upper() in sheet.good_classes
            item.setCheckState(Qt.CheckState.Checked if is_good else Qt.CheckState.Unchecked)
        self.classes.setVisible(bool(sheet.column))

    def _arrange(self) -> None:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel = box.button(QDialogButtonBox.StandardButton.Cancel)
        set_names(cancel, "goodRunsCancel", "Cancel", "Leave the plan as it is (Esc)")
        self.take = QPushButton("&Skip the others")
        set_names(self.take, "takeGoodRuns", "Skip the others", "Ctrl+Z takes it back")
        box.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        box.accepted.connect(self._on_take)
        box.rejected.connect(self.reject)
        self._fields = QFormLayout()
        self._fields.addRow("S&heet", self.sheets)
        self._fields.addRow("Column that &decides", self.columns)
        column = QVBoxLayout(self)
        column.addWidget(self.about)
        column.addLayout(self._fields)
        for widget in (self.classes, self.unlisted, self.preview, box):
            column.addWidget(widget)

    def _show(self) -> None:
        choice = self.choice
        words = [*self._sheet.sentences(), *choice.sentences()]
        self.preview.setText(shortened("\n".join(words), _MOST_WORDS))
        self.take.setEnabled(bool(choice.skip and choice.planned))

    def _on_take(self) -> None:
        self.accept()
        self.choice_made.emit(self.choice)


_CHECKED = Qt.CheckState.Checked


def _fill_combo(combo: FocusWheelComboBox, names: tuple[str, ...], current: str) -> None:
    combo.clear()
    for each in names:
        combo.addItem(printable(each), each)
    combo.setCurrentIndex(combo.findData(current))


KEY = "good"


class GoodRuns(QObject):
    """Asks for a list, shows what it would do, and skips the other runs."""

    def __init__(self, window: QWidget, session: Session, messages: Messages) -> None:
        super().__init__(window)
        self._window, self._session, self._messages = window, session, messages
        self._path = ""
        self._dialog: GoodRunsDialog | None = None
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_read)
        self.worker.failed.connect(self._on_failed)

    def ask(self) -> None:
        """Ask for the file."""
        dialog = plan_dialog(self._window, self._session.folder, "Import a list of good runs")
        dialog.setNameFilters(["Lists of runs (*.csv *.txt *.tsv *.xlsx)", "All files (*)"])
        dialog.fileSelected.connect(self.read)
        dialog.open()

    def read(self, path: str, sheet: str = "", column: str = "") -> None:
        """Read a list, and show what it would do; `sheet` and `column` as for `load_sheet`."""
        self._path = path
        self.worker.start(lambda _: load_sheet(path, sheet, column))

    def take(self, choice: RunChoice) -> None:
        """Skip what the list leaves out; the reasons go into the plan file."""
        document = self._session.document
        if document.plan is not None:
            document.add_skip_reasons(choice.reasons)
            self._session.skip(choice.skip)

    def _on_read(self, sheet: RunSheet) -> None:
        document = self._session.document
        if document.plan is None:
            return
        request = document.plan.request
        numbers = RunNumbers.of(run.number for run in document.runs if run.is_known)
        inside = numbers.within(request.run_min, request.run_max).minus(request.skipped)
        if self._dialog is not None:
            self._dialog.show_sheet(sheet)
            return
        dialog = GoodRunsDialog(sheet, self._path, inside, self._window)
        dialog.choice_made.connect(self.take)
        dialog.reading_asked.connect(lambda *which: self.read(self._path, *which))
        dialog.finished.connect(self._on_closed)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def _on_closed(self) -> None:
        self.worker.cancel()
        self._dialog = None

    def _on_failed(self, error: StackplanError) -> None:
        if self._dialog is not None:
            self._dialog.show_problem(str(error))
        else:
            self._messages.say_error(KEY, error)
