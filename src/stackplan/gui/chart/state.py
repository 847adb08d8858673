"""What the chart shows: a plan, or one that is tried out, and all that is marked in it. No Qt.

The window's first paint comes before all this: what it needs is imported with the first plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from stackplan.core.edits import moved_runs
from stackplan.core.plan import Plan
from stackplan.gui.chart.cursor import Cursor, follow
from stackplan.gui.chart.ghosts import GhostChoice
from stackplan.gui.chart.parts import ChartContent
from stackplan.gui.chart.words import cursor_words, description

# What may stand behind the bars, as the View menu has it.
GHOSTS = {"none": "&None", "snake": "Spyral's &snake", "before": "The plan &before the edit"}
_NOBODY: frozenset[int] = frozenset()
_FEW = 10


@dataclass
class ChartState:
    """A plan with runs, or none.

    Parameters
    ----------
    instead : Plan or None
        What stands in the place of the plan while a segment is dragged.
    selected, suspicious, moved : frozenset of int
        Numbers of the runs that are marked; `moved` by the last step.
    cursor : Cursor or None
        Where the keys are.
    ghost_kind : str
        A key of `GHOSTS`.
    """

    plan: Plan | None = None
    instead: Plan | None = None
    selected: frozenset[int] = field(default=_NOBODY)
    suspicious: frozenset[int] = field(default=_NOBODY)
    moved: frozenset[int] = field(default=_NOBODY)
    cursor: Cursor | None = None
    ghost_kind: str = "snake"

    @cached_property
    def ghosts(self) -> GhostChoice:
        """Which plan stands behind the bars."""
        return GhostChoice()

    def set_plan(self, plan: Plan | None, snake: Plan | None) -> None:
        """Take over a plan, and Spyral's deal of its runs; mark what the step to it has moved."""
        before, self.plan = self.plan, plan if plan is not None and plan.runs else None
        self.instead = None
        if self.plan is None:
            self.moved, self.cursor = _NOBODY, None
            return

        self.ghosts.snake = snake
        if before is None or before.request != self.plan.request:
            self.moved, self.ghosts.before = _NOBODY, None
        elif moved := moved_runs(before, self.plan):
            is_edit = len(moved) <= max(_FEW, len(self.plan.runs) // 3)
            self.moved = frozenset(moved) if is_edit else _NOBODY  # marks on most runs say nothing
            self.ghosts.before = before
        self.cursor = follow(self.plan, self.cursor) if self.cursor is not None else None

    def content(self, n_places: int) -> ChartContent | None:
        """Give what is to be drawn; while a plan is tried out the places of the axis stay."""
        if self.plan is None:
            return None

        return ChartContent(
            self.instead or self.plan,
            self.ghosts.behind(self.plan, self.ghost_kind),
            self.suspicious,
            bool(self.moved),
            n_places if self.instead is not None else 0,
        )

    @property
    def description(self) -> str:
        """Say for a screen reader where the keys are, and what the chart shows."""
        if self.plan is None:
            return ""

        here = cursor_words(self.plan, self.cursor, self.suspicious) if self.cursor else ""
        return f"{here}{description(self.plan)}"
