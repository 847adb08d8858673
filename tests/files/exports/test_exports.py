import pytest

from engines.exporting import plan_of
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.files.exports import ENGINES, EXPORTS, PICTURES, REPORTS, TARGETS, export
from stackplan.files.exports.scripts import ExportOptions


@pytest.mark.parametrize("kind", [*EXPORTS, *REPORTS])
def test_that_every_format_renders_a_plan_without_runs(kind: str) -> None:
    data = export(PlanFile(Plan(PlanRequest()), "/data/h5"), kind, {})
    assert data.endswith(b"\n")
    assert b"\r" not in data


def test_that_states_are_shown_only_by_formats_that_there_are() -> None:
    assert set(EXPORTS) >= {target.key for target in TARGETS if target.needs_states}
    kinds = [*EXPORTS, *ENGINES, *REPORTS, *PICTURES]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("kind", ENGINES)
def test_that_an_engine_is_told_what_to_run(kind: str) -> None:
    options = ExportOptions(pipeline="a:b")
    assert b"run_plan.py" in export(plan_of([[1]]), kind, {1: "open"}, options)
