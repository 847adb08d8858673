import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desk import OpenWindow, act_on, save_to, settle, wait_until
from folders import MakeFolder
from stackplan.gui.app import create_window
from stackplan.gui.diagnostics.crash_reports import LOGGER
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.logbook import Logbook


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:  # type: ignore[explicit-override]
        self.lines.append(f"{record.levelname} {record.getMessage()}")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    handler = Lines()
    LOGGER.addHandler(handler)
    monkeypatch.setattr(LOGGER, "level", logging.INFO)
    LOGGER.manager._clear_cache()  # type: ignore[attr-defined]
    yield handler.lines
    LOGGER.removeHandler(handler)


def test_that_the_log_tells_what_was_opened_done_undone_said_and_saved(
    open_window: OpenWindow, make_folder: MakeFolder, tmp_path: Path, lines: list[str]
) -> None:
    folder = make_folder({1: 30, 2: 20, 3: 10})
    window = open_window(folder, wait=False)
    Logbook(window)
    wait_until(lambda: window.document.found is not None)
    window.panes.settings.stacks.setValue(2)
    window.document.history.undo()
    window.messages.post("test", Message("Mind the gap.", "warning", "Go", lambda: None))
    act_on(window, "test")
    save_to(window, tmp_path / "plan.txt")
    window.messages.post("save", Message("The disk is full.", "error"))
    text = "\n".join(lines)
    assert lines[0].startswith("INFO start: Stackplan ")
    for words in (
        f"INFO opened {folder}",
        f"INFO {folder} read, 3 runs planned on",
        "INFO step 1: 2 stacks",
        "INFO step 0: the plan as it was opened",
        "WARNING said: Mind the gap.",
        f"INFO said: Saved {tmp_path / 'plan.txt'}",
        "ERROR said: The disk is full.",
    ):
        assert words in text, words
    assert text.count("Mind the gap.") == 1


def test_that_the_end_of_a_window_is_no_fault(
    make_folder: MakeFolder, qtbot: QtBot, lines: list[str]
) -> None:
    window = create_window([str(make_folder({1: 30, 2: 20, 3: 10}))])
    settle(window)
    Logbook(window)
    window.panes.settings.stacks.setValue(2)
    window._leaving = True
    window.close()
    delete(window)  # its history tells of its own end
    assert [line for line in lines if "step" in line] == ["INFO step 1: 2 stacks"]
