"""What a real window says and does while a disk does not answer.

Started with a folder that answers, a path that does not, what is done with that (``open`` or
``save``; anything else is an edit), and for how many seconds one looks on, it is that window.
"""

import json
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from typing_extensions import override

from desk import find, messages
from faults.children import begin, told
from folders import fill
from stackplan.gui.app import _end, create_window, make_application
from stackplan.gui.window.main_window import MainWindow

_BEAT_MS = 5


@dataclass(frozen=True)
class Report:
    """What was seen."""

    words: str  # in the status bar
    said: list[str]  # in the message bar
    gap: float  # seconds for which the window's thread stood still at most
    closed: float  # seconds from closing the window until it was gone from the screen


def watch_hang(
    scratch: Path, path: Path, what: str, seconds: float, state: Path | None = None
) -> Report:
    """Let a window do something on a disk that hangs, look on, and close it."""
    folder = fill(scratch / "good", dict.fromkeys(range(1, 9), 1000))
    more = {
        "HOME": str(scratch),
        "XDG_CONFIG_HOME": str(scratch / "settings"),
        "XDG_STATE_HOME": str(state or scratch / "state"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    return Report(**json.loads(told(begin("hangs", folder, path, what, seconds, **more))))


def main(folder: str, path: str, what: str, seconds: float) -> None:
    """Open the window, do what hangs, look on, report, and close."""
    application = make_application()
    window = create_window([folder])
    window.show()
    while window.document.found is None or not window.document.found.states:
        QTest.qWait(10)
    QTest.qWait(500)  # whatever belongs to the start has been done
    beats: list[float] = []
    heart = QTimer(interval=_BEAT_MS)
    heart.timeout.connect(lambda: beats.append(time.monotonic()))
    heart.start()
    window._leaving = True  # no question whether to save
    if what == "save":
        window.files.write(path)
    elif what == "open":
        window.open_path(path)
    else:
        window.document.set_note("kept where the disk does not answer")
    QTest.qWait(int(seconds * 1000))
    gap = max((b - a for a, b in pairwise(beats)), default=seconds)
    said = [message.text for message in messages(window).values()]
    words = find(window, QLabel, "scanWords").text()
    hidden = HiddenAt(window)
    closing = time.monotonic()
    QTimer.singleShot(0, window.close)
    application.exec()
    report = {"words": words, "said": said, "gap": gap, "closed": hidden.at - closing}
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()
    _end(window, 0)


class HiddenAt(QObject):
    """Notes when a window leaves the screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.at = float("inf")
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self.at = min(self.at, time.monotonic())
        return False


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]))
