"""Plans to export, and files of them."""

from collections.abc import Sequence
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
