"""A real window in a process of its own, on a disk that has stopped answering.

Started with a folder that answers, a path that does not, what is done with that (``open`` or
``save``; anything else is an edit), and for how many seconds one looks on. It prints as JSON what
the window says then, for how long its thread stood still at most, and how soon it is off the
screen after it was closed.
"""

import json
import sys
import time
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from typing_extensions import override

from desk import find, messages
from stackplan.gui.app import _end, create_window, make_application
from stackplan.gui.window.main_window import MainWindow

_BEAT_MS = 5


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
