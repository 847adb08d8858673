"""What can be done in the table: each with its keys, and why it cannot be done now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from stackplan.core.edits import lightest_stack
from stackplan.gui.table.clipboard import copy_forms, paste
from stackplan.gui.table.columns import Column, Sorting
from stackplan.gui.table.selection import Choice
from stackplan.gui.table.stack_table import StackTable

Act = Callable[[Choice], object]
Refuse = Callable[[Choice], str]

MAX_KEYS = 9


def _always(_: Choice) -> str:
    return ""


class Command(NamedTuple):
    """Something that can be done with what is selected.

    Parameters
    ----------
    name : str
        For scripts.
    text : str
        For menus and for the page of shortcuts.
    keys : str
        The keys that do it; empty where there are none.
    act : callable
        Does it, or asks for it.
    refuse : callable
        Says why it cannot be done; empty if it can.
    """

    name: str
    text: str
    keys: str
    act: Act
    refuse: Refuse = _always


def commands(table: StackTable) -> list[Command]:
    """Everything that can be done in a table, in the order of the page of shortcuts."""
    return [*_moves(table), *_edits(table), *_stack_edits(table), *_copies(table), *_views(table)]


def _moves(table: StackTable) -> Iterator[Command]:
    def move(stack: int, choice: Choice) -> None:
        table.move_requested.emit(choice.runs, stack)

    def beside(step: int, choice: Choice) -> None:
        table.move_requested.emit(choice.runs, choice.neighbour(step))

    def shift(step: int, choice: Choice) -> None:
        place = choice.shifted(step)
        if place is not None:
            table.insert_requested.emit(*place)

    for stack in range(MAX_KEYS):
        yield Command(
            f"moveTo{stack + 1}Action",
            f"Move to stack {stack + 1}",
            f"Ctrl+{stack + 1}",
            partial(move, stack),
            partial(Choice.why_no_move, stack=stack),
        )
    for name, words, keys, step in (
        ("moveBeforeAction", "Move to the stack &before", "Alt+Left", -1),
        ("moveAfterAction", "Move to the stack &after", "Alt+Right", 1),
    ):
        why_not = partial(Choice.why_no_neighbour, step=step)
        yield Command(name, words, keys, partial(beside, step), why_not)
    for name, words, keys, step in (
        ("moveUpAction", "Move &up in the stack", "Alt+Up", -1),
        ("moveDownAction", "Move &down in the stack", "Alt+Down", 1),
    ):
        why_not = partial(Choice.why_no_shift, step=step)
        yield Command(name, words, keys, partial(shift, step), why_not)


def _edits(table: StackTable) -> Iterator[Command]:
    def turn_pins(choice: Choice) -> None:
        loose = choice.held(pinned=False)
        table.pin_requested.emit(loose or choice.runs, bool(loose))

    yield Command(
        "moveToLightestAction",
        "Move to the &lightest stack",
        "L",
        lambda choice: table.lightest_requested.emit(choice.runs),
        Choice.why_no_lightest,
    )
    yield Command(
        "swapAction",
        "S&wap two runs",
        "X",
        lambda choice: table.swap_requested.emit(*choice.runs),
        Choice.why_no_swap,
    )
    yield Command("turnPinsAction", "Pin, or unpin", "P", turn_pins, Choice.why_no_runs)
    yield Command(
        "skipRunsAction",
        "S&kip the selected runs",
        "K",
        lambda choice: table.skip_requested.emit(choice.runs),
        Choice.why_no_runs,
    )


def _stack_edits(table: StackTable) -> Iterator[Command]:
    yield Command(
        "addStackAction",
        "Add a &stack",
        "Ctrl+Shift+A",
        lambda _: table.add_stack_requested.emit(),
        Choice.why_no_plan,
    )
    yield Command(
        "removeStackAction",
        "Remove the stac&k",
        "Ctrl+Shift+R",
        lambda choice: table.remove_stack_requested.emit(choice.current),
        Choice.why_no_removal,
    )


def _copies(table: StackTable) -> Iterator[Command]:
    for form in copy_forms():
        keys = "Ctrl+C" if form.name == "copyAction" else ""
        act = partial(form.copy, table)
        yield Command(form.name, form.text, keys, act, form.refuse)
    yield Command(
        "pasteAction",
        "&Paste a run list: move its runs to this stack",
        "Ctrl+V",
        partial(paste, table),
        Choice.why_no_plan,
    )


def _views(table: StackTable) -> Iterator[Command]:
    def sort(sorting: Sorting | None, _: Choice) -> None:
        table.sort_rows(sorting)

    def go_longest(choice: Choice) -> None:
        if choice.plan is not None and choice.plan.longest is not None:
            table.select_stack(choice.plan.longest)

    def go_lightest(choice: Choice) -> None:
        if choice.plan is not None:
            table.select_stack(min(lightest_stack(choice.plan), len(choice.plan.stacks) - 1))

    for name, words, keys, act in (
        ("goLongestAction", "Go to the longest stac&k", "G", go_longest),
        ("goLightestAction", "Go to the l&ightest stack", "Shift+G", go_lightest),
    ):
        yield Command(name, words, keys, act, Choice.why_no_plan)
    for name, words, keys, sorting in (
        ("sortPlannedAction", "Show the rows as &planned", "Alt+1", None),
        ("sortNumberAction", "Sort the rows by &number", "Alt+2", Sorting(Column.NAME)),
        ("sortLoadAction", "Sort the rows by &load", "Alt+3", Sorting(Column.LOAD, True)),
    ):
        yield Command(name, words, keys, partial(sort, sorting))
