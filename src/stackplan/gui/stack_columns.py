"""The columns of the stack table: names, tips, sides, and what may be done in their cells."""

from enum import IntEnum

from PySide6.QtCore import Qt


class Column(IntEnum):
    """Columns of the table."""

    NAME = 0
    STACK = 1
    RUNS = 2
    LOAD = 3
    OVER_MEAN = 4
    REMARKS = 5


HEADERS = (
    "Stack / run",
    "On stack",
    "Runs",
    "Load",
    "Over mean",
    "Runs in processing order, remarks",
)
TIPS = (
    "A stack is what one processor gets; open it to see its runs",
    "Type another stack's number here to move the run",
    "Number of runs",
    "Sum of the runs' sizes",
    "Load over the mean load of all stacks; for a run, its share of the stack",
    "Processing order of a stack; what is special about a run",
)

_V_CENTRE = Qt.AlignmentFlag.AlignVCenter
# Numbers to the right, words to the left.
ALIGNMENTS = tuple(
    _V_CENTRE | Qt.AlignmentFlag.AlignRight
    if Column.STACK <= column <= Column.OVER_MEAN
    else _V_CENTRE | Qt.AlignmentFlag.AlignLeft
    for column in Column
)

STACK_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled
)
RUN_FLAGS = STACK_FLAGS | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren
STACK_OF_RUN_FLAGS = RUN_FLAGS | Qt.ItemFlag.ItemIsEditable
