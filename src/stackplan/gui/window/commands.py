"""The one list of commands: menus, context menus, keys, tips, and why something cannot be done.

`menus.py` makes the menus from it. Within a menu the commands stand in the order of the list.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence

from stackplan.core.plan import Plan
from stackplan.core.quality import is_optimal
from stackplan.core.request import phase_of
from stackplan.gui.beam.follower import show_follow_list
from stackplan.gui.chart.scene import ORIENTATIONS, PLANS_BEHIND
from stackplan.gui.table.columns import Column, Sorting
from stackplan.gui.table.selection import Selection
from stackplan.gui.table.table_requests import (
    as_line,
    as_list,
    as_skip_list,
    as_table,
    why_no_line,
    why_no_rows,
)
from stackplan.gui.widgets.messages import NO_PLAN
from stackplan.gui.window.features import Features
from stackplan.gui.window.main_window import EDIT, FILE, HELP, PLAN, RUNS, SPYRAL, VIEW

_NO_FOLDER = "There is no folder yet; press Ctrl+O to choose one."
_NOTHING_SELECTED = "No run is selected; select runs in the table, or click them in the chart."


class Submenu(NamedTuple):
    """A menu within a menu: it stands where its first command does."""

    name: str
    title: str
    tip: str = ""


class Place(NamedTuple):
    """Where in a menu a command stands: groups are in the order of their numbers, lines between."""

    menu: str
    group: int
    submenu: Submenu | None = None


class Situation(NamedTuple):
    """What it depends on whether a command can be done."""

    plan: Plan | None = None
    selection: Selection = Selection()
    has_folder: bool = False
    why_no_balance: str = ""


def _nothing(_: Situation) -> str:
    return ""


def _no_words(_: Selection) -> str:
    return ""


class Command(NamedTuple):
    """Something that the window can be asked for."""

    # Object name of its action; that of its entry in the table's menu ends in `Entry` instead.
    name: str
    place: Place | None  # where it stands in the menu bar
    text: str  # for the menus and the page of keys
    tip: str  # what it does, in a sentence
    # Does it; `None` where `made` gives an action that does it.
    run: Callable[[Features], object] | None
    keys: str = ""  # its keys, with `; ` between them
    # Says why it cannot be done now; empty if it can.
    why_not: Callable[[Situation], str] = _nothing
    # Where the keys act: `window`; `everywhere`, in dialogs too; `table`, in the chart too. A
    # command of the table is never disabled: keys that do nothing leave a crew guessing.
    keys_in: str = "window"
    button: str = ""  # object name of a button that does the same and is disabled with it
    # Whether its entry is marked; in a submenu one entry is marked at a time.
    is_on: Callable[[Features], bool] | None = None
    # Where it stands in the context menu of the table, which the chart shows too.
    in_table: Place | None = None
    # Its text there, which names what is selected; empty for `text`.
    words: Callable[[Selection], str] = _no_words
    # Gives the action where something else makes it.
    made: Callable[[Features], QAction] | None = None

    @property
    def shortcuts(self) -> list[QKeySequence]:
        """Its keys as Qt takes them."""
        return [QKeySequence(key) for key in self.keys.split("; ") if key]


# Why something cannot be done.


def no_plan(now: Situation) -> str:
    """Say that there is no plan."""
    return NO_PLAN if now.plan is None else ""


def no_runs(now: Situation) -> str:
    """Say that there is no plan, or one without runs."""
    return "" if now.plan is not None and now.plan.runs else NO_PLAN


def no_folder(now: Situation) -> str:
    """Say that there is nothing to read again."""
    return "" if now.has_folder else _NO_FOLDER


def no_search(now: Situation) -> str:
    """Say why no better plan can be searched for."""
    if no_runs(now) or now.plan is None:
        return no_runs(now)
    if is_optimal(now.plan):
        return "This plan is optimal: there is nothing to improve."
    return ""


def no_sizes(now: Situation) -> str:
    """Say that sizes of runs are missing."""
    if no_runs(now) or now.plan is None or now.plan.is_known:
        return no_runs(now)
    return "Not every size is known; rescan when the folder is there (F5)."


def no_pins(now: Situation) -> str:
    """Say that nothing is pinned."""
    return no_runs(now) or ("" if now.plan and now.plan.pinned else "No run is pinned.")


def no_pin(now: Situation) -> str:
    """Say why no selected run can be pinned."""
    if now.plan is None or not now.selection.selected:
        return no_plan(now) or _NOTHING_SELECTED
    is_done = now.plan.pinned.issuperset(now.selection.selected)
    return "Every selected run is pinned already." if is_done else ""


def no_unpin(now: Situation) -> str:
    """Say why no selected run can be let go."""
    if now.plan is None or not now.selection.selected:
        return no_plan(now) or _NOTHING_SELECTED
    is_done = now.plan.pinned.isdisjoint(now.selection.selected)
    return "No selected run is pinned." if is_done else ""


def _of_table(
    name: str,
    text: str,
    tip: str,
    run: Callable[[Features], object],
    keys: str = "",
    why_not: Callable[[Selection], str] = Selection.why_no_plan,
    place: Place | None = None,
    in_table: Place | None = None,
    words: Callable[[Selection], str] = _no_words,
) -> Command:
    """Make a command of the table, which acts on what is selected there."""
    return Command(
        name,
        place,
        text,
        tip,
        run,
        keys,
        lambda now: why_not(now.selection),
        keys_in="table",
        in_table=in_table,
        words=words,
    )


def _move_to(it: Features, stack: int) -> None:
    it.hand_edits.move(it.table.selection.runs, stack)


def _move_beside(it: Features, step: int) -> None:
    """Move the selected runs to the stack before (-1) or after (1) theirs."""
    _move_to(it, it.table.selection.neighbour(step))


def _turn_pins(it: Features) -> None:
    """Pin the selected runs; where all are pinned, let them go."""
    loose = it.table.selection.held(pinned=False)
    it.hand_edits.pin(loose or it.table.selection.runs, bool(loose))


def _remove_stack(it: Features) -> None:
    stack = it.table.selection.current
    if stack is not None:
        it.hand_edits.remove_stack(stack)


def _always(_: Selection) -> str:
    return ""


def _pin_words(selection: Selection) -> str:
    verb = "Pin" if selection.held(pinned=False) else "Unpin"
    return f"{verb} {selection.words}" if selection.runs else ""


def _swap_words(selection: Selection) -> str:
    return "Swap runs {} and {}".format(*selection.runs) if len(selection.runs) == 2 else ""


def _stack_words(words: str, selection: Selection) -> str:
    """Name the current stack."""
    is_there = selection.plan is not None and selection.current is not None
    return words.format((selection.current or 0) + 1) if is_there else ""


def _run_words(words: str, selection: Selection) -> str:
    """Name the selected runs."""
    return words.format(selection.words) if selection.plan is not None and selection.runs else ""


TABLE = "table"
_SELECTED = Submenu("SelectedRunsMenu", "S&elected runs", "Move, swap or skip them")
_COPY_ROWS = Submenu("CopyRowsMenu", "C&opy rows", "As a table or as a list")
_COMPARE = Submenu("CompareWithMenu", "&Compare with", "Show what differs from another plan")
_COUNT_BY = Submenu(
    "RunsCountByMenu", "Runs count b&y", "What the load of a stack counts: sizes, events or times"
)
_SHOW = Submenu("ChartAndTableMenu", "Chart &and table", "What shows the plan")
_TURN = Submenu(
    "RowsOrColumnsMenu", "Rows or col&umns", "Stacks as rows or as columns of the chart"
)
_BEHIND = Submenu(
    "PlanBehindMenu", "Show other plan be&hind", "Loads to compare with, in the chart"
)
_TEXT_SIZE = Submenu("TextSizeMenu", "Te&xt size", "Read it from further away")
_THEME = Submenu("ThemeMenu", "&Theme", "Light or dark")
_SORT_ROWS = Submenu("SortRowsMenu", "So&rt rows", "Only what is shown; the plan stays")
_GO_TO = Submenu("GoToMenu", "&Go to", "Select the longest or the lightest stack")
# Of the table's context menu.
_COPY, _SORT, _GO = (
    Submenu("copyMenu", "Copy"),
    Submenu("sortMenu", "Sort"),
    Submenu("goMenu", "Go to"),
)

# fmt: off
COMMANDS: tuple[Command, ...] = (
    # File
    Command("openFolderAction", Place(FILE, 1), "&Open folder...",
            "Plan the runs of another folder",
            lambda it: it.files.ask_folder(), "Ctrl+O"),
    Command("openPlanAction", Place(FILE, 1), "Open &plan...",
            "Go on with a plan that was saved",
            lambda it: it.files.ask_plan(), "Ctrl+Shift+O"),
    Command("openRecentAction", Place(FILE, 1), "Open &recent",
            "Open a folder or a plan again",
            None, made=lambda it: it.recent.menuAction()),
    Command("saveAction", Place(FILE, 2), "&Save",
            "Write the plan into its file, or ask where to",
            lambda it: it.files.save(), "Ctrl+S", no_runs),
    Command("saveAsAction", Place(FILE, 2), "Save &as...",
            "Write the plan into another file",
            lambda it: it.files.ask_save(), "Ctrl+Shift+S", no_runs),
    Command("exportAction", Place(FILE, 2), "&Export...",
            "Write scripts that run the plan, tables, pictures or a text for the e-log",
            lambda it: it.exporting.ask(), "Ctrl+E", no_runs, button="exportButton"),
    Command("quitAction", Place(FILE, 3), "&Quit",
            "Close the window; work that is not saved is asked about",
            lambda it: it.window.close(), "Ctrl+Q"),
    # Edit
    Command("undoAction", Place(EDIT, 1), "&Undo", "", None, "Ctrl+Z",
            made=lambda it: it.document.history.make_undo(it.window)),
    Command("redoAction", Place(EDIT, 1), "&Redo", "", None, "Ctrl+Shift+Z; Ctrl+Y",
            made=lambda it: it.document.history.make_redo(it.window)),
    Command("historyAction", Place(EDIT, 2), "&History...",
            "Every step of the plan, to go back to any of them",
            lambda it: it.dialogs.show_history(), "Ctrl+H"),
    Command("copyPictureAction", Place(EDIT, 3), "&Copy picture of the chart",
            "Put the chart on the clipboard, light and large, for an e-log",
            lambda it: it.exporting.copies.copy_picture(), "Ctrl+Shift+C", no_runs),
    Command("savePictureAction", Place(EDIT, 3), "Export p&icture of the chart...",
            "Write the chart as PNG, SVG or PDF",
            lambda it: it.files.ask_picture(), why_not=no_runs),
    Command("copyElogAction", Place(EDIT, 3), "Copy for the e-&log",
            "Put a text with a table of the loads, and the chart, on the clipboard",
            lambda it: it.exporting.copies.copy_elog(), "Ctrl+Shift+E", no_runs),
    Command("copySkippedAction", Place(EDIT, 3), "Copy as runs_to_s&kip",
            "Put the skip list on the clipboard as Spyral's start_pipeline takes it",
            lambda it: it.exporting.copies.copy_skipped(), why_not=no_runs),
    Command("copyStacksAction", Place(EDIT, 3), "Copy stacks as P&ython lists",
            "Put the stacks on the clipboard as a list of lists of run numbers",
            lambda it: it.exporting.copies.copy_stacks(), why_not=no_runs),
    Command("findRunAction", Place(EDIT, 4), "&Find run...",
            "Type the number of a run to select it, or to see why it is not planned",
            lambda it: it.table.find_run(), "Ctrl+F"),
    _of_table("copyAction", "Copy as a &table",
              "Copy the selected rows with their headers, for a spreadsheet",
              lambda it: it.table.copy(as_table), "Ctrl+C", why_no_rows,
              Place(EDIT, 4, _COPY_ROWS), Place(TABLE, 4, _COPY)),
    _of_table("copyListAction", "Copy as a &Python list",
              "Copy the selected runs as [55, 57, 60]",
              lambda it: it.table.copy(as_list), "", Selection.why_no_runs,
              Place(EDIT, 4, _COPY_ROWS), Place(TABLE, 4, _COPY)),
    _of_table("copySkipAction", "Copy as a s&kip list",
              "Copy the selected runs as 55, 57, 60-62, as the skip list is typed",
              lambda it: it.table.copy(as_skip_list), "", Selection.why_no_runs,
              Place(EDIT, 4, _COPY_ROWS), Place(TABLE, 4, _COPY)),
    _of_table("copyLineAction", "Copy the stack's &line",
              "Copy the runs of the stack as the plan file has them",
              lambda it: it.table.copy(as_line), "", why_no_line,
              Place(EDIT, 4, _COPY_ROWS), Place(TABLE, 4, _COPY)),
    _of_table("pasteAction", "&Paste runs into this stack",
              "Move the runs of a copied list, for example 54-58, 71, to the current stack",
              lambda it: it.table.paste(), "Ctrl+V", Selection.why_no_plan,
              Place(EDIT, 4), Place(TABLE, 4), partial(_stack_words, "Paste runs into stack {}")),
    # Runs
    Command("goodRunsAction", Place(RUNS, 1), "Import &good runs...",
            "Skip the runs that your list, or your run sheet, does not call good",
            lambda it: it.good_runs.ask(), why_not=no_runs),
    Command("risksAction", Place(RUNS, 1), "Susp&icious and left out...",
            "List suspicious files, which runs are lost if one fails, and all that is left out",
            lambda it: it.problems.show_list(), why_not=no_plan),
    Command("skipRiskyAction", Place(RUNS, 1), "Skip e&very suspicious run",
            "Add every suspicious run to the skip list",
            lambda it: it.problems.skip_all(), why_not=no_runs),
    Command("riskyLastAction", Place(RUNS, 1), "Run suspicious files &last",
            "Put them at the ends of their stacks: one that fails takes no other run with it",
            lambda it: it.problems.put_last(), why_not=no_runs),
    *(_of_table(f"moveTo{number}Action", f"Move to stack {number}",
                f"Move the selected runs to the end of stack {number}",
                partial(_move_to, stack=number - 1), f"Ctrl+{number}",
                partial(Selection.why_no_move, stack=number - 1)) for number in range(1, 10)),
    _of_table("moveToAction", "Move to &stack...",
              "Ask for a stack's number and move the selected runs there",
              lambda it: it.table.ask_stack(), "M", Selection.why_no_runs,
              Place(RUNS, 2, _SELECTED)),
    _of_table("moveToLightestAction", "Move to the &lightest stack",
              "Move the selected runs to the stack that ends earliest",
              lambda it: it.hand_edits.move_to_lightest(it.table.selection.runs), "L",
              Selection.why_no_lightest, Place(RUNS, 2, _SELECTED), Place(TABLE, 1),
              partial(_run_words, "Move {} to the lightest stack")),
    _of_table("moveBeforeAction", "Move to the stack &before",
              "Move the selected runs to the stack with the next lower number",
              partial(_move_beside, step=-1), "Alt+Left",
              partial(Selection.why_no_neighbour, step=-1), Place(RUNS, 2, _SELECTED)),
    _of_table("moveAfterAction", "Move to the stack &after",
              "Move the selected runs to the stack with the next higher number",
              partial(_move_beside, step=1), "Alt+Right",
              partial(Selection.why_no_neighbour, step=1), Place(RUNS, 2, _SELECTED)),
    _of_table("moveUpAction", "Move &up in the stack",
              "Process the selected runs earlier, in their stack",
              lambda it: it.table.shift(-1), "Alt+Up",
              partial(Selection.why_no_shift, step=-1), Place(RUNS, 2, _SELECTED), Place(TABLE, 1)),
    _of_table("moveDownAction", "Move &down in the stack",
              "Process the selected runs later, in their stack",
              lambda it: it.table.shift(1), "Alt+Down",
              partial(Selection.why_no_shift, step=1), Place(RUNS, 2, _SELECTED), Place(TABLE, 1)),
    _of_table("swapAction", "S&wap two runs",
              "Let the two selected runs change places, on one stack or on two",
              lambda it: it.hand_edits.swap(*it.table.selection.runs), "X", Selection.why_no_swap,
              Place(RUNS, 2, _SELECTED), Place(TABLE, 1), _swap_words),
    _of_table("skipRunsAction", "S&kip the selected runs",
              "Add the selected runs to the skip list",
              lambda it: it.hand_edits.skip(it.table.selection.runs), "K", Selection.why_no_runs,
              Place(RUNS, 2, _SELECTED), Place(TABLE, 2), partial(_run_words, "Skip {}")),
    _of_table("turnPinsAction", "Pin, or unpin",
              "Pin the selected runs where they are; let them go if all are pinned",
              _turn_pins, "P", Selection.why_no_runs,
              in_table=Place(TABLE, 2), words=_pin_words),
    Command("pinAction", Place(RUNS, 2), "&Pin selected runs",
            "Keep the selected runs on their stacks whenever the plan is made again",
            lambda it: it.hand_edits.pin(it.table.selection.held(pinned=False), True),
            why_not=no_pin),
    Command("unpinAction", Place(RUNS, 2), "&Unpin selected runs",
            "Let the selected runs go where the method puts them",
            lambda it: it.hand_edits.pin(it.table.selection.held(pinned=True), False),
            why_not=no_unpin),
    Command("unpinAllAction", Place(RUNS, 2), "Unpin &all",
            "Let every pinned run go where the method puts it",
            lambda it: it.hand_edits.unpin_all(), why_not=no_pins),
    Command("followAction", Place(RUNS, 3), "&Follow the folder",
            "Offer each new run as soon as it is finished; no planned run moves",
            lambda it: it.follower.follow(not it.follower.is_on), why_not=no_plan,
            button="followButton", is_on=lambda it: it.follower.is_on),
    Command("placeAlwaysAction", Place(RUNS, 3), "Add finished runs at &once",
            "While the folder is followed, add new runs without asking",
            lambda it: it.follower.turn_placing(), is_on=lambda it: it.follower.places_at_once),
    Command("followListAction", Place(RUNS, 3), "Fol&der log...",
            "What came, went, grew and was finished, and what is waited for",
            lambda it: show_follow_list(it.window, it.follower)),
    Command("rescanAction", Place(RUNS, 3), "&Rescan",
            "Read the sizes again; no run moves",
            lambda it: it.session.rescan(), "F5", no_folder, button="rescanButton"),
    # Plan
    Command("balanceAction", Place(PLAN, 1), "&Balance",
            "Make the longest stack as short as possible; pinned runs stay",
            lambda it: it.session.balance(), "Ctrl+B", lambda now: now.why_no_balance),
    Command("improveAction", Place(PLAN, 1), "I&mprove",
            "Search for a better plan while you go on working",
            lambda it: it.session.search.improve(), "Ctrl+I", no_search),
    Command("gentleAction", Place(PLAN, 1), "Rebalance &gently...",
            "Make the stacks more even with few moves; see them before any is made",
            lambda it: it.dialogs.ask_gentle(), "Ctrl+G", no_sizes),
    Command("detailsAction", Place(PLAN, 1), "About this p&lan...",
            "Proof, average, comparison with Spyral, times and files, in words to copy",
            lambda it: it.dialogs.show_details(), "Ctrl+D", no_plan),
    Command("stackCountAction", Place(PLAN, 1), "&How many stacks...",
            "See what other numbers of stacks would give",
            lambda it: it.dialogs.ask_stack_count(), why_not=no_sizes, button="stackCountButton"),
    _of_table("addStackAction", "Add a &stack",
              "Add an empty stack behind the last one; no run moves",
              lambda it: it.hand_edits.add_stack(), "Ctrl+Shift+A", Selection.why_no_plan,
              Place(PLAN, 2), Place(TABLE, 3)),
    _of_table("removeStackAction", "Remove the stac&k",
              "Remove the current stack and spread its runs over the others",
              _remove_stack, "Ctrl+Shift+R", Selection.why_no_removal,
              Place(PLAN, 2), Place(TABLE, 3), partial(_stack_words, "Remove stack {}")),
    Command("compareSnakeAction", Place(PLAN, 3, _COMPARE), "Spyral's &snake",
            "Show what differs from the plan that Spyral would make",
            lambda it: it.comparing.with_snake()),
    Command("compareSavedAction", Place(PLAN, 3, _COMPARE), "The saved &file",
            "Show what differs from the plan's own file",
            lambda it: it.comparing.with_saved()),
    Command("compareFileAction", Place(PLAN, 3, _COMPARE), "&Another plan file...",
            "Show what differs from a plan file of your choice",
            lambda it: it.ask_comparison()),
    Command("compareStopAction", Place(PLAN, 3, _COMPARE), "S&top comparing",
            "Show the plan by itself again",
            lambda it: it.comparing.stop()),
    # Spyral
    Command("whenDoneAction", Place(SPYRAL, 1), "When is it &done...",
            "When each stack is done, with a shared link, and whether it fits a wall time",
            lambda it: it.plan_times.show_times(), why_not=no_sizes),
    Command("bytesWeightAction", Place(SPYRAL, 1, _COUNT_BY), "&Sizes",
            "Plan by the sizes of the trace files",
            lambda it: it.weight_choice.choose("bytes"), why_not=no_runs,
            is_on=lambda it: it.document.weight == "bytes"),
    Command("eventsWeightAction", Place(SPYRAL, 1, _COUNT_BY), "&Events",
            "Plan by the events in the files; where not known, by size",
            lambda it: it.weight_choice.choose("events"), why_not=no_runs,
            is_on=lambda it: it.document.weight == "events"),
    Command("msWeightAction", Place(SPYRAL, 1, _COUNT_BY), "Measured &times",
            "Plan by what runs took earlier; where not known, by size",
            lambda it: it.weight_choice.choose("ms"), why_not=no_runs,
            is_on=lambda it: it.document.weight == "ms"),
    Command("phaseWeightAction", Place(SPYRAL, 1, _COUNT_BY), "Files of a &phase...",
            "Plan later phases by what one has left, such as Pointcloud; its folder is asked for",
            lambda it: it.weight_choice.ask_phase(), why_not=no_folder,
            is_on=lambda it: bool(phase_of(it.document.weight))),
    Command("timesAction", Place(SPYRAL, 2), "&Times from a Spyral workspace...",
            "Read how long earlier runs took, to know when the plan is done",
            lambda it: it.plan_times.ask_times(), why_not=no_runs),
    Command("boardAction", Place(SPYRAL, 2), "&Progress of the analysis...",
            "See how far each stack is while Spyral runs; nothing is written",
            lambda it: it.plan_times.ask_board(), why_not=no_runs),
    Command("leftAction", Place(SPYRAL, 2), "Plan what is &left...",
            "See what a Spyral workspace has done of the plan, and plan the rest",
            lambda it: it.remainder.ask(), why_not=no_runs),
    Command("workspaceAction", Place(SPYRAL, 3), "&Another workspace...",
            "Choose another Spyral workspace; it is remembered with the folder",
            lambda it: it.plan_times.ask_workspace(), why_not=no_runs),
    # View
    Command("openAllAction", Place(VIEW, 2), "&Open all stacks",
            "Show the runs of every stack in the table",
            lambda it: it.panes.table.expandAll(), why_not=no_runs, in_table=Place(TABLE, 6)),
    Command("closeAllAction", Place(VIEW, 2), "&Close all stacks",
            "Show only the stacks in the table",
            lambda it: it.panes.table.collapseAll(), why_not=no_runs, in_table=Place(TABLE, 6)),
    Command("wallAction", Place(VIEW, 1), "&Full screen, for the wall",
            "Finish time and chart, to be read from three metres; Escape or F11 leaves",
            lambda it: it.wall_view.turn(), "F11", no_runs),
    Command("showBothAction", Place(VIEW, 1, _SHOW), "&Chart and table",
            "Show the chart above the table",
            lambda it: it.show_panes("both"), is_on=lambda it: it.preferences.shown == "both"),
    Command("showBoardAction", Place(VIEW, 1, _SHOW), "Chart &only",
            "Give the chart all of the room",
            lambda it: it.show_panes("board"), is_on=lambda it: it.preferences.shown == "board"),
    Command("showTableAction", Place(VIEW, 1, _SHOW), "&Table only",
            "Give the table all of the room",
            lambda it: it.show_panes("table"), is_on=lambda it: it.preferences.shown == "table"),
    Command("foldColumnAction", Place(VIEW, 1), "Fold the &left column",
            "Give its room to the chart and the table; the same keys bring it back",
            lambda it: it.turn_column(), "Ctrl+\\",
            is_on=lambda it: it.preferences.is_column_folded),
    _of_table("sortPlannedAction", "Show the rows as &planned",
              "Show stacks by number and runs in processing order",
              lambda it: it.panes.table.sort_rows(None), "Alt+1", _always,
              Place(VIEW, 2, _SORT_ROWS), Place(TABLE, 5, _SORT)),
    _of_table("sortNumberAction", "Sort the rows by &number",
              "Show stacks and runs by number; the processing order stays",
              lambda it: it.panes.table.sort_rows(Sorting(Column.NAME)), "Alt+2", _always,
              Place(VIEW, 2, _SORT_ROWS), Place(TABLE, 5, _SORT)),
    _of_table("sortLoadAction", "Sort the rows by &load",
              "Show the longest stacks and the largest runs first; the plan stays",
              lambda it: it.panes.table.sort_rows(Sorting(Column.LOAD, True)),
              "Alt+3", _always,
              Place(VIEW, 2, _SORT_ROWS), Place(TABLE, 5, _SORT)),
    _of_table("goLongestAction", "Go to the longest stac&k",
              "Select the stack that is done last",
              lambda it: it.table.go_longest(), "G", Selection.why_no_plan,
              Place(VIEW, 2, _GO_TO), Place(TABLE, 5, _GO)),
    _of_table("goLightestAction", "Go to the l&ightest stack",
              "Select the stack that ends earliest",
              lambda it: it.table.go_lightest(), "Shift+G", Selection.why_no_plan,
              Place(VIEW, 2, _GO_TO), Place(TABLE, 5, _GO)),
    Command("automaticBoardAction", Place(VIEW, 3, _TURN), ORIENTATIONS["automatic"],
            "Rows up to 60 stacks, columns above",
            lambda it: it.turn_board("automatic"),
            is_on=lambda it: it.preferences.orientation == "automatic"),
    Command("rowsBoardAction", Place(VIEW, 3, _TURN), ORIENTATIONS["rows"],
            "A row for each stack, with its name, load and run numbers",
            lambda it: it.turn_board("rows"),
            is_on=lambda it: it.preferences.orientation == "rows"),
    Command("columnsBoardAction", Place(VIEW, 3, _TURN), ORIENTATIONS["columns"],
            "A column for each stack, as many as there are",
            lambda it: it.turn_board("columns"),
            is_on=lambda it: it.preferences.orientation == "columns"),
    Command("noneGhostAction", Place(VIEW, 3, _BEHIND), PLANS_BEHIND["none"],
            "Only this plan",
            lambda it: it.show_behind("none"),
            is_on=lambda it: it.preferences.plan_behind == "none"),
    Command("snakeGhostAction", Place(VIEW, 3, _BEHIND), PLANS_BEHIND["snake"],
            "A tick in each row, by rank: the loads that Spyral's snake would give",
            lambda it: it.show_behind("snake"),
            is_on=lambda it: it.preferences.plan_behind == "snake"),
    Command("beforeGhostAction", Place(VIEW, 3, _BEHIND), PLANS_BEHIND["before"],
            "A tick in each row, by rank: the loads before the last step",
            lambda it: it.show_behind("before"),
            is_on=lambda it: it.preferences.plan_behind == "before"),
    Command("largerAction", Place(VIEW, 4, _TEXT_SIZE), "&Larger text",
            "Enlarge all text, up to three times (Ctrl and the wheel do it too)",
            lambda it: it.appearance.enlarge(), "Ctrl++; Ctrl+="),
    Command("smallerAction", Place(VIEW, 4, _TEXT_SIZE), "S&maller text",
            "Make all text smaller (Ctrl and the wheel do it too)",
            lambda it: it.appearance.shrink(), "Ctrl+-"),
    Command("normalSizeAction", Place(VIEW, 4, _TEXT_SIZE), "&Normal size",
            "Text of the size that the desktop asks for",
            lambda it: it.appearance.show_normal_size(), "Ctrl+0"),
    Command("systemThemeAction", Place(VIEW, 4, _THEME), "&System",
            "Light or dark as the desktop is",
            lambda it: it.appearance.set_theme("system"),
            is_on=lambda it: it.preferences.theme == "system"),
    Command("lightThemeAction", Place(VIEW, 4, _THEME), "&Light",
            "Dark words on a light ground",
            lambda it: it.appearance.set_theme("light"),
            is_on=lambda it: it.preferences.theme == "light"),
    Command("darkThemeAction", Place(VIEW, 4, _THEME), "&Dark",
            "Light words on a dark ground, for a dim counting room",
            lambda it: it.appearance.set_theme("dark"),
            is_on=lambda it: it.preferences.theme == "dark"),
    Command("messagesAction", Place(VIEW, 5), "M&essages...",
            "List everything that was said, with the time",
            lambda it: it.window.show_messages(), "Ctrl+M"),
    # Help
    Command("guideAction", Place(HELP, 1), "&Guide",
            "How to plan, in five minutes",
            lambda it: it.show_help("guide.md")),
    Command("helpAction", Place(HELP, 1), "&Help on this part",
            "What the help says about the field, the chart, the table or the dialog in use",
            lambda it: it.show_help(), "F1", keys_in="everywhere"),
    Command("troubleshootingAction", Place(HELP, 1), "T&roubleshooting",
            "Every message, and what to do about it",
            lambda it: it.show_help("troubleshooting.md")),
    Command("shortcutsAction", Place(HELP, 1), "&Keyboard shortcuts",
            "Every key of the window and of the table, on one page",
            lambda it: it.show_help("shortcuts.md"), "Ctrl+F1"),
    Command("whatsThisAction", Place(HELP, 1), "What is &this?",
            "Then click a part of the window, to read what it is for",
            lambda it: it.ask_what_this_is(), "Shift+F1"),
    Command("aboutAction", Place(HELP, 2), "&About Stackplan",
            "Version, platform, and where settings, log and unsaved work lie; to copy",
            lambda it: it.show_about()),
)
# fmt: on
WEIGHT_COMMANDS = tuple(each for each in COMMANDS if each.place and each.place.submenu is _COUNT_BY)
