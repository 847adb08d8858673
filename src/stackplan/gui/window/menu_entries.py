"""What each entry of the menus does: one function a menu."""

from __future__ import annotations

from stackplan.gui.chart.scene import PLANS_BEHIND
from stackplan.gui.widgets.file_dialogs import plan_dialog
from stackplan.gui.window.actions import Actions
from stackplan.gui.window.help_entries import add_help_entries
from stackplan.gui.window.main_window import MainWindow


def add_entries(actions: Actions, window: MainWindow) -> None:
    """Fill the menus."""
    _add_file(actions, window)
    _add_edit(actions, window)
    _add_plan(actions, window)
    _add_view(actions, window)
    add_help_entries(actions, window)


def _add_file(actions: Actions, window: MainWindow) -> None:
    menu, files = actions.file, window.files
    actions.add(menu, "openFolderAction", "&Open folder...", files.ask_folder, "Ctrl+O")
    actions.add(menu, "openPlanAction", "Open &plan...", files.ask_plan, "Ctrl+Shift+O")
    menu.addMenu(window.recent)
    menu.addSeparator()
    actions.add(menu, "saveAction", "&Save or export...", files.save, "Ctrl+S")
    actions.add(menu, "saveAsAction", "Save or export &as...", files.ask_export, "Ctrl+Shift+S")
    actions.add(menu, "exportForAction", "Export &for...", window.exporting.ask, "Ctrl+E")
    menu.addSeparator()
    actions.add(menu, "quitAction", "&Quit", window.close, "Ctrl+Q")


def _add_edit(actions: Actions, window: MainWindow) -> None:
    history = window.document.history
    actions.add_history(*history.make_actions(window))
    actions.add(actions.edit, "historyAction", "&History...", window.dialogs.show_history, "Ctrl+H")
    actions.edit.addSeparator()
    _add_pictures(actions, window)


def _add_pictures(actions: Actions, window: MainWindow) -> None:
    menu, copies = actions.edit, window.exporting.copies
    words = "&Copy picture of the chart"
    actions.add(menu, "copyPictureAction", words, copies.copy_picture, "Ctrl+Shift+C")
    words = "Save p&icture of the chart..."
    actions.add(menu, "savePictureAction", words, window.files.ask_picture)
    words = "Copy for the e-&log"
    actions.add(menu, "copyElogAction", words, copies.copy_elog, "Ctrl+Shift+E")
    actions.add(menu, "copySkippedAction", "Copy as runs_to_s&kip", copies.copy_skipped)
    actions.add(menu, "copyStacksAction", "Copy stacks as P&ython lists", copies.copy_stacks)


def _add_plan(actions: Actions, window: MainWindow) -> None:
    menu, session, table, dialogs = actions.plan, window.session, window.panes.table, window.dialogs
    actions.add(menu, "balanceAction", "&Balance", session.balance, "Ctrl+B")
    actions.add(menu, "improveAction", "I&mprove", session.search.improve, "Ctrl+I")
    actions.add(menu, "gentleAction", "Rebalance &gently...", dialogs.ask_gentle, "Ctrl+G")
    actions.add(menu, "stackCountAction", "&How many stacks...", dialogs.ask_stack_count)
    menu.addSeparator()
    actions.add(menu, "pinAction", "&Pin selected runs", lambda: table.ask_pins(pinned=True))
    actions.add(menu, "unpinAction", "&Unpin selected runs", lambda: table.ask_pins(pinned=False))
    actions.add(menu, "unpinAllAction", "Unpin &all", window.hand_edits.unpin_all)
    menu.addSeparator()
    _add_comparing(actions, window)
    actions.add(menu, "rescanAction", "&Rescan", session.rescan, "F5")


def _add_comparing(actions: Actions, window: MainWindow) -> None:
    menu, comparing = actions.plan.addMenu("&Compare with"), window.comparing

    def ask_file() -> None:
        dialog = plan_dialog(window, window.files.folder, "Compare with a plan file")
        dialog.fileSelected.connect(comparing.with_file)
        dialog.open()

    actions.add(menu, "compareSnakeAction", "Spyral's &snake", comparing.with_snake)
    actions.add(menu, "compareSavedAction", "The saved &file", comparing.with_saved)
    actions.add(menu, "compareFileAction", "&Another plan file...", ask_file)
    menu.addSeparator()
    actions.add(menu, "compareStopAction", "S&top comparing", comparing.stop)


def _add_view(actions: Actions, window: MainWindow) -> None:
    menu, table = actions.view, window.panes.table
    actions.add(menu, "openAllAction", "&Open all stacks", table.expandAll)
    actions.add(menu, "closeAllAction", "&Close all stacks", table.collapseAll)
    _add_plans_behind(actions, window)
    menu.addSeparator()
    look = window.look
    actions.add(menu, "largerAction", "&Larger text", look.enlarge, "Ctrl++", "Ctrl+=")
    actions.add(menu, "smallerAction", "S&maller text", look.shrink, "Ctrl+-")
    actions.add(menu, "normalSizeAction", "&Normal size", look.show_normal_size, "Ctrl+0")
    actions.add_themes(window.preferences.theme, look.set_theme)
    menu.addSeparator()
    actions.add(menu, "messagesAction", "M&essages...", window.show_messages, "Ctrl+M")


def _add_plans_behind(actions: Actions, window: MainWindow) -> None:
    def choose(kind: str) -> None:
        window.preferences.plan_behind = kind
        window.panes.chart.set_plan_behind(kind)

    before = window.preferences.plan_behind
    actions.add_choice("Show other plan be&hind", "GhostAction", PLANS_BEHIND, before, choose)
    window.panes.chart.set_plan_behind(before)
