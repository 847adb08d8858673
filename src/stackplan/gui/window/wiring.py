"""Which signal of the window goes where: a diagram in code."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer

from stackplan.files.autosave import JournalEntry
from stackplan.files.settings_check import check_settings
from stackplan.gui.chart.parts import heights
from stackplan.gui.document.planned import MANY_RUNS
from stackplan.gui.saving.recovery import Recovery
from stackplan.gui.what_if.comparing import Compared
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.geometry import zoom_columns
from stackplan.gui.window.main_window import MainWindow
from stackplan.gui.window.status_bar import SlowDisk

_BRIEFLY_MS = 2000
_LAYOUT_MS = 50
_NEWER = (
    "A newer Stackplan has written the settings; the places and sizes of this window are not kept,"
    " so that it finds its own again."
)


def connect(window: MainWindow) -> None:
    """Connect everything."""
    _connect_settings(window)
    _connect_files(window)
    _connect_table_and_chart(window)
    _connect_plan(window)
    _connect_session(window)
    _connect_search(window)
    _connect_comfort(window)


def connect_later(window: MainWindow) -> None:
    """Connect what acts on a plan: after the first paint, before which there is none."""
    messages = window.panes.messages
    _connect_hands(window)
    window.copying.said.connect(messages.say)
    window.exporting.copies.said.connect(messages.say)
    window.panes.export_for.clicked.connect(window.exporting.ask)
    window.panes.settings.recent.setMenu(window.recent)
    window.recent.path_chosen.connect(window.open_path)
    _connect_comparing(window)


def _connect_settings(window: MainWindow) -> None:
    settings = window.panes.settings
    settings.request_changed.connect(window.session.replan)
    settings.folder_entered.connect(window.open_path)
    settings.browse_requested.connect(window.files.ask_folder)
    settings.how_many.clicked.connect(window.dialogs.ask_stack_count)


def _connect_files(window: MainWindow) -> None:
    files, messages = window.files, window.panes.messages
    files.folder_chosen.connect(window.open_path)
    files.plan_chosen.connect(window.open_path)

    def say_saved(words: str) -> None:
        messages.unsay("save")
        messages.say("save", Message(f"{words}."))

    def say_failed(error: Exception) -> None:
        messages.say("save", Message(str(error), "error", "Save elsewhere...", files.ask_elsewhere))

    files.saved.connect(say_saved)
    files.failed.connect(say_failed)


def _connect_hands(window: MainWindow) -> None:
    table, hands = window.panes.table, window.hand_edits
    window.panes.chart.move_requested.connect(hands.move)
    window.session.new_accepted.connect(hands.place_new)
    window.views.unpin_requested.connect(hands.unpin_all)
    table.move_requested.connect(hands.move)
    table.insert_requested.connect(hands.insert)
    table.swap_requested.connect(hands.swap)
    table.lightest_requested.connect(hands.move_to_lightest)
    table.list_typed.connect(hands.move_typed)
    table.list_pasted.connect(hands.move_pasted)
    table.pin_requested.connect(hands.pin)
    table.skip_requested.connect(hands.skip)
    table.add_stack_requested.connect(hands.add_stack)
    table.remove_stack_requested.connect(hands.remove_stack)
    table.refused.connect(hands.refuse)


def _connect_table_and_chart(window: MainWindow) -> None:
    table, chart = window.panes.table, window.panes.chart
    table.told.connect(lambda words: window.panes.status.showMessage(words, _BRIEFLY_MS))
    table.runs_selected.connect(chart.set_selected)
    chart.runs_clicked.connect(table.select_runs)


def _connect_plan(window: MainWindow) -> None:
    panes, document = window.panes, window.document

    def take_note() -> None:
        panes.note.setModified(False)
        document.set_note(panes.note.text())

    panes.balance.clicked.connect(window.session.balance)
    panes.rescan.clicked.connect(window.session.rescan)
    panes.export.clicked.connect(window.files.save)
    panes.note.editingFinished.connect(take_note)


def _connect_session(window: MainWindow) -> None:
    session, panes = window.session, window.panes
    session.gentle_requested.connect(window.dialogs.ask_gentle)
    session.said.connect(panes.messages.say)
    session.unsaid.connect(panes.messages.unsay)
    session.progressed.connect(panes.status.show_progress)
    session.opening.connect(panes.settings.traces.show_path)
    session.refused.connect(lambda error: panes.settings.traces.show_mistake(str(error)))
    session.folder_opened.connect(window.show_folder)
    panes.status.cancel_requested.connect(session.cancel_scan)
    panes.chart.drawn.connect(session.drawn.set)


def _connect_search(window: MainWindow) -> None:
    search, session = window.session.search, window.session

    def may_look() -> bool:
        # Of very many files the states would take several times as long beside a search.
        is_reading = session.task.running and len(window.document.runs) > MANY_RUNS
        return window.panes.chart.is_current and not is_reading

    search.may_look = may_look
    search.progressed.connect(lambda news: window.search_status().show_progress(news))
    search.outcome.connect(lambda words: window.search_status().show_outcome(words))


def _connect_comparing(window: MainWindow) -> None:
    comparing, panes = window.comparing, window.panes

    comparing.said.connect(panes.messages.say)
    comparing.unsaid.connect(panes.messages.unsay)
    # After the views: what they show of an edit gives way to what is compared.
    window.document.plan_changed.connect(comparing.set_plan)
    comparing.changed.connect(partial(_show_compared, window))


def _show_compared(window: MainWindow, compared: Compared | None) -> None:
    chart, table = window.panes.chart, window.panes.table
    table.set_comparison(compared.comparison if compared is not None else None)
    if compared is None:
        chart.set_ghost(None, "")
        return

    comparison = compared.comparison
    chart.set_ghost(heights(comparison.before), compared.name)
    chart.set_moved(move.number for move in comparison.moves)


def keep_work(window: MainWindow) -> None:
    """Keep unsaved work on the disk from now on, and offer what dead windows have left."""
    # After the first paint, which waits for nothing that is not on it.

    recovery = Recovery(window.document, window.files, window)
    recovery.said.connect(window.panes.messages.say)
    recovery.unsaid.connect(window.panes.messages.unsay)
    recovery.recovered.connect(partial(_show_recovered, window))
    window.recovery = recovery
    waits = ((window.files.task, "Saving"), (recovery.queue.task, "Keeping unsaved work"))
    for task, what in waits:
        SlowDisk(task, what, window).said.connect(window.panes.status.showMessage)
    recovery.begin()
    _check_settings(window, recovery)


def _check_settings(window: MainWindow, recovery: Recovery) -> None:
    """Say what is wrong with the settings, before something of them is lost."""
    preferences = window.preferences
    is_newer = preferences.is_newer

    def say(sentences: object) -> None:
        words = list(sentences) if isinstance(sentences, list) else []
        if is_newer:
            words.append(_NEWER)
        if words:
            window.panes.messages.say("settings", Message(" ".join(words), "warning"))

    recovery.queue.add(lambda: check_settings(preferences.path, preferences.content), say)


def _show_recovered(window: MainWindow, entry: JournalEntry) -> None:
    window.document.load_recovered(entry.plan_file, entry.base, entry.path, entry.digest)
    window.show_folder(entry.plan_file.traces)
    window.session.rescan()


def _connect_comfort(window: MainWindow) -> None:
    document, panes, look = window.document, window.panes, window.look

    def remember_plan() -> None:
        if document.path is not None and document.is_saved:
            window.preferences.add_recent_plan(document.path)

    document.saved_changed.connect(remember_plan)
    panes.messages.history_requested.connect(window.show_messages)
    # A moment later: while the letters grow the bar is laid out anew, and forgets what it hides.
    look.said.connect(
        lambda words: QTimer.singleShot(
            _LAYOUT_MS, panes.status, lambda: panes.status.showMessage(words, _BRIEFLY_MS)
        )
    )
    look.zoomed.connect(lambda times: zoom_columns(panes.table.header(), times))
