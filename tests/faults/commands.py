"""Operations of the command line, in this process."""

import re
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from faults.operations import OLD, Operation, Outcome, plan_file_for
from stackplan.cli.commands import GuiHooks, run
from stackplan.core.errors import StackplanError
from stackplan.files import hdf5_reader
from stackplan.files.exports import EXPORTS
from stackplan.files.plan_file import save_plan

# Formats that run a plan, with the options that they need.
JOBS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("spyral", ("--pipeline", "my_pipeline:make_pipeline")),
    ("slurm", ("--command", "my_analysis {runs}")),
    ("parallel", ("--command", "my_analysis {runs}")),
    ("hyperqueue", ("--command", "my_analysis {runs}")),
    ("elog", ()),
)


def commands() -> list[Operation]:
    """List commands that write a file."""
    return [
        _command("planned.txt", "plan", "@traces", "--stacks", "3"),
        *(_command(f"e.{kind}", "export", "@made.txt", "--to", kind) for kind in EXPORTS),
        *(_command(f"e.{kind}", "export", "@made.txt", "--to", kind, *more) for kind, more in JOBS),
    ]


def _command(name: str, *words: str) -> Operation:
    """Make a command of the command line that writes a file, or only says something."""
    wanted: dict[str, bytes] = {}

    def prepare(folder: Path) -> None:
        save_plan(str(folder / "made.txt"), plan_file_for(folder))
        act(folder)
        wanted["now"] = _without_time(folder / name)
        (folder / name).write_bytes(OLD)

    def act(folder: Path) -> object:
        spelled = [word.replace("@", f"{folder}/") for word in words]
        code, said = run_quietly([*spelled, "--output", str(folder / name)])
        if code == 0:
            return None
        assert code in (1, 3), said
        line = said.splitlines()[-1]
        assert line.startswith("stackplan: "), said
        return StackplanError(line)

    def check(folder: Path, outcome: Outcome) -> None:
        content = _without_time(folder / name)
        assert content == OLD or outcome is None or content == wanted["now"]
        assert act(folder) is None
        assert _without_time(folder / name) == wanted["now"]
        names = {entry.name for entry in folder.iterdir()}
        assert names == {name, "made.txt", "traces"}, f"litter: {names}"

    return Operation(f"command {words[0]} {name}", prepare, act, check)


def run_quietly(words: list[str]) -> tuple[int, str]:
    """Carry out a command in this process; give its exit code and what it said.

    Without the HDF5 library: a command would start it in a process of its own, which takes most of
    a second for each failing call.
    """
    no_library = patch.object(hdf5_reader, "has_library", return_value=False)
    with redirect_stderr(StringIO()) as said, no_library:
        code = run(words, GuiHooks(lambda: "", lambda _: 0, lambda *_: b""))
    return code, said.getvalue()


def _without_time(path: Path) -> bytes:
    return re.sub(rb"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"", path.read_bytes())
