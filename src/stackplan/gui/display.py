"""Is there a screen to open a window on? Asked before Qt, which would abort."""

import os
import sys
from contextlib import closing, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

_TIMEOUT_S = 3.0
_FIRST_PORT = 6000


def missing_display() -> str:
    """Say why no window can open; empty if one can.

    A display that is named but does not answer (a broken ssh -X) is found out here, with a time
    limit. Wayland, other systems and Qt's own platforms are left to Qt.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return "there is no display"
    host, _, screen = display.rpartition(":")
    number = screen.split(".")[0]
    if not number.isdigit():
        return f"the display '{display}' cannot be meant"
    return "" if _answers(host, int(number)) else f"the display '{display}' does not answer"


def _answers(host: str, number: int) -> bool:
    # Imported here since most starts on a desktop of today ask no X server.
    import socket

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


def _connects(connection: "socket.socket", address: str) -> bool:
    with closing(connection):
        connection.settimeout(_TIMEOUT_S)
        try:
            connection.connect(address)
        except OSError:
            return False
    return True
