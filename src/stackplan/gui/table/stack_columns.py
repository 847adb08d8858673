"""The columns of the stack table: names, tips, sides."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QStandardItemModel

from stackplan.gui.widgets.qt_values import (
    ALIGN_LEFT,
    ALIGN_RIGHT,
    ALIGN_V_CENTRE,
    ALIGNMENT_ROLE,
    INITIAL_SORT_ORDER_ROLE,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


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
