"""The command line: results on stdout, one clear sentence on stderr, exit codes."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from folders import RunCommand, fill
from shell import Shell, one_sentence
from stackplan import __version__
from stackplan.cli import COMMANDS, commands
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


@pytest.fixture
def shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Five runs from 54 to 59, all closed; 57 is missing."""
    # No process is started that looks into the files: they hold nothing.
    monkeypatch.setattr(hdf5_reader, "has_library", lambda: True)
    monkeypatch.setattr(hdf5_reader, "read_facts", lambda paths, *_: dict.fromkeys(paths, FACTS))
    shell.add({54: 12_000, 55: 3_000, 56: 9_000, 58: 30_000, 59: 1_000})
    return shell


def test_that_a_plan_goes_to_stdout_and_words_to_stderr(shell: Shell) -> None:
    plan_file = shell.plan()
    assert [stack.run_numbers for stack in plan_file.plan.stacks] == [(58, 55, 59), (54, 56)]
    assert plan_file.traces == str(shell.traces)
    assert shell.err.splitlines() == [
        "stackplan: Missing, no file: run 57.",
        "stackplan: The longest is stack 1, 34.0 kB; at most 13.4 % above the best possible.",
        "stackplan: The limit is run 58 alone, longer than the average stack.",
    ]


def test_that_the_printed_plan_is_the_exported_one(shell: Shell) -> None:
    shell.plan("--skip", "57,59")
    printed = shell.out
    shell.path.write_text(printed, "utf-8")
    assert shell("export", shell.path, "--to", "text") == (0, printed, "")
    assert write(read(printed)) == printed


@pytest.mark.parametrize("kind", ["text", "csv", "json"])
def test_that_planning_and_exporting_give_the_same(shell: Shell, kind: str) -> None:
    shell.path.write_text("old", "utf-8")  # it is replaced
    exported = shell.done("export", shell.save(), "--to", kind)
    planned = shell.done("plan", shell.traces, "--stacks", "2", "--format", kind)
    assert MADE.sub("", planned) == MADE.sub("", exported)
    assert kind == "text" or "closed" in exported
    assert sorted(entry.name for entry in shell.folder.iterdir()) == ["plan.txt", "traces"]


def test_that_the_json_object_tells_the_whole_plan(shell: Shell) -> None:
    (shell.traces / "run_60.h5").write_bytes(b"x")
    found = shell.json("--runs", "54-70", "--skip", "61-63", "--method", "lpt")
    for key, value in {
        "format": "stackplan", "version": 1, "traces": str(shell.traces), "run_min": 54,
        "run_max": 70, "skip": "61-63", "method": "lpt", "weight": "bytes", "n_stacks": 2,
        "makespan": 30_000, "lower_bound": 30_000, "gap": 0.0,
    }.items():  # fmt: skip
        assert found[key] == value, key
    assert found["runs"][0] == {
        "run": 54, "size": 12_000, "weight": 12_000, "estimated": False, "pinned": False,
        "state": "closed",
    }  # fmt: skip
    assert found["stacks"] == [
        {"stack": 1, "runs": [58], "load": 30_000, "share": 30 / 55},
        {"stack": 2, "runs": [54, 56, 55, 59], "load": 25_000, "share": 25 / 55},
    ]
    assert found["left_out"] == [
        {"runs": "61-63", "reason": "skipped"},
        {"runs": "57, 60, 64-70", "reason": "missing"},
        {"name": "run_60.h5", "reason": "misnamed"},
    ]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("55-58", [55, 56, 58]), ("56-", [56, 58, 59]), ("-55", [54, 55]),
        ("all", [54, 55, 56, 58, 59]), ("58", [58]), ("54\u201355", [54, 55]),
    ],
)  # fmt: skip
def test_that_a_run_range_is_inclusive_and_may_be_open(
    shell: Shell, text: str, runs: list[int]
) -> None:
    assert [run.number for run in shell.plan("--runs", text).plan.runs] == runs


def test_that_the_number_of_stacks_follows_the_machine(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "default_stacks", lambda: 3)
    request = read(shell.done("plan", shell.traces)).plan.request
    assert (request.n_stacks, request.method) == (3, "snake")


def test_that_speeds_give_the_number_of_stacks_and_count(shell: Shell) -> None:
    words = ("--method", "lpt", "--stacks", "3", "--speeds", "50 x2, 100")
    found = shell.json(*words)
    assert (found["n_stacks"], found["speeds"]) == (3, [50, 50, 100])
    assert [stack["runs"] for stack in found["stacks"]] == [[54, 59], [56, 55], [58]]
    assert (found["makespan"], found["lower_bound"], found["gap"]) == (30_000, 30_000, 0.0)
    assert "The longest is stack 3, 30.0 kB at 100 %; optimal: no plan is shorter." in shell.err
    assert "50.0 % shorter than Spyral's snake." in shell.err
    for speeds, expected in (("50 x2, 100", (50, 50, 100)), ("100,100,100", None)):
        request = read(shell.done("plan", shell.traces, "--speeds", speeds)).plan.request
        assert (request.n_stacks, request.speeds) == (3, expected)


@pytest.mark.parametrize("method", METHODS)
def test_that_pinned_runs_stand_where_they_are_pinned(shell: Shell, method: str) -> None:
    pins = ("--method", method, "--pin", "58:2", "--pin", "54:2", "--pin", "54:2")
    plan = shell.plan(*pins).plan
    assert (plan.places[58], plan.places[54]) == (1, 1)
    assert plan.pinned == {54, 58}
    assert "with these pins" in shell.err
    assert {run["run"] for run in shell.json(*pins)["runs"] if run["pinned"]} == {54, 58}


def test_that_a_verdict_tells_gain_proof_and_what_binds(shell: Shell) -> None:
    shell.plan("--method", "balanced")
    assert shell.err.splitlines()[-3:] == [
        "stackplan: The longest is stack 1, 30.0 kB; optimal: no plan is shorter.",
        "stackplan: 11.8 % shorter than Spyral's snake.",
        "stackplan: Run 58 alone is longer than the average stack: more stacks cannot help.",
    ]


@pytest.fixture
def troubled(shell: Shell) -> Shell:
    """The same with a file that is open, a cut off one, one that is no HDF5, and an empty one."""
    heads = {60: superblock(0, 5_000, flags=1), 61: superblock(0, 9_000), 62: b"x"}
    for number, head in heads.items():
        shell.trace(number).write_bytes(head)
        os.truncate(shell.trace(number), 5_000)
    shell.trace(63).touch()
    shell.trace(64).mkdir()
    (shell.traces / "run_65.h5").write_bytes(b"x")
    return shell


def test_that_troubles_are_words_and_change_no_exit_code(troubled: Shell) -> None:
    assert {60, 61, 62} <= troubled.plan().plan.places.keys()
    for words in (
        "Missing, no file: run 57.",
        "Empty, 0 bytes: run 63.",
        "A folder, not a file: run 64; Spyral would plan it, and fail there.",
        "Misnamed, Spyral never sees it: run_65.h5",
        "Run 60: still open",
        "Run 61: truncated",
        "Run 62: not an HDF5 file",
    ):
        assert words in troubled.err
    left_out = "# left out: 57 missing, 63 empty, 64 folder, run_65.h5 misnamed\n"
    assert left_out in troubled.out


def test_that_suspicious_files_are_skipped_on_demand_with_a_reason(troubled: Shell) -> None:
    plan = troubled.plan("--skip-suspicious").plan
    assert plan.places.keys() == {54, 55, 56, 58, 59}
    assert plan.request.skipped == {60, 61, 62}
    assert "# skip reason: 61 truncated\n" in troubled.out
    assert "Suspicious, so skipped: 61: truncated." in troubled.err
    assert "planned all the same" not in troubled.err


def test_that_nothing_in_the_trace_folder_is_touched(troubled: Shell) -> None:
    def picture() -> list[tuple[str, int, int, int]]:
        everything = [troubled.traces, *sorted(troubled.traces.rglob("*"))]
        statuses = [(path.name, path.lstat()) for path in everything]
        return [(n, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for n, s in statuses]

    before = picture()
    troubled.save()
    troubled.done("check", troubled.path)
    troubled.done("export", troubled.path, "--to", "json")
    assert picture() == before


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
    shell: Shell, options: list[str], code: int, words: str
) -> None:
    shell.trace(57).symlink_to("run_0054.h5")  # so that nothing else is worth a word
    readonly = shell.folder / "readonly.txt"
    readonly.write_text("old", "utf-8")
    readonly.chmod(0o444)
    given = [option.format(traces=shell.traces) for option in options]
    err = shell.refused(code, "plan", shell.traces, "--stacks", "2", *given)
    assert sum(bool(re.search(words, line)) for line in err.splitlines()) == 1, err
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
    shell: Shell, guarded_folder: Path, name: str, code: int, words: str
) -> None:
    (guarded_folder / "file").touch()
    (guarded_folder / "secret").mkdir(0o000)
    (guarded_folder / "empty").mkdir()
    fill(guarded_folder / "zeros", {1: 0})
    assert re.search(words, shell.refused(code, "plan", guarded_folder / name).splitlines()[-1])


def test_that_an_unset_variable_does_not_plan_the_current_folder(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shell.traces)
    err = shell.refused(2, "plan", "")
    assert "an empty name; is a variable of the script not set?" in err


def test_that_idle_stacks_a_giant_and_names_that_do_not_show_are_words(shell: Shell) -> None:
    folder = fill(shell.folder / "giant", {40: 960_000} | dict.fromkeys(range(41, 45), 10_000))
    (folder / "run_2\n\x1b[31m.h5").touch()
    shell.done("plan", folder, "--stacks", "9")
    assert "Only 5 of 9 stacks get work: there are 5 runs." in shell.err
    assert "Run 40 alone is 96 %: more than 2 stacks cannot help." in shell.err
    assert r"run_2\n\x1b[31m.h5" in shell.err


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
    shell: Shell, case: str, command: list[str]
) -> None:
    text, words = BAD_PLANS[case]
    shell.path.write_text(text, "utf-8")
    err = shell.refused(1, *command, shell.path)
    assert re.search(words, one_sentence(err))
    assert str(shell.path) in err
    assert shell.path.read_text("utf-8") == text


@pytest.mark.parametrize("command", [["check"], ["export", "--to", "csv"]], ids=lambda c: c[0])
def test_that_a_missing_plan_file_is_a_fault_of_the_disk(shell: Shell, command: list[str]) -> None:
    err = shell.refused(3, *command, shell.folder / "gone.txt")
    assert "gone.txt is not there; check the path" in one_sentence(err)


def test_that_check_finds_nothing_where_nothing_has_changed(shell: Shell) -> None:
    said = f"Nothing has changed: 5 runs in {shell.traces}.\nStates of the files: 5 closed.\n"
    assert shell("check", shell.save()) == (0, said, "")


def test_that_check_tells_each_difference_and_exits_with_1(shell: Shell) -> None:
    shell.save()
    os.truncate(shell.trace(54), 13_000)
    shell.trace(55).unlink()
    shell.add({70: 96})
    code, out, err = shell("check", shell.path)
    assert code == 1
    assert out.splitlines() == [
        "No longer in the folder: 55.",
        "Run 54 changed its size: 12.0 kB then, 13.0 kB now (+1,000 bytes).",
        "1 new run, not in the plan: 70.",
        "States of the files: 3 closed, 1 with bytes after the end.",
    ]
    assert "Run 54: bytes after the end" in err


def test_that_a_folder_that_is_not_mounted_can_be_exported_and_not_checked(shell: Shell) -> None:
    shell.save()
    shutil.rmtree(shell.traces)
    sentence = one_sentence(shell.refused(3, "check", shell.path))
    assert "traces is not there; check the path" in sentence
    assert shell.done("export", shell.path, "--to", "csv").count(",unknown\n") == 5
    assert shell.err == ""
    command = ("export", shell.path, "--to", "slurm", "--command", "go {runs}", "--readers", "2")
    out = shell.done(*command)
    assert "#SBATCH --array=1-2%2\n" in out
    assert "go 58 55 59\n" in out
    assert one_sentence(shell.err).startswith("stackplan: The files were not checked: ")


ENGINE_OPTIONS: dict[str, list[str]] = {
    "spyral": ["--pipeline", "my_pipeline:make_pipeline"], "slurm": [], "parallel": [],
    "hyperqueue": [],
}  # fmt: skip


@pytest.mark.parametrize("kind", ENGINE_OPTIONS)
def test_that_an_export_to_an_engine_warns_and_says_how_to_run_it(shell: Shell, kind: str) -> None:
    shell.save()
    shell.trace(55).unlink()
    os.truncate(shell.trace(54), 11_000)
    output = shell.folder / "a job"
    (shell.folder / "my_pipeline.py").write_text("def make_pipeline(): ...", "ascii")
    command: list[str | Path] = ["export", shell.path, "--to", kind, *ENGINE_OPTIONS[kind]]
    assert shell.done(*command, "--output", output) == ""
    words = "name the pipeline to have it written."
    beside = f"stackplan: There is no run_plan.py in {shell.folder}; {words}"
    assert (beside in shell.err) == (kind != "spyral")
    said = [line for line in shell.err.splitlines() if "processor" not in line and line != beside]
    start = {"spyral": "python3 {} local", "hyperqueue": "python3 {}"}.get(kind, "bash {}")
    assert said == [
        "stackplan: No file, so these will fail: run 55.",
        "stackplan: Run 54: truncated; planned all the same, skip it if need be.",
        f"stackplan: run it with: {start.format(repr(str(output)))}",
    ]
    assert shell.done(*command).encode() == output.read_bytes()
    assert str(shell.traces) in shell.out


def test_that_a_block_for_the_e_log_is_exported(shell: Shell) -> None:
    out = shell.done("export", shell.save(), "--to", "elog")
    assert out.startswith("Stackplan: 5 runs on 2 stacks, method snake, ")
    assert "    1     3  34.0 kB  61.82 %  58 55 59\n" in out
    assert shell.err == ""


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_that_a_picture_is_drawn_by_the_window_s_floor(shell: Shell, kind: str) -> None:
    assert shell("export", shell.save(), "--to", kind) == (0, f"{kind} of 5 runs", "")


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
    shell: Shell, wish: list[str], words: str
) -> None:
    assert words in one_sentence(shell.refused(2, "export", shell.save(), *wish))


def test_that_the_script_of_the_crew_is_read_and_never_written(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shell.folder)
    crew, text = shell.folder / "run_spyral.py", "import spyral\npipe = spyral.Pipeline()\n"
    crew.write_text(f"raise SystemExit('imported')\n{text}", "ascii")
    wish = ("export", shell.save(), "--to", "spyral", "--pipeline", "run_spyral.py")
    assert '\nPIPELINE = "run_spyral:pipe"\n' in shell.done(*wish)
    assert "stackplan: run_spyral.py, line 1, ends the program when imported;" in shell.err
    for output in ("run_spyral.py", crew):
        err = shell.refused(1, *wish, "--output", output)
        assert "is your own script; choose another name for the exported one." in err
    assert crew.read_text("ascii").endswith(text)
    crew.write_text(f"{text}two = spyral.Pipeline()\n", "ascii")
    said = "stackplan: run_spyral.py has 2 Pipelines, pipe, two; name one, for example"
    assert shell.refused(1, *wish) == f"{said} run_spyral:pipe.\n"


@pytest.mark.parametrize("kind", ["slurm", "parallel", "hyperqueue"])
def test_that_what_runs_spyral_is_written_with_its_script(shell: Shell, kind: str) -> None:
    crew, job, beside = (shell.folder / n for n in ("run_spyral.py", "job.sh", "run_plan.py"))
    crew.write_text("import spyral\npipe = spyral.Pipeline()\n", "ascii")
    wish = ("export", shell.save(), "--to", kind, "--pipeline", crew, "--output", job)
    assert shell.done(*wish) == ""
    assert "stackplan: run_plan.py is written beside it.\n" in shell.err
    assert 'PIPELINE = "run_spyral:pipe"' in beside.read_text("ascii")
    assert b"run_plan.py" in job.read_bytes()
    shell.done(*wish)
    assert "stackplan: run_plan.py beside it stays as it is.\n" in shell.err
    beside.write_text(beside.read_text("ascii").replace("pipe", "p"), "ascii")
    shell.done(*wish)
    assert "run_plan.py beside it of an earlier export is replaced" in shell.err
    job.unlink()
    beside.write_text("mine", "ascii")
    err = shell.refused(1, *wish)
    assert "run_plan.py was not written by Stackplan; move it, or choose another folder" in err
    assert (beside.read_text("ascii"), job.exists()) == ("mine", False)
    sentence = one_sentence(shell.refused(2, *wish[:-2]))
    words = "--pipeline also writes run_plan.py beside the script: name a file with --output."
    assert words in sentence
    crew.write_text("import spyral\nclass Night:\n    pipe = spyral.Pipeline()\n", "ascii")
    err = shell.refused(1, *wish)
    assert "makes its Pipeline in line 3, in the class Night; write it at the left margin" in err
    assert not job.exists()


def test_that_the_time_comes_from_a_workspace_and_says_so(shell: Shell) -> None:
    workspace = shell.folder / "ws"
    times = workspace / "log" / "times_stack1.tsv"
    times.parent.mkdir(parents=True)
    lines = [
        f"{run}\t1\t2026-11-20T{hour}:00:00Z\t{line}\n"
        for run, hour in ((54, 10), (55, 11), (56, 12))
        for line in ("", "3600.0\tdone\t")
    ]
    times.write_text("".join(lines), "ascii")
    wish = ("export", shell.save(), "--to", "slurm", "--command", "go {runs}",
            "--stacks-a-task", "2")  # fmt: skip
    out = shell.done(*wish, "--history", workspace)
    (known,) = (line for line in out.splitlines() if line.startswith("# Minutes: "))
    for words in (
        "half as much again as the ",
        "of the longest task",
        f" of 1 process in {workspace}",
    ):
        assert words in known
    assert "\n#SBATCH --time=" in out
    err = shell.refused(1, *wish, "--from", "99")
    assert "From stack 99 on there are no runs; the last with runs is " in err
    shell.refused(3, *wish, "--history", shell.folder / "gone")
    times.write_text(f"9{lines[1]}", "ascii")
    err = shell.refused(1, *wish, "--history", workspace)
    assert "holds no time of a run of this plan; leave --history out." in err


@pytest.mark.parametrize("kind", ENGINE_OPTIONS)
def test_that_a_plan_without_runs_is_not_exported_to_an_engine(shell: Shell, kind: str) -> None:
    shell.path.write_text(write(PlanFile(Plan(PlanRequest()), "/data/h5")), "utf-8")
    err = shell.refused(1, "export", shell.path, "--to", kind, *ENGINE_OPTIONS[kind])
    assert "The plan has no runs, so there is nothing to run." in one_sentence(err)


def test_that_the_demo_is_made_and_opened(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shell.folder)
    assert shell.done("demo") == ""
    folder = shell.folder / "stackplan-demo"
    assert f"the demo folder is {folder}" in shell.err
    assert shell.opened == [[str(folder)]]
    assert len(list(folder.glob("run_*"))) > 110


def test_that_the_demo_without_a_display_names_the_command_that_needs_none(shell: Shell) -> None:
    shell.no_display = "there is no display"
    shell.done("demo", shell.folder / "demo")
    assert f"stackplan plan {shell.folder / 'demo'}" in shell.err
    assert shell.opened == []


def test_that_the_demo_refuses_a_folder_of_others(shell: Shell) -> None:
    before = sorted(shell.traces.iterdir())
    sentence = one_sentence(shell.refused(1, "demo", shell.traces))
    assert "traces is not empty; name a new folder for the demo" in sentence
    assert sorted(shell.traces.iterdir()) == before
    assert shell.opened == []


def test_that_help_names_every_command_and_only_options_that_there_are(shell: Shell) -> None:
    for words, told in (
        ([], ["[FOLDER | PLAN]", *(f"    {command} " for command in COMMANDS)]),
        (["plan"], ["--search", "--speeds", "--pin", "balanced", "--weight", "--history",
                    "--good-runs"]),
        (["export"], ["--pipeline", "--command", "--readers", *EXPORTS, *ENGINES, *REPORTS,
                      *PICTURES, "Write a plan in another format", "a script that runs"]),
        (["demo"], ["Make a folder of trace files", "a new or empty folder"]),
    ):  # fmt: skip
        out = shell.done(*words, "--help")
        assert [word for word in told if word not in out] == []
        assert shell.err == ""


def test_that_the_version_is_told(shell: Shell) -> None:
    assert shell("--version") == (0, f"stackplan {__version__}\n", "")


@pytest.mark.parametrize("words", [["--wat"], ["plan"], ["export", "x"], ["plan", "a", "b"]])
def test_that_wrong_usage_gets_2(shell: Shell, words: list[str]) -> None:
    sentence = one_sentence(shell.refused(2, *words))
    assert sentence.startswith("stackplan")
    assert "--help lists the options" in sentence


def test_that_an_interrupt_gets_130(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "scan", interrupt)
    assert shell("plan", shell.traces) == (130, "", "")


def test_that_a_closed_stderr_puts_no_words_among_the_results(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert len(shell.plan().plan.runs) == 5


# What follows needs a process of its own.


def test_that_a_reader_that_stops_early_is_no_fault(shell: Shell) -> None:
    shell.add(dict.fromkeys(range(1000, 1400), 96))
    command = f'"{sys.executable}" -m stackplan plan "{shell.traces}" --format json | head -n 1'
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (0, "{\n")
    assert "Traceback" not in result.stderr
    assert "Broken" not in result.stderr


@pytest.mark.parametrize("command", ["plan", "export", "--help"])
def test_that_a_full_standard_output_gets_3_and_one_sentence(
    run_command: RunCommand, shell: Shell, command: str
) -> None:
    words: dict[str, list[str | Path]]
    words = {"plan": [shell.traces], "export": [shell.save(), "--to", "csv"], "--help": []}
    with Path("/dev/full").open("w") as full:
        result = run_command(command, *words[command], capture_output=False, stdout=full, stderr=-1)
    assert result.returncode == 3
    assert "The disk is full at the standard output; free some room" in result.stderr
    assert "Exception" not in result.stderr
    assert "Traceback" not in result.stderr


def test_that_a_full_stderr_does_not_lose_the_plan(run_command: RunCommand, shell: Shell) -> None:
    with Path("/dev/full").open("w") as full:
        result = run_command("plan", shell.traces, capture_output=False, stdout=-1, stderr=full)
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
