import os
import time

import pytest

from stackplan.files.process import default_stacks, utc_time


@pytest.mark.parametrize(("processors", "stacks"), [(1, 1), (2, 1), (17, 16)])
def test_that_one_processor_is_left_to_spyrals_parent(
    monkeypatch: pytest.MonkeyPatch, processors: int, stacks: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(processors)))
    assert default_stacks() == stacks


@pytest.mark.parametrize(("processors", "stacks"), [(None, 1), (8, 7)])
def test_that_a_system_without_affinity_is_asked_for_its_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, stacks: int
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert default_stacks() == stacks


def test_that_a_time_is_written_as_plan_files_have_it() -> None:
    assert utc_time(1_795_372_800.9) == "2026-11-22T18:40:00Z"
    now = time.time()
    assert utc_time(now - 2) <= utc_time() <= utc_time(now + 60)
