"""Plans to export, files of them, and programs that run these."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.files.exports import export
from stackplan.files.exports.scripts import ExportOptions


def plan_of(stacks: Sequence[Sequence[int]], traces: str = "/data/h5") -> PlanFile:
    """A plan with these runs on its stacks."""
    request = PlanRequest(n_stacks=max(1, len(stacks)))
    planned = tuple(Stack(tuple(Run(number, 1000) for number in stack)) for stack in stacks)
    return PlanFile(Plan(request, planned), traces)


def write_export(path: Path, plan_file: PlanFile, kind: str, **options: object) -> Path:
    """Export a plan into a file; options as `ExportOptions` has them."""
    path.write_bytes(export(plan_file, kind, {}, ExportOptions(**options)))  # type: ignore[arg-type]
    return path


def run(
    *words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Run a program to its end; code, output and error."""
    done = subprocess.run(
        words, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr
