"""The hooks into the process, taken and given back within a test."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from traceback import TracebackException

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qWarning

from stackplan.gui.diagnostics.crash_reports import ERROR, FATAL, INFO, WARNING, ProcessHooks


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
