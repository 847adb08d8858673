"""What the command line knows besides sizes: weights, times of a workspace, good runs, the rest."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from folders import Stackplan
from stackplan.core.plan_text import read
from stackplan.files.hdf5_reader import has_library
from superblocks import superblock

BEGIN = 1_795_349_672
SIZES = {54: 12_000_000, 55: 3_000_000, 56: 9_000_000, 58: 30_000_000, 59: 1_000_000}


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    folder = tmp_path / "traces"
    folder.mkdir()
    for number, size in SIZES.items():
        path = folder / f"run_{number:04d}.h5"
        path.write_bytes(superblock(0, size))
        os.truncate(path, size)
        os.utime(path, (BEGIN - 9_000, BEGIN - 9_000))
    return folder


def stamped(after_s: float, words: str) -> str:
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(BEGIN + after_s))
    return f"{at},000 - spyral.core.pipeline - INFO - {words}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A job of two stacks: 58 59 took 40 and 1 s, 54 took 22 s, then 56 failed and 55 was lost."""
    folder = tmp_path / "workspace"
    logs = folder / "log"
    logs.mkdir(parents=True)
    parent = stamped(0, "Run stacks: [[58, 59], [54, 56, 55]]") + stamped(0, "Stack 0 load: 56%")
    ended = stamped(60, "Total ellapsed time: 0 hrs 1 min 0.0 s")
    (logs / "log_procParent.txt").write_text(parent + ended, encoding="utf-8")
    boom = stamped(23, '"no silicon"').replace("INFO", "ERROR")
    for process, runs in ((0, {58: 40, 59: 41}), (1, {54: 22})):
        done = "".join(stamped(at, f"Phase Cluster complete for run {n}") for n, at in runs.items())
        text = done + boom * process
        (logs / f"log_proc{process}.txt").write_text(text, encoding="utf-8")
        (folder / "Cluster").mkdir(exist_ok=True)
        for number, at in runs.items():
            artifact = folder / "Cluster" / f"run_{number:04d}.h5"
            artifact.write_bytes(superblock(0, 96))
            os.utime(artifact, (BEGIN + at, BEGIN + at))
    return folder


def test_that_seconds_weigh_what_was_measured_and_what_follows_from_it(
    stackplan: Stackplan, traces: Path, workspace: Path
) -> None:
    words = ("--stacks", "2", "--weight", "seconds", "--history", workspace, "--format", "json")
    code, out, err = stackplan("plan", traces, *words)
    assert code == 0, err
    content = json.loads(out)
    assert content["weight"] == "ms"
    found = {run["run"]: (run["weight"], run["estimated"]) for run in content["runs"]}
    # One warm run: a second for its megabyte.
    assert found == {
        54: (12_000, True), 55: (3_000, True), 56: (9_000, True), 58: (30_000, True),
        59: (1_000, False),
    }  # fmt: skip
    assert "Measured: times as measured, from 1 run of 1 process." in err
    assert "Done in about" in err


def test_that_a_workspace_tells_when_a_plan_by_bytes_is_done(
    stackplan: Stackplan, traces: Path, workspace: Path
) -> None:
    code, out, err = stackplan("plan", traces, "--stacks", "2", "--history", workspace)
    assert code == 0
    assert "# weight:" not in out or "# weight: bytes" in out
    assert "Measured: 1.00 MB/s a process" in err
    # The first runs took 10 s more than their megabytes: that is the start. Then 34 MB.
    assert "Done in about 44 s." in err


def test_that_seconds_need_a_workspace(stackplan: Stackplan, traces: Path) -> None:
    code, out, err = stackplan("plan", traces, "--weight", "seconds")
    assert (code, out) == (2, "")
    assert "--history WORKSPACE" in err


def test_that_a_workspace_without_a_time_is_named(
    stackplan: Stackplan, traces: Path, workspace: Path
) -> None:
    for log in (workspace / "log").iterdir():
        log.unlink()
    code, _, err = stackplan("plan", traces, "--weight", "seconds", "--history", workspace)
    assert code == 1
    assert "holds no time" in err
    assert stackplan("plan", traces, "--history", workspace)[0] == 0


@pytest.mark.parametrize("place", ["traces", "gone"])
def test_that_what_is_no_workspace_is_refused(
    stackplan: Stackplan, traces: Path, tmp_path: Path, place: str
) -> None:
    code, out, err = stackplan("plan", traces, "--history", tmp_path / place)
    assert (code, out) == ((1 if place == "traces" else 3), "")
    assert place in err


def test_that_events_are_counted_and_estimated(stackplan: Stackplan, tmp_path: Path) -> None:
    if not has_library():
        pytest.skip("the extra 'hdf5' is not installed")
    import h5py

    for number, last in ((1, 99), (2, 199)):
        with h5py.File(tmp_path / f"run_{number:04d}.h5", "w") as file:
            marks = file.create_group("events").attrs
            marks["version"], marks["min_event"], marks["max_event"] = (
                "libattpc_merger:1.0",
                0,
                last,
            )
    (tmp_path / "run_0003.h5").write_bytes(b"text" * 100)
    code, out, err = stackplan("plan", tmp_path, "--weight", "events", "--format", "json")
    assert code == 0, err
    content = json.loads(out)
    weights = [(run["weight"], run["estimated"]) for run in content["runs"]]
    assert content["weight"] == "events"
    assert weights[:2] == [(100, False), (200, False)]
    assert weights[2][1]
    assert "Run 3: HDF5 cannot read it" in err


@pytest.fixture
def clouds(workspace: Path) -> Path:
    """The workspace with point clouds too: of 54, 56, 58 and 60, two files of 58, an empty 59."""
    folder = workspace / "Pointcloud"
    folder.mkdir()
    for name, size in {"54": 500, "56": 900, "58": 2_000, "60": 100, "59": 0}.items():
        (folder / f"run_00{name}.h5").write_bytes(b"x" * size)
        os.utime(folder / f"run_00{name}.h5", (BEGIN - 1_000, BEGIN - 1_000))  # an earlier job
    (folder / "run_0058_beam.parquet").write_bytes(b"x" * 1_000)
    os.utime(folder / "run_0058_beam.parquet", (BEGIN - 1_000, BEGIN - 1_000))
    (folder / "notes.txt").write_bytes(b"x")
    return workspace


def test_that_the_files_of_a_phase_weigh_the_runs(
    stackplan: Stackplan, traces: Path, clouds: Path
) -> None:
    words = ("--stacks", "2", "--weight", "phase:Pointcloud", "--history", clouds)
    code, out, err = stackplan("plan", traces, *words, "--format", "json")
    assert code == 0, err
    content = json.loads(out)
    assert content["weight"] == "phase:Pointcloud"
    # Bytes of a point cloud for each of the traces: the middle one is 0.0001.
    found = {run["run"]: (run["size"], run["weight"], run["estimated"]) for run in content["runs"]}
    assert found == {
        54: (12_000_000, 500, False), 55: (3_000_000, 300, True), 56: (9_000_000, 900, False),
        58: (30_000_000, 3_000, False), 59: (1_000_000, 100, True),
    }  # fmt: skip
    assert (
        "stackplan: 3 of 5 runs have a file of Pointcloud; estimated from their sizes: 55, 59."
        in err
    )
    assert "Measured: " in err  # what Cluster took, by the size of the point clouds
    code, out, _ = stackplan("plan", traces, *words)
    assert "# weight: phase:Pointcloud\n" in out
    assert read(out).plan.request.weight == "phase:Pointcloud"


def test_that_the_runs_are_those_of_the_phase_where_the_traces_are_not_mounted(
    stackplan: Stackplan, tmp_path: Path, clouds: Path
) -> None:
    gone, output = tmp_path / "gone", tmp_path / "plan.txt"
    words = (
        "--stacks",
        "2",
        "--weight",
        "phase:Pointcloud",
        "--history",
        clouds,
        "--output",
        output,
    )
    code, out, err = stackplan("plan", gone, "--runs", "55-", "--skip", "60", *words)
    assert (code, out) == (0, "")
    said = err.splitlines()
    assert said[0].startswith(f"stackplan: {gone} is not there; check the path")
    assert said[0].endswith(
        " The runs are those of the files of Pointcloud; sizes of traces are not known."
    )
    plan = read(output.read_text("utf-8")).plan
    assert [(run.number, run.size, run.weight) for run in plan.runs] == [
        (56, 0, 900),
        (58, 0, 3_000),
    ]
    assert stackplan("show", output)[0] == 0
    assert stackplan("export", output, "--to", "csv")[0] == 0
    code, out, err = stackplan("rest", output, clouds)
    assert code == 0, err
    assert read(out).plan.total == 900  # Cluster has done run 58
    code, _, err = stackplan("plan", gone, "--runs", "1-9", *words)
    assert code == 1
    assert "No run from 1 to 9 is in " in err
    assert "the folder has runs 54-60." in err


@pytest.mark.parametrize(
    ("weight", "code", "words"),
    [
        ("phase:Pointclouds", 1, "workspace has no files of the phase Pointclouds; there are files"
         " of Cluster, Pointcloud."),
        ("phase:log", 1, "has no files of the phase log; there are files of Cluster, Pointcloud."),
        ("phase:../x", 2, "'phase:../x' is nothing that a load counts; write bytes, events, secon"),
        ("ms", 2, "'ms' is nothing that a load counts"),
    ],
)  # fmt: skip
def test_that_a_phase_that_is_not_there_is_named_with_those_that_are(
    stackplan: Stackplan, traces: Path, clouds: Path, weight: str, code: int, words: str
) -> None:
    given, out, err = stackplan("plan", traces, "--weight", weight, "--history", clouds)
    assert (given, out) == (code, "")
    assert words in err


def test_that_a_phase_needs_its_workspace(
    stackplan: Stackplan, traces: Path, tmp_path: Path
) -> None:
    code, out, err = stackplan("plan", traces, "--weight", "phase:Pointcloud")
    assert (code, out) == (2, "")
    assert (
        "--weight phase:Pointcloud needs the workspace with its files: --history WORKSPACE." in err
    )
    gone = tmp_path / "no"
    for place, words in ((traces, "has no files of a phase; name"), (gone, "is not there")):
        code, out, err = stackplan("plan", gone, "--weight", "phase:P", "--history", place)
        assert (code, out) == (1 if place == traces else 3, "")
        assert words in err


_IMPORTS = """
import sys
from stackplan.__main__ import main
code = main(sys.argv[1:])
print(*sorted({"PySide6", "matplotlib", "numpy", "h5py"} & set(sys.modules)), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("weight", ["bytes", "events"])
def test_that_planning_imports_no_library_whatever_counts(traces: Path, weight: str) -> None:
    if not has_library():
        pytest.skip("the extra 'hdf5' is not installed")
    import h5py

    with h5py.File(traces / "run_0060.h5", "w") as file:
        marks = file.create_group("events").attrs
        marks["version"], marks["min_event"], marks["max_event"] = "libattpc_merger:1.0", 0, 9
    command = [sys.executable, "-c", _IMPORTS, "plan", str(traces), "--weight", weight]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("\n\n")


def test_that_events_without_the_library_name_the_remedy(
    stackplan: Stackplan, traces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stackplan.files.hdf5_reader.has_library", lambda: False)
    code, out, err = stackplan("plan", traces, "--weight", "events")
    assert (code, out) == (1, "")
    assert "stackplan[hdf5]" in err


def test_that_a_list_of_good_runs_skips_the_others_with_reasons(
    stackplan: Stackplan, traces: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "Run number,Run class,Start,Comments\n54,PROD,53:34.6,\n55,JUNK,53:34.6,crane\n58,PROD,,\n"
        "x,,,\n70,PROD,,\n",
        encoding="utf-8",
    )
    code, out, err = stackplan("plan", traces, "--stacks", "1", "--good-runs", sheet)
    assert code == 0
    file = read(out)
    assert file.plan.places.keys() == {54, 58}
    assert file.plan.request.skip == {55, 56, 59}
    assert "# skip reason: 55 JUNK: crane" in out
    assert "# skip reason: 56,59 not in the list of good runs" in out
    for words in ("'Run class' decides", "Line 5 of the list names no run: 'x'.",
                  "2 runs would be planned, 3 skipped.",
                  "Skipped, JUNK: 55.", "not there: 70."):  # fmt: skip
        assert words in err


@pytest.mark.parametrize(
    ("sheet", "planned", "words"),
    [
        ("Run;Good? (Y/N)\r\n54;Y\r\n55;N\r\n58-59;Y\r\n", {54, 58, 59}, "'Good? (Y/N)' decides"),
        ("run,good\n54.0,True\n55.0,False\n", {54}, "'good' decides"),
        ("run,Use\n54,x\n55,\n", {54}, "Skipped, 'Use' is empty: 55."),
    ],
)
def test_that_the_good_column_of_a_sheet_decides_and_is_named(
    stackplan: Stackplan, traces: Path, tmp_path: Path, sheet: str, planned: set[int], words: str
) -> None:
    (tmp_path / "sheet.csv").write_text(sheet, encoding="utf-8", newline="")
    code, out, err = stackplan(
        "plan", traces, "--stacks", "1", "--good-runs", tmp_path / "sheet.csv"
    )
    assert code == 0
    assert read(out).plan.places.keys() == planned
    assert words in err


def test_that_a_good_column_that_cannot_be_understood_is_refused_by_name(
    stackplan: Stackplan, traces: Path, tmp_path: Path
) -> None:
    (tmp_path / "sheet.csv").write_text("run,Status\n54,good\n55,so so\n", encoding="utf-8")
    code, out, err = stackplan("plan", traces, "--good-runs", tmp_path / "sheet.csv")
    assert (code, out) == (1, "")
    for words in ("sheet.csv", "'Status'", "'so so' on line 3"):
        assert words in err


def test_that_a_list_that_is_none_is_refused(
    stackplan: Stackplan, traces: Path, tmp_path: Path
) -> None:
    (tmp_path / "sheet.csv").write_text("hello", encoding="utf-8")
    code, out, err = stackplan("plan", traces, "--good-runs", tmp_path / "sheet.csv")
    assert (code, out) == (1, "")
    assert "sheet.csv" in err


@pytest.fixture
def plan(stackplan: Stackplan, traces: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    assert stackplan("plan", traces, "--stacks", "2", "--output", path)[0] == 0
    return path


def test_that_the_rest_is_what_is_not_done(
    stackplan: Stackplan, plan: Path, workspace: Path
) -> None:
    code, out, err = stackplan("rest", plan, workspace)
    assert code == 0, err
    file = read(out)
    assert file.plan.places.keys() == {55, 56}
    assert file.plan.request.skip == {54, 58, 59}
    before = read(plan.read_text(encoding="utf-8")).plan.places
    kept = {
        int(number): int(line.partition(",")[0].rpartition(" ")[2]) - 1
        for line in file.unknown
        for number in line.partition(", ")[2].replace("-", ", ").split(", ")
    }
    assert kept == {number: before[number] for number in (54, 58, 59)}
    assert "# skip reason: 54,58-59 done" in out
    for words in ("3 runs done: 54, 58-59.", "1 run failed: 56.", "1 run never started: 55.",
                  "Run 56 failed: no silicon."):  # fmt: skip
        assert words in err
    again = plan.with_name("rest.txt")
    assert stackplan("rest", plan, workspace, "--output", again)[0] == 0
    assert stackplan("rest", again, workspace)[0] == 0


def test_that_a_run_whose_trace_has_changed_since_is_done_again(
    stackplan: Stackplan, plan: Path, traces: Path, workspace: Path
) -> None:
    os.utime(traces / "run_0058.h5", (BEGIN + 99, BEGIN + 99))
    code, out, err = stackplan("rest", plan, workspace)
    assert code == 0
    assert read(out).plan.places.keys() == {55, 56, 58}
    assert "1 run done before its trace file was last changed: 58." in err
    code, out, err = stackplan("rest", plan, workspace, "--keep-older-results")
    assert code == 0
    assert read(out).plan.places.keys() == {55, 56}
    assert "3 runs done: 54, 58-59." in err
    assert "Counted as done although the trace files are newer: 58." in err


def test_that_where_nothing_is_left_no_plan_is_made(
    stackplan: Stackplan, plan: Path, workspace: Path
) -> None:
    for number in (55, 56):
        artifact = workspace / "Cluster" / f"run_{number:04d}.h5"
        artifact.write_bytes(superblock(0, 96))
    # A file alone does not vouch for a run that failed: Spyral makes it before the phase fails.
    code, out, _ = stackplan("rest", plan, workspace)
    assert (code, list(read(out).plan.places)) == (0, [56])
    with (workspace / "log" / "log_proc1.txt").open("a", encoding="utf-8") as log:
        log.write(stamped(90, "Phase Cluster complete for run 56"))
    code, out, err = stackplan("rest", plan, workspace)
    assert (code, out) == (1, "")
    assert "Nothing is left" in err


@pytest.mark.parametrize("late_s", [0.012, 3_600])
def test_that_a_night_in_which_every_run_failed_leaves_all_of_them(
    stackplan: Stackplan, plan: Path, tmp_path: Path, late_s: float
) -> None:
    # As with Spyral 1.1.2 and overlap_join: HDF5 closes each file after the failure is written.
    folder = tmp_path / "failed"
    (folder / "log").mkdir(parents=True)
    start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(BEGIN))
    for phase, at in (("Pointcloud", BEGIN - 100), ("Cluster", BEGIN + 0.1 + late_s)):
        (folder / phase).mkdir()
        for number in SIZES:
            artifact = folder / phase / f"run_{number:04d}.h5"
            artifact.write_bytes(superblock(0, 96))
            os.utime(artifact, (at, at))
    lines = "".join(f"{number}\t1\t{start}\t0.100\tfailed\tTypeError: x\n" for number in SIZES)
    (folder / "log" / "times_stack1.tsv").write_text(lines, encoding="utf-8")
    code, out, err = stackplan("rest", plan, folder)
    assert code == 0
    assert read(out).plan.places.keys() == SIZES.keys()
    assert "5 runs failed: 54-56, 58-59." in err
    weights = ("plan", tmp_path / "traces", "--weight", "seconds", "--history", folder)
    code, _, err = stackplan(*weights)
    assert code == 1
    assert "holds no time of a run" in err


def test_that_a_job_that_is_at_work_keeps_its_runs(
    stackplan: Stackplan, plan: Path, traces: Path, tmp_path: Path
) -> None:
    logs = tmp_path / "busy" / "log"
    logs.mkdir(parents=True)
    now = time.time() - BEGIN - 5
    (logs / "log_procParent.txt").write_text(
        stamped(now, "Run stacks: [[58, 59], [54, 56, 55]]") + stamped(now, "Stack 0 load: 56%"),
        encoding="utf-8",
    )
    code, out, err = stackplan("rest", plan, tmp_path / "busy")
    assert (code, out) == (1, "")
    assert "seems to be at work still" in err
    assert "stay with stacks that are at work" in err


def test_that_a_trace_folder_that_is_not_mounted_is_said(
    stackplan: Stackplan, plan: Path, traces: Path, workspace: Path
) -> None:
    traces.rename(traces.with_name("elsewhere"))
    code, out, err = stackplan("rest", plan, workspace)
    assert code == 0
    assert read(out).plan.places.keys() == {55, 56}
    assert "Whether traces have changed since is not known." in err


def test_that_check_tells_a_writer_at_work_from_one_that_crashed(
    stackplan: Stackplan, plan: Path, traces: Path
) -> None:
    for number in (54, 55):
        path = traces / f"run_{number:04d}.h5"
        with path.open("r+b") as stream:
            stream.write(superblock(0, 2048, flags=1))
    os.utime(traces / "run_0054.h5", (BEGIN - 9_000, BEGIN - 9_000))
    code, out, err = stackplan("check", plan)
    assert code == 0
    assert "States of the files: 3 closed, 2 open." in out
    assert "Run 54: open, but not changed for a minute; the writer may have crashed." in err
    assert "Run 55: changed less than a minute ago; the writer may be at work." in err
