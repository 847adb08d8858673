"""Actions of the monkey: with the mouse, with the keys, and on the files meanwhile."""

import random

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QSpinBox, QWidget

from desk import find
from faults.monkey import Act, Monkey
from faults.monkey_hands import NONE, answer, handles_of, place_in, place_on, press
from stackplan.core.balance import METHODS
from stackplan.gui.table.stack_model import run_content

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_KEY, _HELD = Qt.Key, Qt.KeyboardModifier
_MODIFIERS = (NONE, NONE, _HELD.ShiftModifier, _HELD.ControlModifier, _HELD.AltModifier)
_MOVES = (_KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Home, _KEY.Key_End)
_ENTRY = (_KEY.Key_Return, _KEY.Key_Tab, _KEY.Key_Backtab, _KEY.Key_Space, _KEY.Key_Backspace)
_OTHERS = (_KEY.Key_Delete, _KEY.Key_PageDown, _KEY.Key_F2, _KEY.Key_F5, _KEY.Key_Menu)
_KEYS = (*_MOVES, *_ENTRY, *_OTHERS, *(Qt.Key(ord(each)) for each in "0123456789-,APLXKMS"))
_EDITS = (
    *((Qt.Key(ord("1") + stack), _HELD.ControlModifier) for stack in range(6)),
    *((Qt.Key(ord("1") + stack), _HELD.ControlModifier) for stack in range(6)),
    *((key, _HELD.AltModifier) for key in _MOVES[:4]),
    *((Qt.Key(ord(each)), NONE) for each in "PLX"),
)
_SKIPS = ("", "1", "2-3", "1, 4, 9-11", "5-", "three", "7-5", "999")
_NOTES = ("", "HV trip", "before the target change", "#", "  blanks  ", "\u202eright to left")
_SPEEDS = ("", "100", "100, 55", "0", "fast", "100, 100, 100, 50")
_NEVER = {"quitAction"}  # `click` finds it often enough
_SIZES = ((1100, 720), (640, 480), (1366, 768), (900, 1100), (1600, 900), (200, 200))


def click(monkey: Monkey, draw: random.Random) -> str:
    """Click anywhere, with either button, once or twice."""
    top = monkey.stage(draw)
    if isinstance(top, QFileDialog):
        return answer(monkey.disk, top, draw)
    place, words = place_in(top, draw)
    button = _RIGHT if draw.random() < 0.15 else _LEFT
    modifier, twice = draw.choice(_MODIFIERS), draw.random() < 0.1
    # A press may close a menu, or a dialog, and with it the window that it was for.
    acts = (QTest.mousePress, QTest.mouseRelease)
    for act in (QTest.mouseDClick,) if twice and top is monkey.window else acts:
        for handle in handles_of(top):
            act(handle, button, modifier, place)
    return f"{button.name} {modifier.name} {words}"


def drag(monkey: Monkey, draw: random.Random) -> str:
    """Drag from anywhere to anywhere; now and then something comes between."""
    top = monkey.stage(draw)
    if isinstance(top, QFileDialog):
        return answer(monkey.disk, top, draw)
    if top is monkey.window and draw.random() < 0.6:
        chart = monkey.window.panes.chart
        start, end = (place_on(chart, top, draw) for _ in range(2))
        words = "in the chart"
    else:
        (start, first), (end, last) = place_in(top, draw), place_in(top, draw)
        words = f"from {first} to {last}"
    for handle in handles_of(top):
        QTest.mousePress(handle, _LEFT, NONE, start)
    for place in (start, start + (end - start) / 2, end):
        if place == end and draw.random() < 0.15:
            words += f", between {draw.choice((escape, undo, change_file, edit))(monkey, draw)}"
            QApplication.processEvents()
        for handle in handles_of(top):
            QTest.mouseMove(handle, place)
    for handle in handles_of(top):
        QTest.mouseRelease(handle, _LEFT, NONE, end)
    return words


def edit(monkey: Monkey, draw: random.Random) -> str:
    """Select runs and press a key that moves, pins or skips them."""
    table = monkey.window.panes.table
    plan = monkey.window.document.plan
    if plan is None or not plan.runs:
        return "nothing"
    numbers = sorted(plan.places)
    runs = [draw.choice(numbers) for _ in range(draw.choice((1, 1, 1, 2, 3)))]
    key, modifier = draw.choice(_EDITS)
    table.select_runs(runs)
    table.setFocus()
    press(monkey.window, key, held=modifier)
    return f"{modifier.name} {key.name} on runs {runs}"


def press_keys(monkey: Monkey, draw: random.Random) -> str:
    """Type a few keys wherever the keys go."""
    top = monkey.stage(draw)
    if isinstance(top, QFileDialog):
        return answer(monkey.disk, top, draw)
    words = []
    for _ in range(draw.randrange(1, 4)):
        key, modifier = draw.choice(_KEYS), draw.choice(_MODIFIERS)
        if not isinstance(QApplication.activeModalWidget(), QFileDialog):
            press(top, key, held=modifier)
            words.append(f"{modifier.name} {key.name}")
    return ", ".join(words)


def trigger(monkey: Monkey, draw: random.Random) -> str:
    """Choose any entry of any menu, if it can be chosen."""
    actions = [
        each
        for each in monkey.window.findChildren(QAction)
        if each.objectName().endswith("Action") and each.objectName() not in _NEVER
    ]
    action = draw.choice(actions)
    is_blocked = QApplication.activeModalWidget() is not None
    if not is_blocked:
        action.trigger()
    return action.objectName()


def undo(monkey: Monkey, draw: random.Random) -> str:
    """Go back and forth."""
    words = []
    for name, most in (("undoAction", 4), ("redoAction", 4)):
        times = draw.randrange(most)
        for _ in range(times):
            find(monkey.window, QAction, name).trigger()
        words.append(f"{name} {times}")
    return ", ".join(words)


def set_something(monkey: Monkey, draw: random.Random) -> str:
    """Fill in a field."""
    window = monkey.window
    kind = draw.randrange(6)
    if kind == 0:
        number = draw.randrange(1, 10)
        find(window, QSpinBox, "stacksSpin").setValue(number)
        return f"stacks {number}"
    if kind == 1:
        method, box = draw.choice(list(METHODS)), find(window, QComboBox, "methodCombo")
        box.setCurrentIndex(box.findData(method))
        return method
    if kind == 2:
        name, number = draw.choice(("runMinSpin", "runMaxSpin")), draw.choice((-1, -1, 4, 19, 50))
        find(window, QSpinBox, name).setValue(number)
        return f"{name} {number}"
    texts = {3: ("skipEdit", _SKIPS), 4: ("noteEdit", _NOTES), 5: ("speedsEdit", _SPEEDS)}
    name, words = texts[kind]
    text, field = draw.choice(words), find(window, QLineEdit, name)
    field.setText(text)
    field.setModified(True)
    field.editingFinished.emit()
    return f"{name} {text!r}"


def drop(monkey: Monkey, draw: random.Random) -> str:
    """Drop runs on the table, or a folder, a plan or anything on the window."""
    window = monkey.window
    if QApplication.activeModalWidget() is not None:
        return "nothing"
    content: QMimeData
    target: QWidget = window.panes.table.viewport()
    kind = draw.random()
    if kind < 0.85:
        content = run_content(draw.sample(range(1, 28), draw.choice((1, 2, 5))))
    else:
        content, target = QMimeData(), window
        path = str(draw.choice(monkey.disk.paths))
        content.setUrls([QUrl.fromLocalFile(path)])
    place = QPointF(place_on(target, target, draw))
    allowed, action = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
    enter = QDragEnterEvent(place.toPoint(), allowed, content, _LEFT, NONE)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        move = QDragMoveEvent(place.toPoint(), allowed, content, _LEFT, NONE)
        QApplication.sendEvent(target, move)
        if move.isAccepted():
            QApplication.sendEvent(target, QDropEvent(place, action, content, _LEFT, NONE))
    return f"{content.formats()} at {place.x():.0f}, {place.y():.0f}"


def turn_wheel(monkey: Monkey, draw: random.Random) -> str:
    """Turn the wheel anywhere."""
    top = monkey.stage(draw)
    place, words = place_in(top, draw)
    turn, held = QPoint(0, draw.choice((-120, 120))), draw.choice(_MODIFIERS[:4])
    for handle in handles_of(top):
        QTest.wheelEvent(handle, QPointF(place), turn, QPoint(), held)
    return words


def escape(monkey: Monkey, draw: random.Random) -> str:
    """Close what is open; a drag too."""
    top = monkey.stage(draw)
    press(top, _KEY.Key_Escape)
    return type(top).__name__


def resize(monkey: Monkey, draw: random.Random) -> str:
    """Give the window another size, or hide it for a moment."""
    window, way = monkey.window, draw.random()
    if way < 0.7:
        size = draw.choice(_SIZES)
        window.showNormal()
        window.resize(*size)
        return str(size)
    change = draw.choice((window.showMaximized, window.showMinimized, window.showFullScreen))
    change()
    if draw.random() < 0.8:
        window.showNormal()
    return change.__name__


def change_file(monkey: Monkey, draw: random.Random) -> str:
    """Let something happen in the folder."""
    words = monkey.disk.change(draw)
    if draw.random() < 0.4:
        find(monkey.window, QAction, "rescanAction").trigger()
        words += ", rescanned"
    return words


def pause(monkey: Monkey, draw: random.Random) -> str:
    """Wait, as people do; what runs beside the window's thread comes to an end."""
    monkey.wait()
    return "until idle"


# Edits come most often: they make the history long.
ACTS: dict[Act, int] = {
    click: 20, drag: 12, edit: 22, press_keys: 10, trigger: 8, undo: 3, set_something: 4, drop: 5,
    turn_wheel: 4, escape: 6, resize: 2, change_file: 5, pause: 2,
}  # fmt: skip
