"""Names of the steps in the history."""

from collections.abc import Sequence

from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest, format_speeds
from stackplan.core.run_numbers import RunNumbers, format_range
from stackplan.core.text import plural
from stackplan.core.weights import weight_words


def change_label(before: PlanRequest, after: PlanRequest) -> str:
    """Name a change of settings by what differs, for example ``9 stacks``."""
    parts = []
    if (before.run_min, before.run_max) != (after.run_min, after.run_max):
        parts.append(f"runs {format_range(after.run_min, after.run_max)}")
    if before.skip != after.skip:
        parts.append(f"skip {after.skipped}" if after.skipped else "skip nothing")
    if before.n_stacks != after.n_stacks:
        parts.append(plural(after.n_stacks, "stack"))
    if before.speeds != after.speeds and before.n_stacks == after.n_stacks:
        parts.append(f"speeds {format_speeds(after.speeds) or 'all alike'}")
    if before.weight != after.weight:
        parts.append(f"count {weight_words(after.weight)}")
    if before.method != after.method:
        parts.append(f"method {after.method}")
    label = ", ".join(parts)[:80] or "plan again"
    return label[0].upper() + label[1:]


def move_label(run_numbers: Sequence[int], to_stack: int, before: int | None = None) -> str:
    """Name a move: ``Move 4 runs to stack 2, before run 71``; `to_stack` is 0-based."""
    place = f"to stack {to_stack + 1}" + (f", before run {before}" if before is not None else "")
    if len(run_numbers) == 1:
        return f"Move run {run_numbers[0]} {place}"
    numbers = str(RunNumbers.of(run_numbers))
    shown = numbers if len(numbers) <= 40 else plural(len(run_numbers), "run")
    return f"Move {'runs ' if shown == numbers else ''}{shown} {place}"


def insert_label(
    plan: Plan, run_numbers: Sequence[int], to_stack: int, before: int | None = None
) -> str:
    """Name what `insert_runs` does to a plan: a reordering where no run comes from elsewhere."""
    stays = all(plan.places.get(number) == to_stack for number in run_numbers)
    reordered = f"Reorder stack {to_stack + 1}"
    return reordered if stays else move_label(run_numbers, to_stack, before)


def swap_label(first: int, second: int) -> str:
    """Name an exchange of two runs: ``Swap runs 54 and 60``."""
    return f"Swap runs {first} and {second}"


def add_stack_label(stack: int) -> str:
    """Name the adding of a stack (0-based): ``Add stack 9``."""
    return f"Add stack {stack + 1}"


def remove_stack_label(stack: int) -> str:
    """Name the removal of a stack (0-based): ``Remove stack 3``."""
    return f"Remove stack {stack + 1}"


def gentle_label(moved: int) -> str:
    """Name a gentle rebalance by its moves: ``Rebalance gently: 8 runs move``."""
    return f"Rebalance gently: {plural(moved, 'run')} move{'s' * (moved == 1)}"


def pin_label(run_numbers: Sequence[int], *, pinned: bool) -> str:
    """Name the pinning, or the unpinning, of runs: ``Pin run 88``, ``Unpin 3 runs``."""
    one = len(run_numbers) == 1
    what = f"run {run_numbers[0]}" if one else plural(len(run_numbers), "run")
    return f"{'Pin' if pinned else 'Unpin'} {what}"


def change_words(before: Plan, after: Plan, moves: int) -> str:
    """Say in sentences what else went with a change of settings: moves by hand, pins, speeds.

    `moves` is the number of runs that stood elsewhere than the method had put them.
    """
    are = "is" if moves == 1 else "are"
    words = [f"{plural(moves, 'move')} by hand {are} gone with the new plan."] if moves else []
    lost = before.pinned - after.pinned
    if lost & after.places.keys():
        pins = plural(len(lost & after.places.keys()), "pin")
        stacks = "its stack" if pins == "1 pin" else "their stacks"
        words.append(f"{pins} gone with {stacks}.")
    old, new = before.request, after.request
    if old.speeds is not None and new.speeds is not None:
        more = new.n_stacks - old.n_stacks
        if gone := old.speeds[new.n_stacks :]:
            stacks = plural(len(gone), "stack")
            words.append(f"{stacks} gone, with the speed: {format_speeds(gone)} %.")
        elif more:
            run = "runs" if more == 1 else "run"
            words.append(f"{plural(more, 'new stack')} {run} at 100 %.")
    return " ".join(words)
