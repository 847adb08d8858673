"""Menu of the folders and plan files that were opened before, and which of them are still there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from stackplan.core.text import printable
from stackplan.files.paths import access_problem
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.fields import escaped_tooltip
from stackplan.gui.widgets.worker import Emit, Job, Worker

_NOTHING = "Nothing has been opened yet"


class RecentMenu(QMenu):
    """Filled when it opens; a worker looks what is there, since the disk may not answer."""

    path_chosen = Signal(str)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__("Open &recent", parent)
        self.setObjectName("recentMenu")
        self.setAccessibleName("Recent folders and plans")
        self.setToolTipsVisible(True)
        self._preferences = preferences
        self.entries: dict[str, QAction] = {}
        # What has gone, with the reason, as far as it is known from the last look.
        self._gone: dict[str, str] = {}
        self.worker = Worker(self)
        self.worker.reported.connect(self._on_looked)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what was opened before, and have it looked for."""
        self.clear()
        self.entries.clear()
        folders, plans = self._preferences.recent, self._preferences.recent_plans
        self._add_all("Folders", folders)
        self._add_all("Plans", plans)
        if not self.entries:
            self.addAction(_NOTHING).setEnabled(False)
            return
        self.addSeparator()
        clear = self.addAction("&Clear the list", self._preferences.clear_recent)
        clear.setObjectName("clearRecentAction")
        clear.setToolTip("Forget these folders and plans; nothing is deleted on the disk")
        # One look at a time: on a disk that does not answer each would leave a thread behind.
        if not self.worker.running:
            self.worker.start(_looking(folders, plans))

    def _add_all(self, title: str, paths: list[str]) -> None:
        if paths:
            self.addSection(title)
        for path in paths:
            number = len(self.entries) + 1
            key = f"&{number}  " if number <= 9 else ""
            entry = self.addAction(f"{key}{printable(path).replace('&', '&&')}")
            entry.setData(path)
            entry.triggered.connect(lambda _=False, path=path: self.path_chosen.emit(path))
            self.entries[path] = entry
            self._show_state(path, self._gone.get(path, ""))

    def _on_looked(self, news: tuple[str, str]) -> None:
        path, reason = news
        self._gone[path] = reason
        self._show_state(path, reason)

    def _show_state(self, path: str, reason: str) -> None:
        if path in self.entries:
            self.entries[path].setEnabled(not reason)
            self.entries[path].setToolTip(escaped_tooltip(reason or f"Open {printable(path)}"))


def _looking(folders: list[str], plans: list[str]) -> Job:
    def job(emit: Emit) -> object:
        for paths, is_folder in ((folders, True), (plans, False)):
            for path in paths:
                emit((path, access_problem(path, is_folder=is_folder)))
        return None

    return job
