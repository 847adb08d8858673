"""Windows that start with damaged, newer and unwritable settings; some minutes."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings

from desk import messages
from faults.campaign import Clock, amount, seed, tell
from faults.mutations import mutate
from faults.readers import SETTINGS
from folders import fill
from stackplan.files.settings_check import check_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desk import OpenWindow
    from stackplan.gui.window.main_window import MainWindow

pytestmark = [pytest.mark.timeout(0), pytest.mark.qt_log_ignore("This plugin does not support")]

WINDOWS = 500
FUTURE = b"\n[future]\nthing=of a newer version\n"


def test_that_a_window_starts_with_any_settings_and_loses_nothing(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    clock, start, said, newer = Clock(), seed(), 0, 0
    draw = random.Random(start)
    folder = fill(tmp_path / "traces", {1: 5, 2: 6, 3: 7})
    form, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    samples = (SETTINGS + FUTURE, (SETTINGS + FUTURE).replace(b"version=2", b"version=9"))
    for number in range(amount(WINDOWS)):
        home = tmp_path / "homes" / str(number)
        QSettings.setPath(form, scope, str(home))
        path = home / "stackplan" / "stackplan.ini"
        path.parent.mkdir(parents=True)
        data = mutate(draw, samples) if number % 10 else samples[number // 10 % 2]
        path.write_bytes(data)
        damaged = bool(check_settings(str(tmp_path / "none" / "x.ini"), data))
        window = open_window(folder)
        qtbot.waitUntil(partial(_is_idle, window))
        message = messages(window).get("settings")
        is_newer = window.preferences.is_newer
        assert (message is not None) == (damaged or is_newer), data
        window._leaving = True
        window.close()
        kept = path.with_name("stackplan.ini.damaged")
        assert (kept.read_bytes() if kept.exists() else None) == (data if damaged else None)
        now = path.read_bytes()
        assert damaged or FUTURE.strip() not in data or b"thing=of a newer version" in now
        assert not is_newer or QSettings(str(path), form).value("layout/version") != "2"
        said, newer = said + (message is not None), newer + is_newer
    tell(
        "settings",
        seed=start,
        windows=amount(WINDOWS),
        told=said,
        newer=newer,
        seconds=clock.seconds,
    )


def _is_idle(window: MainWindow) -> bool:
    return window.recovery is not None and window.recovery.idle
