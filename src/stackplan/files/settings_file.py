"""The settings file: one JSON object, read once at the start, changed and written whole."""

import codecs
import json
import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from stackplan.files.disk_errors import disk_error
from stackplan.files.paths import kept_folder
from stackplan.files.safe_write import locked_folder, save

DAMAGED = ".damaged"
_MAX_BYTES = 1_000_000

Values = dict[str, object]
# A change is repeated on what the file holds by then: another window may have written it meanwhile.
Change = Callable[[Values], None]


class Content(NamedTuple):
    """What a settings file holds; a damaged one holds nothing."""

    values: Values
    is_damaged: bool = False


def settings_path() -> str:
    """Name the file: below `XDG_CONFIG_HOME`, by default below ``~/.config``."""
    return os.path.join(kept_folder("CONFIG", ".config"), "settings.json")


def read_settings(path: str) -> Content:
    """Read a settings file; it need not exist, and a `DiskError` says why it cannot be read."""
    if not os.path.isfile(path):  # a device or a pipe would be waited for
        return Content({})
    try:
        with open(path, "rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise disk_error(error, path) from error
    if not data.strip():  # nothing in it that could be damaged
        return Content({})
    try:
        # Decoded here: `loads` of bytes would guess UTF-16 and UTF-32 too.
        values = json.loads(data.removeprefix(codecs.BOM_UTF8).decode())
    except (ValueError, RecursionError):  # a million brackets are valid JSON
        values = None
    if isinstance(values, dict) and len(data) <= _MAX_BYTES:
        return Content(values)
    return Content({}, is_damaged=True)


def change_settings(path: str, changes: Iterable[Change], known: Values) -> None:
    """Change what the file holds, all else stays; the whole file is replaced in one step.

    It need not exist. A damaged one is kept beside it under another name, and `known`, all that a
    window knows with the changes in it, is written in its place. Raises `DiskError` if the disk
    fails; the old file is then still whole.
    """
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with locked_folder(folder):
            content = read_settings(path)
            if content.is_damaged:
                os.replace(path, path + DAMAGED)
                save(path, _text(known).encode())
                return
            values = dict(content.values)
            for change in changes:
                change(values)
            if values != content.values:
                save(path, _text(values).encode())
    except OSError as error:
        raise disk_error(error, path) from error


def _text(values: Values) -> str:
    """Write one setting a line; names that are not UTF-8 become escapes of JSON."""
    lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in values.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"
