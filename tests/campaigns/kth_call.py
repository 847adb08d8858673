"""Fails each call into the system, one after the other, with each of six errors; 15 minutes."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk import OpenWindow
from faults.call_loop import fail_each_call
from faults.campaign import Clock, tell
from faults.commands import commands
from faults.failing_calls import ERRORS
from faults.operations import Operation, operations
from faults.preloaded import build_shim, fail_below_python
from faults.window_saves import fail_saves_of_window

each_operation = pytest.mark.parametrize(
    "operation", [*operations(), *commands()], ids=lambda operation: operation.name
)
pytestmark = [pytest.mark.timeout(0), pytest.mark.qt_log_ignore("This plugin does not support")]


@each_operation
def test_that_each_call_may_fail_in_python(tmp_path: Path, operation: Operation) -> None:
    clock = Clock()
    tally = fail_each_call([operation], ERRORS, tmp_path)
    tell(
        f"{operation.name}, in Python",
        cases=tally.cases,
        refused=tally.refused,
        faults=len(tally.faults),
        seconds=clock.seconds,
    )
    assert tally.faults == []


@each_operation
def test_that_each_call_may_fail_below_python(tmp_path: Path, operation: Operation) -> None:
    shim = build_shim(tmp_path)
    if shim is None:
        pytest.skip("no C compiler, or not Linux: calls below Python do not fail")
    clock = Clock()
    (figures,) = fail_below_python(shim, tmp_path, ERRORS, [operation.name]).values()
    faults = figures.pop("faults")
    tell(f"{operation.name}, below Python", **figures, faults=faults, seconds=clock.seconds)
    assert faults == []


def test_that_the_window_outlives_each_failed_save(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    clock = Clock()
    cases, refused = fail_saves_of_window(qtbot, open_window, tmp_path, ERRORS)
    tell("saves of the window", cases=cases, refused=refused, seconds=clock.seconds)
    assert refused >= cases // 10
