"""The columns of the stack table: titles, texts, order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from fractions import Fraction
from functools import cached_property, partial
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QStandardItemModel

from stackplan.core.compare import Comparison
from stackplan.core.plan import Plan
from stackplan.core.runs import Run
from stackplan.core.text import count, format_duration, format_load, format_percent
from stackplan.core.timing.estimate import Span, stack_times
from stackplan.core.timing.rates import Rate
from stackplan.core.timing.sentences import span_words
from stackplan.gui.widgets.qt_values import (
    ALIGN_LEFT,
    ALIGN_RIGHT,
    ALIGN_V_CENTRE,
    ALIGNMENT_ROLE,
    EDIT_ROLE,
    INITIAL_SORT_ORDER_ROLE,
    TOOL_TIP_ROLE,
)


class Column(IntEnum):
    """Columns of the table."""

    NAME = 0
    STACK = 1
    RUNS = 2
    LOAD = 3
    SPEED = 4
    TIME = 5
    DONE_IN = 6
    OVER_MEAN = 7
    WAS = 8
    REMARKS = 9


HEADERS = (
    "Stack / run",
    "On stack",
    "Runs",
    "Load",
    "Speed",
    "Time",
    "Done in",
    "Over mean",
    "Was",
    "Runs in processing order, remarks",
)
TIPS = (
    "A stack is what one processor gets; open it to see its runs. Click to sort by number",
    "Type another stack's number here to move the run",
    "Number of runs",
    "Sum of the runs' sizes; click to sort by it, a third click is as planned again",
    "Speed of the stack's processor",
    "Load at this speed, as the load that takes as long at 100 %",
    "How long the stack takes as a rule, by the times of earlier runs; its tip has the range",
    "Load, or time, over that of level stacks; for a run, its share of the stack",
    "What the plan that is compared with has here: the load of the stack, the stack of the run",
    "Processing order of a stack; type a run list here to move those runs; remarks on a run",
)

# What is long and short of a table is looked for first: sorted by these, the largest come first.
_LARGEST_FIRST = (
    Column.RUNS, Column.LOAD, Column.SPEED, Column.TIME, Column.DONE_IN, Column.OVER_MEAN,
)  # fmt: skip

# The cells of a stack that take a run list.
TYPED_INTO = (Column.NAME, Column.REMARKS)

# Shown only where speeds differ.
SPEED_COLUMNS = (Column.SPEED, Column.TIME)

# Numbers to the right, words to the left.
ALIGNMENTS = tuple(
    ALIGN_V_CENTRE | (ALIGN_RIGHT if Column.STACK <= column <= Column.WAS else ALIGN_LEFT)
    for column in Column
)


def make_headers(parent: QObject) -> QStandardItemModel:
    """Make what the table's header shows: a model of its own, which is painted without Python."""
    model = QStandardItemModel(0, len(Column), parent)
    model.setHorizontalHeaderLabels(HEADERS)
    for column in Column:
        item = model.horizontalHeaderItem(column)
        item.setToolTip(TIPS[column])
        item.setData(ALIGNMENTS[column], ALIGNMENT_ROLE)
        item.setData(int(column in _LARGEST_FIRST), INITIAL_SORT_ORDER_ROLE)
    return model


_MAX_LISTED = 200
_MAX_REMARKS = 2
_MAX_PINS = 6
_TYPE_HERE = "Type a run list here (F2) to move those runs to stack {}."


class Pace(NamedTuple):
    """How fast one process goes, and what the link carries that all read over; `None` unknown."""

    rate: Rate | None = None
    link: int | None = None


UNKNOWN_PACE = Pace()


class TableWords:
    """What the cells of one plan say; made once for each plan that is shown.

    Parameters
    ----------
    plan : Plan
        The plan.
    marks : mapping of int to str
        Words about single runs.
    comparison : Comparison, optional
        What the plan is held against, for the column "Was".
    pace : Pace, optional
        How fast a process goes, for the time that a stack takes.
    """

    def __init__(
        self,
        plan: Plan,
        marks: Mapping[int, str],
        comparison: Comparison | None = None,
        pace: Pace = UNKNOWN_PACE,
    ) -> None:
        self.pace = pace
        self.plan, self.marks, self.comparison = plan, marks, comparison
        # What every row needs, and what takes a walk over all stacks.
        self.longest = plan.longest
        speeds = plan.request.speeds or (100,) * plan.request.n_stacks
        self.level = Fraction(plan.total * 100, sum(speeds))
        self._speeds = speeds

    def stack_cells(self, stack: int) -> Sequence[str]:
        """Say what a stack is."""
        plan = self.plan
        runs = plan.stacks[stack].run_numbers
        more = f" ... {len(runs) - _MAX_LISTED} more" if len(runs) > _MAX_LISTED else ""
        listed = ", ".join(map(str, runs[:_MAX_LISTED])) + more
        remark = "; ".join(filter(None, (self._pins(runs), self._remark(runs))))
        return (
            f"Stack {stack + 1}{', longest' if stack == self.longest else ''}",
            "",
            str(len(runs)),
            format_load(plan.loads[stack], plan.request.weight),
            *self._speed_cells(plan.loads[stack], stack),
            format_duration(self.times[stack].likely) if self.times else "",
            self._over_mean(stack),
            self._load_before(stack),
            (f"{listed}   ({remark})" if remark else listed) or "empty: drop or type runs here",
        )

    def run_cells(self, run: Run, stack: int) -> Sequence[str]:
        """Say what a run on a stack is."""
        load, known = self.plan.loads[stack], run.load > 0
        return (
            f"Run {run.number}{', pinned' * (run.number in self.plan.pinned)}",
            str(stack + 1),
            "",
            format_load(run.load, self.plan.request.weight) if known else "not known",
            "",
            self._speed_cells(run.load, stack)[1] if known else "",
            "",
            format_percent(run.load / load) if load else "",
            self._stack_before(run.number, stack),
            self.marks.get(run.number, ""),
        )

    def stack_tip(self, stack: int, column: int) -> str:
        """Explain a cell of a stack."""
        plan = self.plan
        if column == Column.LOAD:
            exact = _exact(plan.loads[stack], plan.request.weight)
            return f"{exact}{self._time_words(stack)}"
        cells = self.stack_cells(stack)
        if column == Column.DONE_IN and self.times:
            return f"Stack {stack + 1}{self._time_words(stack)}"
        if column == Column.NAME:
            runs = count(len(plan.stacks[stack].runs), "run")
            typing = _TYPE_HERE.format(stack + 1)
            time = self._time_words(stack)
            return f"{cells[Column.NAME]}: {runs}, {cells[Column.LOAD]}{time}. {typing}"
        if column == Column.REMARKS:
            return f"{cells[column]}\n{_TYPE_HERE.format(stack + 1)}"
        return cells[column]

    def run_tip(self, run: Run, stack: int, column: int) -> str:
        """Explain a cell of a run."""
        if column == Column.STACK:
            return "Type another stack's number here (F2) to move the run."
        if column == Column.LOAD and run.load > 0:
            return _exact(run.load, self.plan.request.weight)
        if column == Column.OVER_MEAN:
            share = self.run_cells(run, stack)[column]
            return f"{share} of the load of stack {stack + 1}" if share else ""
        return self.run_accessible(run, stack, column)

    def stack_accessible(self, stack: int, column: int) -> str:
        """Say a stack's cell to somebody who does not see the others."""
        cells = self.stack_cells(stack)
        if column == Column.NAME:
            runs = count(len(self.plan.stacks[stack].runs), "run")
            over = f", {cells[Column.OVER_MEAN]} over the mean" if cells[Column.OVER_MEAN] else ""
            return f"{cells[Column.NAME]}, {runs}, {cells[Column.LOAD]}{over}"
        return cells[column]

    def run_accessible(self, run: Run, stack: int, column: int) -> str:
        """Say a run's cell to somebody who does not see the others."""
        cells = self.run_cells(run, stack)
        if column == Column.NAME:
            remark = f", {cells[Column.REMARKS]}" if cells[Column.REMARKS] else ""
            return f"{cells[Column.NAME]} on stack {stack + 1}, {cells[Column.LOAD]}{remark}"
        if column == Column.OVER_MEAN and cells[column]:
            return f"{cells[column]} of the load of stack {stack + 1}"
        return cells[column]

    def _pins(self, runs: Sequence[int]) -> str:
        pinned = [str(n) for n in runs if n in self.plan.pinned] if self.plan.pinned else []
        if len(pinned) > _MAX_PINS:
            return f"{len(pinned)} runs pinned"
        return f"pinned: {', '.join(pinned)}" if pinned else ""

    def _remark(self, runs: Sequence[int]) -> str:
        marked = [number for number in runs if number in self.marks] if self.marks else []
        if len(marked) > _MAX_REMARKS:
            return f"{len(marked)} runs with remarks"
        return "; ".join(f"run {n}: {self.marks[n]}" for n in marked)

    def _speed_cells(self, load: int, stack: int) -> tuple[str, str]:
        """Speed of a stack, and the time that a load takes there."""
        if self.plan.request.speeds is None:
            return "", ""
        time = ceil(Fraction(load * 100, self._speeds[stack]))
        return f"{self._speeds[stack]} %", format_load(time, self.plan.request.weight)

    @cached_property
    def times(self) -> tuple[Span, ...]:
        """What each stack takes; empty if that is not known."""
        if self.pace.rate is None or not self.plan.is_known:
            return ()
        # Imported when a time is known: the window starts without.

        return stack_times(self.plan, self.pace.rate, self.pace.link)

    def _time_words(self, stack: int) -> str:
        if not self.times:
            return ""

        return f", done in about {span_words(self.times[stack])}"

    def _over_mean(self, stack: int) -> str:
        if not self.level:
            return ""
        over = Fraction(self.plan.loads[stack] * 100, self._speeds[stack]) / self.level - 1
        return f"{float(over) * 100:+.1f} %".replace("-0.0", "0.0")

    def _load_before(self, stack: int) -> str:
        if self.comparison is None:
            return ""
        before = self.comparison.before
        if stack >= len(before.stacks):
            return "no such stack"
        return format_load(before.loads[stack], before.request.weight)

    def _stack_before(self, number: int, stack: int) -> str:
        if self.comparison is None:
            return ""
        place = self.comparison.before.places.get(number)
        if place is None:
            return "not planned"
        return f"stack {place + 1}" if place != stack else ""


def _exact(load: int, weight: str) -> str:
    return f"{load:,} {weight}"


def special_cell(
    words: TableWords, stack: int, run: Run | None, column: int, role: int
) -> str | int | None:
    """Say what a cell has besides its words: an explanation, what is typed over."""
    if role == EDIT_ROLE:
        if run is not None:
            return stack + 1 if column == Column.STACK else None
        return "" if column in TYPED_INTO else None
    if role == TOOL_TIP_ROLE:
        tip, about = words.stack_tip, words.run_tip
    else:
        tip, about = words.stack_accessible, words.run_accessible
    return tip(stack, column) if run is None else about(run, stack, column)


StackKey = Callable[[Plan, int], int | Fraction]


class Sorting(NamedTuple):
    """The column that rows are sorted by, and the end that they begin with."""

    column: Column
    descending: bool = False


class ShownStack(NamedTuple):
    """A row of the table: which stack it is (0-based), and its runs as they are shown."""

    stack: int
    runs: tuple[Run, ...]


def _time(plan: Plan, stack: int) -> Fraction:
    speeds = plan.request.speeds
    return Fraction(plan.loads[stack], speeds[stack] if speeds else 1)


def _speed(plan: Plan, stack: int) -> int:
    return plan.request.speeds[stack] if plan.request.speeds else 1


_STACK_KEYS: dict[Column, StackKey] = {
    Column.NAME: lambda _, stack: stack,
    Column.RUNS: lambda plan, stack: len(plan.stacks[stack].runs),
    Column.LOAD: lambda plan, stack: plan.loads[stack],
    Column.SPEED: _speed,
    Column.TIME: _time,
    Column.DONE_IN: _time,
    Column.OVER_MEAN: _time,
}
_BY_SIZE = frozenset({Column.LOAD, Column.TIME, Column.DONE_IN, Column.OVER_MEAN})
SORTABLE = frozenset(_STACK_KEYS)


def shown_stacks(plan: Plan, sorting: Sorting | None) -> list[ShownStack]:
    """Order the stacks of a plan, and the runs of each; as they are planned without a sorting.

    Rows that are equal stand by ascending number either way.
    """
    if sorting is None or sorting.column not in SORTABLE:
        return [ShownStack(index, stack.runs) for index, stack in enumerate(plan.stacks)]
    key = partial(_STACK_KEYS[sorting.column], plan)
    order = sorted(range(len(plan.stacks)), key=key, reverse=sorting.descending)
    return [ShownStack(stack, _shown_runs(plan.stacks[stack].runs, sorting)) for stack in order]


def _shown_runs(runs: tuple[Run, ...], sorting: Sorting) -> tuple[Run, ...]:
    if sorting.column == Column.NAME:
        return tuple(sorted(runs, key=lambda run: run.number, reverse=sorting.descending))
    if sorting.column in _BY_SIZE:
        by_number = sorted(runs, key=lambda run: run.number)
        return tuple(sorted(by_number, key=lambda run: run.load, reverse=sorting.descending))
    return runs
