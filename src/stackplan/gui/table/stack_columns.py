"""The columns of the stack table: names, tips, sides, and what may be done in their cells."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QStandardItemModel

from stackplan.gui.qt_values import ALIGN_LEFT, ALIGN_RIGHT, ALIGN_V_CENTRE, ALIGNMENT_ROLE

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, Qt


class Column(IntEnum):
    """Columns of the table."""

    NAME = 0
    STACK = 1
    RUNS = 2
    LOAD = 3
    SPEED = 4
    TIME = 5
    OVER_MEAN = 6
    REMARKS = 7


HEADERS = (
    "Stack / run",
    "On stack",
    "Runs",
    "Load",
    "Speed",
    "Time",
    "Over mean",
    "Runs in processing order, remarks",
)
TIPS = (
    "A stack is what one processor gets; open it to see its runs",
    "Type another stack's number here to move the run",
    "Number of runs",
    "Sum of the runs' sizes",
    "Speed of the stack's processor",
    "Load at this speed, as the load that takes as long at 100 %",
    "Load, or time, over that of level stacks; for a run, its share of the stack",
    "Processing order of a stack; what is special about a run",
)

# Shown only where speeds differ.
SPEED_COLUMNS = (Column.SPEED, Column.TIME)

# Numbers to the right, words to the left.
ALIGNMENTS = tuple(
    ALIGN_V_CENTRE | (ALIGN_RIGHT if Column.STACK <= column <= Column.OVER_MEAN else ALIGN_LEFT)
    for column in Column
)


def make_headers(parent: QObject) -> QStandardItemModel:
    """Make what the table's header shows: Qt's own model, which is painted without Python."""
    model = QStandardItemModel(0, len(Column), parent)
    model.setHorizontalHeaderLabels(HEADERS)
    for column in Column:
        item = model.horizontalHeaderItem(column)
        item.setToolTip(TIPS[column])
        item.setData(ALIGNMENTS[column], ALIGNMENT_ROLE)
    return model


def cell_flags() -> tuple[Qt.ItemFlag, Qt.ItemFlag, Qt.ItemFlag]:
    """Tell what may be done with a stack, with a run, and with the stack's number of a run."""
    # Imported with the first rows: see `qt_values`.
    from PySide6.QtCore import Qt

    flag = Qt.ItemFlag
    stack = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDropEnabled
    run = stack | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren
    return stack, run, run | flag.ItemIsEditable
