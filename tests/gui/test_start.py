"""The way to the first paint: what it leaves for later, and that what it shows is whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from desk import OpenWindow, current
from folders import MakeFolder

# Opens a window on a folder and says what has been imported when its chart is being painted.
SCRIPT = """
import os, sys
from PySide6 import QtCore
from PySide6.QtWidgets import QApplication
from stackplan.gui.app import create_window, make_application

class Watch(QtCore.QObject):
    def eventFilter(self, watched, event):
        if event.type() == QtCore.QEvent.Type.Paint:
            print(*sys.modules, flush=True)
            os._exit(0)
        return False

application = make_application()
window = create_window(sys.argv[1:])
watch = Watch()
window.panes.chart.installEventFilter(watch)
window.show()
application.exec()
"""
LATER = {
    "matplotlib",  # a worker imports it: in the window's thread it would hold the window up
    "numpy",
    "h5py",
    "stackplan.cli",
    "stackplan.gui.window.features",
    "stackplan.gui.window.commands",
    "stackplan.gui.window.menus",
}


def imported_until_the_paint(folder: Path) -> set[str]:
    command = [sys.executable, "-c", SCRIPT, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_that_the_first_paint_waits_for_nothing_that_it_does_not_show(
    make_folder: MakeFolder,
) -> None:
    imported = imported_until_the_paint(make_folder({1: 10, 2: 20, 3: 30}))
    assert "stackplan.gui.window.main_window" in imported
    assert imported & LATER == set()


@pytest.mark.parametrize("show", [True, False])
def test_that_the_folder_is_opened_once_and_a_later_start_waits_for_nothing_either(
    open_window: OpenWindow, make_folder: MakeFolder, show: bool
) -> None:
    folder = make_folder({1: 10, 2: 20, 3: 30})
    window = open_window(folder, show=show)
    assert [run.number for run in current(window).runs] == [1, 2, 3]
    assert window.document.history.count() == 0
    window.close()
    if show:  # its places and sizes are brought back
        assert window.preferences.layout is not None
        assert imported_until_the_paint(folder) & LATER == set()
