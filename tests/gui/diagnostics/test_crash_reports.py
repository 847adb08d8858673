"""Hooks, log and reports of faults."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from traceback import TracebackException

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk import find, wait_until
from folders import MakeFolder
from stackplan.files.crash_log import CrashReport
from stackplan.gui.diagnostics.crash_reports import (
    ERROR,
    FATAL,
    INFO,
    WARNING,
    CrashReports,
    ProcessHooks,
)
from stackplan.gui.diagnostics.report_dialog import ReportDialog
from stackplan.gui.widgets.messages import Message, Messages

# Starts the program as `stackplan FOLDER` does, lets things go wrong once its folder is shown, and
# says what is to be read in its window once all that is waited for was said.
_PROGRAM = """
import faulthandler, sys, threading
from collections import Counter
from PySide6.QtCore import QTimer, qFatal, qWarning
from stackplan.gui import app
from stackplan.gui.diagnostics.crash_reports import CrashReports
make, deeds, words = app.create_window, sys.argv[1].split(), Counter(sys.argv[2].split())

def later(window, wait_ms, act):
    # Not `singleShot` with a receiver: below 6.11 PySide6 tells no error of such a slot.
    timer = QTimer(window, singleShot=True)
    timer.timeout.connect(act)
    timer.start(wait_ms)

def go_wrong(window):
    if "warning" in deeds:
        for _ in range(30):
            qWarning("odd words")
    if "thread" in deeds:
        threading.Thread(target=lambda: 1 // 0).start()
    if "slot" in deeds:
        for _ in range(30):
            later(window, 0, lambda: {}["a fault in a slot"])
    if "library" in deeds:
        faulthandler._sigsegv()
    if "fatal" in deeds:
        qFatal("no way on")

def create_window(arguments):
    window = make(arguments)
    def look():
        reports = window.findChild(CrashReports)
        if window.document.found is None or reports is None or reports.log is None:
            later(window, 50, look)
            return
        later(window, 300, lambda: go_wrong(window))
        later(window, 700, lambda: say(600))
    def say(looks):
        if looks and not Counter(each.key for each in window.messages.said) >= words:
            later(window, 100, lambda: say(looks - 1))
            return
        ours = {"fault", "crash", "log", "autosave"} & set(window.messages.open)
        print(*sorted(ours), flush=True)
        later(window, 100, window.close)
    look()
    return window

app.create_window = create_window
code = app.run(sys.argv[3:])
assert sys.excepthook is sys.__excepthook__
assert not faulthandler.is_enabled()
sys.exit(code)
"""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("PYTHONFAULTHANDLER", raising=False)
    return tmp_path / "state" / "stackplan" / "log"


def start(what: str, folder: Path, wait: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, what, wait, str(folder)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def reports(state: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(state.glob("*.report.txt"))]


def test_that_faults_are_outlived_told_once_and_kept_with_the_log(
    make_folder: MakeFolder, state: Path
) -> None:
    folder = make_folder({1: 100, 2: 50})
    done = start("warning thread slot", folder, "fault fault")
    assert (done.returncode, done.stdout.split()) == (0, ["fault"]), done.stderr
    (log,) = [path.read_text(encoding="utf-8") for path in state.glob("*.log")]
    # A warning of Qt stands in the log a few times only.
    assert (log.count("warning: Qt: odd words"), done.stderr.count("odd words")) == (5, 30)
    found = {report.splitlines()[0]: report for report in reports(state)}
    titles = ("KeyError: 'a fault in a slot'",
              "ZeroDivisionError: integer division or modulo by zero")  # fmt: skip
    assert found.keys() == {f"Stackplan report: {title}" for title in titles}
    for title in titles:
        assert title in done.stderr  # as without us
        assert f"fault: {title}" in log
        parts = ("Traceback (most recent call last):", "PySide6, Qt: 6", f"opened {folder}")
        report = found[f"Stackplan report: {title}"]
        assert all(part in report for part in (*parts, f"fault: {title}"))


def test_that_a_crash_is_told_by_the_next_start(make_folder: MakeFolder, state: Path) -> None:
    folder = make_folder({1: 100, 2: 50})
    for before, deed in enumerate(("library", "fatal")):
        assert start(deed, folder).returncode < 0
        assert (len(list(state.glob("*.log"))), len(reports(state))) == (1, before)
    told = start("nothing", folder, "crash")
    assert (told.returncode, told.stdout.split()) == (0, ["crash"]), told.stderr
    titles = ("Fatal Python error: Segmentation fault", "Fatal message of Qt: ")
    for report, title in zip(reports(state), titles, strict=True):
        for words in (f"\n{title}", "most recent call first", "PySide6, Qt: 6", f"opened {folder}"):
            assert words in report


def test_that_without_a_state_folder_it_starts_and_says_so(
    make_folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    done = start("slot", make_folder({1: 100, 2: 50}), "autosave fault log")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["autosave", "fault", "log"]


def test_that_a_state_folder_that_hangs_holds_up_neither_window_nor_end(
    make_folder: MakeFolder, state: Path
) -> None:
    state.mkdir(parents=True)
    os.mkfifo(state / "1.log")  # to read it waits for a writer, for ever
    done = start("nothing", make_folder({1: 100, 2: 50}))
    assert (done.returncode, done.stdout.split()) == (0, [])


@pytest.fixture
def kept(qtbot: QtBot, state: Path) -> Iterator[CrashReports]:
    """Reports of a window in this process, which nothing is hooked into."""
    window = QWidget()
    qtbot.addWidget(window)
    messages = Messages(window)
    messages.setObjectName("messages")
    made = CrashReports(window, messages)
    made.begin()
    qtbot.waitUntil(lambda: made.log is not None and made.log.descriptor is not None)
    yield made
    made._queue.put(None)
    assert made.worker.wait(60)


def hear(kept: CrashReports, slot: Callable[[str, Message], object]) -> None:
    messages = find(kept._window, Messages, "messages")

    def tell() -> None:
        if messages.said:
            slot(messages.said[-1].key, messages.said[-1].message)

    messages.changed.connect(tell)


def line(words: str) -> logging.LogRecord:
    return logging.LogRecord("stackplan", logging.INFO, "", 0, "%s", (words,), None)


def test_that_a_log_that_fails_is_told_once_and_lines_stay_in_memory(kept: CrashReports) -> None:
    said: list[str] = []
    hear(kept, lambda key, message: said.append(f"{key}: {message.text}"))
    assert kept.log is not None
    descriptor = kept.log.descriptor
    assert descriptor is not None
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, descriptor)
    os.close(full)
    for number in range(3):
        kept._queue.put(line(f"line {number}"))
    wait_until(lambda: len(kept.lines) == 3 and said != [])
    QApplication.processEvents()
    (words,) = said
    assert words.startswith("log: ")
    assert words.endswith("Stackplan works all the same, without a log of what it does.")


def test_that_faults_of_one_place_are_one_and_of_two_places_two(
    kept: CrashReports, state: Path
) -> None:
    said: list[str] = []
    hear(kept, lambda key, message: said.append(message.text))
    for fault in (fault_of(lambda: 1 // 0), fault_of(lambda: int("x"))):
        for _ in range(3):
            kept._take_fault(fault)
    wait_until(lambda: len(said) == 2)
    assert len(reports(state)) == 2
    assert "ZeroDivisionError" in said[0]


def fault_of(act: Callable[[], object]) -> TracebackException:
    try:
        act()
    except Exception as error:
        return TracebackException.from_exception(error)
    raise AssertionError("it was to fail")


def test_that_crashes_are_counted_and_their_reports_shown(kept: CrashReports) -> None:
    said: list[Message] = []
    hear(kept, lambda key, message: said.append(message))
    for _ in range(2):
        kept._on_news(
            CrashReport("Fatal Python error: Aborted", "text", "/a.report.txt", is_crash=True)
        )
    assert said[0].text.startswith("An earlier Stackplan crashed: Fatal Python error: Aborted.")
    assert said[1].text.startswith(
        "Earlier windows of Stackplan crashed 2 times; the last one: Fatal"
    )
    assert said[1].on_action is not None
    said[1].on_action()
    assert find(kept._window, ReportDialog, "reportDialog").text.toPlainText() == "text"


def test_that_what_qt_said_last_is_in_the_log(kept: CrashReports, state: Path) -> None:
    kept._take_words(FATAL, "no way on")
    (path,) = state.glob("*.log")
    assert "\nFatal message of Qt: no way on\n" in path.read_text(encoding="utf-8")


class Heard:
    """What the hooks hand on, and what went on to those who had them before."""

    def __init__(self) -> None:
        self.faults: list[TracebackException] = []
        self.words: list[tuple[int, str]] = []
        self.before: list[object] = []
        self.hooks = ProcessHooks(
            self.faults.append, lambda level, text: self.words.append((level, text))
        )

    @property
    def lines(self) -> list[str]:
        return [str(next(iter(fault.format_exception_only()))).strip() for fault in self.faults]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    made = Heard()
    monkeypatch.setattr(sys, "excepthook", lambda *words: made.before.append(words[1]))
    monkeypatch.setattr(threading, "excepthook", lambda args: made.before.append(args.exc_value))
    made.hooks.install()
    yield made
    made.hooks.remove()


def test_that_a_fault_is_handed_on_and_said_as_it_would_be_without(heard: Heard) -> None:
    with pytest.raises(KeyError) as caught:
        raise KeyError(3)
    sys.excepthook(KeyError, caught.value, caught.tb)
    assert heard.before == [caught.value]
    assert "raise KeyError(3)" in "".join(heard.faults[0].format())
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    for kind in (KeyboardInterrupt, SystemExit):  # an end that was asked for is no fault
        sys.excepthook(kind, kind(), None)
    zero = "ZeroDivisionError: integer division or modulo by zero"
    assert heard.lines == ["KeyError: 3", zero]
    assert len(heard.before) == 4


def test_that_what_qt_says_is_handed_on_with_its_level_also_without_a_standard_error(
    heard: Heard, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    qWarning("odd words")
    assert heard.words == [(WARNING, "odd words")]
    assert "odd words" in capsys.readouterr().err
    with Path("/dev/full").open("w", buffering=1, encoding="utf-8") as full:
        for kind, level, stream in (
            (QtMsgType.QtInfoMsg, INFO, None),
            (QtMsgType.QtCriticalMsg, ERROR, None),
            (QtMsgType.QtFatalMsg, FATAL, None),
            (QtMsgType.QtWarningMsg, WARNING, full),
        ):
            monkeypatch.setattr(sys, "stderr", stream)
            heard.hooks._on_message(kind, QMessageLogContext(), "words")
            assert heard.words[-1] == (level, "words")


def test_that_the_process_is_left_as_it_was() -> None:
    made = Heard()
    handler = qInstallMessageHandler(None)
    qInstallMessageHandler(handler)
    before = sys.excepthook, threading.excepthook
    made.hooks.install()
    assert (sys.excepthook, threading.excepthook) != before
    made.hooks.remove()
    assert (sys.excepthook, threading.excepthook) == before
    assert qInstallMessageHandler(handler) == handler
