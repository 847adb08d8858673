"""A hundred names of folders and of exported files that are chosen to break a shell or a parser."""

import os
import random
import subprocess
from pathlib import Path

import pytest

from engines.exporting import plan_of, write_export
from folders import fill
from shell import Shell

SEED = 20020
PIECES = [
    " ", "  ", "'", '"', "$(touch executed)", "`touch executed`", ";touch executed;", "-", "--help",
    "\n", "\t", "\r", "\\", "\\n", "$HOME", "${TRACES}", "{}", "{stack}", "{runs}", "{{", "*", "?",
    "[a-z]", "~", "#", "!", "&", "|touch executed", ">executed", "<", "(", ")", "%j", "%", "=",
    "\udcff", "\u00e4", "\u202e", "\U0001f600", "'''", '"""', "\x1b[31m", "\x7f",
    "$'\\n'", "EOF", "\n#SBATCH --wrap=false\n", "\nexec false\n", "executed", "0", "a",
]  # fmt: skip


def hostile_names(count: int = 100) -> list[str]:
    """Each piece alone, the others mixed; none is a path of several parts."""
    draw = random.Random(SEED)
    names = [f"x{piece}" for piece in PIECES] + [f"{piece}x" for piece in PIECES]
    while len(names) < count:
        names.append("".join(draw.choices(PIECES, k=draw.randint(2, 6))))
    draw.shuffle(names)
    return [name[:80] for name in names[:count]]


NAMES = hostile_names()


def bash(script: Path | str, cwd: Path, *words: str, **more: str) -> tuple[int, bytes]:
    done = subprocess.run(
        ["bash", "--", script, *words], cwd=cwd, env={**os.environ, **more},
        stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_that_a_hundred_names_reach_the_command_whole_and_execute_nothing(tmp_path: Path) -> None:
    assert len(set(NAMES)) == len(NAMES) == 100
    command = "printf '%s\\0' {stack} {runs} {traces} \"{runs}\" '{stack}'"
    for number, name in enumerate(NAMES):
        folder = tmp_path / f"{number}"
        place = folder / name
        place.mkdir(parents=True)
        plan_file = plan_of([[7], [12, 5]], f"/data/{name}")
        wanted = b"\0".join([b"2", b"12", b"5", os.fsencode(f"/data/{name}"), b"12 5", b"2", b""])
        slurm = {"SLURM_ARRAY_TASK_ID": "2", "SLURM_SUBMIT_DIR": str(place)}
        kind, words, more = (("slurm", (), slurm), ("parallel", ("2",), {}))[number % 2]
        write_export(place / f"{name}.sh", plan_file, kind, command=command)
        assert bash(f"{name}.sh", place, *words, **more) == (0, wanted), repr(name)
        assert [path.name for path in folder.rglob("*")] == [name, f"{name}.sh"], repr(name)


def test_that_a_hundred_names_come_back_out_of_the_script_for_spyral(tmp_path: Path) -> None:
    for name in NAMES:
        path = tmp_path / "run_plan.py"
        options = {"pipeline": "my_pipeline:make_pipeline"}
        text = write_export(path, plan_of([[1]], f"/data/{name}"), "spyral", **options).read_bytes()
        block = text.partition(b"# --- plan ---\n")[2].partition(b"# --- end of the plan ---\n")[0]
        found: dict[str, object] = {}
        exec(block, found)  # the plan alone, which is nothing but names of values
        assert found["TRACES"] == f"/data/{name}", repr(name)
        assert found["STACKS"] == [[1]]
        assert len(block.splitlines()) == 8, repr(name)
    assert [path.name for path in tmp_path.iterdir()] == ["run_plan.py"]


def test_that_the_command_line_takes_names_of_plans_and_folders_as_names(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell, name = Shell(tmp_path, capfd), "-$(touch executed) '\"\n;touch executed\n"
    folder = fill(tmp_path / name / "h5", {1: 1}).parent
    plan, output = folder / f"{name}plan", folder / f"{name}out"
    shell.done("plan", folder / "h5", "--stacks", "1", "--output", plan)
    more = {"spyral": ["--pipeline", "a:b"], "slurm": ["--command", "echo {runs} {traces}"]}
    there = sorted([name, "h5", "run_0001.h5", plan.name, output.name])
    for kind in ("text", "csv", "json", "spyral", "slurm", "hyperqueue", "elog"):
        shell.done("export", plan, "--to", kind, "--output", output, *more.get(kind, []))
        assert sorted(path.name for path in tmp_path.rglob("*")) == there, kind
        output.unlink()
