"""Errors in what Qt calls, made whole: PySide dies of half an error on Python 3.11.

An error out of C code has no exception object until Python looks at it. Where a test calls Qt, and
Qt calls a method of ours that raises such a one, PySide 6.11 takes it apart and crashes: nobody
learns what it was. The program is not concerned, since its events come from Qt's own loop.
"""

import sys
from collections.abc import Callable
from functools import wraps
from inspect import isfunction
from typing import Any

from PySide6.QtCore import QObject

_OURS = "stackplan.gui"
# PySide remembers what it has called once, and does not keep it alive.
_KEPT: list[object] = []


class RaisedWhole:
    """Wraps every method of the window's classes that Qt may call, as they are imported."""

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
