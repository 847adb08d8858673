"""Waits for the window, in the processes that measure it."""

import time

from PySide6.QtWidgets import QApplication

from stackplan.gui.widgets.worker import Worker
from stackplan.gui.window.main_window import MainWindow

WAIT_S = 60


def settle(window: MainWindow, seconds: float, *, also_workers: bool = False) -> None:
    """Run the event loop for so long, and on until a plan is made and its chart drawn.

    With `also_workers` every other worker of the window has ended, too.
    """
    end, latest = time.monotonic() + seconds, time.monotonic() + seconds + WAIT_S
    while (
        time.monotonic() < end
        or window.session.worker.running
        or window.session.search.busy
        or not window.panes.chart.is_current
        or (also_workers and any(worker.running for worker in window.findChildren(Worker)))
    ):
        QApplication.processEvents()
        time.sleep(0.0005)
        if time.monotonic() > latest:
            raise TimeoutError("the window does not come to rest")
