"""Says so while something that is written waits for a disk that does not answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from stackplan.gui.widgets.background import Task

_LOOK_MS = 1000
# As long as for a scan; a file of ours is written in a moment.
_SILENCE_S = 5


class SlowDisk(QObject):
    """Watches a task that writes; a scan tells of its progress itself."""

    said = Signal(str)

    def __init__(self, task: Task, what: str, parent: QObject) -> None:
        super().__init__(parent)
        self._task, self._what = task, what
        self._since = 0.0
        self._has_said = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        task.started.connect(self._begin)

    def _begin(self) -> None:
        self._since = time.monotonic()
        self._timer.start()

    def _look(self) -> None:
        silent = int(time.monotonic() - self._since)
        if not self._task.running:
            self._timer.stop()
            if self._has_said:
                self._has_said = False
                self.said.emit("")
        elif silent >= _SILENCE_S:
            self._has_said = True
            self.said.emit(f"{self._what}: the disk has not answered for {silent} s")
