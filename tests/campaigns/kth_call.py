"""Fails each call into the system, one after the other, with each of six errors; 15 minutes."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk import OpenWindow
from faults.campaign import tell
from faults.commands import commands
from faults.failing_calls import ERRORS
from faults.operations import operations
from faults.preloaded import build_shim, fail_below_python
from faults.window_saves import fail_saves_of_window

OPERATIONS = [operation.name for operation in (*operations(), *commands())]
pytestmark = [pytest.mark.timeout(0), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.mark.parametrize("name", OPERATIONS)
def test_that_each_call_may_fail_below_python(tmp_path: Path, name: str) -> None:
    shim = build_shim(tmp_path)
    if shim is None:
        pytest.skip("no C compiler, or not Linux: calls below Python do not fail")
    (figures,) = fail_below_python(shim, tmp_path, ERRORS, [name]).values()
    faults = figures.pop("faults")
    tell(f"{name}, below Python", **figures, faults=faults)
    assert faults == []


def test_that_the_window_outlives_each_failed_save(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    cases, refused = fail_saves_of_window(qtbot, open_window, tmp_path, ERRORS)
    tell("saves of the window", cases=cases, refused=refused)
    assert refused >= cases // 10
