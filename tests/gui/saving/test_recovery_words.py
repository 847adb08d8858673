import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from journals import FILE, WORK
from stackplan.gui.saving.recovery import clock, offer_text, work_text


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def test_that_a_time_of_today_is_the_clock_and_an_older_one_has_its_day() -> None:
    today = datetime.now(UTC).replace(hour=3, minute=12)
    assert clock(f"{today:%Y-%m-%dT%H:%M:%SZ}") == "03:12"
    assert clock("2001-11-05T03:12:00Z") == "5 Nov, 03:12"


def test_that_it_is_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    assert clock("2001-11-05T03:12:00Z") == "4 Nov, 22:12"
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("made", ["", "yesterday"])
def test_that_a_time_that_nobody_knows_is_a_question_mark(made: str) -> None:
    assert clock(made) == "?"


def test_that_the_amount_of_work_is_told() -> None:
    entry = replace(WORK, plan_file=replace(FILE, made="2001-11-05T03:12:00Z"))
    words = "of 5 Nov, 03:12 on /mnt/e20020/h5"
    assert work_text(entry) == f"{words} (1 move by hand, 1 pin, a note)"
    plain = replace(entry.plan_file, plan=entry.base, note="")
    assert work_text(replace(entry, plan_file=plain)) == words


def test_that_others_are_announced() -> None:
    assert offer_text(WORK, 0).endswith("is left from a window that did not close.")
    assert offer_text(WORK, 1).endswith(" 1 other is offered after it.")
    assert offer_text(WORK, 2).endswith(" 2 others are offered after it.")


def test_that_a_folder_of_an_odd_name_shows() -> None:
    entry = replace(WORK, plan_file=replace(FILE, traces="/a\nb"))
    assert "on /a\\nb (" in offer_text(entry, 0)
