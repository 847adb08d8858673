"""The features of the window, made after its first paint: menus, edits by hand, recovery, beam."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QIcon

from stackplan.files.autosave import JournalEntry
from stackplan.gui.saving.recovery import Recovery
from stackplan.gui.what_if.comparing import Compared
from stackplan.gui.widgets.appearance import resource_path
from stackplan.gui.window.actions import Actions
from stackplan.gui.window.availability import Availability
from stackplan.gui.window.beam_entries import add_beam_entries
from stackplan.gui.window.main_window import MainWindow
from stackplan.gui.window.menu_entries import add_entries
from stackplan.gui.window.status_bar import SlowDisk
from stackplan.gui.window.table_entries import add_table_entries

Steps = tuple[Callable[[], object], ...]


def steps(window: MainWindow, actions: Actions) -> tuple[Steps, Steps]:
    """Give the steps that come before the first folder is opened, and those that may wait."""
    first = (
        lambda: add_entries(actions, window),
        lambda: keep_work(window),  # before there is any: it hears of each plan that comes
        lambda: connect_later(window),
    )
    at_leisure = (
        window.panes.table.let_move,
        lambda: window.setWindowIcon(QIcon(str(resource_path("icons/stackplan.svg")))),
        lambda: add_table_entries(actions, window),
        lambda: add_beam_entries(actions, window),
        lambda: _explain(window),
    )
    return first, at_leisure


def _explain(window: MainWindow) -> None:
    """Say of each disabled entry why, and follow the desktop's light or dark."""
    Availability(window)
    window.look.follow_desktop()


def connect_later(window: MainWindow) -> None:
    """Connect what acts on a plan: after the first paint, before which there is none."""
    messages = window.panes.messages
    _connect_hands(window)
    window.exporting.copies.said.connect(messages.say)
    window.panes.export_for.clicked.connect(window.exporting.ask)
    window.panes.settings.recent.setMenu(window.recent)
    window.recent.path_chosen.connect(window.open_path)
    _connect_comparing(window)


def _connect_hands(window: MainWindow) -> None:
    table, hands = window.panes.table, window.hand_edits
    window.panes.chart.insert_requested.connect(hands.insert)
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
        chart.compare(None)
    else:
        moved = (move.number for move in compared.comparison.moves)
        chart.compare(compared.comparison.before, compared.name, moved)


def keep_work(window: MainWindow) -> None:
    """Keep unsaved work on the disk from now on, and offer what dead windows have left."""
    recovery = Recovery(window.document, window.files, window)
    recovery.said.connect(window.panes.messages.say)
    recovery.unsaid.connect(window.panes.messages.unsay)
    recovery.recovered.connect(partial(_show_recovered, window))
    window.recovery = recovery
    waits = ((window.files.task, "Saving"), (recovery.queue.task, "Keeping unsaved work"))
    for task, what in waits:
        SlowDisk(task, what, window).said.connect(window.panes.status.showMessage)
    recovery.begin()
    window.settings_writer.said.connect(window.panes.messages.say)
    window.settings_writer.begin()


def _show_recovered(window: MainWindow, entry: JournalEntry) -> None:
    window.document.load_recovered(entry.plan_file, entry.base, entry.path, entry.digest)
    window.show_folder(entry.plan_file.traces)
    window.session.rescan()
