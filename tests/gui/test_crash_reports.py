"""Faults in Stackplan itself, each in a program of its own: told, kept, and outlived."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from folders import MakeFolder

# Starts the program as `stackplan FOLDER` does, lets something go wrong once its folder is shown,
# and says what its message bar says two looks later.
_PROGRAM = """
import faulthandler, sys, threading
from PySide6.QtCore import QTimer, qFatal, qWarning
from stackplan.gui import app
from stackplan.gui.crash_reports import CrashReports
from stackplan.gui.logbook import Logbook
make, what = app.create_window, sys.argv[1]

def go_wrong(window):
    if what == "slot":
        for _ in range(30):
            QTimer.singleShot(0, window, lambda: {}["a fault in a slot"])
    elif what == "thread":
        threading.Thread(target=lambda: 1 // 0).start()
    elif what == "library":
        faulthandler._sigsegv()
    elif what == "fatal":
        qFatal("no way on")
    elif what == "warning":
        for _ in range(30):
            qWarning("odd words")

def create_window(arguments):
    window = make(arguments)
    def look():
        reports = window.findChild(CrashReports)
        if window.document.found is None or reports is None or reports.recorder is None:
            QTimer.singleShot(50, window, look)
            return
        QTimer.singleShot(300, window, lambda: go_wrong(window))
        QTimer.singleShot(700, window, say)
    def say():
        ours = {"fault", "crash", "log", "journal"}
        print(*sorted(ours & set(window.panes.messages.messages)), flush=True)
        QTimer.singleShot(100, window, window.close)
    look()
    return window

app.create_window = create_window
code = app.run(sys.argv[2:])
assert sys.excepthook is sys.__excepthook__
assert not faulthandler.is_enabled()
sys.exit(code)
"""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("PYTHONFAULTHANDLER", raising=False)
    return tmp_path / "state" / "stackplan" / "log"


def start(what: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, what, str(folder)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def reports(state: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(state.glob("*.report.txt"))]


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("slot", "KeyError: 'a fault in a slot'"),
        ("thread", "ZeroDivisionError: integer division or modulo by zero"),
    ],
)
def test_that_a_fault_is_outlived_told_once_and_kept_with_the_log(
    make_folder: MakeFolder, state: Path, what: str, title: str
) -> None:
    folder = make_folder({1: 100, 2: 50})
    done = start(what, folder)
    assert (done.returncode, done.stdout.split()) == (0, ["fault"]), done.stderr
    assert title in done.stderr  # as without us
    (report,) = reports(state)
    assert report.startswith(f"Stackplan report: {title}\n")
    assert "Traceback (most recent call last):" in report
    for words in ("PySide6, Qt: 6", f"opened {folder}", f"fault: {title}"):
        assert words in report
    assert list(state.glob("*.running")) == []


@pytest.mark.parametrize(
    ("what", "title"),
    [("library", "Fatal Python error: Segmentation fault"), ("fatal", "Qt: ")],
)
def test_that_a_crash_is_told_by_the_next_start_once(
    make_folder: MakeFolder, state: Path, what: str, title: str
) -> None:
    folder = make_folder({1: 100, 2: 50})
    assert start(what, folder).returncode < 0
    assert (len(list(state.glob("*.running"))), reports(state)) == (1, [])
    told = start("nothing", folder)
    assert (told.returncode, told.stdout.split()) == (0, ["crash"]), told.stderr
    (report,) = reports(state)
    assert report.startswith(f"Stackplan report: {title}")
    assert "most recent call first" in report
    assert f"opened {folder}" in report
    assert start("nothing", folder).stdout.split() == []
    assert list(state.glob("*.running")) == []


def test_that_a_warning_of_qt_stands_in_the_log_a_few_times_only(
    make_folder: MakeFolder, state: Path
) -> None:
    done = start("warning", make_folder({1: 100, 2: 50}))
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr
    log = (state / "stackplan.log").read_text(encoding="utf-8")
    assert log.count("warning: Qt: odd words") == 5
    assert done.stderr.count("odd words") == 30


def test_that_without_a_state_folder_it_starts_and_says_so(
    make_folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    done = start("slot", make_folder({1: 100, 2: 50}))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["fault", "journal", "log"]


def test_that_a_state_folder_that_hangs_holds_up_neither_window_nor_end(
    make_folder: MakeFolder, state: Path
) -> None:
    state.mkdir(parents=True)
    os.mkfifo(state / "stackplan.log")  # to open it waits for a reader, for ever
    began = time.monotonic()
    done = start("nothing", make_folder({1: 100, 2: 50}))
    assert (done.returncode, done.stdout.split()) == (0, [])
    assert time.monotonic() - began < 30
