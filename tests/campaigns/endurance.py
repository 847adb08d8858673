"""10,000 edits, rescans and exports in one window: memory, handles; half an hour."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk import OpenWindow
from faults.campaign import amount, seed, tell
from faults.endurance import work_on
from stackplan.gui.runtime import spare_memory

pytestmark = [pytest.mark.timeout(0), pytest.mark.qt_log_ignore("This plugin does not support")]

ROUNDS = 10_000
MEGABYTE = 10**6
# matplotlib keeps two fonts open for each thread that has drawn, the last 64 of them.
FONTS = 2 * 64


def test_that_a_long_shift_takes_no_more_than_a_short_one(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    spare_memory()  # as the program does
    start, rounds = seed(), amount(ROUNDS)
    marks = tuple(rounds * tenth // 10 for tenth in range(1, 11))
    found = work_on(qtbot, open_window, tmp_path, marks, start)
    first, last = found[0], found[-1]
    tell(
        "endurance",
        rounds=rounds,
        megabytes=" ".join(f"{each.resident / MEGABYTE:.1f}" for each in found),
        handles=f"{first.handles} then {last.handles}",
        threads=f"{first.threads} then {last.threads}",
    )
    allowed = max(first.resident // 20, 20 * MEGABYTE)
    assert last.resident - first.resident <= allowed
    assert last.handles <= first.handles + FONTS
    assert last.threads <= first.threads + 1  # one may just have done its work
