"""Laws that hold at the window whatever is done to it: "What always holds" of the design."""

import random
import re
from typing import NamedTuple

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QSpinBox
from pytestqt.qtbot import QtBot

from desk import find, is_idle
from faults.monkey_disk import MonkeyDisk
from stackplan.core.balance import make_plan
from stackplan.core.edits import drop_runs
from stackplan.core.plan import Plan
from stackplan.core.plan_text import read, write
from stackplan.gui.document.history import MOST_STEPS
from stackplan.gui.window.header import SAVED
from stackplan.gui.window.main_window import MainWindow

_PATIENCE_MS = 120_000
_MOST_BACK = 40
Stacks = tuple[tuple[int, ...], ...]


class Laws(NamedTuple):
    """A window at rest."""

    qtbot: QtBot
    window: MainWindow
    disk: MonkeyDisk

    def wait(self) -> None:
        """Wait until it is at rest again."""
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: is_idle(self.window), timeout=_PATIENCE_MS)


def law(holds: bool, words: str) -> None:
    """Raise if something does not hold that must."""
    if not holds:
        raise AssertionError(words)


def check_always(window: MainWindow, disk: MonkeyDisk) -> None:
    """Check after each event what is cheap to check."""
    law(disk.is_untouched(), "something has written into a folder of runs")
    document = window.document
    law(window.isWindowModified() == document.has_unsaved_work, "the title says something else")
    if document.plan is not None:
        _check_plan(document.plan, window)


def _check_plan(plan: Plan, window: MainWindow) -> None:
    numbers = [run.number for stack in plan.stacks for run in stack.runs]
    known = {run.number: run.size for run in window.document.runs}
    law(len(numbers) == len(set(numbers)), "a run is on two stacks")
    law(not any(n in plan.request.skipped for n in numbers), "a skipped run is planned")
    law(all(plan.request.in_range(n) for n in numbers), "a run out of range is planned")
    law(all(known.get(run.number) == run.size for run in plan.runs), "a size is not today's")
    law(all(isinstance(load, int) for load in plan.loads), "a load is not exact")
    law(sum(plan.loads) == sum(run.load for run in plan.runs), "the loads are not the runs'")
    law(plan.lower_bound <= plan.makespan, "the plan beats the proved bound")
    law(plan.pinned <= set(numbers), "a run is pinned that is not planned")
    law(window.panes.table.stack_model.plan == plan, "the table shows another plan")
    shown = find(window, QSpinBox, "stacksSpin").value()
    # While a balanced plan is made the fields show what was asked for.
    asked = window.session.request
    law(shown == asked.n_stacks, "the settings show another number of stacks")


def check_at_rest(laws: Laws, draw: random.Random) -> None:
    """Check a window at rest, with its history and the folder."""
    check_always(laws.window, laws.disk)
    if laws.window.document.plan is None:
        return
    _check_views(laws.window)
    _check_closing(laws.window)
    _check_folder(laws)
    _check_history(laws, draw)
    _check_file(laws.window)


def _check_views(window: MainWindow) -> None:
    plan, model = window.document.plan, window.panes.table.stack_model
    assert plan is not None
    rows, planned = _rows_of(window), stacks_of(plan)
    if model.sorting is not None:
        rows, planned = (
            tuple(sorted(tuple(sorted(runs)) for runs in found if runs))
            for found in (rows, planned)
        )
    law(rows == planned, f"the table shows {rows}, the plan is {planned}")
    problems = find(window, QAbstractButton, "problemsFigure").text()
    law(problems.endswith(window.document.problems.words), f"the header says {problems}")
    chart = window.panes.chart
    # Scrolled out of sight it is not drawn.
    if not chart.visibleRegion().isEmpty() and plan.runs and chart.view is not None:
        bars = [sorted(row.stack.run_numbers) for row in chart.view.scene.rows]
        drawn = bars[: len(plan.stacks)]  # beyond them are stacks that got no run
        stacks = [sorted(stack.run_numbers) for stack in plan.stacks]
        law(not any(bars[len(stacks) :]), f"the chart shows {bars}, the plan is {stacks}")
        law(drawn == stacks, f"the chart shows {drawn}, the plan is {stacks}")


def _check_closing(window: MainWindow) -> None:
    """A plan that is closed without a question is given again by folder and settings."""
    document, plan = window.document, _plan(window)
    if document.found is not None and window.panes.header.save.toolTip() == SAVED["computed"]:
        again = make_plan(document.found.runs, plan.request)
        law(stacks_of(again) == stacks_of(plan), "closing the window loses a plan")
        law((document.note, plan.pinned) == ("", frozenset()), "closing loses a note or a pin")


def _check_folder(laws: Laws) -> None:
    """A rescan moves no run, and brings the sizes of today."""
    document, before = laws.window.document, _plan(laws.window)
    find(laws.window, QAction, "rescanAction").trigger()
    laws.wait()
    # Following may place what is new, behind the others.
    now = _plan(laws.window)
    kept = drop_runs(now, now.places.keys() - before.places.keys())
    moved = f"a rescan has moved a run: {stacks_of(before)} became {stacks_of(now)}"
    law(stacks_of(kept) == stacks_of(before), moved)
    if document.traces != str(laws.disk.traces):
        return
    sizes = laws.disk.sizes()
    shown = {run.number: run.size for run in _plan(laws.window).runs if run.number in sizes}
    law(shown.items() <= sizes.items(), f"the sizes shown, {shown}, are not {sizes}")
    gone = {run.number for run in _plan(laws.window).runs} - sizes.keys()
    law(set(document.vanished) == gone, f"{document.vanished} have vanished, not {gone}")


def _check_history(laws: Laws, draw: random.Random) -> None:
    """Back and forth again is here; now and then from the very beginning."""
    history = laws.window.document.history
    here, state = history.index(), _state(laws.window)
    whole = draw.random() < 0.05
    history.setIndex(0 if whole else max(here - draw.randrange(_MOST_BACK), 0))
    check_always(laws.window, laws.disk)
    law(history.count() <= MOST_STEPS, "the history has no end")
    history.setIndex(here)
    law(_state(laws.window) == state, "undo and redo do not lead back")


def _check_file(window: MainWindow) -> None:
    if not _plan(window).runs:
        return
    plan_file = window.document.plan_file("2026-11-22T18:40:00Z")
    law(read(write(plan_file)) == plan_file, "the plan file says something else")


def stacks_of(plan: Plan) -> Stacks:
    """Run numbers of each stack, without the empty ones at the end."""
    found = [stack.run_numbers for stack in plan.stacks]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _rows_of(window: MainWindow) -> Stacks:
    """Read from the table what a person reads there."""
    model = window.panes.table.stack_model
    found = []
    for stack in range(model.rowCount(QModelIndex())):
        top = model.index(stack, 0)
        names = (model.data(model.index(row, 0, top)) for row in range(model.rowCount(top)))
        found.append(tuple(int(re.findall(r"\d+", str(name))[0]) for name in names))
    if model.sorting is not None:
        found = [runs for runs in found if runs]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _plan(window: MainWindow) -> Plan:
    plan = window.document.plan
    assert plan is not None
    return plan


def _state(window: MainWindow) -> tuple[object, ...]:
    plan = _plan(window)
    return stacks_of(plan), plan.pinned, plan.request, window.document.note
