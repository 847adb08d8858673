"""Workspaces that Spyral itself has made: times, failures and kills as a watch of ours saw them.

The engine is Spyral's own; its physics takes minutes, so that it is the long form, which needs
STACKPLAN_SPYRAL to name a Python that has attpc-spyral.
"""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from engines.crew import Crew
from engines.exporting import plan_of
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.spyral.job import Workspace
from stackplan.core.spyral.progress import PlanProgress, progress_of
from stackplan.core.spyral.remainder import remainder_of
from stackplan.core.spyral.run_times import timed_runs
from stackplan.core.timing.estimate import finish_time
from stackplan.core.timing.rates import fit_rate
from stackplan.files.scan import ScanResult, scan
from stackplan.files.spyral_workspace import read_workspace

HERE = Path(__file__).resolve().parent
DONE = {3, 4, 7, 8, 9}
UNREADABLE, KILLED, NEVER = 5, 6, {1, 2}
FAR_FUTURE_MS = 10**14


def start_job(script: str, folder: Path, python: str, engine: Path | None, patience: int) -> Path:
    path = os.pathsep.join(map(str, filter(None, (HERE.parent, engine))))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    job = subprocess.run(
        [python, HERE / script, folder], env=environment, capture_output=True, text=True,
        timeout=patience, check=False,
    )  # fmt: skip
    assert job.returncode == 0, job.stderr
    return folder


@pytest.fixture(scope="module")
def engine_job(tmp_path_factory: pytest.TempPathFactory, engine: Path) -> Path:
    folder = tmp_path_factory.mktemp("job")
    return start_job("timed_job.py", folder, sys.executable, engine, 100)


@pytest.fixture(scope="module")
def physics_job(tmp_path_factory: pytest.TempPathFactory) -> Path:
    python = os.environ.get("STACKPLAN_SPYRAL")
    if not python:
        pytest.skip("STACKPLAN_SPYRAL does not name a Python with attpc-spyral")
    return start_job("physics_job.py", tmp_path_factory.mktemp("job"), python, None, 900)


def seen_ms(folder: Path) -> dict[int, float]:
    """What a watch outside saw each run take, from the begin of its first phase."""
    times: defaultdict[int, list[float]] = defaultdict(list)
    for line in (folder / "seen.tsv").read_text(encoding="utf-8").splitlines():
        run, _, begin, end = line.split("\t")
        times[int(run)] += [float(begin), float(end)]
    return {run: (max(both) - min(both)) * 1000 for run, both in times.items()}


def read(folder: Path) -> tuple[Workspace, ScanResult, Plan, PlanProgress]:
    found = scan(str(folder / "traces"))
    workspace = read_workspace(str(folder / "workspace"), found.folder)
    known = {run.number: run for run in found.runs}
    stacks = tuple(Stack(tuple(known[n] for n in stack)) for stack in workspace.job.stacks)
    plan = Plan(PlanRequest(n_stacks=len(stacks)), stacks)
    modified = {number: at // 10**6 for number, at in found.modified.items()}
    return workspace, found, plan, progress_of(plan, workspace, modified, FAR_FUTURE_MS)


def check_times(folder: Path, phases: tuple[str, ...]) -> None:
    workspace, found, _, _ = read(folder)
    assert workspace.phases == phases
    seen = seen_ms(folder)
    timed = timed_runs(workspace, {run.number: run.size for run in found.runs})
    assert {run.number for run in timed} == DONE
    for run in timed:
        if run.first:
            # Starting the process and compiling come before its own time.
            assert run.ms > seen[run.number]
        else:
            # Spyral's lines stand before and behind what was watched; a busy machine comes between.
            assert 0.95 * seen[run.number] <= run.ms <= 1.05 * seen[run.number] + 1000
    assert {run.number for run in timed if run.first} == {7, 8, 9}


def check_statuses(folder: Path) -> None:
    _, _, plan, progress = read(folder)
    assert {n for n, status in progress.statuses.items() if status == "done"} == DONE
    assert progress.statuses[UNREADABLE] == "failed"
    assert "silicon_upstream_front" in progress.reasons[UNREADABLE]
    assert progress.statuses[KILLED] == "unfinished"
    assert {n for n, status in progress.statuses.items() if status == "waiting"} == NEVER
    rest = remainder_of(plan, progress)
    assert rest.plan.places.keys() == {UNREADABLE, KILLED} | NEVER


def test_that_times_are_those_that_a_watch_outside_saw(engine_job: Path) -> None:
    check_times(engine_job, ("Pointcloud", "Own"))


def test_that_failed_killed_and_dropped_runs_are_found(engine_job: Path) -> None:
    check_statuses(engine_job)


def test_that_the_plan_is_estimated_from_what_its_runs_took(engine_job: Path) -> None:
    workspace, found, plan, _ = read(engine_job)
    rate = fit_rate(timed_runs(workspace, {run.number: run.size for run in found.runs}))
    assert rate is not None
    # Two phases of a second for ten megabytes each.
    assert float(rate.typical) == pytest.approx(5_000_000, rel=0.2)
    assert finish_time(plan, rate).likely > 9 * 200


def test_that_the_workspace_is_left_as_it_was(engine_job: Path) -> None:
    files = sorted((engine_job / "workspace").rglob("*"))
    before = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    read(engine_job)
    assert sorted((engine_job / "workspace").rglob("*")) == files
    assert [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in files] == before


def test_that_what_our_own_script_wrote_is_read(crew: Crew) -> None:
    stacks = [[1, 4, 3], [5]]  # run 4 is bad
    crew.plan(stacks)
    for words in (["prepare"], ["task", "1"]):
        crew.run(*words)
    workspace, plan = read_workspace(str(crew.folder / "out" / "workspace")), plan_of(stacks).plan
    progress = progress_of(plan, workspace, {}, FAR_FUTURE_MS)
    assert progress.statuses == {1: "done", 4: "failed", 3: "done", 5: "waiting"}
    assert "OSError" in progress.reasons[4]
    timed = timed_runs(workspace, {})
    assert [(run.number, run.process, run.first) for run in timed] == [(1, 0, True), (3, 0, False)]
    assert remainder_of(plan, progress).plan.places.keys() == {4, 5}


@pytest.mark.timeout(1000)
def test_that_a_job_of_spyrals_own_phases_is_read_alike(physics_job: Path) -> None:
    check_times(physics_job, ("Pointcloud", "Cluster"))
    check_statuses(physics_job)
