"""What a plan file is to hold of the plan on screen. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackplan.core.plan_text import PlanFile
from stackplan.gui.document.document_state import reasons_that_hold

if TYPE_CHECKING:
    from stackplan.core.run_numbers import RunNumbers
    from stackplan.files.scan import ScanResult
    from stackplan.gui.document.document_state import DocumentState


def saved_form(
    state: DocumentState,
    traces: str,
    opened: PlanFile | None,
    found: ScanResult | None,
    skip_reasons: tuple[tuple[RunNumbers, str], ...],
) -> PlanFile:
    """Join the plan, what its file held besides when it was opened, and what was found since."""
    plan = state.plan
    kept, unknown = (opened.skip_reasons, opened.unknown) if opened else ((), ())
    if found is not None:
        left_out = found.left_out(plan.request)
    else:
        left_out = opened.left_out if opened else ()
    own = reasons_that_hold(skip_reasons, plan.request)
    return PlanFile(
        plan,
        traces,
        left_out=left_out,
        note=state.note,
        skip_reasons=(*kept, *own),
        unknown=unknown,
    )
