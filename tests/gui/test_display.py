"""Is there a screen? Asked before Qt, which would abort."""

import os
import socket
import sys

import pytest

from folders import RunCommand
from stackplan.gui.display import missing_display

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems are left to Qt")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "there is no display"),
        ({"DISPLAY": "nonsense"}, "DISPLAY is 'nonsense'"),
        ({"DISPLAY": ":"}, "DISPLAY is ':'"),
        ({"DISPLAY": "host:x"}, "DISPLAY is 'host:x'"),
        ({"DISPLAY": ":0x1"}, "DISPLAY is ':0x1'"),
        ({"DISPLAY": ":9731"}, "the display ':9731' does not answer"),
        ({"DISPLAY": "unix:9731"}, "the display 'unix:9731' does not answer"),
        ({"DISPLAY": "localhost:9731.0"}, "the display 'localhost:9731.0' does not answer"),
        # Wayland and Qt's own platforms are left to Qt, unless a platform needs a display.
        ({"WAYLAND_DISPLAY": "wayland-0"}, ""),
        ({"QT_QPA_PLATFORM": "eglfs"}, ""),
        ({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}, "there is no display"),
        ({"QT_QPA_PLATFORM": "xcb:tty", "WAYLAND_DISPLAY": "wayland-0"}, "there is no display"),
        ({"QT_QPA_PLATFORM": "xcb;offscreen", "WAYLAND_DISPLAY": "w"}, "there is no display"),
    ],
    ids=str,
)
def test_that_a_display_that_cannot_be_meant_or_is_dead_is_found_out(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], reason: str
) -> None:
    for name, text in settings.items():
        monkeypatch.setenv(name, text)
    said = missing_display()
    assert reason in said
    assert bool(said) == bool(reason)


def test_that_a_display_that_listens_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{number}.0")
        assert missing_display() == ""


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:x=y", "offscreen;xcb"])
def test_that_a_platform_that_nobody_sees_is_refused_unless_it_is_meant(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert missing_display() == ""
    monkeypatch.delenv("STACKPLAN_OFFSCREEN")
    name = "minimal" if platform == "minimal" else "offscreen"
    words = f"Qt's platform '{name}' shows no window on a screen, so unset QT_QPA_PLATFORM"
    assert missing_display() == words


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"QT_QPA_PLATFORM": "wayland;offscreen"}, "'offscreen' shows no window"),
        ({"QT_QPA_PLATFORM": "xcb"}, "there is no display"),
        ({"QT_QPA_PLATFORM": "nonsense"}, "so unset QT_QPA_PLATFORM"),
        ({"WAYLAND_DISPLAY": "wayland-9", "DISPLAY": ":9731"}, "':9731' is gone or refuses us"),
    ],
)
def test_that_the_program_neither_aborts_nor_runs_unseen(
    run_command: RunCommand, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], reason: str
) -> None:
    monkeypatch.delenv("STACKPLAN_OFFSCREEN")
    for name, text in settings.items():
        monkeypatch.setenv(name, text)
    done = run_command()
    assert (done.returncode, done.stdout) == (1, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith("stackplan: no window can open, ")
    assert reason in last
    assert "'stackplan plan'" in last


def test_that_a_display_that_refuses_is_told(
    run_command: RunCommand, monkeypatch: pytest.MonkeyPatch, guarded_display: str
) -> None:
    monkeypatch.setenv("DISPLAY", guarded_display)
    monkeypatch.setenv("XAUTHORITY", os.devnull)
    done = run_command()
    assert done.returncode == 1
    assert f"the display '{guarded_display}' is gone or refuses us" in done.stderr
