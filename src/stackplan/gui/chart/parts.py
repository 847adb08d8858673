"""What goes into the chart and what comes out; without matplotlib, which is imported late."""

from dataclasses import dataclass, field

from stackplan.core.balance import snake_of
from stackplan.core.plan import Plan
from stackplan.core.plan_text import longest_words
from stackplan.core.runs import Run
from stackplan.core.words import count, format_load


@dataclass(frozen=True)
class ChartContent:
    """What is drawn.

    Parameters
    ----------
    plan : Plan
        With runs.
    ghost : tuple of float
        Heights of the snake's stacks, drawn as an outline; empty for none.
    selected : frozenset of int
        Run numbers that are outlined.
    """

    plan: Plan
    ghost: tuple[float, ...] = ()
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
    height at `top`, 0 stands at `bottom`; stacks stand at -0.5 to n - 0.5 from `left` to `right`.
    """

    pixels: bytes
    size: ChartSize
    left: float
    right: float
    top: float
    bottom: float
    high: float
    n_stacks: int

    def words_at(self, plan: Plan, x: float, y: float) -> str:
        """Say what of a plan stands at a place, in pixels of the picture; empty for nothing."""
        stack = self._stack_at(plan, x)
        if stack is None:
            return ""
        weight, run = plan.request.weight, self._run_at(plan, stack, y)
        runs = count(len(plan.stacks[stack].runs), "run")
        pinned = ", pinned" if run and run.number in plan.pinned else ""
        head = f"Run {run.number}: {format_load(run.load, weight)}{pinned}\n" if run else ""
        speeds = plan.request.speeds
        at = f" at {speeds[stack]} %" if speeds else ""
        return f"{head}Stack {stack + 1}: {format_load(plan.loads[stack], weight)}{at}, {runs}"

    def runs_at(self, plan: Plan, x: float, y: float) -> tuple[int, ...]:
        """Give the run at a place, above its bar all runs of the stack, elsewhere none."""
        stack = self._stack_at(plan, x)
        if stack is None:
            return ()
        run = self._run_at(plan, stack, y)
        return (run.number,) if run else plan.stacks[stack].run_numbers

    def _stack_at(self, plan: Plan, x: float) -> int | None:
        place = (x - self.left) / (self.right - self.left)
        index = int(place * self.n_stacks)
        return index if 0 <= place < 1 and index < len(plan.stacks) else None

    def _run_at(self, plan: Plan, stack: int, y: float) -> Run | None:
        height = (self.bottom - y) / (self.bottom - self.top) * self.high
        for run in plan.stacks[stack].runs:
            high = run.load * pace(plan, stack)
            if 0 <= height < high:
                return run
            height -= high
        return None


def pace(plan: Plan, stack: int) -> float:
    """Height of a unit of load: where speeds differ a bar is as high as its stack takes long."""
    return 100 / plan.request.speeds[stack] if plan.request.speeds else 1.0


def heights(plan: Plan) -> tuple[float, ...]:
    """Height of the bar of each stack."""
    return tuple(load * pace(plan, stack) for stack, load in enumerate(plan.loads))


def description(plan: Plan) -> str:
    """Say for a screen reader what the chart shows; the plan has runs."""
    loads = "; ".join(
        f"stack {i}: {format_load(load, plan.request.weight)}"
        for i, load in enumerate(plan.loads[:64], start=1)
    )
    return f"Longest stack: {longest_words(plan)}. {loads}."


def snake_heights(plan: Plan) -> tuple[float, ...]:
    """Deal the same runs as Spyral would; nothing where the plan is that deal."""
    snake = snake_of(plan)
    return () if snake.loads == plan.loads else heights(snake)
