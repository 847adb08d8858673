"""Reader of settings files, as at the start of the window."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from stackplan.core.request import PlanRequest
from stackplan.files.settings_file import read_settings
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.appearance import THEMES


def settings_reader(scratch: Path) -> Callable[[bytes], None]:
    """Make what reads settings."""
    path = scratch / "stackplan" / "settings.json"
    path.parent.mkdir(parents=True)

    def read(data: bytes) -> None:
        path.write_bytes(data)
        before = os.environ.get("XDG_CONFIG_HOME")
        os.environ["XDG_CONFIG_HOME"] = str(scratch)
        try:
            preferences = Preferences()
        finally:
            os.environ.pop("XDG_CONFIG_HOME")
            if before is not None:
                os.environ["XDG_CONFIG_HOME"] = before
        look_at(preferences)
        preferences.theme = "dark"
        preferences.job()()
        again = read_settings(str(path))
        assert not again.is_damaged
        assert json.dumps(again.values) == json.dumps(preferences.values)  # NaN is not itself

    return read


def look_at(preferences: Preferences) -> None:
    """Ask for everything that the window asks for; a file cannot give what cannot be used."""
    assert preferences.theme in THEMES
    assert preferences.zoom is None or 10 <= preferences.zoom <= 1000
    assert all(preferences.recent)
    assert all(preferences.recent_plans)
    for folder in ("/data/h5", "/elsewhere"):
        assert isinstance(preferences.request(4, folder), PlanRequest)
    texts = preferences.folder, preferences.rate, preferences.hours
    assert all(isinstance(text, str) for text in texts)
    assert isinstance(preferences.export_choice.readers, int)
    assert preferences.layout is None or isinstance(preferences.layout.geometry, bytes)
