"""Check for a screen before a window opens: without one Qt would abort, or run unseen."""

import os
import socket
import sys
from collections.abc import Sequence
from contextlib import closing, suppress

from stackplan.core.text import printable

_TIMEOUT_S = 3.0
_FIRST_PORT = 6000


# Platforms of Qt on which no window is seen.
_UNSEEN = frozenset({"offscreen", "minimal", "minimalegl", "vkkhrdisplay"})
# Set to 1 by tests and benchmarks, which run the whole program unseen.
_MAY_BE_UNSEEN = "STACKPLAN_OFFSCREEN"


def missing_display() -> str:
    """Say why no window can open; empty if one can.

    A display that is named but does not answer (a broken ssh -X) is found out here, with a time
    limit. Wayland, other systems and Qt's other platforms are left to Qt: see `why_qt_fails`.
    """
    platforms = os.environ.get("QT_QPA_PLATFORM", "").split(";")
    platform = platforms[0].partition(":")[0]
    if reason := nobody_sees(platform):
        return reason
    if not sys.platform.startswith("linux") or platform not in {"", "xcb"}:
        return ""
    if os.environ.get("WAYLAND_DISPLAY") and platform != "xcb":
        return ""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return "there is no display"
    host, _, screen = display.rpartition(":")
    number = screen.split(".")[0]
    if not number.isdigit():
        return f"DISPLAY is '{display}', which names no display"
    return "" if _answers(host, int(number)) else f"the display '{display}' does not answer"


def nobody_sees(platform: str) -> str:
    """Say why a window on a platform of Qt would run unseen for ever; empty if it is seen."""
    if platform not in _UNSEEN or os.environ.get(_MAY_BE_UNSEEN) == "1":
        return ""
    return f"Qt's platform '{platform}' shows no window on a screen, so unset QT_QPA_PLATFORM"


def cannot_open(reason: str) -> str:
    """Put into a sentence that no window can open, and what helps."""
    remedy = "over ssh use ssh -X"
    words = f"{remedy}; 'stackplan plan', 'show', 'check' and 'export' need no display, see --help"
    return f"stackplan: no window can open, {reason}; {words}"


def why_qt_fails(said: Sequence[str]) -> str:
    """Say why no window can open, from what Qt says before it aborts."""
    words, display = " ".join(said), os.environ.get("DISPLAY", "")
    if "could not connect to display" in words:
        if not display:
            return "there is no display"
        return f"the display '{display}' is gone or refuses us; connect again, or set XAUTHORITY"
    # Qt says so whenever this platform fails; this is left as the cause.
    if "xcb-cursor0 or libxcb-cursor0 is needed" in words:
        return "a library is missing, so install it: apt-get install libxcb-cursor0"
    first = printable(" ".join(said[0].split()))
    if not os.environ.get("QT_QPA_PLATFORM"):
        return f"Qt says '{first}'"
    return f"Qt says '{first}', so unset QT_QPA_PLATFORM"


def _answers(host: str, number: int) -> bool:
    if host in {"", "unix"} or host.startswith("/"):
        path = f"/tmp/.X11-unix/X{number}"
        addresses = (f"\0{path}", path)
        return any(_connects(socket.socket(socket.AF_UNIX), address) for address in addresses)
    with (
        suppress(OSError),
        closing(socket.create_connection((host, _FIRST_PORT + number), _TIMEOUT_S)),
    ):
        return True
    return False


def _connects(connection: socket.socket, address: str) -> bool:
    with closing(connection):
        connection.settimeout(_TIMEOUT_S)
        try:
            connection.connect(address)
        except OSError:
            return False
    return True
