"""Which other plan stands behind the bars as an outline."""

from stackplan.core.balance import snake_of
from stackplan.core.plan import Plan
from stackplan.gui.chart.parts import NO_GHOST, Ghost, heights

_SNAKE, _BEFORE = "Spyral's snake", "before the edit"


def ghost_of(other: Plan | None, plan: Plan, label: str) -> Ghost:
    """Outline another plan; nothing where its loads are the same."""
    if other is None or other.loads == plan.loads:
        return NO_GHOST
    return Ghost(heights(other), label)


def snake_ghost(plan: Plan) -> Ghost:
    """Deal the same runs as Spyral would."""
    return ghost_of(snake_of(plan), plan, _SNAKE)


class GhostChoice:
    """Keeps the plans that may stand behind the bars."""

    def __init__(self) -> None:
        self.given: Ghost | None = None
        self.snake: Plan | None = None
        self.before: Plan | None = None

    def behind(self, plan: Plan, kind: str) -> Ghost:
        """Outline what was given, as long as it is, else by a key of `state.GHOSTS`."""
        if self.given is not None:
            return self.given
        if kind == "snake":
            return ghost_of(self.snake, plan, _SNAKE)
        return ghost_of(self.before if kind == "before" else None, plan, _BEFORE)
