"""Job that makes an export in a worker, for the preview and the clipboard."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from PySide6.QtGui import QImage

from stackplan.core.plan_text import PlanFile
from stackplan.core.text import plural, shortened
from stackplan.files.exports import Target, export
from stackplan.files.exports.checks import FileCheck, export_warnings
from stackplan.files.exports.scripts import ExportOptions
from stackplan.gui.widgets.worker import Emit, Job

# More is not read in a preview; and a text field is slow with very long lines.
LINES = 400
_LONGEST_LINE = 2_000
_EXAMPLE = "my_pipeline:make_pipeline"


class Exported(NamedTuple):
    """What the dialog shows the export of."""

    plan_file: PlanFile
    states: Mapping[int, str]
    rate: Fraction | None = None


class PreviewRequest(NamedTuple):
    """What to make a preview of."""

    exported: Exported
    kind: Target
    options: ExportOptions
    mistake: str
    looked: FileCheck | None
    processors: int
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """An export as it would be written now."""

    text: str = ""  # all of it; empty for a picture
    preview: str = ""  # its beginning
    summary: str = ""  # how much of it that is
    image: QImage | None = None  # a picture of the chart
    # What would go wrong; `None` as long as the files have not been looked at.
    warnings: tuple[str, ...] | None = None


def preview_job(wanted: PreviewRequest, pause: float) -> Job:
    """Make the job that makes a preview; it waits first, so that fast typing makes one preview."""

    def job(emit: Emit) -> object:
        time.sleep(pause)
        emit(None)
        return make_preview(wanted)

    return job


def make_preview(wanted: PreviewRequest) -> Preview:
    """Make a preview; a `StackplanError` says why there is none."""
    plan_file, kind = wanted.exported.plan_file, wanted.kind
    if kind.is_picture:
        # Imported by the worker, with the first picture.
        from stackplan.gui.chart.figure import picture

        image = QImage.fromData(picture(plan_file.plan, plan_file.traces, "png"))
        return Preview(image=image, summary="as it will look", warnings=())
    options = wanted.options
    if "pipeline" in kind.fields and wanted.mistake:
        # The rest of the script can be read all the same.
        options = replace(options, pipeline=_EXAMPLE)
    data = export(plan_file, kind.key, wanted.exported.states, options)
    text = data.decode("utf-8", "replace")
    preview, summary = _beginning(text)
    return Preview(text, preview, summary, None, _warnings(wanted))


def _warnings(wanted: PreviewRequest) -> tuple[str, ...] | None:
    if wanted.looked is None:
        return None
    plan = wanted.exported.plan_file.plan
    options = replace(wanted.options, pipeline="") if wanted.mistake else wanted.options
    given = (plan, wanted.kind.key, options, wanted.looked)
    return tuple(export_warnings(*given, wanted.processors, wanted.folder))


def _beginning(text: str) -> tuple[str, str]:
    lines = text.splitlines()
    shown = [shortened(line, _LONGEST_LINE) for line in lines]
    if len(lines) <= LINES:
        return "\n".join(shown), plural(len(lines), "line")
    return "\n".join(shown[:LINES]), f"the first {LINES} of {len(lines):,} lines"
