"""A command line in the process of the tests, with a folder of trace files."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from stackplan.cli.commands import GuiHooks, run
from stackplan.core.plan_text import PlanFile, read
from superblocks import superblock


class Shell:
    """Carries out commands; what the last one said is kept as `out` and `err`."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.traces, self.path = folder, folder / "traces", folder / "plan.txt"
        self.opened: list[list[str]] = []  # what the window was asked to open
        self.no_display = ""
        self.out = self.err = ""
        self._capture = capture

    def __call__(self, *words: str | Path) -> tuple[int, str, str]:
        """Carry out a command; code, standard output and error."""
        hooks = GuiHooks(lambda: self.no_display, self._open, _draw)
        code = run([os.fspath(word) for word in words], hooks)
        self.out, self.err = self._capture.readouterr()
        return code, self.out, self.err

    def done(self, *words: str | Path) -> str:
        """Carry out a command that does what it says; its output."""
        assert self(*words)[0] == 0, self.err
        return self.out

    def refused(self, code: int, *words: str | Path) -> str:
        """Carry out a command that has no result; what it says about that."""
        assert self(*words)[:2] == (code, ""), self.err
        return self.err

    def plan(self, *words: str | Path) -> PlanFile:
        """Plan the traces on two stacks."""
        return read(self.done("plan", self.traces, "--stacks", "2", *words))

    def json(self, *words: str | Path) -> Any:
        """Plan the traces on two stacks; the JSON object."""
        return json.loads(
            self.done("plan", self.traces, "--stacks", "2", *words, "--format", "json")
        )

    def save(self) -> Path:
        """Plan the traces on two stacks into a file."""
        self.done("plan", self.traces, "--stacks", "2", "--output", self.path)
        return self.path

    def trace(self, number: int) -> Path:
        """Path of the trace file of a run."""
        return self.traces / f"run_{number:04d}.h5"

    def add(self, sizes: Mapping[int, int], modified_s: float | None = None) -> None:
        """Make trace files of these runs that are closed, as their heads tell."""
        self.traces.mkdir(exist_ok=True)
        for number, size in sizes.items():
            self.trace(number).write_bytes(superblock(0, size))
            os.truncate(self.trace(number), size)
            if modified_s is not None:
                os.utime(self.trace(number), (modified_s, modified_s))

    def _open(self, arguments: list[str]) -> int:
        self.opened.append(arguments)
        return 0


def _draw(plan_file: PlanFile, kind: str) -> bytes:
    return f"{kind} of {len(plan_file.plan.runs)} runs".encode()


def one_sentence(stderr: str) -> str:
    """All that a person reads, which must be one line."""
    (line,) = stderr.splitlines()
    return line
