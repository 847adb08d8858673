"""What is written when a plan is saved or exported; runs beside the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackplan.core.plan_text import PlanFile
    from stackplan.files.exports.export_options import ExportOptions


@dataclass(frozen=True, slots=True)
class Saved:
    """A file was written; an export has no `digest`, for it is not the plan's own file."""

    path: str
    plan_file: PlanFile
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """Nothing was written: somebody else has changed the file."""

    path: str


@dataclass(frozen=True, slots=True)
class Format:
    """A format that was chosen, whatever the file is called."""

    kind: str
    options: ExportOptions


def write_file(
    path: str,
    plan_file: PlanFile,
    states: Mapping[int, str],
    known: str,
    chosen: Format | None = None,
) -> object:
    """Write a file in the format of its ending, or in a chosen one; give `Saved`, or `Changed`.

    `known` is the digest that the file must have if it is there; empty for any.
    """
    from stackplan.files import safe_write as atomic
    from stackplan.files.exports import ENGINES, EXPORTS, PICTURES, REPORTS, export
    from stackplan.files.plan_file import save_plan
    from stackplan.files.safe_write import digest_of_bytes

    kind = chosen.kind if chosen else PurePath(path).suffix.lower().removeprefix(".")
    options = chosen.options if chosen else None
    # A plan may be called night.slurm; what runs one is only written when it was chosen.
    kinds = EXPORTS | ENGINES | REPORTS if chosen else EXPORTS
    traces = plan_file.traces
    try:
        if kind in PICTURES:
            from stackplan.gui.chart.figure import picture

            atomic.save(path, picture(plan_file.plan, traces, kind), traces, known)
        elif kind in kinds and kind != "text":
            atomic.save(path, export(plan_file, kind, states, options), traces, known)
        else:
            return Saved(path, plan_file, digest_of_bytes(save_plan(path, plan_file, known)))
    except atomic.ChangedError:
        return Changed(path)
    return Saved(path, plan_file)
