"""The plan on the clipboard, for an e-log and for Python."""

import ast
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk import (
    OpenWindow,
    enter,
    messages,
    plan_of,
    set_stacks,
    settle,
    stacks,
    trigger,
    wait_until,
)
from folders import MakeFolder
from stackplan.files.exports import export
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.export.clipboard import PlanCopies
from stackplan.gui.widgets.messages import Message, Messages

SIZES = {number: 10**6 + number * 7919 % 1009 * 1000 for number in range(1, 21)}

# Copies for the e-log and ends as the program does.
COPY_AND_END = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from stackplan.core.balance import make_plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.export.clipboard import PlanCopies
from stackplan.gui.widgets.messages import Messages

application = QApplication([])
document = PlanDocument()
document.load(make_plan([Run(1, 10), Run(2, 20)], PlanRequest(n_stacks=2)), "/mnt/h5")
copies = PlanCopies(document, Messages())
copies.copied.connect(lambda *_: QTimer.singleShot(0, application.quit))
copies.copy_elog()
application.exec()
print(application.clipboard().mimeData().formats(), flush=True)
"""


@pytest.fixture
def copies(qtbot: QtBot) -> PlanCopies:
    document = PlanDocument()
    document.load(plan_of([5_000_000, 4_000_000, 3_000_000], 2), "/mnt/<b>h5")
    made = PlanCopies(document, Messages(document))
    document.setParent(made)
    return made


def copy(qtbot: QtBot, copies: PlanCopies, name: str) -> str:
    with qtbot.waitSignal(copies.copied, timeout=20_000) as said:
        getattr(copies, name)()
    assert said.args is not None
    message = said.args[0]
    assert isinstance(message, Message)
    return message.text


def test_that_text_picture_and_page_for_the_elog_come_in_one(
    qtbot: QtBot, copies: PlanCopies
) -> None:
    words = copy(qtbot, copies, "copy_elog")
    assert "text for the e-log and the picture" in words
    content = QApplication.clipboard().mimeData()
    lines = content.text().splitlines()
    expected = export(copies._document.plan_file(""), "elog", {}).decode().splitlines()
    assert lines[1:] == expected[1:]
    assert lines[0].startswith(expected[0])
    assert QApplication.clipboard().image().width() == 1600
    assert "<pre>Stackplan: 3 runs" in content.html()
    assert "/mnt/&lt;b&gt;h5" in content.html()
    assert '<img src="data:image/png;base64,iVBOR' in content.html()
    assert {"text/plain", "text/html", "application/x-qt-image"} == set(content.formats())


def test_that_the_window_copies_lists_for_python_and_a_block_for_the_elog(
    open_window: OpenWindow, make_folder: MakeFolder
) -> None:
    window = open_window(make_folder(SIZES))
    set_stacks(window, 3)
    enter(window, "skipEdit", "5, 7-8")
    settle(window)
    trigger(window, "copySkippedAction")
    wait_until(lambda: "copied" in messages(window))
    assert QApplication.clipboard().text() == "runs_to_skip=[5, 7, 8]"
    trigger(window, "copyStacksAction")
    wait_until(lambda: "lists" in messages(window)["copied"].text)
    lists = ast.literal_eval(QApplication.clipboard().text())
    assert [tuple(stack) for stack in lists] == stacks(window)
    trigger(window, "copyElogAction")
    wait_until(lambda: "e-log" in messages(window)["copied"].text)
    assert "not an HDF5 file" in QApplication.clipboard().text()


@pytest.mark.parametrize("name", ["copy_elog", "copy_skipped", "copy_stacks"])
def test_that_without_a_plan_it_says_what_to_do(qtbot: QtBot, name: str) -> None:
    assert "no plan to copy yet" in copy(qtbot, PlanCopies(PlanDocument(), Messages()), name)


def test_that_the_program_ends_well_after_a_copy() -> None:
    command = [sys.executable, "-c", COPY_AND_END]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "text/html" in done.stdout
