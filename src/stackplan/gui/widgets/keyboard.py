"""Keyboard focus of the window: what had it, and where it goes when a field or dialog goes away."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QLineEdit,
    QWidget,
)
from shiboken6 import isValid

from stackplan.gui.widgets.overriding import override

_REMEMBERED = 8


class Keyboard(QObject):
    """Remembers what had the keyboard, so that it can go back there.

    Qt hands it to the next field when a button is hidden or disabled; after the last button of the
    window that is the folder, with all of its text selected, and the next letter replaces it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = self._home = window
        self._had: list[QWidget] = []  # the latest last
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_changed)

    def begin(self, home: QWidget) -> None:
        """Give it to what has it at the start, and where nothing else that had it is left."""
        self._home = home
        home.setFocus()

    def go_back(self) -> bool:
        """Put the keyboard back where it was, if what has it now has gone; tell whether it had."""
        now = self._now()
        if now is None or self._can_have(now):
            return False
        self._had = [widget for widget in self._had if self._can_have(widget)]
        (self._had[-1] if self._had else self._home).setFocus()
        return True

    def leave(self, part: QWidget) -> None:
        """Put the keyboard back where it was before it came into a part of the window."""
        now = self._now()
        if now is not None and part.isAncestorOf(now):
            others = [w for w in self._had if self._can_have(w) and not part.isAncestorOf(w)]
            (others[-1] if others else self._home).setFocus()

    def _now(self) -> QWidget | None:
        return self._window.focusWidget()  # PySide leaves the None out of its type

    def _can_have(self, widget: QWidget) -> bool:
        return isValid(widget) and widget.isEnabled() and widget.isVisibleTo(self._window)

    def _on_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is self._window:
            others = [widget for widget in self._had if widget is not now]
            self._had = [*others[-_REMEMBERED:], now]

    def watch(self, child: QObject) -> None:
        """Go back from a dialog, once it is closed, to the window that it belongs to."""
        if isinstance(child, QDialog):
            child.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            self.watch(event.child())  # a dialog of a dialog
        elif event.type() == QEvent.Type.Hide and not event.spontaneous():
            # Later: until a dialog is hidden it may lock the window. Most desktops go back by
            # themselves, but not all, and nothing does where no window manager runs.
            QTimer.singleShot(0, self, self._activate)
        return super().eventFilter(watched, event)

    def _activate(self) -> None:
        active: QWidget | None = QApplication.activeWindow()
        if active is None or not active.isVisible():
            dialogs = [each for each in self._window.findChildren(QDialog) if each.isVisible()]
            (dialogs[-1] if dialogs else self._window).activateWindow()


def leave_keyboard(button: QAbstractButton) -> None:
    """Let a click on a button leave the keyboard where it is; Tab reaches the button all the same.

    What is half typed in a field is taken over first, as if the field had been left.
    """
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.pressed.connect(finish_typing)


def finish_typing() -> None:
    """Take over what is being typed in a field, as if it were left; the keyboard stays there."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit | QAbstractSpinBox):
        field.clearFocus()
        field.setFocus()
