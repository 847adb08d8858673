"""What goes wrong without a word to whoever did it: exceptions in slots and threads, Qt's warnings.

Only while the watch is on; then everything is as it was.
"""

import sys
import threading
import traceback
from collections.abc import Callable
from functools import wraps
from inspect import isfunction
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, qInstallMessageHandler

# The offscreen platform says so of every window, menu and dialog; the last comes from the monkey's
# own hands, where the window has shrunk under a drag.
_ITS_OWN = ("propagateSizeHints", "This plugin does not support", "occurs outside target window")
_QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
_OURS = "stackplan.gui"
# PySide remembers what it has called once, and does not keep it alive.
_KEPT: list[object] = []


class Watch:
    """Notes exceptions that nobody caught and every warning of Qt; `check` raises the first."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._whole = RaisedWhole()

    def __enter__(self) -> None:
        self._whole.look()
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._note
        threading.excepthook = lambda given: self._note(*given[:3])
        sys.unraisablehook = lambda given: self._note(
            given.exc_type, given.exc_value, given.exc_traceback
        )
        self._handler = qInstallMessageHandler(self._hear)

    def __exit__(self, *_: object) -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(self._handler)
        self._whole.undo()

    def check(self) -> None:
        """Raise what was noted."""
        self._whole.look()
        if self.seen:
            raise AssertionError("\n".join(self.seen))

    def _note(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seen.append("".join(traceback.format_exception(kind, error, trace)))

    def _hear(self, kind: QtMsgType, context: QMessageLogContext, words: str | None) -> None:
        if kind not in _QUIET and not any(each in (words or "") for each in _ITS_OWN):
            self.seen.append(f"{kind.name}: {words}")


class RaisedWhole:
    """Wraps every method of the window's classes that Qt may call, as they are imported.

    An error out of C code has no exception object until Python looks at it. Where a test calls Qt,
    and Qt calls a method of ours that raises such a one, PySide 6.11 takes it apart and crashes on
    Python 3.11: nobody learns what it was. The program is not concerned, since its events come from
    Qt's own loop.
    """

    def __init__(self) -> None:
        self._modules = 0
        self._wrapped: list[tuple[type, str, Callable[..., Any]]] = []

    def look(self) -> None:
        """Wrap what has been imported since."""
        if len(sys.modules) == self._modules:
            return
        self._modules = len(sys.modules)
        done = {kind for kind, _, _ in self._wrapped}
        for name, module in list(sys.modules.items()):
            for kind in vars(module).values() if name.startswith(_OURS) else ():
                if isinstance(kind, type) and kind.__module__ == name and kind not in done:
                    self._wrap(kind)

    def undo(self) -> None:
        """Put everything back."""
        for kind, name, method in self._wrapped:
            setattr(kind, name, method)
        self._wrapped.clear()

    def _wrap(self, kind: type) -> None:
        theirs = [base for base in kind.__mro__ if base.__module__.startswith("PySide6")]
        if not issubclass(kind, QObject):
            return
        for name, method in list(vars(kind).items()):
            is_called_by_qt = any(name in vars(base) for base in theirs)
            if isfunction(method) and is_called_by_qt and not name.startswith("__"):
                self._wrapped.append((kind, name, method))
                _KEPT.append(_whole(method))
                setattr(kind, name, _KEPT[-1])


def _whole(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except BaseException as error:
            raise error from error.__cause__

    return call
