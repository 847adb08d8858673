from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from stackplan.core.errors import DiskError
from stackplan.files import crash_log as shared_log
from stackplan.files.crash_log import LOG_NAME, SharedLog, log_line, log_tail

if TYPE_CHECKING:
    from pathlib import Path


def record(words: str, process: int = 77) -> logging.LogRecord:
    made = logging.LogRecord("stackplan", logging.INFO, "", 0, "%s", (words,), None)
    made.created, made.process = 0.0, process
    return made


def test_that_a_line_has_time_process_and_level_and_no_break_within() -> None:
    line = log_line(record("opened /data\nh5"))
    assert line == "1970-01-01T00:00:00Z [77] info: opened /data\\nh5"


def test_that_the_oldest_lines_go_when_the_log_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_log, "_MAX_LOG_BYTES", 200)
    log = SharedLog(str(tmp_path))
    for number in range(100):
        log.write(record(f"line {number}"))
    log.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [LOG_NAME, *(f"{LOG_NAME}.{number}" for number in (1, 2, 3))]
    assert all(path.stat().st_size <= 200 for path in tmp_path.iterdir())
    assert "line 99" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")


def test_that_two_windows_write_to_one_log_and_none_to_what_the_other_has_put_away(
    tmp_path: Path,
) -> None:
    here, there = SharedLog(str(tmp_path)), SharedLog(str(tmp_path))
    here.write(record("first", 1))
    there.write(record("second", 2))
    (tmp_path / LOG_NAME).rename(tmp_path / f"{LOG_NAME}.1")
    here.write(record("third", 1))
    there.write(record("fourth", 2))
    here.close()
    there.close()
    lines = (tmp_path / LOG_NAME).read_text(encoding="utf-8").splitlines()
    assert [line.split()[-1] for line in lines] == ["third", "fourth"]
    assert len(log_tail(str(tmp_path), 1, 9)) == 1


def test_that_a_log_that_cannot_be_written_is_named_and_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    log = SharedLog(str(folder))
    with pytest.raises(DiskError, match=LOG_NAME):
        log.write(record("lost"))
    folder.mkdir()
    log.write(record("kept"))
    log.close()
    assert log_tail(str(folder), 77, 5) == ["1970-01-01T00:00:00Z [77] info: kept"]


def test_that_the_tail_is_of_one_process_and_as_short_as_asked(tmp_path: Path) -> None:
    log = SharedLog(str(tmp_path))
    for number in range(6):
        log.write(record(f"line {number}", process=number % 2))
    log.close()
    assert [line[-1] for line in log_tail(str(tmp_path), 1, 2)] == ["3", "5"]
    assert log_tail(str(tmp_path / "gone"), 1, 2) == []
