"""Suspicious runs in the window: shown with their reasons, skipped, or put last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from stackplan.core.errors import StackplanError
    from stackplan.core.trace_checks import RunRisk
    from stackplan.gui.beam.risk_dialog import RiskDialog
    from stackplan.gui.planning.hdf5_info import FileFacts
    from stackplan.gui.planning.scan_task import Progress
    from stackplan.gui.window.main_window import MainWindow


class Risks(QObject):
    """Opens the list of suspicious runs, keeps it true, and does what it asks for."""

    def __init__(self, window: MainWindow, facts: FileFacts) -> None:
        super().__init__(window)
        self._window, self._facts = window, facts
        self._dialog: RiskDialog | None = None
        facts.changed.connect(self._on_facts)
        facts.failed.connect(self._on_failed)
        facts.progressed.connect(self._on_progress)
        window.document.plan_changed.connect(self._on_changed)

    @property
    def found(self) -> tuple[RunRisk, ...]:
        """Planned runs that may break a night."""
        document = self._window.document
        if document.plan is None:
            return ()
        from stackplan.core.trace_checks import run_risks

        states = document.found.states if document.found is not None else {}
        return run_risks(document.plan, states, document.grown, self._facts.found)

    def show_list(self) -> None:
        """Open the list, or bring it to the front."""
        if self._dialog is None:
            # Imported when it is asked for: the window's start waits for no dialog.
            from stackplan.gui.beam.risk_dialog import RiskDialog

            dialog = RiskDialog(self._window)
            dialog.skip_requested.connect(self._window.hand_edits.skip)
            dialog.last_requested.connect(self.put_last)
            dialog.runs_chosen.connect(self._select)
            dialog.facts_requested.connect(self._ask_facts)
            self._dialog = dialog
        self._dialog.set_risks(self.found)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def skip_all(self) -> None:
        """Skip every suspicious run, as one step in which no other run moves."""
        self._window.hand_edits.skip(tuple(risk.number for risk in self.found))

    def put_last(self) -> None:
        """Put every suspicious run last in its stack, as one step."""
        self._window.hand_edits.put_last(tuple(risk.number for risk in self.found))

    def _ask_facts(self, go_on: bool) -> None:
        if go_on:
            self._facts.ask()
        else:
            self._facts.stop()

    def _select(self, run_numbers: tuple[int, ...]) -> None:
        plan = self._window.document.plan
        if self._dialog is not None and self._dialog.isVisible() and plan is not None:
            places = plan.places
            self._window.panes.table.select_runs([n for n in run_numbers if n in places])

    def _on_changed(self) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.set_risks(self.found)

    def _on_facts(self) -> None:
        from stackplan.core.trace_checks import facts_words

        if self._dialog is not None:
            words = facts_words(self._facts.found) if self._facts.found else ""
            self._dialog.set_facts(words, is_asking=False)
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
            words = f"Asking: {progress.done:,} of {progress.total:,} files..."
            self._dialog.set_facts(words, is_asking=True)
