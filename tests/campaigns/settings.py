"""Windows that start with damaged, newer and unwritable settings; some minutes."""

import json
import random
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk import OpenWindow, is_idle, messages
from faults.campaign import amount, seed, tell
from faults.fuzzing import mutate
from faults.readers import SETTINGS
from folders import fill

pytestmark = [pytest.mark.timeout(0), pytest.mark.qt_log_ignore("This plugin does not support")]

WINDOWS = 500
FUTURE = SETTINGS.replace(b'"hours"', b'"future": {"thing": "of a newer version"},\n"hours"')
NEWER = FUTURE.replace(b'"version": 1', b'"version": 9')


def test_that_a_window_starts_with_any_settings_and_loses_nothing(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = newer = 0
    draw = random.Random(seed())
    folder = fill(tmp_path / "traces", {1: 5, 2: 6, 3: 7})
    for number in range(amount(WINDOWS)):
        home = tmp_path / "homes" / str(number)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
        path = home / "stackplan" / "settings.json"
        path.parent.mkdir(parents=True)
        data = mutate(draw, (FUTURE, NEWER)) if number % 10 else (FUTURE, NEWER)[number // 10 % 2]
        path.write_bytes(data)
        window = open_window(folder)
        qtbot.waitUntil(partial(is_idle, window))
        before, is_newer = _values(data), window.preferences.is_newer
        damaged = before is None and bool(data.strip())
        message = messages(window).get("settings")
        assert (message is not None) == (damaged or is_newer), data
        assert "settings file" not in messages(window), data
        window._leaving = True
        window.close()
        kept = path.with_name("settings.json.damaged")
        assert (kept.read_bytes() if kept.exists() else None) == (data if damaged else None)
        now = _values(path.read_bytes())
        assert now is not None
        assert now["folder"] == str(folder)
        before = before or {}
        assert now.get("future") == before.get("future")
        assert not is_newer or now["layout"] == before["layout"]
        assert sorted(path.parent.iterdir()) == sorted([path, kept] if damaged else [path])
        said, newer = said + (message is not None), newer + is_newer
    tell("settings", windows=amount(WINDOWS), told=said, newer=newer)


def _values(data: bytes) -> dict[str, object] | None:
    """Read an object of JSON in UTF-8; `None` if it is none."""
    try:
        values = json.loads(data.decode("utf-8").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) and len(data) <= 1_000_000 else None
