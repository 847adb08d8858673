"""Reads settings files as the window's start does."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from stackplan.core.request import PlanRequest
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.appearance import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MANY_FOLDERS = 64


def settings_reader(scratch: Path) -> Callable[[bytes], None]:
    """Make what reads settings; in turns from several folders, since Qt remembers a few files."""
    folders = [scratch / str(number) / "stackplan" for number in range(_MANY_FOLDERS)]
    for folder in folders:
        folder.mkdir(parents=True)
    turns = itertools.cycle(folders)

    def read(data: bytes) -> None:
        folder = next(turns)
        (folder / "stackplan.ini").write_bytes(data)
        form, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
        QSettings.setPath(form, scope, str(folder.parent))
        look_at(Preferences())

    return read


def look_at(preferences: Preferences) -> None:
    """Ask for everything that the window asks for; a file cannot give what cannot be used."""
    assert preferences.theme in THEMES
    assert preferences.zoom is None or 10 <= preferences.zoom <= 1000
    assert all(preferences.recent)
    assert all(preferences.recent_plans)
    for same_folder in (True, False):
        assert isinstance(preferences.request(4, same_folder=same_folder), PlanRequest)
    assert all(isinstance(text, str) for text in (preferences.folder, *preferences.forecast))
    assert preferences.layout is None or preferences.layout.geometry is not None
