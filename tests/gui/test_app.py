"""The program itself, each time in a process of its own: how it starts, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from folders import fill
from stackplan.files.demo import superblock

if TYPE_CHECKING:
    from folders import MakeFolder

CLOSES = int(os.environ.get("STACKPLAN_CLOSES", "5"))
_METER = Path(__file__).with_name("gap_meter.py")
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
window = create_window(sys.argv[1:])
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
import stackplan.files.sizes as sizes
from stackplan.gui import app
kind_or_size, hang = sizes._kind_or_size, sys.argv[2] == "hang"
def slow(entry):
    time.sleep(60 if hang else 0.005)
    return kind_or_size(entry)
sizes._kind_or_size = slow
make = app.create_window
def create_window(arguments):
    window = make(arguments)
    def close():
        assert window.session.task.running, "too late: the scan is over"
        global began
        began = time.monotonic()
        window.close()
    def wait():
        if window.session.task.running:
            QTimer.singleShot(int(sys.argv[3]), window, close)
        else:
            QTimer.singleShot(1, window, wait)
    wait()
    return window
app.create_window = create_window
end = app._end
def say_and_end(window, code):
    sys.stdout.write(f"{time.monotonic() - began:.3f}")
    end(window, code)
app._end = say_and_end
sys.exit(app.run([sys.argv[1]]))
"""


def start(code: str, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def complaints(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if _NOISE not in line]


@pytest.mark.parametrize("argument", ["nothing", "folder", "gone"])
def test_that_a_window_under_a_bare_application_shows_nothing_and_hooks_nothing(
    make_folder: MakeFolder, tmp_path: Path, argument: str
) -> None:
    folder = make_folder({1: 100, 2: 50})
    words = {"nothing": [], "folder": [folder], "gone": [tmp_path / "gone"]}[argument]
    done = start(_BARE, *words)
    assert (done.stdout.strip(), complaints(done)) == ("the same", [])


@pytest.mark.parametrize("number", range(CLOSES))
def test_that_closing_in_mid_scan_is_clean(make_folder: MakeFolder, number: int) -> None:
    folder = make_folder(dict.fromkeys(range(1, 1001), 100))
    done = start(_CLOSE, folder, "slow", 30 + 97 * number % 700)
    assert (done.returncode, complaints(done)) == (0, [])


def test_that_closing_takes_a_moment_only_though_the_disk_hangs(
    make_folder: MakeFolder,
) -> None:
    began = time.monotonic()
    done = start(_CLOSE, make_folder({1: 100}), "hang", 1500)
    assert (done.returncode, complaints(done)) == (0, [])
    assert float(done.stdout) < 1
    assert time.monotonic() - began < 20


def test_that_more_than_one_argument_is_a_slip() -> None:
    done = start("import sys; from stackplan.gui.app import run; sys.exit(run(['a', 'b']))")
    assert done.returncode == 2
    assert "name one folder or one plan file" in done.stderr


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
        done = subprocess.run(command, timeout=60, check=False, env=buffered)
        assert done.returncode == status


@pytest.mark.parametrize(("runs", "width", "height"), [(120, 1366, 768), (2000, 3840, 2160)])
def test_that_the_event_loop_has_no_long_gap(
    tmp_path: Path, runs: int, width: int, height: int
) -> None:
    folder = fill(tmp_path / "traces", {n: 10**9 + n * 7919 % 10**9 for n in range(1, runs + 1)})
    for path in folder.iterdir():
        with path.open("r+b") as stream:
            stream.write(superblock(path.stat().st_size))
    words = [sys.executable, str(_METER), str(folder), str(width), str(height)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    assert complaints(done) == []
    # What the window's thread computes at one go: how long that takes on a clock depends on who
    # else uses the machine, and is told by the benchmark `gaps`.
    assert {step: own for step, (_, own) in json.loads(done.stdout).items() if own >= 100} == {}
