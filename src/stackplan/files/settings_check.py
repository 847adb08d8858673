"""Whether a settings file can be trusted and kept: Qt says nothing of a line that it drops."""

import os
import re
from contextlib import suppress

from stackplan.core.errors import StackplanError
from stackplan.core.text import shown

DAMAGED = ".damaged"
_MAX_BYTES = 1_000_000
# What Qt writes, and what a person may type in its place. A quotation mark alone, or a backslash at
# the end, would have Qt take the lines behind it for a part of the value.
_VALUE = rb'(?:[^"\\\0]|\\[^\0]|"(?:[^"\\\0]|\\[^\0])*")*'
_LINE = re.compile(rb'\s*(?:[;#].*|\[[^\]\n"]*\]\s*|[^=\s\[\0"][^=\0"]*=' + _VALUE + rb")?")


def read_settings(path: str) -> bytes | None:
    """Read a settings file as it is, before anything is written to it.

    Parameters
    ----------
    path : str
        The settings file.

    Returns
    -------
    bytes or None
        At most a little over 1 MB; `None` where it is not there, or cannot be read.
    """
    with suppress(OSError), open(path, "rb") as stream:
        return stream.read(_MAX_BYTES + 1)
    return None


def check_settings(path: str, data: bytes | None) -> list[str]:
    """Look whether settings were whole, and can be kept.

    Damaged ones are put beside the file, since a write drops what could not be read of it.

    Parameters
    ----------
    path : str
        The settings file; it need not exist.
    data : bytes or None
        What `read_settings` gave.

    Returns
    -------
    list of str
        A sentence for each thing that is wrong.
    """
    sentences = []
    if data is not None and not _is_whole(data):
        sentences.append(_set_aside(path, data))
    if not _is_writable(path):
        sentences.append(
            f"The settings file {shown(path)} cannot be written; what you choose lasts until"
            " Stackplan is closed."
        )
    return sentences


def _is_whole(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")
    return len(data) <= _MAX_BYTES and all(map(_LINE.fullmatch, lines))


def _set_aside(path: str, data: bytes) -> str:
    # Imported here since the window's start reads settings, and seldom finds them damaged.
    from stackplan.files import safe_write as atomic

    words = f"The settings file {shown(path)} was damaged; what could be read of it counts"
    try:
        atomic.save(path + DAMAGED, data)
    except StackplanError:
        return f"{words}, the rest is lost with the next change."
    return f"{words}, and the whole is kept as {shown(path + DAMAGED)}."


def _is_writable(path: str) -> bool:
    """Ask whether Qt can put a new file in its place, and make the folder for that."""
    if os.path.lexists(path):
        return os.path.isfile(path) and _may(path, os.R_OK | os.W_OK)
    folder = os.path.dirname(path)
    while folder != os.path.dirname(folder) and not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    return os.path.isdir(folder) and _may(folder, os.W_OK | os.X_OK)


def _may(path: str, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)
