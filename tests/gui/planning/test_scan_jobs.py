"""The jobs that open a folder or a plan: what they report, in which order."""

from pathlib import Path

import pytest

from desk import plan_of
from folders import MakeFolder
from stackplan.core.balance import make_plan
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.files.plan_file import save_plan
from stackplan.files.scan import ScanResult
from stackplan.gui.planning.scan_jobs import (
    FolderGone,
    JobProgress,
    OpenedFolder,
    OpenedPlan,
    opening,
    scanning,
)
from stackplan.gui.widgets.worker import Cancelled

REQUEST = PlanRequest(n_stacks=2)


def opened(path: Path, request: PlanRequest = REQUEST) -> tuple[object, list[object]]:
    """The result, and what was reported beside the progress."""
    news: list[object] = []
    result = opening(str(path), request)(news.append)
    return result, [item for item in news if not isinstance(item, JobProgress)]


def plan_file(tmp_path: Path, traces: Path) -> Path:
    save_plan(str(tmp_path / "plan.txt"), PlanFile(plan_of([100, 50]), str(traces)))
    return tmp_path / "plan.txt"


def test_that_a_folder_is_reported_first_without_states(make_folder: MakeFolder) -> None:
    result, (look,) = opened(make_folder({1: 100, 2: 50}))
    assert isinstance(look, OpenedFolder)
    assert [run.number for run in look.found.runs] == [1, 2]
    assert not look.found.states
    assert look.plan is not None
    assert look.plan == make_plan(look.found.runs, REQUEST)
    assert isinstance(result, ScanResult)
    assert result.states.keys() == {1, 2}


def test_that_a_folder_that_cannot_be_planned_is_reported_too(make_folder: MakeFolder) -> None:
    _, (look,) = opened(make_folder({1: 100}), PlanRequest(method="unheard_of"))
    assert isinstance(look, OpenedFolder)
    assert (look.plan, len(look.found.runs)) == (None, 1)


def test_that_something_is_reported_before_the_disk_is_asked(tmp_path: Path) -> None:
    news: list[object] = []
    with pytest.raises(DiskError):
        opening(str(tmp_path / "gone"), REQUEST)(news.append)
    assert isinstance(news[0], JobProgress)


def test_that_a_plan_is_opened_before_its_folder(make_folder: MakeFolder, tmp_path: Path) -> None:
    result, news = opened(plan_file(tmp_path, make_folder({1: 100, 2: 50})))
    assert isinstance(result, ScanResult)
    assert list(map(type, news)) == [OpenedPlan, ScanResult]


def test_that_a_plan_whose_folder_is_gone_opens_all_the_same(tmp_path: Path) -> None:
    result, news = opened(plan_file(tmp_path, tmp_path / "gone"))
    assert isinstance(result, FolderGone)
    assert any(isinstance(item, OpenedPlan) for item in news)


def test_that_a_file_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("milk, bread\n")
    with pytest.raises(StackplanError, match=r"notes\.txt"):
        opened(tmp_path / "notes.txt")


def test_that_a_cancelled_scan_ends_at_its_next_report(make_folder: MakeFolder) -> None:
    def report(news: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        scanning(str(make_folder({1: 100})))(report)


def test_that_thousands_of_files_are_told_in_few_reports(make_folder: MakeFolder) -> None:
    news: list[object] = []
    scanning(str(make_folder(dict.fromkeys(range(2000), 1))))(news.append)
    assert len(news) < 200
