"""Undo and redo: one kind of step, and a history that garbage collection cannot tear apart."""

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Generic, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QUndoCommand, QUndoStack
from shiboken6 import isValid

from stackplan.gui.widgets.overriding import override

State = TypeVar("State")

# More than a shift makes by hand; without an end, a long session would take ever more memory.
MOST_STEPS = 1000
_KEYS = count()
_KEPT: dict[int, list[QUndoCommand]] = {}


class ReplaceState(QUndoCommand, Generic[State]):
    """The one undo step: the state before and the state after."""

    def __init__(
        self, show: Callable[[State], None], before: State, after: State, label: str
    ) -> None:
        super().__init__(label)
        # Weak: a step must not keep the document alive that owns it.
        self._show, self._before, self._after = WeakMethod(show), before, after

    @override
    def redo(self) -> None:
        self._bring(self._after)

    @override
    def undo(self) -> None:
        self._bring(self._before)

    def amend(self, *, before: State | None = None, after: State | None = None) -> None:
        """Bring back another state from now on."""
        self._before = self._before if before is None else before
        self._after = self._after if after is None else after

    def _bring(self, state: State) -> None:
        show = self._show()
        if show is not None:
            show(state)


class History(QUndoStack):
    """A QUndoStack whose steps live exactly as long as it needs them.

    PySide lets the garbage collector free a step before the stack that owns it, which then frees it
    once more and dies. So the steps are held where the collector does not look for garbage.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setUndoLimit(MOST_STEPS)
        self._key = next(_KEYS)
        self.destroyed.connect(partial(_KEPT.pop, self._key, None))

    @override
    def push(self, cmd: QUndoCommand) -> None:
        super().push(cmd)
        _KEPT[self._key] = [self.command(index) for index in range(self.count())]

    def make_undo(self, parent: QObject) -> QAction:
        """Make the action of undo, which says what it would take back."""
        action = self.createUndoAction(parent)
        # Qt would write "Undo Move run 88".
        self.undoTextChanged.connect(partial(_name_action, action, "&Undo"))
        _name_action(action, "&Undo", "")
        return action

    def make_redo(self, parent: QObject) -> QAction:
        """Make the action of redo, which says what it would bring back."""
        action = self.createRedoAction(parent)
        self.redoTextChanged.connect(partial(_name_action, action, "&Redo"))
        _name_action(action, "&Redo", "")
        return action

    def amend(self, state: object) -> None:
        """Let the steps on both sides of now bring back this state: a change that is no step."""
        index = self.index()
        last, following = self.command(index - 1), self.command(index)
        if isinstance(last, ReplaceState):
            last.amend(after=state)
        if isinstance(following, ReplaceState):
            following.amend(before=state)


def _name_action(action: QAction, word: str, step: str) -> None:
    if isValid(action):  # a history that goes with its window empties itself, and says so
        action.setText(f"{word} {step[:1].lower()}{step[1:]}".rstrip())
