"""Which signal of the window goes where: a diagram in code."""

from __future__ import annotations

from functools import partial

from stackplan.core.request import PlanRequest
from stackplan.gui.planning.scan_jobs import JobProgress
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.geometry import zoom_columns
from stackplan.gui.window.main_window import MainWindow

_BRIEFLY_MS = 4000


def connect(window: MainWindow) -> None:
    """Connect everything."""
    _connect_settings(window)
    _connect_files(window)
    _connect_table_and_chart(window)
    _connect_plan(window)
    _connect_session(window)
    _connect_search(window)
    _connect_comfort(window)


def _connect_settings(window: MainWindow) -> None:
    settings = window.panes.settings
    settings.request_changed.connect(window.session.replan)
    settings.folder_entered.connect(window.open_path)
    settings.browse_requested.connect(window.files.ask_folder)
    settings.skip_list_read.connect(partial(_say_skip_list, window))


def _say_skip_list(window: MainWindow, words: str) -> None:
    """Say what was pasted into the skip list, until something else is entered there."""
    if words:
        window.messages.post("skip", Message(words))
    else:
        window.messages.withdraw("skip")


def _connect_files(window: MainWindow) -> None:
    files, messages = window.files, window.messages
    files.folder_chosen.connect(window.open_path)
    files.plan_chosen.connect(window.open_path)

    def say_saved(words: str) -> None:
        messages.withdraw("save")
        messages.post("save", Message(f"{words}."))

    def say_failed(error: Exception) -> None:
        messages.post(
            "save", Message(str(error), "error", "Save elsewhere...", files.ask_elsewhere)
        )

    def say_changed(file: str) -> None:
        choices = ("Load it", files.load_changed, "Keep mine", files.keep_own)
        words = f"{file} has been changed on the disk."
        messages.post("changed", Message(words, "warning", *choices))

    files.changed.connect(say_changed)
    files.unchanged.connect(lambda: messages.withdraw("changed"))
    files.saved.connect(say_saved)
    files.failed.connect(say_failed)


def _connect_table_and_chart(window: MainWindow) -> None:
    table, chart = window.panes.table, window.panes.chart
    table.told.connect(window.messages.tell)
    table.runs_selected.connect(chart.set_selected)
    chart.runs_clicked.connect(table.select_runs)
    chart.stack_clicked.connect(table.select_stack)


def _connect_plan(window: MainWindow) -> None:
    panes, document = window.panes, window.document

    def take_note() -> None:
        panes.note.setModified(False)
        document.set_note(panes.note.text())

    panes.header.balance.clicked.connect(window.session.balance)
    panes.settings.rescan.clicked.connect(window.session.rescan)
    panes.header.save.clicked.connect(window.files.save)
    panes.note.editingFinished.connect(take_note)


def _connect_session(window: MainWindow) -> None:
    session, panes = window.session, window.panes
    session.progressed.connect(panes.status.show_progress)
    session.asked.connect(partial(_show_asked, window))
    session.opening.connect(panes.settings.traces.show_path)
    session.refused.connect(lambda error: panes.settings.traces.show_mistake(str(error)))
    session.folder_opened.connect(window.show_folder)
    panes.status.cancel_requested.connect(session.cancel_scan)
    session.opening.connect(window.show_what_is_read)
    session.progressed.connect(
        lambda progress: window.show_what_is_read("") if progress is None else None
    )
    panes.empty.folder_requested.connect(window.files.ask_folder)
    panes.empty.plan_requested.connect(window.files.ask_plan)
    panes.empty.path_chosen.connect(window.open_path)


def _show_asked(window: MainWindow, request: PlanRequest | None) -> None:
    """Show that a plan is being made, and of what; then again what the plan on screen is."""
    window.panes.settings.set_request(window.session.request)
    progress = JobProgress("Planning", 0, 0) if request is not None else None
    if progress is not None or not window.session.worker.running:
        window.panes.status.show_progress(progress)


def _connect_search(window: MainWindow) -> None:
    search = window.session.search
    search.progressed.connect(lambda news: window.search_status().show_progress(news))
    search.outcome.connect(lambda words: window.search_status().show_outcome(words))


def _connect_comfort(window: MainWindow) -> None:
    panes, appearance = window.panes, window.appearance
    messages, status = window.messages, panes.status
    messages.told.connect(lambda words: status.say(words, _BRIEFLY_MS))
    messages.changed.connect(lambda: status.show_waiting(len(messages.questions)))
    status.messages.clicked.connect(window.show_messages)
    appearance.said.connect(lambda words: status.say(words, _BRIEFLY_MS))
    appearance.zoomed.connect(lambda times: zoom_columns(panes.table.header(), times))
