"""Saving from the real window while each call into the system fails once."""

import errno
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, find, messages, wait_idle
from faults.failing_calls import failing
from folders import fill
from stackplan.files.plan_file import load_plan
from stackplan.gui.window.main_window import MainWindow

_ENDLESS = 300


def fail_saves_of_window(
    qtbot: QtBot, open_window: OpenWindow, folder: Path, errors: Iterable[str], step: int = 1
) -> tuple[int, int]:
    """Fail each call of a save, and edit and save after each; give the cases and the refusals."""
    window = open_window(fill(folder / "traces", {n: 1000 + n for n in range(1, 9)}))
    find(window, QSpinBox, "stacksSpin").setValue(3)
    path = folder / "plans" / "plan.txt"
    path.parent.mkdir()
    cases = refused = 0
    for error in errors:
        for k in range(1, _ENDLESS, step):
            struck, failed = _save_failing(qtbot, window, path, k, getattr(errno, error))
            cases, refused = cases + 1, refused + failed
            if not struck:
                break
    return cases, refused


def _save_failing(
    qtbot: QtBot, window: MainWindow, path: Path, k: int, number: int
) -> tuple[bool, bool]:
    window.files.write(str(path), overwriting=True)
    wait_idle(qtbot, window)
    _move_a_run(window)
    wait_idle(qtbot, window)  # the call that fails shall be one of the save, not of the chart
    old, plan = load_plan(str(path)).plan, current(window)
    window.messages.withdraw("save")
    with failing(k, number) as saboteur:
        window.files.write(str(path))
        while window.files.worker.running:
            QTest.qWait(2)
    on_disk = load_plan(str(path)).plan
    message = messages(window)["save"]
    failed = message.level == "error"
    assert on_disk == plan or (failed and on_disk == old), message.text
    assert window.document.has_unsaved_work == failed, message.text
    assert not failed or message.text.endswith("."), message.text
    assert current(window) == plan
    _move_a_run(window)
    assert current(window) != plan, "the window is of no use any more"
    names = {entry.name for entry in path.parent.iterdir()}
    assert {name for name in names if not name.startswith(".stackplan-")} == {path.name}
    return saboteur.has_struck, failed


def _move_a_run(window: MainWindow) -> None:
    stacks = current(window).stacks
    longest = max(range(len(stacks)), key=lambda index: len(stacks[index].runs))
    window.hand_edits.move((stacks[longest].run_numbers[0],), (longest + 1) % len(stacks))
