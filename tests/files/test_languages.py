"""The short form of the campaign of languages, zones and jumping clocks."""

from pathlib import Path

from faults.locales import exported
from faults.operations import plan_file_for
from provisions import provided
from stackplan.files.plan_file import save_plan


def test_that_exports_do_not_depend_on_language_and_zone(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    save_plan(str(plan), plan_file_for(tmp_path))
    languages = provided("languages")
    last = {"LC_ALL": "ar_EG.UTF-8", "LOCPATH": str(languages), "TZ": "Asia/Kathmandu"}
    assert exported(plan, last) == exported(plan, {"LC_ALL": "C", "TZ": "UTC"})
