"""What the table gives to other programs, and takes from them."""

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk import plan_of
from faults.children import environment
from table_desk import TableDesk

PLAN = plan_of([9000, 8000, 7000, 6000, 5000, 4000], 3)  # 1 6, 2 5, 3 4


@pytest.fixture
def desk(qtbot: QtBot) -> TableDesk:
    QApplication.clipboard().clear()
    return TableDesk(qtbot, PLAN)


def copied(desk: TableDesk, name: str) -> str:
    ((signal, words),) = desk.do(name)
    assert signal == "told", words
    return QApplication.clipboard().text()


def test_that_rows_are_copied_with_their_headers_as_they_stand(desk: TableDesk) -> None:
    desk.table.select_runs([6, 2])
    rows = [line.split("\t") for line in copied(desk, "copyAction").splitlines()]
    assert rows[0] == [
        "Stack / run", "Runs", "Load", "Share", "+/-", "Runs in processing order, remarks"
    ]  # fmt: skip
    assert [row[:3] for row in rows[1:]] == [
        ["Run 6", "stack 1", "4.00 kB"],
        ["Run 2", "stack 2", "8.00 kB"],
    ]
    desk.table.select_stack(1)
    assert "Stack 2" in copied(desk, "copyAction").splitlines()[1]


def test_that_runs_are_copied_as_lists(desk: TableDesk) -> None:
    desk.table.select_runs([4, 5, 6, 2])
    assert copied(desk, "copyListAction") == "[6, 2, 5, 4]"
    assert copied(desk, "copySkipAction") == "2, 4-6"
    assert copied(desk, "copyLineAction") == "3 4"


def test_that_copying_nothing_says_so(desk: TableDesk) -> None:
    for name in ("copyAction", "copyListAction", "copyLineAction"):
        desk.table.clearSelection()
        desk.table.setCurrentIndex(desk.table.rootIndex())
        ((signal, _),) = desk.do(name)
        assert signal == "refused"


@pytest.mark.parametrize("text", ["54-58, 71", " [54, 71]\n", "run_0054.h5\nrun_0071.h5\n"])
def test_that_a_list_is_pasted_into_the_stack_of_the_current_row(
    desk: TableDesk, text: str
) -> None:
    desk.table.select_runs([2])
    QApplication.clipboard().setText(text)
    assert desk.do("pasteAction") == [("list_pasted", text.strip(), 1)]


def test_that_copied_rows_are_pasted_as_their_runs_into_a_stack(desk: TableDesk) -> None:
    ((_, words),) = desk.do("pasteAction")
    assert "no text" in str(words)
    desk.table.select_runs([1, 2])
    copied(desk, "copyAction")
    desk.table.select_stack(2)
    assert desk.do("pasteAction") == [("list_pasted", "1, 2", 2)]
    QApplication.clipboard().setText("1")
    desk.table.setCurrentIndex(desk.table.rootIndex())
    ((_, words),) = desk.do("pasteAction")
    assert "No stack" in str(words)


SCRIPT = """
import sys
from PySide6.QtWidgets import QApplication
from table_desk import TableDesk
from desk import plan_of

class Bot:
    def addWidget(self, widget): self.widget = widget
    def waitUntil(self, seen): QApplication.processEvents()

application = QApplication([])
desk = TableDesk(Bot(), plan_of([9, 8, 7], 2))
desk.table.select_runs([1])
print(desk.do("copyAction"))
"""


def test_that_the_program_ends_cleanly_after_a_copy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment(), capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "[('told', 'Copied 1 row.')]"), done.stderr
