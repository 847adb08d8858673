"""A real window in a process of its own, on a disk that has stopped answering.

Started with a folder that answers, a path that does not, what is done with that (``open`` or
``save``; anything else is an edit), and for how many seconds one looks on. It prints as JSON what the window says then and
for how long its thread stood still at most; then the window closes itself.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desk import find, messages
from stackplan.gui.app import OPTIONS, _end, create_window

_BEAT_MS = 5


def main(folder: str, path: str, what: str, seconds: float) -> None:
    """Open the window, do what hangs, look on, report, and close."""
    application = QApplication(["stackplan", *OPTIONS])
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
    gap = max((b - a for a, b in zip(beats, beats[1:], strict=False)), default=seconds)
    said = [message.text for message in messages(window).values()]
    words = find(window, QLabel, "scanWords").text()
    report = {"words": words, "said": said, "gap": gap}
    closing = time.monotonic()
    application.setQuitOnLastWindowClosed(True)
    QTimer.singleShot(0, window.close)
    application.exec()
    report["closed"] = time.monotonic() - closing
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()
    _end(window, 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]))
