"""The columns of the stack table, each described in one place: titles, texts, tips, sorting."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import cached_property, partial
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem

from stackplan.core.compare import Comparison
from stackplan.core.plan import Plan
from stackplan.core.request import unit_of_weight
from stackplan.core.runs import Run
from stackplan.core.text import format_duration, format_load, format_percent, plural
from stackplan.core.timing.estimate import Span, span_words, stack_times
from stackplan.core.timing.rates import Rate

Role, Side = Qt.ItemDataRole, Qt.AlignmentFlag

_MAX_LISTED = 200
_MAX_REMARKS = 2
_MAX_PINS = 6


class Pace(NamedTuple):
    """How fast one process goes, and what the link carries that all read over; `None` unknown."""

    rate: Rate | None = None
    link: int | None = None


UNKNOWN_PACE = Pace()


class TableWords:
    """What the cells of one plan say; made once for each plan that is shown.

    `marks` are remarks on runs. The plan is held against that of `comparison` in the column "Was".
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

    @property
    def common(self) -> tuple[object, ...]:
        """What every row depends on: with another one all say something else."""
        times = self.times if self.pace.link is not None else ()
        other = self.comparison.before if self.comparison is not None else None
        plan, request = self.plan, self.plan.request
        sums = plan.total, self.level, plan.is_known
        return request.weight, request.speeds, sums, self.pace, times, other

    def stack_cells(self, stack: int) -> tuple[str, ...]:
        """Give the texts of a stack's row, one for each column."""
        return tuple(column.record.stack_text(self, stack) for column in COLUMNS)

    def run_cells(self, run: Run, stack: int) -> tuple[str, ...]:
        """Give the texts of a run's row, one for each column."""
        return tuple(column.record.run_text(self, run, stack) for column in COLUMNS)

    @cached_property
    def times(self) -> tuple[Span, ...]:
        """What each stack takes; empty if that is not known."""
        if self.pace.rate is None or not self.plan.is_known:
            return ()
        return stack_times(self.plan, self.pace.rate, self.pace.link)

    def stack_name(self, stack: int) -> str:
        """Name a stack, and say if it is the longest."""
        is_longest = stack == self.longest and len(self.plan.stacks) > 1
        return f"Stack {stack + 1}{', longest' if is_longest else ''}"

    def run_name(self, run: Run) -> str:
        """Name a run, and say if it is pinned."""
        return f"Run {run.number}{', pinned' * (run.number in self.plan.pinned)}"

    def run_count(self, stack: int) -> str:
        """Say how many runs a stack has."""
        return plural(len(self.plan.stacks[stack].runs), "run")

    def stack_load(self, stack: int) -> str:
        """Say the load of a stack."""
        return format_load(self.plan.loads[stack], self.plan.request.weight)

    def run_load(self, run: Run) -> str:
        """Say the load of a run."""
        return format_load(run.load, self.plan.request.weight) if run.load > 0 else "not known"

    def exact_load(self, load: int) -> str:
        """Say a load with all its digits."""
        return f"{load:,} {unit_of_weight(self.plan.request.weight)}"

    def speed(self, stack: int) -> str:
        """Say the speed of a stack's processor; empty where speeds do not differ."""
        return "" if self.plan.request.speeds is None else f"{self._speeds[stack]} %"

    def load_at_speed(self, load: int, stack: int) -> str:
        """Say the load that takes as long at 100 %; empty where speeds do not differ."""
        if self.plan.request.speeds is None:
            return ""
        time = ceil(Fraction(load * 100, self._speeds[stack]))
        return format_load(time, self.plan.request.weight)

    def likely_time(self, stack: int) -> str:
        """Say how long a stack takes as a rule; empty if that is not known."""
        return format_duration(self.times[stack].likely) if self.times else ""

    def time_range(self, stack: int) -> str:
        """Continue a sentence about a stack with the range of its time, if that is known."""
        return f", done in about {span_words(self.times[stack])}" if self.times else ""

    def run_time(self, run: Run, stack: int) -> str:
        """Say how long a run takes as a rule; empty if that is not known."""
        load = self.plan.loads[stack]
        if not self.times or not load or run.load <= 0:
            return ""
        return format_duration(self.times[stack].likely * run.load // load)

    def over_average(self, stack: int) -> str:
        """Say by how much a stack is over the average; empty if no load is known."""
        if not self.level:
            return ""
        over = Fraction(self.plan.loads[stack] * 100, self._speeds[stack]) / self.level - 1
        return re.sub(r"[+-]0\.0 %", "0.0 %", f"{float(over) * 100:+.1f} %")

    def share(self, load: int) -> str:
        """Say which share of the load of the whole plan this is."""
        return format_percent(load / self.plan.total) if self.plan.total else ""

    def load_before(self, stack: int) -> str:
        """Say the load of a stack in the plan that is compared with."""
        if self.comparison is None:
            return ""
        before = self.comparison.before
        if stack >= len(before.stacks):
            return "no such stack"
        return format_load(before.loads[stack], before.request.weight)

    def stack_before(self, run: Run, stack: int) -> str:
        """Say the stack of a run in the plan that is compared with, if it is another one."""
        if self.comparison is None:
            return ""
        place = self.comparison.before.places.get(run.number)
        if place is None:
            return "not planned"
        return f"stack {place + 1}" if place != stack else ""

    def stack_runs(self, stack: int) -> str:
        """List the runs of a stack, with pins and remarks."""
        runs = self.plan.stacks[stack].run_numbers
        more = f" ... {len(runs) - _MAX_LISTED} more" if len(runs) > _MAX_LISTED else ""
        listed = ", ".join(map(str, runs[:_MAX_LISTED])) + more
        remark = "; ".join(filter(None, (self._pins(runs), self._remarks(runs))))
        return (f"{listed}   ({remark})" if remark else listed) or "empty: drop or type runs here"

    def _pins(self, runs: Sequence[int]) -> str:
        pinned = [str(n) for n in runs if n in self.plan.pinned] if self.plan.pinned else []
        if len(pinned) > _MAX_PINS:
            return f"{len(pinned)} runs pinned"
        return f"pinned: {', '.join(pinned)}" if pinned else ""

    def _remarks(self, runs: Sequence[int]) -> str:
        marked = [number for number in runs if number in self.marks] if self.marks else []
        if len(marked) > _MAX_REMARKS:
            return f"{len(marked)} runs with remarks"
        return "; ".join(f"run {n}: {self.marks[n]}" for n in marked)


StackText = Callable[[TableWords, int], str]
RunText = Callable[[TableWords, Run, int], str]
StackKey = Callable[[Plan, int], int | Fraction]


@dataclass(frozen=True, kw_only=True)
class ColumnRecord:
    """All that the table knows of one column."""

    # Of the header.
    title: str
    tip: str
    # In pixels, at first; without one the column takes the room that is left.
    width: int | None = None
    # Numbers stand to the right; the first click on their header puts the largest on top.
    numeric: bool = False
    # What a cell shows in the row of a stack, or of a run; nothing without one.
    stack_text: StackText = lambda *_: ""
    run_text: RunText = lambda *_: ""
    # The accessible text, for a screen reader that reads single cells; without one the text.
    stack_accessible: StackText | None = None
    run_accessible: RunText | None = None
    # The tip; without one the accessible text.
    stack_tip: StackText | None = None
    run_tip: RunText | None = None
    takes_runs: bool = False  # a run list can be typed into a stack's cell
    takes_stack: bool = False  # the number of another stack can be typed into a run's cell
    # Sorts the stacks when the header is clicked; without one the column does not sort.
    stack_key: StackKey | None = None
    # Sorts the runs of each stack along; without one they stand as planned.
    run_key: Callable[[Run], int] | None = None
    # Tells whether the column is shown with a plan; it is hidden without one. A column that has no
    # such rule is always shown.
    is_shown: Callable[[TableWords], bool] | None = None

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Where the words of the header and of the cells stand."""
        return Side.AlignVCenter | (Side.AlignRight if self.numeric else Side.AlignLeft)


def _type_here(stack: int) -> str:
    return f"Type a run list here (F2) to move those runs to stack {stack + 1}."


def _say_stack(words: TableWords, stack: int) -> str:
    over = words.over_average(stack)
    more = f", {over} over the average" if over else ""
    return f"{words.stack_name(stack)}, {words.run_count(stack)}, {words.stack_load(stack)}{more}"


def _say_run(words: TableWords, run: Run, stack: int) -> str:
    remark = words.marks.get(run.number)
    more = f", {remark}" if remark else ""
    return f"{words.run_name(run)} on stack {stack + 1}, {words.run_load(run)}{more}"


def _say_share(words: TableWords, load: int) -> str:
    share = words.share(load)
    return f"{share} of the load of all runs" if share else ""


def _stack_tip(words: TableWords, stack: int) -> str:
    what = f"{words.run_count(stack)}, {words.stack_load(stack)}{words.time_range(stack)}"
    return f"{words.stack_name(stack)}: {what}. {_type_here(stack)}"


def _speed_of(plan: Plan, stack: int) -> int:
    return plan.request.speeds[stack] if plan.request.speeds else 1


def _time_of(plan: Plan, stack: int) -> Fraction:
    return Fraction(plan.loads[stack], _speed_of(plan, stack))


class Column(IntEnum):
    """Columns of the table, from left to right; each member is its number and has its record.

    A new column is a new member here; nothing else lists the columns.
    """

    record: ColumnRecord

    def __new__(cls, record: ColumnRecord) -> Column:
        """Give a column the number of its place below, and its record."""
        column = int.__new__(cls, len(cls.__members__))
        column._value_ = int(column)
        column.record = record
        return column

    NAME = ColumnRecord(
        title="Stack / run",
        tip="A stack is what one processor gets; open it to see its runs. Click to sort by number",
        width=160,
        stack_text=TableWords.stack_name,
        run_text=lambda words, run, _: words.run_name(run),
        stack_accessible=_say_stack,
        run_accessible=_say_run,
        stack_tip=_stack_tip,
        takes_runs=True,
        stack_key=lambda _, stack: stack,
        run_key=lambda run: run.number,
    )
    RUNS = ColumnRecord(
        title="Runs",
        tip="Number of runs of a stack; of a run its stack: type another one (F2) to move the run",
        width=76,
        numeric=True,
        stack_text=lambda words, stack: f"{len(words.plan.stacks[stack].runs):,}",
        run_text=lambda _words, _run, stack: f"stack {stack + 1}",
        run_tip=lambda *_: "Type another stack's number here (F2) to move the run.",
        takes_stack=True,
        stack_key=lambda plan, stack: len(plan.stacks[stack].runs),
    )
    LOAD = ColumnRecord(
        title="Load",
        tip="Sum of the runs' sizes; click to sort by it, a third click shows the rows as planned",
        width=90,
        numeric=True,
        stack_text=TableWords.stack_load,
        run_text=lambda words, run, _: words.run_load(run),
        stack_tip=lambda words, stack: (
            f"{words.exact_load(words.plan.loads[stack])}{words.time_range(stack)}"
        ),
        run_tip=lambda words, run, _: (
            words.exact_load(run.load) if run.load > 0 else words.run_load(run)
        ),
        stack_key=lambda plan, stack: plan.loads[stack],
        run_key=lambda run: run.load,
    )
    SPEED = ColumnRecord(
        title="Speed",
        tip="Speed of the stack's processor",
        width=64,
        numeric=True,
        stack_text=TableWords.speed,
        stack_key=_speed_of,
        is_shown=lambda words: words.plan.request.speeds is not None,
    )
    TIME = ColumnRecord(
        title="Time",
        tip="Load at this speed, as the load that takes as long at 100 %",
        width=90,
        numeric=True,
        stack_text=lambda words, stack: words.load_at_speed(words.plan.loads[stack], stack),
        run_text=lambda words, run, stack: (
            words.load_at_speed(run.load, stack) if run.load > 0 else ""
        ),
        stack_key=_time_of,
        run_key=lambda run: run.load,
        is_shown=lambda words: words.plan.request.speeds is not None,
    )
    DONE_IN = ColumnRecord(
        title="Done in",
        tip=(
            "How long a stack, or a run, takes as a rule, by the times of earlier runs; "
            "the tip of a stack has the range"
        ),
        width=90,
        numeric=True,
        stack_text=TableWords.likely_time,
        stack_tip=lambda words, stack: (
            f"Stack {stack + 1}{words.time_range(stack)}" if words.times else ""
        ),
        run_text=TableWords.run_time,
        stack_key=_time_of,
        run_key=lambda run: run.load,
        is_shown=lambda words: words.pace.rate is not None,
    )
    SHARE = ColumnRecord(
        title="Share",
        tip="Share of the load of the whole plan, of a stack or of a run",
        width=70,
        numeric=True,
        stack_text=lambda words, stack: words.share(words.plan.loads[stack]),
        run_text=lambda words, run, _: words.share(run.load),
        stack_accessible=lambda words, stack: _say_share(words, words.plan.loads[stack]),
        run_accessible=lambda words, run, _: _say_share(words, run.load),
        stack_key=lambda plan, stack: plan.loads[stack],
        run_key=lambda run: run.load,
    )
    OVER_AVERAGE = ColumnRecord(
        title="+/-",
        tip=(
            "Load, or time, of a stack against the average of all stacks;"
            " a single run is held against nothing"
        ),
        width=70,
        numeric=True,
        stack_text=TableWords.over_average,
        stack_key=_time_of,
        run_key=lambda run: run.load,
    )
    WAS = ColumnRecord(
        title="Was",
        tip=(
            "What the plan that is compared with has here: "
            "the load of the stack, the stack of the run"
        ),
        width=90,
        numeric=True,
        stack_text=TableWords.load_before,
        run_text=TableWords.stack_before,
        is_shown=lambda words: words.comparison is not None,
    )
    REMARKS = ColumnRecord(
        title="Runs in processing order, remarks",
        tip=(
            "Processing order of a stack; type a run list here to move those runs; remarks on a run"
        ),
        stack_text=TableWords.stack_runs,
        run_text=lambda words, run, _: words.marks.get(run.number, ""),
        stack_tip=lambda words, stack: f"{words.stack_runs(stack)}\n{_type_here(stack)}",
        takes_runs=True,
    )


# By number, as Qt asks for them; the alignments are made once, since each paint asks for all.
COLUMNS = tuple(Column)
ALIGNMENTS = tuple(column.record.alignment for column in COLUMNS)


def header_item(column: Column) -> QStandardItem:
    """Make what the table's header shows of a column."""
    item = QStandardItem(column.record.title)
    item.setToolTip(column.record.tip)
    item.setData(column.record.alignment, Role.TextAlignmentRole)
    item.setData(int(column.record.numeric), Role.InitialSortOrderRole)
    return item


def special_cell(
    words: TableWords, stack: int, run: Run | None, column: int, role: int
) -> str | int | None:
    """Give what a cell has besides its words: what is typed over, its tip, its accessible text."""
    record = COLUMNS[column].record
    if role == Role.EditRole:
        if run is not None:
            return stack + 1 if record.takes_stack else None
        return "" if record.takes_runs else None
    is_tip = role == Role.ToolTipRole
    if run is None:
        stack_text = record.stack_tip if is_tip else None
        return (stack_text or record.stack_accessible or record.stack_text)(words, stack)
    run_text = record.run_tip if is_tip else None
    return (run_text or record.run_accessible or record.run_text)(words, run, stack)


class Sorting(NamedTuple):
    """The column that rows are sorted by, and the end that they begin with."""

    column: Column
    descending: bool = False


class ShownStack(NamedTuple):
    """A row of the table: which stack it is (0-based), and its runs as they are shown."""

    stack: int
    runs: tuple[Run, ...]


def shown_stacks(plan: Plan, sorting: Sorting | None) -> list[ShownStack]:
    """Order the stacks of a plan, and the runs of each; as they are planned without a sorting.

    Rows that are equal stand by ascending number either way.
    """
    key = sorting.column.record.stack_key if sorting is not None else None
    if sorting is None or key is None:
        return [ShownStack(index, stack.runs) for index, stack in enumerate(plan.stacks)]
    order = sorted(range(len(plan.stacks)), key=partial(key, plan), reverse=sorting.descending)
    return [ShownStack(stack, _shown_runs(plan.stacks[stack].runs, sorting)) for stack in order]


def _shown_runs(runs: tuple[Run, ...], sorting: Sorting) -> tuple[Run, ...]:
    key = sorting.column.record.run_key
    if key is None:
        return runs
    by_number = sorted(runs, key=lambda run: run.number)
    return tuple(sorted(by_number, key=key, reverse=sorting.descending))
