"""Long walks of random gestures through the real window: keys, drops, typing, settings, rescans."""

import re
import tempfile
from pathlib import Path
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desk import clear_up, current, find, is_idle
from folders import fill
from stackplan.core.balance import METHODS, make_plan
from stackplan.core.edits import pins_of
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import parse
from stackplan.gui.app import create_window
from stackplan.gui.table.columns import Column
from stackplan.gui.window.main_window import MainWindow

MOST_STACKS, MOST_IN_TURN = 9, 12
SIZES = st.lists(st.integers(1, 10**6), min_size=3, max_size=12)
# Moving to a stack comes most often: it makes the histories long.
KEYS = st.one_of(
    st.sampled_from([f"Ctrl+{number}" for number in range(1, 6)]),
    st.sampled_from(["Alt+Left", "Alt+Right", "Alt+Up", "Alt+Down", "P", "L", "X"]),
    st.sampled_from(["K", "Ctrl+Shift+A", "Ctrl+Shift+R", "Alt+1", "Alt+2", "Alt+3"]),
)
# A number is drawn first and fitted to what is there then: what is drawn must not depend on what
# threads have brought so far.
ANY = st.integers(0, 99)
SKIPS = st.sampled_from(["", "1", "2-3", "1, 4"])

Stacks = tuple[tuple[int, ...], ...]


class WindowWalk(RuleBasedStateMachine):
    """Each rule is a gesture of a person; what must hold after any of them is one invariant."""

    qtbot: ClassVar[QtBot]
    depths: ClassVar[list[int]] = []

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.sizes: dict[int, int] = {}
        self.window: MainWindow | None = None
        self.depth = 0

    @property
    def open(self) -> MainWindow:
        assert self.window is not None
        return self.window

    @property
    def plan(self) -> Plan:
        return current(self.open)

    @initialize(sizes=SIZES, n_stacks=st.integers(1, 5))
    def begin(self, sizes: list[int], n_stacks: int) -> None:
        self.sizes = dict(enumerate(sizes, start=1))
        self.window = create_window([str(fill(Path(self._folder.name), self.sizes))])
        self.window.show()
        self.wait()
        find(self.window, QSpinBox, "stacksSpin").setValue(n_stacks)
        self.window.document.history.clear()
        self.start = stacks_of(self.plan)

    @rule(data=st.data(), times=st.integers(4, MOST_IN_TURN))
    def press_keys(self, data: st.DataObject, times: int) -> None:
        table = self.open.panes.table
        actions = {a.shortcut().toString(): a for a in self.open.findChildren(QAction)}
        for _ in range(times):
            table.select_runs(self.some(data))
            actions[data.draw(KEYS)].trigger()
            QApplication.processEvents()

    @rule(data=st.data(), times=st.integers(1, MOST_IN_TURN))
    def type_a_stack(self, data: st.DataObject, times: int) -> None:
        model = self.open.panes.table.stack_model
        for _ in range(times):
            index = model.index_of_run(self.some(data)[0])
            if not index.isValid():
                return
            text = str(data.draw(st.integers(0, MOST_STACKS)))
            model.setData(index.siblingAtColumn(Column.STACK), text)
            QApplication.processEvents()

    @rule(data=st.data(), times=st.integers(1, MOST_IN_TURN))
    def drop_on_a_stack(self, data: st.DataObject, times: int) -> None:
        model = self.open.panes.table.stack_model
        for _ in range(times):
            runs = [model.index_of_run(number) for number in self.some(data)]
            if not runs[0].isValid():
                return
            target = model.index(data.draw(ANY) % model.rowCount(), 0)
            row = data.draw(ANY) % (model.rowCount(target) + 2) - 1
            move = Qt.DropAction.MoveAction
            model.dropMimeData(model.mimeData(runs), move, row, 0 if row >= 0 else -1, target)
            QApplication.processEvents()

    @rule(stack=st.integers(0, MOST_STACKS))
    def drag_in_the_chart(self, stack: int) -> None:
        """Drag the largest run: of a small one it would depend on the scale whether it is hit."""
        self.wait()
        chart = self.open.panes.chart
        if chart.view is None or not self.plan.runs:
            return
        largest = max(self.plan.runs, key=lambda run: (run.size, -run.number)).number
        box = chart.run_box(largest)
        target = chart.stack_box(stack % len(chart.view.scene.rows))
        assert box is not None
        assert target is not None
        start, end = box.center(), QPoint(box.center().x(), target.center().y())
        QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=start)
        for place in (start + (end - start) / 2, end):
            QTest.mouseMove(chart, place)
        QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=end)

    @rule(n_stacks=st.integers(1, MOST_STACKS))
    def set_stacks(self, n_stacks: int) -> None:
        pins = pins_of(self.plan)
        find(self.open, QSpinBox, "stacksSpin").setValue(n_stacks)
        self.pins_hold({run: at for run, at in pins.items() if at < n_stacks})

    @rule(method=st.sampled_from(list(METHODS)))
    def set_method(self, method: str) -> None:
        pins = pins_of(self.plan)
        box = find(self.open, QComboBox, "methodCombo")
        box.setCurrentIndex(box.findData(method))
        self.wait()
        self.pins_hold(pins)

    @rule(text=SKIPS)
    def skip(self, text: str) -> None:
        edit = find(self.open, QLineEdit, "skipEdit")
        edit.setText(text)
        edit.editingFinished.emit()

    @rule(words=st.sampled_from(["", "HV trip", "before the target change"]))
    def write_a_note(self, words: str) -> None:
        edit = find(self.open, QLineEdit, "noteEdit")
        edit.setText(words)
        edit.editingFinished.emit()

    @rule(data=st.data(), size=st.integers(1, 10**6))
    def a_file_grows(self, data: st.DataObject, size: int) -> None:
        number = data.draw(ANY) % len(self.sizes) + 1
        self.sizes[number] = size
        before = stacks_of(self.plan)
        fill(Path(self._folder.name), {number: size})
        find(self.open, QAction, "rescanAction").trigger()
        self.wait()
        assert stacks_of(self.plan) == before

    @rule(name=st.sampled_from(["compareSnakeAction", "compareStopAction"]))
    def compare(self, name: str) -> None:
        find(self.open, QAction, name).trigger()

    @rule(back=st.integers(1, 3), forth=st.integers(0, 3))
    def undo_and_redo(self, back: int, forth: int) -> None:
        for name, times in (("undoAction", back), ("redoAction", forth)):
            for _ in range(times):
                find(self.open, QAction, name).trigger()

    @invariant()
    def holds(self) -> None:
        if self.window is None:
            return
        # A draft gives way to the plan of its method in its own time: wait, or no walk is repeated.
        self.qtbot.waitUntil(lambda: not self.open.session.search.busy, timeout=120_000)
        QApplication.processEvents()
        plan, window = self.plan, self.window
        self.depth = max(self.depth, window.document.history.index())
        numbers = [run.number for stack in plan.stacks for run in stack.runs]
        assert sorted(numbers) == [n for n in self.sizes if n not in plan.request.skip]
        assert {run.number: run.size for run in plan.runs}.items() <= self.sizes.items()
        assert sum(plan.loads) == sum(self.sizes[number] for number in numbers)
        assert window.panes.table.stack_model.plan == plan
        rows, planned = rows_of(window), stacks_of(plan)
        if window.panes.table.stack_model.sorting is None:
            assert rows == planned
        else:
            assert sorted(map(sorted, rows)) == sorted(map(sorted, filter(None, planned)))
        assert find(window, QSpinBox, "stacksSpin").value() == plan.request.n_stacks
        assert parse(find(window, QLineEdit, "skipEdit").text()) == plan.request.skipped
        document = window.document
        assert window.isWindowModified() == document.has_unsaved_work
        if not document.has_unsaved_work and document.found is not None:
            again = make_plan(document.found.runs, plan.request)
            assert stacks_of(again) == stacks_of(plan)  # closing it loses nothing
            assert (document.note, plan.pinned) == ("", frozenset())

    @override
    def teardown(self) -> None:
        """Undo everything, then redo everything."""
        if self.window is not None:
            history = self.window.document.history
            history.setIndex(history.count())
            self.wait()
            end = stacks_of(self.plan)
            history.setIndex(0)
            self.holds()
            assert stacks_of(self.plan) == self.start
            history.setIndex(history.count())
            self.wait()
            self.holds()
            assert stacks_of(self.plan) == end
            self.depths.append(self.depth)
            self.leave()
        self._folder.cleanup()
        clear_up()

    def some(self, data: st.DataObject) -> list[int]:
        numbers = sorted(self.plan.places) or sorted(self.sizes)  # all may be skipped
        drawn = data.draw(st.lists(ANY, min_size=1, max_size=3))
        return list(dict.fromkeys(numbers[number % len(numbers)] for number in drawn))

    def pins_hold(self, pins: dict[int, int]) -> None:
        now = pins_of(self.plan)
        assert pins.items() <= now.items()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: is_idle(self.open), timeout=120_000)

    def leave(self) -> None:
        self.open._leaving = True
        self.open.close()
        self.qtbot.waitUntil(self.open.workers_ended, timeout=10_000)
        self.open.deleteLater()
        QApplication.processEvents()


def stacks_of(plan: Plan) -> Stacks:
    found = [stack.run_numbers for stack in plan.stacks]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def rows_of(window: MainWindow) -> Stacks:
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


def walk(qtbot: QtBot, walks: int, steps: int, *, is_same: bool = False) -> list[int]:
    """Walk through the window; give the number of steps in the deepest history of each walk.

    Random walks are short now and then; a test that counts steps asks for the same ones each time.
    """

    class Walk(WindowWalk):
        depths: ClassVar[list[int]] = []

    Walk.qtbot = qtbot
    profile = settings(
        max_examples=walks, stateful_step_count=steps, deadline=None, derandomize=is_same
    )
    run_state_machine_as_test(Walk, settings=profile)
    return Walk.depths
