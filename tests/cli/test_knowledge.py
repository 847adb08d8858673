"""What the command line knows besides sizes: weights, times of a workspace, good runs, the rest."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shell import Shell
from stackplan.core.plan_text import read
from stackplan.files.hdf5_reader import has_library
from superblocks import superblock

BEGIN = 1_795_349_672
SIZES = {54: 12_000_000, 55: 3_000_000, 56: 9_000_000, 58: 30_000_000, 59: 1_000_000}
needs_h5py = pytest.mark.skipif(not has_library(), reason="the extra 'hdf5' is not installed")


@pytest.fixture
def shell(shell: Shell) -> Shell:
    """Five runs that were taken before the job."""
    shell.add(SIZES, BEGIN - 9_000)
    return shell


def stamped(after_s: float, words: str) -> str:
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(BEGIN + after_s))
    return f"{at},000 - spyral.core.pipeline - INFO - {words}\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_artifact(folder: Path, number: int, at_s: float, content: bytes | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    artifact = folder / f"run_{number:04d}.h5"
    artifact.write_bytes(superblock(0, 96) if content is None else content)
    os.utime(artifact, (at_s, at_s))


def write_events(path: Path, last: int) -> None:
    import h5py

    with h5py.File(path, "w") as file:
        marks = file.create_group("events").attrs
        marks["version"], marks["min_event"], marks["max_event"] = "libattpc_merger:1.0", 0, last


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A job of two stacks: 58 59 took 40 and 1 s, 54 took 22 s, then 56 failed and 55 was lost."""
    folder = tmp_path / "workspace"
    parent = stamped(0, "Run stacks: [[58, 59], [54, 56, 55]]") + stamped(0, "Stack 0 load: 56%")
    ended = stamped(60, "Total ellapsed time: 0 hrs 1 min 0.0 s")
    write(folder / "log" / "log_procParent.txt", parent + ended)
    boom = stamped(23, '"no silicon"').replace("INFO", "ERROR")
    for process, runs in ((0, {58: 40, 59: 41}), (1, {54: 22})):
        done = "".join(stamped(at, f"Phase Cluster complete for run {n}") for n, at in runs.items())
        write(folder / "log" / f"log_proc{process}.txt", done + boom * process)
        for number, at in runs.items():
            write_artifact(folder / "Cluster", number, BEGIN + at)
    return folder


def test_that_seconds_weigh_what_was_measured_and_estimated(shell: Shell, workspace: Path) -> None:
    content = shell.json("--weight", "seconds", "--history", workspace)
    assert content["weight"] == "ms"
    found = {run["run"]: (run["weight"], run["estimated"]) for run in content["runs"]}
    # One warm run: a second for its megabyte.
    assert found == {n: (size // 1000, n != 59) for n, size in SIZES.items()}
    assert "Measured: times as measured, from 1 run of 1 process." in shell.err
    assert "Done in about" in shell.err


def test_that_a_workspace_tells_when_a_plan_by_bytes_is_done(shell: Shell, workspace: Path) -> None:
    shell.plan("--history", workspace)
    assert "# weight:" not in shell.out or "# weight: bytes" in shell.out
    assert "Measured: 1.00 MB/s a process" in shell.err
    # The first runs took 10 s more than their megabytes: that is the start. Then 34 MB.
    assert "Done in about 44 s." in shell.err


def test_that_a_workspace_without_a_time_is_named(shell: Shell, workspace: Path) -> None:
    for log in (workspace / "log").iterdir():
        log.unlink()
    words = ("plan", shell.traces, "--history", workspace)
    assert "holds no time" in shell.refused(1, *words, "--weight", "seconds")
    shell.done(*words)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--weight", "seconds"], 2, "--history WORKSPACE"),
        (["--history", "{0}/traces"], 1, "traces"),
        (["--history", "{0}/gone"], 3, "gone"),
        (["--weight", "phase:Pointcloud"], 2,
         "--weight phase:Pointcloud needs the workspace with its files: --history WORKSPACE."),
        (["{0}/gone", "--weight", "phase:P", "--history", "{0}/traces"], 1,
         "has no files of a phase; name"),
        (["{0}/gone", "--weight", "phase:P", "--history", "{0}/no"], 3, "is not there"),
    ],
)  # fmt: skip
def test_that_a_weight_needs_its_workspace(
    shell: Shell, words: list[str], code: int, said: str
) -> None:
    given = [word.format(shell.folder) for word in words]
    if given[0][:2] == "--":
        given.insert(0, str(shell.traces))
    assert said in shell.refused(code, "plan", *given)


@needs_h5py
def test_that_events_are_counted_and_estimated(shell: Shell) -> None:
    shell.traces = shell.folder / "events"
    shell.traces.mkdir()
    for number, last in ((1, 99), (2, 199)):
        write_events(shell.trace(number), last)
    shell.trace(3).write_bytes(b"text" * 100)
    content = shell.json("--weight", "events")
    weights = [(run["weight"], run["estimated"]) for run in content["runs"]]
    assert content["weight"] == "events"
    assert weights[:2] == [(100, False), (200, False)]
    assert weights[2][1]
    assert "Run 3: HDF5 cannot read it" in shell.err


def test_that_events_without_the_library_name_the_remedy(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stackplan.files.hdf5_reader.has_library", lambda: False)
    assert "stackplan[hdf5]" in shell.refused(1, "plan", shell.traces, "--weight", "events")


@pytest.fixture
def clouds(workspace: Path) -> Path:
    """The workspace with point clouds too: of 54, 56, 58 and 60, two files of 58, an empty 59."""
    folder = workspace / "Pointcloud"
    for number, size in {54: 500, 56: 900, 58: 2_000, 60: 100, 59: 0}.items():
        write_artifact(folder, number, BEGIN - 1_000, b"x" * size)  # of an earlier job
    (folder / "run_0058_beam.parquet").write_bytes(b"x" * 1_000)
    os.utime(folder / "run_0058_beam.parquet", (BEGIN - 1_000, BEGIN - 1_000))
    (folder / "notes.txt").write_bytes(b"x")
    return workspace


def test_that_the_files_of_a_phase_weigh_the_runs(shell: Shell, clouds: Path) -> None:
    words = ("--weight", "phase:Pointcloud", "--history", clouds)
    content = shell.json(*words)
    assert content["weight"] == "phase:Pointcloud"
    # Bytes of a point cloud for each of the traces: the middle one is 0.0001.
    found = {run["run"]: (run["size"], run["weight"], run["estimated"]) for run in content["runs"]}
    assert found == {
        54: (12_000_000, 500, False), 55: (3_000_000, 300, True), 56: (9_000_000, 900, False),
        58: (30_000_000, 3_000, False), 59: (1_000_000, 100, True),
    }  # fmt: skip
    said = "3 of 5 runs have a file of Pointcloud; estimated from their sizes: 55, 59."
    assert f"stackplan: {said}" in shell.err
    assert "Measured: " in shell.err  # what Cluster took, by the size of the point clouds
    assert shell.plan(*words).plan.request.weight == "phase:Pointcloud"
    assert "# weight: phase:Pointcloud\n" in shell.out


def test_that_without_the_traces_the_runs_are_those_of_the_phase(
    shell: Shell, clouds: Path
) -> None:
    gone = shell.folder / "gone"
    weight = ("--weight", "phase:Pointcloud", "--history", clouds)
    words = ("--stacks", "2", *weight, "--output", shell.path)
    assert shell.done("plan", gone, "--runs", "55-", "--skip", "60", *words) == ""
    said = shell.err.splitlines()[0]
    assert said.startswith(f"stackplan: {gone} is not there; check the path")
    assert said.endswith(
        " The runs are those of the files of Pointcloud; sizes of traces are not known."
    )
    runs = read(shell.path.read_text("utf-8")).plan.runs
    assert [(run.number, run.size, run.weight) for run in runs] == [(56, 0, 900), (58, 0, 3_000)]
    shell.done("show", shell.path)
    shell.done("export", shell.path, "--to", "csv")
    assert read(shell.done("rest", shell.path, clouds)).plan.total == 900  # Cluster has done run 58
    err = shell.refused(1, "plan", gone, "--runs", "1-9", *words)
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
    shell: Shell, clouds: Path, weight: str, code: int, words: str
) -> None:
    given = ("plan", shell.traces, "--weight", weight, "--history", clouds)
    assert words in shell.refused(code, *given)


_IMPORTS = """
import sys
from stackplan.__main__ import main
code = main(sys.argv[1:])
print(*sorted({"PySide6", "matplotlib", "numpy", "h5py"} & set(sys.modules)), file=sys.stderr)
sys.exit(code)
"""


@needs_h5py
@pytest.mark.parametrize("weight", ["bytes", "events"])
def test_that_planning_imports_no_library_whatever_counts(shell: Shell, weight: str) -> None:
    write_events(shell.trace(60), 9)
    command = [sys.executable, "-c", _IMPORTS, "plan", str(shell.traces), "--weight", weight]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("\n\n")


def test_that_a_list_of_good_runs_skips_the_others_with_reasons(shell: Shell) -> None:
    write(
        shell.folder / "sheet.csv",
        "Run number,Run class,Start,Comments\n54,PROD,53:34.6,\n55,JUNK,53:34.6,crane\n58,PROD,,\n"
        "x,,,\n70,PROD,,\n",
    )
    plan = shell.plan("--good-runs", shell.folder / "sheet.csv").plan
    assert plan.places.keys() == {54, 58}
    assert plan.request.skip == {55, 56, 59}
    assert "# skip reason: 55 JUNK: crane" in shell.out
    assert "# skip reason: 56,59 not in the list of good runs" in shell.out
    for words in ("'Run class' decides", "Line 5 of the list names no run: 'x'.",
                  "2 runs would be planned, 3 skipped.",
                  "Skipped, JUNK: 55.", "not there: 70."):  # fmt: skip
        assert words in shell.err


@pytest.mark.parametrize(
    ("sheet", "planned", "words"),
    [
        ("Run;Good? (Y/N)\r\n54;Y\r\n55;N\r\n58-59;Y\r\n", {54, 58, 59}, "'Good? (Y/N)' decides"),
        ("run,good\n54.0,True\n55.0,False\n", {54}, "'good' decides"),
        ("run,Use\n54,x\n55,\n", {54}, "Skipped, 'Use' is empty: 55."),
    ],
)
def test_that_the_good_column_of_a_sheet_decides_and_is_named(
    shell: Shell, sheet: str, planned: set[int], words: str
) -> None:
    path = shell.folder / "sheet.csv"
    path.write_text(sheet, encoding="utf-8", newline="")
    assert shell.plan("--good-runs", path).plan.places.keys() == planned
    assert words in shell.err


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("run,Status\n54,good\n55,so so\n", ("sheet.csv", "'Status'", "'so so' on line 3")),
        ("hello", ("sheet.csv",)),
    ],
)
def test_that_a_list_that_cannot_be_understood_is_refused_by_name(
    shell: Shell, sheet: str, said: tuple[str, ...]
) -> None:
    write(shell.folder / "sheet.csv", sheet)
    err = shell.refused(1, "plan", shell.traces, "--good-runs", shell.folder / "sheet.csv")
    assert all(words in err for words in said)


def rest(shell: Shell, workspace: Path, *words: str) -> set[int]:
    """Runs that are left of the plan file."""
    return set(read(shell.done("rest", shell.path, workspace, *words)).plan.places)


def test_that_the_rest_is_what_is_not_done(shell: Shell, workspace: Path) -> None:
    before = read(shell.save().read_text("utf-8")).plan.places
    file = read(shell.done("rest", shell.path, workspace))
    assert file.plan.places.keys() == {55, 56}
    assert file.plan.request.skip == {54, 58, 59}
    kept = {
        int(number): int(line.partition(",")[0].rpartition(" ")[2]) - 1
        for line in file.unknown
        for number in line.partition(", ")[2].replace("-", ", ").split(", ")
    }
    assert kept == {number: before[number] for number in (54, 58, 59)}
    assert "# skip reason: 54,58-59 done" in shell.out
    for words in ("3 runs done: 54, 58-59.", "1 run failed: 56.", "1 run never started: 55.",
                  "Run 56 failed: no silicon."):  # fmt: skip
        assert words in shell.err
    again = shell.folder / "rest.txt"
    shell.done("rest", shell.path, workspace, "--output", again)
    shell.done("rest", again, workspace)
    shell.traces.rename(shell.traces.with_name("elsewhere"))
    assert rest(shell, workspace) == {55, 56}
    assert "Whether traces have changed since is not known." in shell.err


def test_that_a_run_whose_trace_has_changed_is_done_again(shell: Shell, workspace: Path) -> None:
    shell.save()
    os.utime(shell.trace(58), (BEGIN + 99, BEGIN + 99))
    assert rest(shell, workspace) == {55, 56, 58}
    assert "1 run done before its trace file was last changed: 58." in shell.err
    assert rest(shell, workspace, "--keep-older-results") == {55, 56}
    assert "3 runs done: 54, 58-59." in shell.err
    assert "Counted as done although the trace files are newer: 58." in shell.err


def test_that_where_nothing_is_left_no_plan_is_made(shell: Shell, workspace: Path) -> None:
    shell.save()
    for number in (55, 56):
        write_artifact(workspace / "Cluster", number, time.time())
    # A file alone does not vouch for a run that failed: Spyral makes it before the phase fails.
    assert rest(shell, workspace) == {56}
    with (workspace / "log" / "log_proc1.txt").open("a", encoding="utf-8") as log:
        log.write(stamped(90, "Phase Cluster complete for run 56"))
    assert "Nothing is left" in shell.refused(1, "rest", shell.path, workspace)


@pytest.mark.parametrize("late_s", [0.012, 3_600])
def test_that_a_night_in_which_every_run_failed_leaves_all_of_them(
    shell: Shell, late_s: float
) -> None:
    # As with Spyral 1.1.2 and overlap_join: HDF5 closes each file after the failure is written.
    shell.save()
    folder = shell.folder / "failed"
    start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(BEGIN))
    for phase, at in (("Pointcloud", BEGIN - 100), ("Cluster", BEGIN + 0.1 + late_s)):
        for number in SIZES:
            write_artifact(folder / phase, number, at)
    lines = "".join(f"{number}\t1\t{start}\t0.100\tfailed\tTypeError: x\n" for number in SIZES)
    write(folder / "log" / "times_stack1.tsv", lines)
    assert rest(shell, folder) == SIZES.keys()
    assert "5 runs failed: 54-56, 58-59." in shell.err
    words = ("plan", shell.traces, "--weight", "seconds", "--history", folder)
    assert "holds no time of a run" in shell.refused(1, *words)


def test_that_a_job_that_is_at_work_keeps_its_runs(shell: Shell) -> None:
    now = time.time() - BEGIN - 5
    write(
        shell.folder / "busy" / "log" / "log_procParent.txt",
        stamped(now, "Run stacks: [[58, 59], [54, 56, 55]]") + stamped(now, "Stack 0 load: 56%"),
    )
    err = shell.refused(1, "rest", shell.save(), shell.folder / "busy")
    assert "seems to be at work still" in err
    assert "stay with stacks that are at work" in err


def test_that_check_tells_a_writer_at_work_from_one_that_crashed(shell: Shell) -> None:
    shell.save()
    for number in (54, 55):
        with shell.trace(number).open("r+b") as stream:
            stream.write(superblock(0, 2048, flags=1))
    os.utime(shell.trace(54), (BEGIN - 9_000, BEGIN - 9_000))
    assert "States of the files: 3 closed, 2 open." in shell.done("check", shell.path)
    crashed = "Run 54: open, but not changed for a minute; the writer may have crashed."
    assert crashed in shell.err
    assert "Run 55: changed less than a minute ago; the writer may be at work." in shell.err
