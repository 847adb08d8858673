"""What is dropped on the window: which of it is opened, and the words where not all of it is."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from stackplan.core.text import count, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QUrl

_TAKEN = "Drop one folder of runs, or one plan file."


class Drop(NamedTuple):
    """The path to open, empty for none, and what is to be said about the rest."""

    path: str
    words: str = ""


def read_drop(urls: Sequence[QUrl]) -> Drop:
    """Choose what to open; only names are read, since the disk may not answer."""
    paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
    if not paths:
        place = urls[0].toDisplayString() if urls else "This"
        return Drop("", f"{shown(place)} is not on a disk of this computer. {_TAKEN}")
    folders = {str(PurePath(path).parent) for path in paths}
    if len(folders) == 1 and all(PurePath(path).suffix == ".h5" for path in paths):
        # Whoever drops run files means the folder that they are in.
        folder = folders.pop()
        words = f"Opened the folder {shown(folder)}, which holds what was dropped"
        return Drop(folder, f"{words}; runs are left out with Skip, First run and Last run.")
    others = len(urls) - 1
    if not others:
        return Drop(paths[0])
    left = f"{count(others, 'other')} {'was' if others == 1 else 'were'} left"
    return Drop(paths[0], f"Opened {shown(paths[0])} only; {left}. {_TAKEN}")
