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

from desk import find
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

# Starts the program as `stackplan FOLDER` does, lets something go wrong once its folder is shown,
# and says what its message bar says once that has what is waited for.
_PROGRAM = """
import faulthandler, sys, threading
from PySide6.QtCore import QTimer, qFatal, qWarning
from stackplan.gui import app
from stackplan.gui.diagnostics.crash_reports import CrashReports
from stackplan.gui.window.logbook import Logbook
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
        if window.document.found is None or reports is None or reports.log is None:
            QTimer.singleShot(50, window, look)
            return
        QTimer.singleShot(300, window, lambda: go_wrong(window))
        QTimer.singleShot(700, window, lambda: say(600))
    def say(looks):
        ours = {"fault", "crash", "log", "autosave"} & set(window.messages.open)
        if looks and not ours >= set(sys.argv[2].split()):
            QTimer.singleShot(100, window, lambda: say(looks - 1))
            return
        print(*sorted(ours), flush=True)
        QTimer.singleShot(100, window, window.close)
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
    done = start(what, folder, "fault")
    assert (done.returncode, done.stdout.split()) == (0, ["fault"]), done.stderr
    assert title in done.stderr  # as without us
    (report,) = reports(state)
    assert report.startswith(f"Stackplan report: {title}\n")
    assert "Traceback (most recent call last):" in report
    for words in ("PySide6, Qt: 6", f"opened {folder}", f"fault: {title}"):
        assert words in report
    (log,) = state.glob("*.log")
    assert f"fault: {title}" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("library", "Fatal Python error: Segmentation fault"),
        ("fatal", "Fatal message of Qt: "),
    ],
)
def test_that_a_crash_is_told_by_the_next_start(
    make_folder: MakeFolder, state: Path, what: str, title: str
) -> None:
    folder = make_folder({1: 100, 2: 50})
    assert start(what, folder).returncode < 0
    assert (len(list(state.glob("*.log"))), reports(state)) == (1, [])
    told = start("nothing", folder, "crash")
    assert (told.returncode, told.stdout.split()) == (0, ["crash"]), told.stderr
    (report,) = reports(state)
    for words in (f"\n{title}", "most recent call first", "PySide6, Qt: 6", f"opened {folder}"):
        assert words in report
    assert len(reports(state)) == 1


def test_that_a_warning_of_qt_stands_in_the_log_a_few_times_only(
    make_folder: MakeFolder, state: Path
) -> None:
    done = start("warning", make_folder({1: 100, 2: 50}))
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr
    (log,) = [path.read_text(encoding="utf-8") for path in state.glob("*.log")]
    assert log.count("warning: Qt: odd words") == 5
    assert done.stderr.count("odd words") == 30


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


def test_that_a_log_that_fails_is_told_once_and_lines_stay_in_memory(
    kept: CrashReports, qtbot: QtBot
) -> None:
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
    qtbot.waitUntil(lambda: len(kept.lines) == 3 and said != [])
    QApplication.processEvents()
    (words,) = said
    assert words.startswith("log: ")
    assert words.endswith("Stackplan works all the same, without a log of what it does.")


def test_that_faults_of_one_place_are_one_and_of_two_places_two(
    kept: CrashReports, state: Path, qtbot: QtBot
) -> None:
    said: list[str] = []
    hear(kept, lambda key, message: said.append(message.text))
    for fault in (fault_of(lambda: 1 // 0), fault_of(lambda: int("x"))):
        for _ in range(3):
            kept._take_fault(fault)
    qtbot.waitUntil(lambda: len(said) == 2)
    assert len(reports(state)) == 2
    assert "ZeroDivisionError" in said[0]


def fault_of(act: Callable[[], object]) -> TracebackException:
    try:
        act()
    except Exception as error:
        return TracebackException.from_exception(error)
    raise AssertionError("it was to fail")


def test_that_crashes_are_counted_and_their_reports_shown(kept: CrashReports, qtbot: QtBot) -> None:
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
    assert heard.lines == ["KeyError: 3"]
    assert "raise KeyError(3)" in "".join(heard.faults[0].format())


def test_that_a_fault_in_a_thread_is_handed_on(heard: Heard) -> None:
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    assert heard.lines == ["ZeroDivisionError: integer division or modulo by zero"]
    assert len(heard.before) == 1


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_that_an_end_that_was_asked_for_is_no_fault(
    heard: Heard, kind: type[BaseException]
) -> None:
    sys.excepthook(kind, kind(), None)
    assert heard.faults == []
    assert len(heard.before) == 1


def test_that_what_qt_says_is_handed_on_and_said(
    heard: Heard, capsys: pytest.CaptureFixture[str]
) -> None:
    qWarning("odd words")
    assert heard.words == [(WARNING, "odd words")]
    assert "odd words" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        (QtMsgType.QtInfoMsg, INFO),
        (QtMsgType.QtCriticalMsg, ERROR),
        (QtMsgType.QtFatalMsg, FATAL),
    ],
)
def test_that_each_kind_has_its_level_also_without_a_standard_error(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, kind: QtMsgType, level: int
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    heard.hooks._on_message(kind, QMessageLogContext(), "words")
    assert heard.words == [(level, "words")]


def test_that_a_standard_error_that_is_full_makes_no_fault(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w", buffering=1, encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stderr", full)
        heard.hooks._on_message(QtMsgType.QtWarningMsg, QMessageLogContext(), "words")
    assert heard.words == [(WARNING, "words")]


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
