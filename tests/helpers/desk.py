"""Helpers of the tests of the window: open one, find its widgets, act on it."""

import gc
import itertools
import time
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker
from typing_extensions import override

from stackplan.core.balance import make_plan
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.widgets.messages import Message
from stackplan.gui.widgets.worker import Worker
from stackplan.gui.window.features import Features
from stackplan.gui.window.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]
Kind = TypeVar("Kind", bound=QObject)

_FEW = 10
_CLOSED = itertools.count(1)


class PatientBot(QtBot):
    """Waits three minutes for a state: on a crowded machine that may be needed."""

    @override
    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 60_000) -> None:
        super().waitUntil(callback, timeout=max(timeout, 180_000))

    @override
    def waitSignal(self, signal: Any, *, timeout: int = 60_000, **options: Any) -> SignalBlocker:
        if options.get("raising") is not False:  # `assertNotEmitted` waits as long as it is told
            timeout = max(timeout, 180_000)
        return super().waitSignal(signal, timeout=timeout, **options)


def plan_of(sizes: list[int], n_stacks: int = 2, method: str = "snake", first: int = 1) -> Plan:
    """Plan runs 1, 2, 3, ... of given sizes."""
    runs = [Run(number, size) for number, size in enumerate(sizes, start=first)]
    return make_plan(runs, PlanRequest(n_stacks=n_stacks, method=method))


def current(window: MainWindow) -> Plan:
    """Give the plan of a window, which must have one."""
    plan = window.document.plan
    assert plan is not None
    return plan


def stacks(window: MainWindow) -> list[tuple[int, ...]]:
    """Run numbers of each stack on screen."""
    return [stack.run_numbers for stack in current(window).stacks]


def find(window: QObject, kind: type[Kind], name: str) -> Kind:
    """Find one widget or action by its name for scripts."""
    found = window.findChild(kind, name)
    assert found is not None, f"there is no {kind.__name__} called {name}"
    return found


def planned(window: MainWindow, number: int) -> Run:
    """Give a run of the plan on screen."""
    return {run.number: run for run in current(window).runs}[number]


def undo_text(window: MainWindow) -> str:
    """Name of the step that undo would take back."""
    return window.document.history.undoText()


def set_stacks(window: MainWindow, n_stacks: int) -> None:
    """Type a number of stacks."""
    find(window, QSpinBox, "stacksSpin").setValue(n_stacks)


def set_method(window: MainWindow, method: str) -> None:
    """Choose a method."""
    combo = find(window, QComboBox, "methodCombo")
    combo.setCurrentIndex(combo.findData(method))


def enter(window: QObject, name: str, text: str) -> None:
    """Type into a field, and leave it."""
    field = find(window, QLineEdit, name)
    field.setText(text)
    field.editingFinished.emit()


def press(window: QObject, name: str) -> None:
    """Press a button."""
    find(window, QPushButton, name).click()


def trigger(window: QObject, name: str) -> None:
    """Choose a command of the menus."""
    find(window, QAction, name).trigger()


def messages(window: MainWindow) -> dict[str, Message]:
    """What the message bar says, by key."""
    return window.messages.open


def said(window: MainWindow) -> str:
    """Everything that the message bar says, in one text."""
    return " ".join(message.text for message in messages(window).values())


def act_on(window: MainWindow, key: str, *, other: bool = False) -> None:
    """Press the button of a message, or the other one."""
    message = messages(window)[key]
    action = message.on_other if other else message.on_action
    assert action is not None
    action()


def question(window: MainWindow, name: str) -> QMessageBox:
    """Give the question of this name that is open."""
    QApplication.processEvents()
    boxes = window.findChildren(QMessageBox, name)
    (box,) = [box for box in boxes if box.isVisible()]
    return box


def answer(window: MainWindow, name: str, button: QMessageBox.StandardButton) -> None:
    """Answer a question with one of its buttons."""
    QTest.mouseClick(question(window, name).button(button), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def features(window: MainWindow) -> Features:
    """What is made after the first paint."""
    found = window.findChild(Features)
    assert found is not None
    return found


def is_reading(window: MainWindow) -> bool:
    """Tell whether a worker is at work that neither searches nor keeps unsaved work."""
    beside = (*window.session.search.workers, *window.recovery.workers)
    workers = (worker for worker in window.findChildren(Worker) if worker not in beside)
    return any(worker.running for worker in workers)


def is_idle(window: MainWindow) -> bool:
    """Tell whether nothing runs beside the window's thread, and what it brought is shown."""
    if find(window, QTimer, "firstPaintTimer").isActive():
        return False  # its folder is opened then
    session = window.session
    at_work = is_reading(window) or session.search.busy
    return not at_work and window.panes.chart.is_current


def wait_idle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the window is idle."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: is_idle(window), timeout=120_000)


def wait_until(seen: Callable[[], bool]) -> None:
    """Wait for a state, as `PatientBot` does."""
    end_s = time.monotonic() + 180
    while not seen():
        assert time.monotonic() < end_s, "not seen within three minutes"
        QTest.qWait(10)


def settle(window: MainWindow) -> MainWindow:
    """Wait until the window is idle, and give it."""
    QApplication.processEvents()
    wait_until(lambda: is_idle(window))
    return window


def clear_up() -> None:
    """Collect closed windows, a few at a time: each has pipes, of which a process gets not many."""
    number = next(_CLOSED)
    if number % _FEW == 0:
        gc.collect()
    if number == _FEW:
        gc.freeze()  # matplotlib and pytest stay: not to be walked through a thousand times


def save_to(window: MainWindow, path: object) -> None:
    """Write the plan to a file without a dialog, and wait for it."""
    window.files.write(str(path))
    settle(window)


def open_dialog(window: MainWindow) -> QFileDialog:
    """Give the file dialog that is open."""
    QApplication.processEvents()
    dialogs = [child for child in window.findChildren(QFileDialog) if child.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def choose(dialog: QFileDialog, path: object) -> None:
    """Take a file in an open dialog."""
    dialog.fileSelected.emit(str(path))
    dialog.reject() if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptOpen else dialog.done(1)


def turn_wheel(widget: QWidget) -> None:
    """Turn the wheel one step over a widget."""
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place.toPoint())),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
