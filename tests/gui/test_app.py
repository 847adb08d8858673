"""The program itself, each time in a process of its own: how it starts, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from folders import MakeFolder

CLOSES = int(os.environ.get("STACKPLAN_CLOSES", "2"))
# What the offscreen platform, not we, writes to stderr.
_NOISE = "This plugin does not support"

_BARE = """
import logging, signal, sys, threading
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication
application = QApplication([])
before = sys.excepthook, threading.excepthook, sys.unraisablehook
handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
from stackplan.gui.app import create_window
windows = [create_window(words) for words in ([], sys.argv[1:2], sys.argv[2:])]
for _ in range(200):
    application.processEvents()
assert not any(widget.isVisible() for widget in application.topLevelWidgets())
assert before == (sys.excepthook, threading.excepthook, sys.unraisablehook)
assert handlers == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
assert qInstallMessageHandler(None) is None
assert application.quitOnLastWindowClosed()
print("the same")
"""

_CLOSE = """
import sys, threading, time
from PySide6.QtCore import QTimer
import stackplan.files.parallel_stat as sizes
from stackplan.gui import app
kind_or_size, asked, closing = sizes._kind_or_size, [], threading.Event()
def slow(entry):
    asked.append(entry)
    if sys.argv[2] == "hang":
        time.sleep(100_000)
    if len(asked) > int(sys.argv[3]):
        closing.wait()
    return kind_or_size(entry)
sizes._kind_or_size = slow
make = app.create_window
def create_window(arguments):
    window = make(arguments)
    def close():
        assert window.session.worker.running
        window.close()
        closing.set()
    def wait():
        if len(asked) > int(sys.argv[3]):
            close()
        else:
            QTimer.singleShot(1, window, wait)
    wait()
    return window
app.create_window = create_window
sys.exit(app.run([sys.argv[1]]))
"""


def start(code: str, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def complaints(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if _NOISE not in line]


def test_that_a_window_under_a_bare_application_shows_nothing_and_hooks_nothing(
    make_folder: MakeFolder, tmp_path: Path
) -> None:
    done = start(_BARE, make_folder({1: 100, 2: 50}), tmp_path / "gone")
    assert (done.stdout.strip(), complaints(done)) == ("the same", [])


@pytest.mark.parametrize("number", range(CLOSES))
def test_that_closing_in_mid_scan_is_clean(make_folder: MakeFolder, number: int) -> None:
    folder = make_folder(dict.fromkeys(range(1, 1001), 100))
    done = start(_CLOSE, folder, "slow", 97 * number % 900)
    assert (done.returncode, complaints(done)) == (0, [])


def test_that_closing_does_not_wait_for_a_disk_that_hangs(make_folder: MakeFolder) -> None:
    done = start(_CLOSE, make_folder({1: 100}), "hang", 0)
    assert (done.returncode, complaints(done)) == (0, [])


def test_that_a_slip_is_named_where_no_window_opens() -> None:
    code = "import os, sys; from stackplan.gui.app import run\n"
    for setup, words, reason in (
        ("", "['.', 'b']", "name one folder or one plan file"),
        ("for name in ('QT_QPA_PLATFORM', 'DISPLAY', 'WAYLAND_DISPLAY'): os.environ.pop(name, 0)\n",
         "['chekc']", "'chekc' is no command, folder or plan file; see --help"),
    ):  # fmt: skip
        done = start(f"{code}{setup}sys.exit(run({words}))")
        assert done.returncode == 2
        assert reason in done.stderr


@pytest.mark.parametrize("outputs", ["closed", "full"])
def test_that_a_slip_and_the_end_need_nobody_who_listens(outputs: str) -> None:
    target = {"closed": ">&- 2>&-", "full": ">/dev/full 2>/dev/full"}[outputs]
    for code, status in (
        ("from stackplan.gui.app import run; raise SystemExit(run(['a', 'b']))", 2),
        ("from stackplan.gui.app import _end, sys\n"
         "if sys.stdout: sys.stdout.write('words')\n"
         "from unittest.mock import Mock\n"
         "_end(Mock(**{'workers_ended.return_value': False}), 3)", 3),
    ):  # fmt: skip
        command = ["sh", "-c", f'exec "$0" -c "$1" {target}', sys.executable, code]
        # Only a buffer that is full at the very end is of interest.
        buffered = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
        done = subprocess.run(command, timeout=300, check=False, env=buffered)
        assert done.returncode == status
