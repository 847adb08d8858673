"""What a plan file is to hold of the plan on screen. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackplan.core.plan_text import PlanFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackplan.core.request import PlanRequest
    from stackplan.core.run_numbers import RunNumbers
    from stackplan.files.scan import ScanResult
    from stackplan.gui.document_state import DocumentState


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


def reasons_that_hold(
    skip_reasons: tuple[tuple[RunNumbers, str], ...], request: PlanRequest
) -> Iterator[tuple[RunNumbers, str]]:
    """Give the reasons of runs that are skipped; an undo takes some out of the skip list again."""
    skipped = request.skipped
    return (each for each in skip_reasons if all(n in skipped for n in each[0]))
