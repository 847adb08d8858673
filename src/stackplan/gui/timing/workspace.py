"""The Spyral workspace of the plan on screen."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from stackplan.files.paths import absolute
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.dialogs import folder_dialog


class Workspace:
    """The Spyral workspace of the plan on screen: asked for once, remembered with its folder.

    `start` gives the folder in which the dialog begins.
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

    def ask_phase(self, take: Callable[[str, str], None]) -> None:
        """Ask for the folder of a phase; hand over the workspace that it lies in, and its name."""
        title = "The folder of a phase, such as Pointcloud, in a Spyral workspace"
        dialog = folder_dialog(self._window, self.path or self._start(), title)

        def chosen(path: str) -> None:
            workspace, phase = os.path.split(absolute(path))
            if self._document.traces and not self.path:
                self._preferences.set_workspace(self._document.traces, workspace)
            take(workspace, phase)

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def ask(self, title: str, take: Callable[[str], None]) -> None:
        """Ask for a workspace, even where one is known; it is the plan's from then on."""
        dialog = folder_dialog(self._window, self.path or self._start(), title)

        def chosen(path: str) -> None:
            self._preferences.set_workspace(self._document.traces, path)
            take(path)

        dialog.fileSelected.connect(chosen)
        dialog.open()
