from __future__ import annotations

import pytest

from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.files.exports import EXPORTS, PICTURES, SHOW_STATES, export


@pytest.mark.parametrize("kind", EXPORTS)
def test_that_every_format_renders_a_plan_without_runs(kind: str) -> None:
    data = export(PlanFile(Plan(PlanRequest()), "/data/h5"), kind, {})
    assert data.endswith(b"\n")
    assert b"\r" not in data


def test_that_states_are_shown_only_by_formats_that_there_are() -> None:
    assert set(EXPORTS) >= SHOW_STATES
    assert not set(EXPORTS) & set(PICTURES)
