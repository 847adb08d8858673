"""The command line: results on stdout, one clear sentence on stderr, exit codes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from folders import MakeFolder, RunCommand, Stackplan, fill
from stackplan import __version__, cli
from stackplan.cli import commands
from stackplan.cli import parser as options
from stackplan.core.balance import METHODS
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile, read, write
from stackplan.core.request import PlanRequest
from stackplan.core.trace_checks import TraceFacts
from stackplan.files import hdf5_reader
from stackplan.files.exports import ENGINES, EXPORTS, PICTURES, REPORTS
from superblocks import superblock

FACTS = TraceFacts(is_readable=True)
MADE = re.compile(r'(# made: |"made": ")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')


class Window:
    """Stands in for the window's floor, and notes what it is asked for."""

    def __init__(self) -> None:
        self.opened: list[list[str]] = []
        self.no_display = ""

    def open(self, arguments: list[str]) -> int:
        self.opened.append(arguments)
        return 0

    def draw(self, plan_file: PlanFile, kind: str) -> bytes:
        return f"{kind} of {len(plan_file.plan.runs)} runs".encode()

    @property
    def hooks(self) -> cli.GuiHooks:
        return cli.GuiHooks(lambda: self.no_display, self.open, self.draw)


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
def stackplan(
    window: Window, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Stackplan:
    """Carry out a command in this process; code, standard output and error."""
    # No process is started that looks into the files: they hold nothing.
    monkeypatch.setattr(hdf5_reader, "has_library", lambda: True)
    monkeypatch.setattr(hdf5_reader, "read_facts", lambda paths, *_: dict.fromkeys(paths, FACTS))

    def run(*words: str | Path) -> tuple[int, str, str]:
        code = cli.run([os.fspath(word) for word in words], window.hooks)
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    """Five runs from 54 to 59, all closed; 57 is missing."""
    folder = tmp_path / "traces"
    folder.mkdir()
    for number, size in ((54, 12_000), (55, 3_000), (56, 9_000), (58, 30_000), (59, 1_000)):
        path = folder / f"run_{number:04d}.h5"
        path.write_bytes(superblock(0, size))
        os.truncate(path, size)
    return folder


def one_sentence(stderr: str) -> str:
    """All that a person reads."""
    lines = stderr.splitlines()
    assert len(lines) == 1, stderr
    return lines[0]


def test_that_a_plan_goes_to_the_standard_output_and_words_to_stderr(
    stackplan: Stackplan, traces: Path
) -> None:
    code, out, err = stackplan("plan", traces, "--stacks", "2")
    assert code == 0
    plan_file = read(out)
    assert [stack.run_numbers for stack in plan_file.plan.stacks] == [(58, 55, 59), (54, 56)]
    assert plan_file.traces == str(traces)
    assert err.splitlines() == [
        "stackplan: Missing, no file: run 57.",
        "stackplan: The longest is stack 1, 34.0 kB; at most 13.4 % above the best possible.",
        "stackplan: The limit is run 58 alone, longer than the average stack.",
    ]


def test_that_the_printed_plan_is_the_exported_one(
    stackplan: Stackplan, traces: Path, tmp_path: Path
) -> None:
    _, printed, _ = stackplan("plan", traces, "--stacks", "2", "--skip", "57,59")
    path = tmp_path / "plan.txt"
    path.write_text(printed, "utf-8")
    code, out, err = stackplan("export", path, "--to", "text")
    assert (code, out, err) == (0, printed, "")
    assert write(read(printed)) == printed


@pytest.mark.parametrize("kind", ["text", "csv", "json"])
def test_that_planning_and_exporting_give_the_same_in_every_format(
    stackplan: Stackplan, traces: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "plan.txt"
    assert stackplan("plan", traces, "--stacks", "2", "--output", path)[0] == 0
    _, planned, _ = stackplan("plan", traces, "--stacks", "2", "--format", kind)
    _, exported, _ = stackplan("export", path, "--to", kind)
    assert MADE.sub("", planned) == MADE.sub("", exported)
    assert kind == "text" or "closed" in exported


def test_that_the_json_object_tells_the_whole_plan(stackplan: Stackplan, traces: Path) -> None:
    (traces / "run_60.h5").write_bytes(b"x")
    options = ["--runs", "54-70", "--skip", "61-63", "--stacks", "2", "--method", "lpt"]
    code, out, _ = stackplan("plan", traces, *options, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert (found["format"], found["version"], found["traces"]) == ("stackplan", 1, str(traces))
    assert (found["run_min"], found["run_max"], found["skip"]) == (54, 70, "61-63")
    assert (found["method"], found["weight"], found["n_stacks"]) == ("lpt", "bytes", 2)
    assert found["runs"][0] == {
        "run": 54,
        "size": 12_000,
        "weight": 12_000,
        "estimated": False,
        "pinned": False,
        "state": "closed",
    }
    assert found["stacks"] == [
        {"stack": 1, "runs": [58], "load": 30_000, "share": 30 / 55},
        {"stack": 2, "runs": [54, 56, 55, 59], "load": 25_000, "share": 25 / 55},
    ]
    assert (found["makespan"], found["lower_bound"], found["gap"]) == (30_000, 30_000, 0.0)
    assert found["left_out"] == [
        {"runs": "61-63", "reason": "skipped"},
        {"runs": "57, 60, 64-70", "reason": "missing"},
        {"name": "run_60.h5", "reason": "misnamed"},
    ]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("55-58", [55, 56, 58]),
        ("56-", [56, 58, 59]),
        ("-55", [54, 55]),
        ("all", [54, 55, 56, 58, 59]),
        ("58", [58]),
        ("54\u201355", [54, 55]),
    ],
)
def test_that_a_run_range_is_inclusive_and_may_be_open(
    stackplan: Stackplan, traces: Path, text: str, runs: list[int]
) -> None:
    _, out, _ = stackplan("plan", traces, "--runs", text, "--stacks", "2")
    assert [run.number for run in read(out).plan.runs] == runs


def test_that_the_number_of_stacks_follows_the_machine(
    stackplan: Stackplan, traces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "default_stacks", lambda: 3)
    _, out, _ = stackplan("plan", traces)
    assert read(out).plan.request.n_stacks == 3
    assert read(out).plan.request.method == "snake"


def test_that_output_replaces_an_existing_file(
    stackplan: Stackplan, traces: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("old", "utf-8")
    code, out, _ = stackplan("plan", traces, "--stacks", "2", "--output", path)
    assert (code, out) == (0, "")
    assert len(read(path.read_text("utf-8")).plan.runs) == 5
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["plan.txt", "traces"]


def test_that_speeds_give_the_number_of_stacks_and_count(
    stackplan: Stackplan, traces: Path
) -> None:
    words = ["plan", traces, "--method", "lpt", "--speeds", "50 x2, 100", "--format", "json"]
    code, out, err = stackplan(*words)
    found = json.loads(out)
    assert code == 0
    assert (found["n_stacks"], found["speeds"]) == (3, [50, 50, 100])
    assert [stack["runs"] for stack in found["stacks"]] == [[54, 59], [56, 55], [58]]
    assert (found["makespan"], found["lower_bound"], found["gap"]) == (30_000, 30_000, 0.0)
    assert "The longest is stack 3, 30.0 kB at 100 %; optimal: no plan is shorter." in err
    assert "50.0 % shorter than Spyral's snake." in err
    assert read(stackplan(*words[:-2])[1]).plan.request.speeds == (50, 50, 100)


def test_that_as_many_full_speeds_are_no_speeds(stackplan: Stackplan, traces: Path) -> None:
    _, out, _ = stackplan("plan", traces, "--speeds", "100,100,100")
    request = read(out).plan.request
    assert (request.n_stacks, request.speeds) == (3, None)


@pytest.mark.parametrize("method", METHODS)
def test_that_pinned_runs_stand_where_they_are_pinned(
    stackplan: Stackplan, traces: Path, method: str
) -> None:
    words = ["plan", traces, "--stacks", "2", "--method", method]
    pins = ["--pin", "58:2", "--pin", "54:2", "--pin", "54:2"]
    code, out, err = stackplan(*words, *pins)
    plan = read(out).plan
    assert code == 0
    assert (plan.places[58], plan.places[54]) == (1, 1)
    assert plan.pinned == {54, 58}
    assert "with these pins" in err
    _, out, _ = stackplan(*words, *pins, "--format", "json")
    assert {run["run"] for run in json.loads(out)["runs"] if run["pinned"]} == {54, 58}


def test_that_a_verdict_tells_gain_proof_and_what_binds(stackplan: Stackplan, traces: Path) -> None:
    code, _, err = stackplan("plan", traces, "--stacks", "2", "--method", "balanced")
    assert code == 0
    assert err.splitlines()[-3:] == [
        "stackplan: The longest is stack 1, 30.0 kB; optimal: no plan is shorter.",
        "stackplan: 11.8 % shorter than Spyral's snake.",
        "stackplan: Run 58 alone is longer than the average stack: more stacks cannot help.",
    ]


@pytest.fixture
def troubled(traces: Path) -> Path:
    """The same with a file that is open, a cut off one, one that is no HDF5, and an empty one."""
    for number, head in (
        (60, superblock(0, 5_000, flags=1)),
        (61, superblock(0, 9_000)),
        (62, b"x"),
    ):
        path = traces / f"run_{number:04d}.h5"
        path.write_bytes(head)
        os.truncate(path, 5_000)
    (traces / "run_0063.h5").touch()
    (traces / "run_0064.h5").mkdir()
    (traces / "run_65.h5").write_bytes(b"x")
    return traces


def test_that_troubles_are_words_and_change_no_exit_code(
    stackplan: Stackplan, troubled: Path
) -> None:
    code, out, err = stackplan("plan", troubled, "--stacks", "2")
    assert code == 0
    assert {60, 61, 62} <= read(out).plan.places.keys()
    for words in (
        "Missing, no file: run 57.",
        "Empty, 0 bytes: run 63.",
        "A folder, not a file: run 64; Spyral would plan it, and fail there.",
        "Misnamed, Spyral never sees it: run_65.h5",
        "Run 60: still open",
        "Run 61: truncated",
        "Run 62: not an HDF5 file",
    ):
        assert words in err
    assert "# left out: 57 missing, 63 empty, 64 folder, run_65.h5 misnamed\n" in out


def test_that_suspicious_files_are_skipped_on_demand_and_the_plan_says_why(
    stackplan: Stackplan, troubled: Path
) -> None:
    code, out, err = stackplan("plan", troubled, "--stacks", "2", "--skip-suspicious")
    plan_file = read(out)
    assert code == 0
    assert plan_file.plan.places.keys() == {54, 55, 56, 58, 59}
    assert plan_file.plan.request.skipped == {60, 61, 62}
    assert "# skip reason: 61 truncated\n" in out
    assert "Suspicious, so skipped: 61: truncated." in err
    assert "planned all the same" not in err


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--runs", "60-99"], 1, "No run from 60 to 99 is in .*traces; the folder has runs 54-59"),
        (["--skip", "54-59"], 1, "Every run of the range is skipped .*; shorten the skip list"),
        (["--runs", "59-54"], 2, "run 59 comes after run 54; write 54-59"),
        (["--runs", "54-x"], 2, "'54-x' is no run range; write 54-169, 54-, -169 or all"),
        (["--runs", "54 59"], 2, "'54 59' is no run range"),
        (["--skip", "55, HV"], 2, "'HV' .character 5. is no run number; write for example"),
        (["--skip", "55, abc, 57"], 2, "'abc' .character 5. is no run number"),
        (["--skip", "60-54"], 2, "run 60 comes after run 54; write 54-60"),
        (["--stacks", "0"], 2, "'0' is no number of stacks; write one from 1 to"),
        (["--stacks", "-1"], 2, "'-1' is no number of stacks; write one from 1 to"),
        (["--stacks", "2.5"], 2, "'2.5' is no number of stacks"),
        (["--stacks", "100001"], 2, "'100001' is no number of stacks; write one from 1 to 100000"),
        (["--stacks", "\u0662"], 2, "is no number of stacks"),
        (["--method", "magic"], 2, "invalid choice: 'magic'"),
        (["--speeds", "100,fast"], 2, "'fast' .character 5. is no speed; write for example"),
        (["--speeds", "100,0"], 2, "'0' is too little; write at least 1"),
        (["--speeds", ""], 2, "no speed at all; write for example 100,100,55"),
        (["--speeds", "100,55,55"], 2, "--speeds: 3 speeds or more for 2 stacks; leave 1 out"),
        (["--speeds", "55"], 2, "--speeds: 1 speed for 2 stacks; add 1 more"),
        (["--speeds", "9 x999999"], 2, "999,999 speeds or more for 100,000 stacks"),
        (["--pin", "58"], 2, "'58' is no pin; write run:stack, for example 88:3"),
        (["--pin", "58:two"], 2, "'58:two' is no pin"),
        (["--pin", "58:1:2"], 2, "'58:1:2' is no pin"),
        (["--pin", "[58, 5x]:1"], 2, "'5x]' .character 6. is no run number"),
        (["--pin", "[]:1"], 2, "'\\[\\]:1' pins 0 runs; name 1 to 100,000 of them"),
        (["--pin", ":1"], 2, "':1' is no pin"),
        (["--runs", "[]"], 2, "'\\[\\]' is no run range"),
        (["--runs", "a=(54)\nb=(59)"], 2, "it holds 2 lists, a .line 1. and b .line 2.; keep"),
        (["--skip", "a=(54)\nb=(59)"], 2, "it holds 2 lists, a .line 1. and b .line 2.; keep"),
        (["--pin", "58:0"], 2, "'58:0': stacks are counted from 1"),
        (["--pin", "58:3"], 2, "Run 58 cannot be pinned to stack 3: the plan has 2 stacks"),
        (["--pin", "58:1", "--pin", "58:2"], 2, "Run 58 is pinned to stack 1 and to stack 2; keep"),
        (["--pin", "99:1", "--pin", "60:1"], 2, "Runs 60, 99 cannot be pinned: not in the plan"),
        (["--pin", "54:1", "--skip", "54"], 2, "Run 54 cannot be pinned: not in the plan"),
        (["--output", ""], 2, "an empty name"),
        (["--output", "{traces}/plan.txt"], 3, "lies in the trace folder, .*; save it .* as"),
        (["--output", "{traces}"], 3, "traces is a folder; name a file"),
        (["--output", "{traces}/../gone/plan.txt"], 3, "is not there; check the path"),
        (["--output", "{traces}/../readonly.txt"], 3, "readonly.txt is read-only; choose another"),
        (["--output", "/dev/full"], 3, "The disk is full at /dev/full; free some room"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_that_a_bad_wish_gets_one_sentence_with_the_remedy(
    stackplan: Stackplan, traces: Path, options: list[str], code: int, words: str
) -> None:
    (traces / "run_0057.h5").symlink_to("run_0054.h5")  # so that nothing else is worth a word
    readonly = traces.parent / "readonly.txt"
    readonly.write_text("old", "utf-8")
    readonly.chmod(0o444)
    given = [option.format(traces=traces) for option in options]
    found, out, err = stackplan("plan", traces, "--stacks", "2", *given)
    sentence = [line for line in err.splitlines() if re.search(words, line)]
    assert (found, out) == (code, "")
    assert len(sentence) == 1, err
    assert "Traceback" not in err
    assert readonly.read_text("utf-8") == "old"


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("gone", 3, "gone is not there; check the path, and whether the disk is mounted"),
        ("file", 3, "file is not a folder; choose the folder that holds the run files"),
        ("secret", 3, "secret may not be opened; ask its owner for permission"),
        ("empty", 1, "There is no run_NNNN.h5 with data in .*empty; choose another folder"),
        ("zeros", 1, "There is no run_NNNN.h5 with data in"),
    ],
)
def test_that_a_bad_folder_gets_one_sentence_with_the_remedy(
    stackplan: Stackplan, guarded_folder: Path, name: str, code: int, words: str
) -> None:
    (guarded_folder / "file").touch()
    (guarded_folder / "secret").mkdir(0o000)
    (guarded_folder / "empty").mkdir()
    fill(guarded_folder / "zeros", {1: 0})
    found, out, err = stackplan("plan", guarded_folder / name)
    assert (found, out) == (code, "")
    assert re.search(words, err.splitlines()[-1])


def test_that_an_unset_variable_does_not_plan_the_current_folder(
    stackplan: Stackplan, traces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(traces)
    code, out, err = stackplan("plan", "")
    assert (code, out) == (2, "")
    assert "an empty name; is a variable of the script not set?" in err


def test_that_idle_stacks_and_a_giant_are_words(
    stackplan: Stackplan, make_folder: MakeFolder
) -> None:
    folder = make_folder({40: 960_000, 41: 10_000, 42: 10_000, 43: 10_000, 44: 10_000})
    code, _, err = stackplan("plan", folder, "--stacks", "9")
    assert code == 0
    assert "Only 5 of 9 stacks get work: there are 5 runs." in err
    assert "Run 40 alone is 96 %: more than 2 stacks cannot help." in err


BAD_PLANS = {
    "cut off": ("# stackplan 1\n# traces: /data/h5\n# stacks: 2\n54 5", "line 4: .*breaks off"),
    "a run twice": ("# stackplan 1\n# traces: /x\n# stacks: 2\n54\n54\n", "line 5: .*; delete one"),
    "a wrong word": ("# stackplan 1\n# traces: /x\n# stacks: 2\n54 five\n", "line 4: 'five' is no"),
    "unknown version": ("# stackplan 7\n", "line 1: version 7 .* use a newer Stackplan"),
    "no plan": ("hello\n", "line 1: this is no plan file"),
}


@pytest.mark.parametrize("case", BAD_PLANS)
@pytest.mark.parametrize("command", [["check"], ["export", "--to", "csv"]], ids=lambda c: c[0])
def test_that_a_bad_plan_file_is_refused_by_name_and_line(
    stackplan: Stackplan, tmp_path: Path, case: str, command: list[str]
) -> None:
    text, words = BAD_PLANS[case]
    path = tmp_path / "plan.txt"
    path.write_text(text, "utf-8")
    code, out, err = stackplan(*command, path)
    assert (code, out) == (1, "")
    assert re.search(words, one_sentence(err))
    assert str(path) in err
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("command", [["check"], ["export", "--to", "csv"]], ids=lambda c: c[0])
def test_that_a_plan_file_that_is_not_there_is_a_fault_of_the_disk(
    stackplan: Stackplan, tmp_path: Path, command: list[str]
) -> None:
    code, out, err = stackplan(*command, tmp_path / "gone.txt")
    assert (code, out) == (3, "")
    assert "gone.txt is not there; check the path" in one_sentence(err)


@pytest.fixture
def plan(stackplan: Stackplan, traces: Path, tmp_path: Path) -> Path:
    """A plan file of the five runs."""
    path = tmp_path / "plan.txt"
    assert stackplan("plan", traces, "--stacks", "2", "--output", path)[0] == 0
    return path


def test_that_check_finds_nothing_where_nothing_has_changed(
    stackplan: Stackplan, plan: Path, traces: Path
) -> None:
    expected = f"Nothing has changed: 5 runs in {traces}.\nStates of the files: 5 closed.\n"
    assert stackplan("check", plan) == (0, expected, "")


def test_that_check_tells_each_difference_and_exits_with_1(
    stackplan: Stackplan, plan: Path, traces: Path
) -> None:
    os.truncate(traces / "run_0054.h5", 13_000)
    (traces / "run_0055.h5").unlink()
    (traces / "run_0070.h5").write_bytes(superblock(0, 96))
    code, out, err = stackplan("check", plan)
    assert code == 1
    assert out.splitlines() == [
        "No longer in the folder: 55.",
        "Run 54 changed its size: 12.0 kB then, 13.0 kB now (+1,000 bytes).",
        "1 new run, not in the plan: 70.",
        "States of the files: 3 closed, 1 trailing.",
    ]
    assert "Run 54: bytes after the end" in err


def test_that_check_of_a_folder_that_is_not_mounted_is_a_fault_of_the_disk(
    stackplan: Stackplan, plan: Path, traces: Path
) -> None:
    shutil.rmtree(traces)
    code, out, err = stackplan("check", plan)
    assert (code, out) == (3, "")
    assert "traces is not there; check the path" in one_sentence(err)


def test_that_a_plan_is_exported_from_the_file_alone(
    stackplan: Stackplan, plan: Path, traces: Path
) -> None:
    shutil.rmtree(traces)
    code, out, err = stackplan("export", plan, "--to", "csv")
    assert (code, err) == (0, "")
    assert out.count(",unknown\n") == 5


ENGINE_OPTIONS = {
    "spyral": ["--pipeline", "my_pipeline:make_pipeline"],
    "slurm": [],
    "parallel": [],
    "hyperqueue": [],
}


@pytest.mark.parametrize("kind", ENGINE_OPTIONS)
def test_that_an_export_to_an_engine_warns_and_says_how_to_run_it(
    stackplan: Stackplan, plan: Path, traces: Path, tmp_path: Path, kind: str
) -> None:
    (traces / "run_0055.h5").unlink()
    os.truncate(traces / "run_0054.h5", 11_000)
    output = tmp_path / "a job"
    (plan.parent / "my_pipeline.py").write_text("def make_pipeline(): ...", "ascii")
    command = ("export", plan, "--to", kind, *ENGINE_OPTIONS[kind])
    code, out, err = stackplan(*command, "--output", output)
    assert (code, out) == (0, "")
    words = "name the pipeline to have it written."
    beside = f"stackplan: There is no run_plan.py in {tmp_path}; {words}"
    assert (beside in err) == (kind != "spyral")
    said = [line for line in err.splitlines() if "processor" not in line and line != beside]
    start = {"spyral": "python3 {} local", "hyperqueue": "python3 {}"}.get(kind, "bash {}")
    assert said == [
        "stackplan: No file, so these will fail: run 55.",
        "stackplan: Run 54: truncated; planned all the same, skip it if need be.",
        f"stackplan: run it with: {start.format(repr(str(output)))}",
    ]
    data = output.read_bytes()
    assert stackplan(*command)[1].encode() == data
    assert str(traces).encode() in data


def test_that_an_export_to_an_engine_needs_no_folder(
    stackplan: Stackplan, plan: Path, traces: Path
) -> None:
    shutil.rmtree(traces)
    command = ("export", plan, "--to", "slurm", "--command", "go {runs}", "--readers", "2")
    code, out, err = stackplan(*command)
    assert code == 0
    assert "#SBATCH --array=1-2%2\n" in out
    assert "go 58 55 59\n" in out
    assert one_sentence(err).startswith("stackplan: The files were not checked: ")


def test_that_a_block_for_the_e_log_is_exported(stackplan: Stackplan, plan: Path) -> None:
    code, out, err = stackplan("export", plan, "--to", "elog")
    assert (code, err) == (0, "")
    assert out.startswith("Stackplan: 5 runs on 2 stacks, method snake, ")
    assert "    1     3  34.0 kB  61.82 %  58 55 59\n" in out


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (["--to", "spyral"], "--to spyral needs --pipeline, which names your Pipeline; write f"),
        (
            ["--to", "spyral", "--pipeline", "x"],
            "'x' names no Pipeline; write for example run_sp",
        ),
        (["--to", "csv", "--pipeline", "a:b"], "--pipeline goes with --to spyral, --to slurm, "),
        (["--to", "spyral", "--pipeline", "a:b", "--command", "c"], "--command goes with --to slu"),
        (["--to", "elog", "--readers", "3"], "--readers goes with --to slurm and --to parallel"),
        (["--to", "parallel", "--from", "3"], "--from goes with --to slurm, not with parallel"),
        (["--to", "hyperqueue", "--readers", "3"], "--readers goes with --to slurm and --to para"),
        (["--to", "slurm", "--pipeline", "a:b", "--command", "c"], "--command runs without a pip"),
        (["--to", "slurm", "--readers", "0"], "'0' is no number of stacks"),
        (["--to", "slurm", "--command", "go {run}"], "'{run' (character 4) is no field; there are"),
        (["--to", "slurm", "--command", ""], "The command is empty; write for example"),
        (["--to", "parallel", "--command", "'{traces}'"], "stands inside quotes; it brings its ow"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_that_a_wrong_option_of_an_export_gets_one_sentence(
    stackplan: Stackplan, plan: Path, wish: list[str], words: str
) -> None:
    code, out, err = stackplan("export", plan, *wish)
    assert (code, out) == (2, "")
    assert words in one_sentence(err)


def test_that_the_script_of_the_crew_is_read_and_never_written(
    stackplan: Stackplan, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    crew, text = tmp_path / "run_spyral.py", "import spyral\npipe = spyral.Pipeline()\n"
    crew.write_text(f"raise SystemExit('imported')\n{text}", "ascii")
    wish = ("export", plan, "--to", "spyral", "--pipeline", "run_spyral.py")
    code, out, err = stackplan(*wish)
    assert code == 0
    assert '\nPIPELINE = "run_spyral:pipe"\n' in out
    assert "stackplan: run_spyral.py, line 1, ends the program when imported;" in err
    for output in ("run_spyral.py", crew):
        code, out, err = stackplan(*wish, "--output", output)
        assert (code, out) == (1, "")
        assert "is your own script; choose another name for the exported one." in err
    assert crew.read_text("ascii").endswith(text)
    crew.write_text(f"{text}two = spyral.Pipeline()\n", "ascii")
    code, out, err = stackplan(*wish)
    said = "stackplan: run_spyral.py has 2 Pipelines, pipe, two; name one, for example"
    assert (code, out, err) == (1, "", f"{said} run_spyral:pipe.\n")


@pytest.mark.parametrize("kind", ["slurm", "parallel", "hyperqueue"])
def test_that_what_runs_spyral_is_written_with_its_script_in_one_step(
    stackplan: Stackplan, plan: Path, tmp_path: Path, kind: str
) -> None:
    crew, job, beside = (tmp_path / name for name in ("run_spyral.py", "job.sh", "run_plan.py"))
    crew.write_text("import spyral\npipe = spyral.Pipeline()\n", "ascii")
    wish = ("export", plan, "--to", kind, "--pipeline", crew, "--output", job)
    code, out, err = stackplan(*wish)
    assert (code, out) == (0, "")
    assert "stackplan: run_plan.py is written beside it.\n" in err
    assert 'PIPELINE = "run_spyral:pipe"' in beside.read_text("ascii")
    assert b"run_plan.py" in job.read_bytes()
    assert "stackplan: run_plan.py beside it stays as it is.\n" in stackplan(*wish)[2]
    beside.write_text(beside.read_text("ascii").replace("pipe", "p"), "ascii")
    assert "run_plan.py beside it of an earlier export is replaced" in stackplan(*wish)[2]
    job.unlink()
    beside.write_text("mine", "ascii")
    code, out, err = stackplan(*wish)
    assert (code, out) == (1, "")
    assert "run_plan.py was not written by Stackplan; move it, or choose another folder" in err
    assert (beside.read_text("ascii"), job.exists()) == ("mine", False)
    code, _, err = stackplan(*wish[:-2])
    assert (code, err.count("\n")) == (2, 1)
    assert "--pipeline also writes run_plan.py beside the script: name a file with --output." in err
    crew.write_text("import spyral\nclass Night:\n    pipe = spyral.Pipeline()\n", "ascii")
    code, _, err = stackplan(*wish)
    assert (code, job.exists()) == (1, False)
    assert "makes its Pipeline in line 3, in the class Night; write it at the left margin" in err


def test_that_the_time_comes_from_a_workspace_and_says_so(
    stackplan: Stackplan, plan: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "ws"
    (workspace / "log").mkdir(parents=True)
    starts = ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z")
    numbers = [run.number for run in read(plan.read_text("utf-8")).plan.runs]
    lines = [
        f"{run}\t1\t{start}\t{line}\n"
        for run, start in zip(numbers, starts, strict=False)
        for line in ("", "3600.0\tdone\t")
    ]
    (workspace / "log" / "times_stack1.tsv").write_text("".join(lines), "ascii")
    wish = ("export", plan, "--to", "slurm", "--command", "go {runs}", "--stacks-a-task", "2")
    code, out, _ = stackplan(*wish, "--history", workspace)
    assert code == 0
    (known,) = (line for line in out.splitlines() if line.startswith("# Minutes: "))
    assert "half as much again as the " in known
    assert "of the longest task" in known
    assert f" of 1 process in {workspace}" in known
    assert "\n#SBATCH --time=" in out
    code, out, err = stackplan(*wish, "--from", "99")
    assert (code, out) == (1, "")
    assert "From stack 99 on there are no runs; the last with runs is " in err
    code, out, err = stackplan(*wish, "--history", tmp_path / "gone")
    assert (code, out) == (3, "")
    (workspace / "log" / "times_stack1.tsv").write_text(f"9{lines[1]}", "ascii")
    code, out, err = stackplan(*wish, "--history", workspace)
    assert (code, out) == (1, "")
    assert "holds no time of a run of this plan; leave --history out." in err


@pytest.mark.parametrize("kind", ENGINE_OPTIONS)
def test_that_a_plan_without_runs_is_not_exported_to_an_engine(
    stackplan: Stackplan, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(write(PlanFile(Plan(PlanRequest()), "/data/h5")), "utf-8")
    code, out, err = stackplan("export", path, "--to", kind, *ENGINE_OPTIONS[kind])
    assert (code, out) == (1, "")
    assert "The plan has no runs, so there is nothing to run." in one_sentence(err)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_that_a_picture_is_drawn_by_the_window_s_floor(
    stackplan: Stackplan, plan: Path, kind: str
) -> None:
    assert stackplan("export", plan, "--to", kind) == (0, f"{kind} of 5 runs", "")


def test_that_the_demo_is_made_and_opened(
    stackplan: Stackplan, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = stackplan("demo")
    folder = tmp_path / "stackplan-demo"
    assert (code, out) == (0, "")
    assert f"the demo folder is {folder}" in err
    assert window.opened == [[str(folder)]]
    assert len(list(folder.glob("run_*"))) > 110


def test_that_the_demo_without_a_display_names_the_command_that_needs_none(
    stackplan: Stackplan, window: Window, tmp_path: Path
) -> None:
    window.no_display = "there is no display"
    code, _, err = stackplan("demo", tmp_path / "demo")
    assert code == 0
    assert f"stackplan plan {tmp_path / 'demo'}" in err
    assert window.opened == []


def test_that_the_demo_refuses_a_folder_of_others(
    stackplan: Stackplan, window: Window, traces: Path
) -> None:
    before = sorted(traces.iterdir())
    code, _, err = stackplan("demo", traces)
    assert code == 1
    assert "traces is not empty; name a new folder for the demo" in one_sentence(err)
    assert sorted(traces.iterdir()) == before
    assert window.opened == []


def test_that_help_names_every_command_and_only_options_that_there_are(
    stackplan: Stackplan,
) -> None:
    code, out, err = stackplan("--help")
    assert (code, err) == (0, "")
    assert all(f"    {command} " in out for command in cli.COMMANDS)
    assert "[FOLDER | PLAN]" in out
    _, words, _ = stackplan("plan", "--help")
    assert all(option in words for option in ("--search", "--speeds", "--pin", "balanced"))
    assert all(option in words for option in ("--weight", "--history", "--good-runs"))
    _, words, _ = stackplan("export", "--help")
    assert all(kind in words for kind in [*EXPORTS, *ENGINES, *REPORTS, *PICTURES])
    assert all(option in words for option in ("--pipeline", "--command", "--readers"))


def test_that_the_version_is_told(stackplan: Stackplan) -> None:
    assert stackplan("--version") == (0, f"stackplan {__version__}\n", "")


@pytest.mark.parametrize("words", [["--wat"], ["plan"], ["export", "x"], ["plan", "a", "b"]])
def test_that_wrong_usage_gets_2(stackplan: Stackplan, words: list[str]) -> None:
    code, out, err = stackplan(*words)
    assert (code, out) == (2, "")
    assert err.startswith("stackplan")
    assert "--help lists the options" in one_sentence(err)


def test_that_an_interrupt_gets_130(
    stackplan: Stackplan, traces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "scan", interrupt)
    assert stackplan("plan", traces) == (130, "", "")


def test_that_a_closed_stderr_puts_no_words_among_the_results(
    stackplan: Stackplan, traces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    code, out, _ = stackplan("plan", traces, "--stacks", "2")
    assert code == 0
    assert len(read(out).plan.runs) == 5


def test_that_names_that_do_not_show_are_escaped(
    stackplan: Stackplan, make_folder: MakeFolder
) -> None:
    folder = make_folder({1: 5})
    (folder / "run_2\n\x1b[31m.h5").touch()
    _, _, err = stackplan("plan", folder)
    assert r"run_2\n\x1b[31m.h5" in err


# What follows needs a process of its own.


def test_that_a_reader_that_stops_early_is_no_fault(run_command: RunCommand, traces: Path) -> None:
    for number in range(1000, 1400):
        (traces / f"run_{number}.h5").write_bytes(superblock(0, 96))
    shell = f'"{sys.executable}" -m stackplan plan "{traces}" --format json | head -n 1'
    command = ["bash", "-o", "pipefail", "-c", shell]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (result.returncode, result.stdout) == (0, "{\n")
    assert "Traceback" not in result.stderr
    assert "Broken" not in result.stderr


@pytest.mark.parametrize("command", ["plan", "export", "--help"])
def test_that_a_full_standard_output_gets_3_and_one_sentence(
    run_command: RunCommand, plan: Path, traces: Path, command: str
) -> None:
    words: dict[str, list[str | Path]]
    words = {"plan": [traces], "export": [plan, "--to", "csv"]}
    with Path("/dev/full").open("w") as full:
        result = run_command(
            command, *words.get(command, []), capture_output=False, stdout=full, stderr=-1
        )
    assert result.returncode == 3
    assert "The disk is full at the standard output; free some room" in result.stderr
    assert "Exception" not in result.stderr
    assert "Traceback" not in result.stderr


def test_that_a_full_stderr_does_not_lose_the_plan(run_command: RunCommand, traces: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = run_command("plan", traces, capture_output=False, stdout=-1, stderr=full)
    assert result.returncode == 0
    assert len(read(result.stdout).plan.runs) == 5


def open_when_read(pipe: Path) -> int:
    """Open a pipe for writing as soon as somebody reads it."""
    end = time.monotonic() + 60
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < end, "nobody reads the pipe"
            time.sleep(0.01)


def test_that_ctrl_c_ends_a_command_without_a_traceback(tmp_path: Path) -> None:
    # A plan read from a pipe that nobody writes to waits until it is interrupted.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "stackplan", "check", str(pipe)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        writer = open_when_read(pipe)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=300)
        os.close(writer)
    assert (process.returncode, err) == (130, "")


def test_that_nothing_in_the_trace_folder_is_touched(
    run_command: RunCommand, troubled: Path, tmp_path: Path
) -> None:
    def picture() -> list[tuple[str, int, int, int]]:
        everything = [troubled, *sorted(troubled.rglob("*"))]
        statuses = [(path.name, path.lstat()) for path in everything]
        return [(n, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for n, s in statuses]

    before = picture()
    path = tmp_path / "plan.txt"
    assert run_command("plan", troubled, "--output", path).returncode == 0
    assert run_command("check", path).returncode == 0
    assert run_command("export", path, "--to", "json").returncode == 0
    assert picture() == before


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_that_a_plan_is_the_same_in_every_locale(
    run_command: RunCommand, tmp_path: Path, locale: str
) -> None:
    folder = fill(tmp_path / "M\u00fcnchen", {1: 5_000_000, 2: 7})
    result = run_command(
        "plan", folder, "--stacks", "1", env={**os.environ, "LC_ALL": locale}, encoding="utf-8"
    )
    assert result.returncode == 0
    assert f"# traces: {folder}\n" in result.stdout
    assert "2 runs, 5.00 MB, 100.00 %" in result.stdout
