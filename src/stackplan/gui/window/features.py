"""The features of the window, made and connected after its first paint."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWhatsThis, QWidget

from stackplan.core.file_problems import absence_words
from stackplan.files.autosave import UnsavedWork
from stackplan.files.demo import make_demo_among_temporary_files
from stackplan.gui.beam.good_runs import GoodRuns
from stackplan.gui.beam.suspicious_runs import SuspiciousRuns
from stackplan.gui.diagnostics.crash_reports import CrashReports
from stackplan.gui.export.export_dialog import ExportActions
from stackplan.gui.planning.hdf5_info import Hdf5Info
from stackplan.gui.saving.recent_menu import RecentMenu
from stackplan.gui.table.columns import Pace
from stackplan.gui.table.table_requests import TableRequests
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.timing.plan_times import PlanTimes, preferred_link
from stackplan.gui.timing.remainder import RemainderOffer
from stackplan.gui.timing.weight_choice import WeightChoice
from stackplan.gui.timing.workspace import Workspace
from stackplan.gui.what_if.comparing import CompareActions, ShownComparison
from stackplan.gui.widgets.dialogs import plan_dialog
from stackplan.gui.widgets.messages import SlowDiskWatch
from stackplan.gui.widgets.worker import Worker
from stackplan.gui.window.main_window import MainWindow
from stackplan.gui.window.plan_dialogs import PlanDialogs
from stackplan.gui.window.wall_view import WallViewControl


class Features(QObject):
    """What the commands of a window act on: its parts, and the features beside the plan itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self.panes, self.preferences = window, window.panes, window.preferences
        self.document, self.session, self.files = window.document, window.session, window.files
        self.hand_edits, self.follower, self.appearance = (
            window.hand_edits,
            window.follower,
            window.appearance,
        )
        messages = window.messages
        self.recent = RecentMenu(self.preferences, window)
        self.comparing = CompareActions(self.document, messages, window)
        self.exporting = ExportActions(
            window, self.document, self.files.save_as, self.preferences, messages
        )
        self.hdf5_info = Hdf5Info(self.session, messages, window)
        self.good_runs = GoodRuns(window, self.session, messages)
        self.problems = SuspiciousRuns(
            window, self.document, self.hand_edits, self.panes.table, self.hdf5_info
        )
        self._make_timing()
        self.dialogs = PlanDialogs(
            window,
            self.document,
            self.preferences,
            window.default_stacks,
            self.panes.settings.stacks.setValue,
            self.plan_times.typed_rate,
            self.plan_times.take_rate,
            lambda: self.plan_times.words,
        )
        self._demo = Worker(self)
        self.wall_view = WallViewControl(window, self.document, self.follower, self.preferences)
        self.table = TableRequests(self.panes.table, self.panes.chart, self._absence)
        self._connect()

    def _make_timing(self) -> None:
        """Make what knows how long runs take, and what a Spyral workspace has done."""
        window, messages = self.window, self.window.messages
        self.workspace = Workspace(
            window, self.document, self.preferences, lambda: self.files.folder
        )
        self.remainder = RemainderOffer(window, self.session, self.workspace, messages)
        self.times = MeasuredTimes(
            self.document, preferred_link(self.preferences), messages, window
        )
        self.plan_times = PlanTimes(
            window,
            self.document,
            self.preferences,
            self.times,
            self.workspace,
            self.remainder.read,
        )
        ask_times = self.plan_times.ask_times
        self.weight_choice = WeightChoice(
            self.session, self.times, self.hdf5_info, ask_times, self.workspace, messages, window
        )

    def _connect(self) -> None:
        self._connect_hands()
        self._connect_messages()
        self._connect_views()
        self.comparing.changed.connect(self._show_compared)
        self.panes.empty.demo.clicked.connect(self.open_demo)
        self._demo.finished.connect(self.window.open_path)
        self._demo.failed.connect(partial(self.window.messages.say_error, "scan"))
        self.files.exported.connect(self.exporting.note_saved)
        self.files.failed.connect(self.exporting.show_failure)
        self.session.gentle_requested.connect(self.dialogs.ask_gentle)
        self.recent.path_chosen.connect(self.window.open_path)
        self.panes.settings.recent.setMenu(self.recent)
        self.panes.settings.how_many.clicked.connect(self.dialogs.ask_stack_count)
        self.panes.header.export.clicked.connect(self.exporting.ask)
        self.panes.header.details_requested.connect(self.dialogs.show_details)
        self.panes.header.problems.clicked.connect(self.problems.show_list)
        self.panes.settings.follow.clicked.connect(self.follower.follow)
        self.panes.status.cancel.clicked.connect(self.hdf5_info.stop)
        self.panes.chart.set_plan_behind(self.preferences.plan_behind)
        self.panes.chart.set_orientation(self.preferences.orientation)

    def _connect_hands(self) -> None:
        table, hands = self.panes.table, self.hand_edits
        self.panes.chart.insert_requested.connect(hands.insert)
        self.session.new_accepted.connect(hands.place_new)
        table.move_requested.connect(hands.move)
        table.insert_requested.connect(hands.insert)
        table.list_typed.connect(hands.move_typed)
        table.list_pasted.connect(hands.move_pasted)
        table.refused.connect(hands.refuse)

    def _connect_messages(self) -> None:
        """Say what a scan and a slow disk have to say."""
        status, recovery = self.panes.status, self.window.recovery
        self.hdf5_info.progressed.connect(status.show_progress)
        waits = ((self.files.worker, "Saving"), (recovery.queue.worker, "Keeping unsaved work"))
        for worker, what in waits:
            SlowDiskWatch(worker, what, self.window.messages, self.window)

    def _connect_views(self) -> None:
        self.follower.switched.connect(self.panes.settings.follow.setChecked)
        self.follower.seen.connect(self.panes.settings.show_following)
        self.follower.looked.connect(self.panes.status.set_read)
        self.problems.shown.connect(self._show_runs)
        self.plan_times.finish_changed.connect(self.panes.header.set_finish)
        self.plan_times.finish_changed.connect(self.dialogs.update_details)
        self.plan_times.pace_changed.connect(self._show_pace)

    def _show_pace(self, pace: Pace) -> None:
        self.panes.table.set_pace(pace)
        self.wall_view.set_pace(pace)
        self.panes.chart.set_rate(float(pace.rate.typical) if pace.rate is not None else None)

    def _show_runs(self, run_numbers: tuple[int, ...]) -> None:
        """Select runs, and bring the window with its board to the front."""
        self.panes.table.select_runs(run_numbers)
        self.window.activateWindow()
        self.panes.chart.setFocus()

    def _show_compared(self, compared: ShownComparison | None) -> None:
        chart, table = self.panes.chart, self.panes.table
        table.set_comparison(compared.comparison if compared is not None else None)
        if compared is None:
            chart.compare(None)
        else:
            moved = (move.number for move in compared.comparison.moves)
            chart.compare(compared.comparison.before, compared.name, moved)

    def keep_work(self) -> None:
        """Keep unsaved work on the disk from now on, and offer what dead windows have left."""
        recovery = self.window.recovery
        recovery.recovered.connect(self._show_recovered)
        recovery.begin()
        self.window.settings_writer.begin()

    def _show_recovered(self, work: UnsavedWork) -> None:
        self.document.load_recovered(work.plan_file, work.base, work.path, work.digest)
        self.window.show_folder(work.plan_file.traces)
        self.session.rescan()

    def _absence(self, number: int) -> str:
        """Say why a run is not in the plan."""
        plan, found = self.document.plan, self.document.found
        if plan is None:
            return "There is no plan yet."
        left_out = found.left_out(plan.request) if found is not None else ()
        return absence_words(number, plan, left_out)

    def turn_column(self) -> None:
        """Fold the left column away, or show it again."""
        self.window.show_left_column(on=self.preferences.is_column_folded)

    def open_demo(self) -> None:
        """Make the demo where temporary files go, and open it."""
        self._demo.start(lambda _: make_demo_among_temporary_files())

    # What only a command asks for. A dialog is imported where it is opened.

    def ask_comparison(self) -> None:
        """Ask for a plan file, and compare with it."""
        dialog = plan_dialog(self.window, self.files.folder, "Compare with a plan file")
        dialog.fileSelected.connect(self.comparing.with_file)
        dialog.open()

    def show_behind(self, kind: str) -> None:
        """Show another plan behind the chart, now and the next time."""
        self.preferences.plan_behind = kind
        self.panes.chart.set_plan_behind(kind)

    def show_panes(self, shown: str) -> None:
        """Show `board`, `table` or `both`, now and the next time."""
        self.preferences.shown = shown
        self.window.show_panes(shown)

    def turn_board(self, orientation: str) -> None:
        """Show the stacks as rows or as columns, now and the next time."""
        self.preferences.orientation = orientation
        self.panes.chart.set_orientation(orientation)

    def show_help(self, page: str = "") -> None:
        """Show a page, or what the help says of the part that has the keyboard."""
        from stackplan.gui.help.help_window import show_help, topic_of

        show_help(self.window, page or topic_of(QApplication.focusWidget()))

    def ask_what_this_is(self) -> None:
        """Let a click on a part of the window say what the part is for."""
        for part in self.window.findChildren(QWidget):
            # The tips say it; those of figures change, so that they are taken over each time.
            part.setWhatsThis(part.toolTip())
        QWhatsThis.enterWhatsThisMode()

    def show_about(self) -> None:
        """Show version, platform and places."""
        from stackplan.gui.diagnostics.about_dialog import program_facts, show_about, window_facts

        window = self.window
        where = window_facts(window.screen(), window.preferences, window.appearance.per_cent)
        reports = window.findChild(CrashReports)
        lines = reports.lines if reports is not None else []
        show_about(window, {**program_facts(), **where}, lines)
