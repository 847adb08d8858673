"""What undo and redo bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stackplan.core.plan import Plan


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
