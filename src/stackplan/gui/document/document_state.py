"""What undo and redo bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackplan.core.plan import Plan
    from stackplan.core.request import PlanRequest
    from stackplan.core.run_numbers import RunNumbers


class DocumentState(NamedTuple):
    """What undo and redo bring back.

    Parameters
    ----------
    plan : Plan
        The plan on screen.
    base : Plan
        The plan as the method made it: what differs from it was moved by hand.
    note : str
        The crew's words.
    is_draft : bool
        The plan waits for the one that its method takes longer to make.
    given : Plan, optional
        The plan that folder and settings alone gave last, as they were then; `None` where it was
        made round pins, or comes from a file.
    """

    plan: Plan
    base: Plan
    note: str = ""
    is_draft: bool = False
    given: Plan | None = None


def reasons_that_hold(
    skip_reasons: tuple[tuple[RunNumbers, str], ...], request: PlanRequest
) -> Iterator[tuple[RunNumbers, str]]:
    """Give the reasons of runs that are skipped; an undo takes some out of the skip list again."""
    for numbers, reason in skip_reasons:
        held = numbers.minus(numbers.minus(request.skipped))
        if held:
            yield held, reason
