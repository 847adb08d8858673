"""What goes into the chart and what comes out; without matplotlib, which is imported late."""

from dataclasses import dataclass, field

from stackplan.core.balance import make_plan
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest


@dataclass(frozen=True)
class ChartContent:
    """What is drawn.

    Parameters
    ----------
    plan : Plan
        With runs.
    ghost : tuple of int
        Loads of the snake's stacks, drawn as an outline; empty for none.
    selected : frozenset of int
        Run numbers that are outlined.
    """

    plan: Plan
    ghost: tuple[int, ...] = ()
    selected: frozenset[int] = field(default_factory=frozenset)

    @property
    def n_stacks(self) -> int:
        """Number of places along the axis."""
        return max(1, len(self.plan.stacks), len(self.ghost))


@dataclass(frozen=True)
class ChartSize:
    """Pixels and dots per inch of the picture."""

    width: int
    height: int
    dpi: float


@dataclass(frozen=True)
class ChartPicture:
    """A drawn chart: RGBA bytes, its size, and where stacks and loads stand in it.

    `left`, `right`, `top` and `bottom` bound the axes in pixels from the top left; `high` is the
    load at `top`, 0 stands at `bottom`; stacks stand at -0.5 to n - 0.5 from `left` to `right`.
    """

    pixels: bytes
    size: ChartSize
    left: float
    right: float
    top: float
    bottom: float
    high: float
    n_stacks: int


def snake_loads(plan: Plan) -> tuple[int, ...]:
    """Deal the same runs as Spyral would; nothing where the plan is that deal."""
    snake = make_plan(plan.runs, PlanRequest(n_stacks=plan.request.n_stacks))
    return () if snake.loads == plan.loads else snake.loads
