"""The Spyral workspace of the plan on screen: asked for once, and remembered with its folder."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.file_dialogs import folder_dialog


class Workspace:
    """Hands the workspace to what reads it; it asks only where none is known yet.

    Parameters
    ----------
    window : QWidget
        Whose dialog asks.
    document : PlanDocument
        Whose trace folder the workspace belongs to.
    preferences : Preferences
        Where it is remembered.
    start : callable
        Gives the folder in which one begins to look for the first one.
    """

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        preferences: Preferences,
        start: Callable[[], str],
    ) -> None:
        self._window, self._document = window, document
        self._preferences, self._start = preferences, start

    @property
    def path(self) -> str:
        """The workspace of the folder on screen; empty where none was chosen."""
        return self._preferences.workspace(self._document.traces)

    def use(self, title: str, take: Callable[[str], None]) -> None:
        """Hand over the workspace, at once or after asking for it."""
        if self.path:
            take(self.path)
        else:
            self.ask(title, take)

    def ask(self, title: str, take: Callable[[str], None]) -> None:
        """Ask for a workspace, even where one is known; it is the plan's from then on."""
        dialog = folder_dialog(self._window, self.path or self._start(), title)

        def chosen(path: str) -> None:
            self._preferences.set_workspace(self._document.traces, path)
            take(path)

        dialog.fileSelected.connect(chosen)
        dialog.open()
