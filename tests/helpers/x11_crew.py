"""Crew member at mouse and keyboard of the real window, on an X server of its own."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

DRIVER = Path(__file__).with_name("x11_driver.py")
_PATIENCE_S = 120.0
TOOLS = ("Xvfb", "xdotool")

State = dict[str, Any]


class Crew:
    """Somebody at the keyboard: sends keys and mouse moves, and looks at the screen.

    `actions` counts clicks, keys, texts and drags; to look and to wait costs nothing.
    """

    def __init__(self, display: str, state_file: Path) -> None:
        self.actions = 0
        self._environment = {**os.environ, "DISPLAY": display}
        self._state_file = state_file

    def do(self, *words: object) -> None:
        """Call xdotool."""
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=self._environment, check=True, timeout=120)

    def focus(self, title: str = "Stackplan") -> None:
        """Give a window or a dialog the keyboard: there is no window manager to do it."""
        self.do("search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync")

    def keys(self, *names: str) -> None:
        """Press keys, one after the other."""
        self.actions += len(names)
        self.do("key", "--delay", 60, *names)

    def type(self, text: str) -> None:
        """Type a text."""
        self.actions += 1
        self.do("type", "--delay", 12, text)

    def click(self, widget: str) -> None:
        """Click on a widget as soon as it shows."""
        self.actions += 1
        place = self.wait(widget, lambda state: widget in state["widgets"])["widgets"][widget]
        self.do("mousemove", *place, "click", 1)

    def enter(self, widget: str, text: str) -> None:
        """Click into a field, replace what it holds, and leave it."""
        self.click(widget)
        self.keys("ctrl+a")
        self.type(text)
        self.keys("Tab")

    def look(self) -> State:
        """See what is on the screen now."""
        found: State = json.loads(self._state_file.read_text(encoding="utf-8"))
        return found

    def wait(self, what: str, seen: Callable[[State], object]) -> State:
        """Wait until something shows."""
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            if self._state_file.exists():
                state = self.look()
                if not state["busy"] and seen(state):
                    return state
            time.sleep(0.05)
        raise AssertionError(f"not seen in time: {what}; on screen: {self.look()}")

    def answer(self, title: str, path: Path) -> None:
        """Type a name into a file dialog, in the place of the proposed one, and confirm it."""
        self.wait(title, lambda state: title in state["dialog"])
        self.focus(title)
        self.do("key", "ctrl+a")  # no action: what is proposed is selected already
        self.type(str(path))
        self.keys("Return")

    def drag(self, start: list[int], end: list[int]) -> None:
        """Drag with the left button, as slowly as a hand."""
        self.actions += 1
        self.do("mousemove", *start, "sleep", 0.1, "mousedown", 1)
        for part in range(1, 11):
            x, y = (round(a + (b - a) * part / 10) for a, b in zip(start, end, strict=True))
            self.do("mousemove", x, y, "sleep", 0.05)
        self.do("sleep", 0.2, "mouseup", 1)

    def photograph(self, path: Path) -> None:
        """Keep a picture of the screen, where ImageMagick is there."""
        if shutil.which("import"):
            command = ["import", "-window", "root", str(path)]
            subprocess.run(command, env=self._environment, check=True, timeout=120)


@contextmanager
def x_server(screen: str, *options: str | Path) -> Iterator[str]:
    """A real X server of our own, with a screen such as 1366x768."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"NOT TESTED on a real X server: {', '.join(missing)} not installed")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{screen}x24", "-nolisten", "tcp"]
    # Without a reset: else the server restarts when its last client leaves, such as the one that
    # asks whether a display answers, and on a busy machine refuses the window that comes next.
    command += ["-noreset", *map(str, options)]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read, encoding="ascii") as stream:
            number = stream.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()


@pytest.fixture
def display() -> Iterator[str]:
    """A server with the smallest screen that is promised."""
    with x_server("1366x768") as name:
        yield name


@pytest.fixture
def guarded_display(tmp_path: Path) -> Iterator[str]:
    """A server that lets in who knows its secret, which is in no file of ours."""
    parts = (b"", b"", b"MIT-MAGIC-COOKIE-1", b"sixteen letters.")
    fields = b"".join(len(part).to_bytes(2, "big") + part for part in parts)
    secret = tmp_path / "secret"
    secret.write_bytes(b"\xff\xff" + fields)
    with x_server("640x480", "-auth", secret) as name:
        yield name


@contextmanager
def window_on(
    display: str, state_file: Path, *arguments: Path, **more: str
) -> Iterator[tuple[Crew, "subprocess.Popen[str]"]]:
    """Run the window, and somebody to work on it; kill it at the end if it is still there."""
    environment = {**os.environ, "DISPLAY": display, **more}
    environment.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, str(DRIVER), str(state_file), *map(str, arguments)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as window:
        try:
            somebody = Crew(display, state_file)
            somebody.wait("the window", lambda state: state["widgets"])
            somebody.focus()
            yield somebody, window
        finally:
            window.kill()


@pytest.fixture
def crew(display: str, tmp_path: Path) -> Iterator[Crew]:
    """The window on that server, without a folder, and somebody to work on it."""
    settings = str(tmp_path / "settings")
    with window_on(display, tmp_path / "state.json", XDG_CONFIG_HOME=settings) as (crew, window):
        yield crew
        crew.focus()
        crew.keys("ctrl+q")
        _, words = window.communicate(timeout=300)
    assert not words, words
