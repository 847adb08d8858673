"""What the Help menu opens; each part is imported when it is asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QApplication

from stackplan.gui.diagnostics.crash_reports import CrashReports
from stackplan.gui.window.actions import Actions
from stackplan.gui.window.main_window import MainWindow


def add_help_entries(actions: Actions, window: MainWindow) -> None:
    """Fill the Help menu."""
    menu = actions.help

    def page(file: str) -> partial[None]:
        return partial(_show_page, window, file)

    actions.add(menu, "guideAction", "&Guide", page("guide.md"))
    here = actions.add(menu, "helpAction", "&Help on this part", page(""), "F1")
    # In the dialogs too, which are windows of their own.
    here.setShortcutContext(here.shortcutContext().ApplicationShortcut)
    actions.add(menu, "troubleshootingAction", "&Troubleshooting", page("troubleshooting.md"))
    words, keys = "&Keyboard shortcuts", partial(_show_shortcuts, window)
    actions.add(menu, "shortcutsAction", words, keys, "Shift+F1")
    actions.add(menu, "tourAction", "Tou&r of the window", partial(_start_tour, window))
    menu.addSeparator()
    actions.add(menu, "aboutAction", "&About Stackplan", partial(_show_about, window))


def _show_page(window: MainWindow, file: str) -> None:
    """Show a page, or what the help says of the part that has the keys."""
    from stackplan.gui.help.help_window import show_help, topic_of

    show_help(window, file or topic_of(QApplication.focusWidget()))


def _show_shortcuts(window: MainWindow) -> None:
    from stackplan.gui.help.shortcuts_dialog import show_shortcuts

    show_shortcuts(window)


def _start_tour(window: MainWindow) -> None:
    from stackplan.gui.help.tour import KEY, start_tour

    window.panes.messages.unsay(KEY)  # it needs no offer any more
    start_tour(window)


def _show_about(window: MainWindow) -> None:
    from stackplan.gui.diagnostics.about_dialog import program_facts, show_about, window_facts

    where = window_facts(window.screen(), window.preferences, window.look.per_cent)
    reports = window.findChild(CrashReports)
    lines = reports.lines if reports is not None else []
    show_about(window, {**program_facts(), **where}, lines)
