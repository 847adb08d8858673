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


def test_that_no_display_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_display() == "there is no display"


@pytest.mark.parametrize("display", ["nonsense", ":", "host:x", ":0x1"])
def test_that_a_display_that_cannot_be_meant_is_named(
    monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    assert f"DISPLAY is '{display}'" in missing_display()


@pytest.mark.parametrize("display", [":9731", "unix:9731", "localhost:9731.0"])
def test_that_a_dead_display_is_found_out(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    monkeypatch.setenv("DISPLAY", display)
    assert missing_display() == f"the display '{display}' does not answer"


def test_that_a_display_that_listens_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{number}.0")
        assert missing_display() == ""


def test_that_wayland_and_qts_own_platforms_are_left_to_qt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert missing_display() == ""
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setenv("QT_QPA_PLATFORM", "eglfs")
    assert missing_display() == ""


@pytest.mark.parametrize("platform", ["xcb", "xcb:tty", "xcb;offscreen"])
def test_that_a_platform_that_needs_a_display_is_not_left_to_qt_without_one(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert missing_display() == "there is no display"


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
