"""Is there a screen? Asked before Qt, which would abort."""

from __future__ import annotations

import socket
import sys
import time
from typing import TYPE_CHECKING

import pytest

from stackplan.gui.display import missing_display

if TYPE_CHECKING:
    from folders import RunCommand

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
    assert f"'{display}' cannot be meant" in missing_display()


@pytest.mark.parametrize("display", [":9731", "unix:9731", "localhost:9731.0"])
def test_that_a_dead_display_is_found_out_quickly(
    monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    began = time.monotonic()
    assert missing_display() == f"the display '{display}' does not answer"
    assert time.monotonic() - began < 10


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
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert missing_display() == ""


def test_that_without_a_display_the_program_names_what_needs_none(
    run_command: RunCommand,
) -> None:
    done = run_command()
    assert done.returncode == 1
    assert "no window can open, there is no display" in done.stderr
    assert "'stackplan plan'" in done.stderr
    assert done.stdout == ""
