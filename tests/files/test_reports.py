from __future__ import annotations

from pathlib import Path

from stackplan.files import crash_log as reports
from stackplan.files.crash_log import keep_report, report_text


def test_that_a_report_holds_what_where_when_and_what_was_logged() -> None:
    text = report_text("KeyError: 3", "Qt: 6.11.3\n", "Traceback\n  line 1\n", ["opened /data"], 0)
    assert text.startswith("Stackplan report: KeyError: 3\n1970-01-01T00:00:00Z\n\nQt: 6.11.3\n\n")
    assert "Where it happened\nTraceback\n  line 1\n" in text
    assert "What was logged before\nopened /data\n" in text
    assert "(nothing)" in report_text("x", "x", "x", [], 0)


def test_that_a_report_is_kept_in_a_file_of_its_own(tmp_path: Path) -> None:
    kept = [keep_report(str(tmp_path), "title", f"text {n} \udcff", is_crash=True) for n in (1, 2)]
    texts = {Path(each.path).read_text(encoding="utf-8") for each in kept}
    assert texts == {"text 1 ?", "text 2 ?"}
    assert all(each.is_crash and not each.problem for each in kept)


def test_that_the_oldest_reports_go(tmp_path: Path) -> None:
    (tmp_path / "stackplan.log").touch()
    for number in range(reports._KEPT + 5):
        (tmp_path / f"19700101T0000{number:02d}Z-a{reports.ENDING}").touch()
    newest = keep_report(str(tmp_path), "title", "text")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == reports._KEPT + 1
    assert Path(newest.path).name in names
    assert "stackplan.log" in names


def test_that_a_report_that_no_disk_takes_is_not_lost(tmp_path: Path) -> None:
    kept = keep_report(str(tmp_path / "gone"), "title", "text")
    assert (kept.title, kept.text, kept.path) == ("title", "text", "")
    assert "gone" in kept.problem
