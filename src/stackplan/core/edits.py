"""Edits of a plan by hand, each from a plan to a new one, and the names that steps have."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from stackplan.core.errors import StackplanError
from stackplan.core.pasted_runs import RunList
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import FULL_SPEED, PlanRequest, format_speeds, weight_words
from stackplan.core.run_numbers import RunNumbers, format_range
from stackplan.core.runs import Run
from stackplan.core.text import plural

# Longer lists of pinned runs are counted, longer ones of other runs cut short; in characters.
_MOST_PINNED, _MOST_LISTED = 40, 60


def pins_of(plan: Plan) -> dict[int, int]:
    """Index of the stack of each pinned run, by number, as `make_plan` takes it."""
    return {number: plan.places[number] for number in sorted(plan.pinned)}


def pin_runs(plan: Plan, run_numbers: Iterable[int]) -> Plan:
    """Pin runs where they are; those that are pinned stay so.

    Raises `StackplanError` if a run is not in the plan.
    """
    return replace(plan, pinned=plan.pinned.union(planned_numbers(plan, run_numbers)))


def unpin_runs(plan: Plan, run_numbers: Iterable[int]) -> Plan:
    """Unpin runs; errors as `pin_runs`."""
    return replace(plan, pinned=plan.pinned.difference(planned_numbers(plan, run_numbers)))


def with_pins(plan: Plan, pinned_places: Mapping[int, int]) -> Plan:
    """Put pinned runs back on their stacks in a plan that was made anew.

    `pinned_places` has the 0-based index of the stack of each pinned run, by number. A run that is
    no longer planned is passed over, and one whose stack is no longer asked for stays where the
    plan has it.
    """
    planned = {n: stack for n, stack in pinned_places.items() if n in plan.places}
    asked = {n: stack for n, stack in planned.items() if stack < plan.request.n_stacks}
    return replace(put_on(plan, asked), pinned=frozenset(planned))


def insert_runs(
    plan: Plan, run_numbers: Iterable[int], to_stack: int, before: int | None = None
) -> Plan:
    """Put runs next to one another at a place in a stack, wherever they have been.

    As `move_runs`, but runs that are on the stack already move, too. They come before the run
    `before`; if it moves itself, before the next one that does not; `None` is the end.
    """
    moving = planned_numbers(plan, run_numbers)
    check_stack(plan, to_stack)
    if before is not None and plan.places.get(before) != to_stack:
        raise StackplanError(f"Run {before} is not on stack {to_stack + 1}.")
    if not moving:
        return plan
    gone = frozenset(moving)
    sources = {plan.places[number] for number in moving}
    by_number = {run.number: run for stack in sources for run in plan.stacks[stack].runs}
    changed = {
        stack: [run for run in plan.stack_at(stack).runs if run.number not in gone]
        for stack in {*sources, to_stack}
    }
    place = len(changed[to_stack])
    if before is not None:
        order = plan.stacks[to_stack].run_numbers
        place = sum(number not in gone for number in order[: order.index(before)])
    changed[to_stack][place:place] = [by_number[number] for number in moving]
    return with_changed(plan, changed)


def swap_runs(plan: Plan, first: int, second: int) -> Plan:
    """Let two runs change places, on one stack or on two.

    A pinned run stays pinned, where it is now. Raises `StackplanError` if a run is not in the plan.
    """
    planned_numbers(plan, (first, second))
    if first == second:
        return plan
    touched = {plan.places[first], plan.places[second]}
    by_number = {run.number: run for stack in touched for run in plan.stacks[stack].runs}
    other = {first: by_number[second], second: by_number[first]}
    changed = {
        stack: [other.get(run.number, run) for run in plan.stacks[stack].runs] for stack in touched
    }
    return with_changed(plan, changed)


def planned_numbers(plan: Plan, run_numbers: Iterable[int]) -> list[int]:
    """Run numbers in their order, each once; an error if one is not in the plan."""
    numbers = list(dict.fromkeys(run_numbers))
    for number in numbers:
        if number not in plan.places:
            raise StackplanError(f"Run {number} is not in the plan.")
    return numbers


def check_stack(plan: Plan, stack: int) -> None:
    """Refuse the index of a stack that was not asked for."""
    last = plan.request.n_stacks
    if not 0 <= stack < last:
        raise StackplanError(f"There is no stack {stack + 1}; the plan has stacks 1 to {last}.")


def with_changed(plan: Plan, changed: Mapping[int, Sequence[Run]]) -> Plan:
    """Give some stacks other runs, in processing order, by the 0-based index of the stack.

    The plan itself is given back if nothing differs.
    """
    stacks = list(plan.stacks)
    stacks += [Stack() for _ in range(max(changed) + 1 - len(stacks))]
    for stack, runs in changed.items():
        stacks[stack] = Stack(tuple(runs))
    after = tuple(stacks)
    return plan if after == plan.stacks else replace(plan, stacks=after)


def move_runs(
    plan: Plan, run_numbers: Iterable[int], to_stack: int, before: int | None = None
) -> Plan:
    """Move runs to the end of a stack, or to a place in it.

    Parameters
    ----------
    plan : Plan
        The plan before.
    run_numbers : iterable of int
        Runs to move, in the order they shall have. Without `before`, those already on the stack
        stay where they are; `insert_runs` takes them to its end, too.
    to_stack : int
        Index of the stack, 0-based, below the number of stacks asked for: a stack that got no run
        so far is made.
    before : int, optional
        Number of a run of the stack before which they are put, as by `insert_runs`.

    Returns
    -------
    Plan
        The plan after; equal to `plan` if nothing moves. A pinned run stays pinned.

    Raises
    ------
    StackplanError
        If a run is not in the plan, the stack does not exist, or `before` is not on it.
    """
    numbers = planned_numbers(plan, run_numbers)
    if before is None:
        numbers = [number for number in numbers if plan.places[number] != to_stack]
    return insert_runs(plan, numbers, to_stack, before)


def with_sizes(plan: Plan, known: Mapping[int, Run]) -> Plan:
    """Take over today's sizes and weights; no run moves.

    A run that `known` does not have keeps its size. The plan itself is given back if nothing
    differs.
    """
    changed = {}
    for index, stack in enumerate(plan.stacks):
        pairs = zip(stack.run_numbers, stack.runs, strict=True)
        runs = tuple([known.get(number, run) for number, run in pairs])
        if runs != stack.runs:
            changed[index] = runs
    return with_changed(plan, changed) if changed else plan


def place_runs(plan: Plan, runs: Iterable[Run]) -> Plan:
    """Place new runs without moving a planned one: largest first, each where it ends earliest.

    Runs that are in the plan already are passed over.
    """
    places = plan.places
    new = sorted(
        (run for run in runs if run.number not in places), key=lambda run: (-run.load, run.number)
    )
    if not new:
        return plan
    n_stacks = plan.request.n_stacks
    speeds = plan.request.speeds or (1,) * n_stacks
    loads = [plan.stack_at(stack).load for stack in range(n_stacks)]
    changed: dict[int, list[Run]] = {}
    for run in new:
        ends = [Fraction(load + run.load, speed) for load, speed in zip(loads, speeds, strict=True)]
        target = ends.index(min(ends))
        changed.setdefault(target, list(plan.stack_at(target).runs)).append(run)
        loads[target] += run.load
    return with_changed(plan, changed)


def drop_runs(plan: Plan, run_numbers: Iterable[int]) -> Plan:
    """Take runs out of a plan; the others stay where they are, and so do emptied stacks."""
    gone = frozenset(run_numbers)
    stacks = tuple(
        stack
        if gone.isdisjoint(stack.run_numbers)
        else Stack(tuple(run for run in stack.runs if run.number not in gone))
        for stack in plan.stacks
    )
    return replace(plan, stacks=stacks, pinned=plan.pinned - gone)


def moved_runs(before: Plan, after: Plan) -> tuple[int, ...]:
    """Numbers of the runs that both plans have, on different stacks; ascending."""
    if before is after:
        return ()
    old, moved = before.places, []
    for index, stack in enumerate(after.stacks):
        # An edit keeps the stacks that it does not change: the same object has the same runs.
        if before.stack_at(index) is not stack:
            moved += [number for number in stack.run_numbers if old.get(number, index) != index]
    return tuple(sorted(moved))


def with_moves(plan: Plan, before: Plan, after: Plan) -> Plan:
    """Make in one plan the moves that lead from a second one to a third.

    What differs between `before` and `after` is moved to where `after` has it.
    """
    moved = (number for number in moved_runs(before, after) if number in plan.places)
    return put_on(plan, {number: after.places[number] for number in moved})


def put_on(plan: Plan, places: Mapping[int, int]) -> Plan:
    """Move runs to stacks, given by their 0-based index for each run number.

    What comes to a stack stands at its end, by ascending number. Raises `StackplanError` as
    `move_runs` does.
    """
    arriving: dict[int, list[int]] = {}
    for number, stack in sorted(places.items()):
        arriving.setdefault(stack, []).append(number)
    for stack, numbers in sorted(arriving.items()):
        plan = move_runs(plan, numbers, stack)
    return plan


def add_stack(plan: Plan, at: int | None = None) -> Plan:
    """Add an empty stack; no run moves, and the stacks behind it are numbered one up.

    `at` is the 0-based index of the new stack, at most the number of stacks asked for; `None` is
    behind the last one. Where speeds differ, the new one runs at 100 %. Raises `StackplanError` if
    there would be a hole before it, or one stack too many.
    """
    request = plan.request
    index = request.n_stacks if at is None else at
    if not 0 <= index <= request.n_stacks:
        raise StackplanError(
            f"Stack {index + 1} cannot be added; the next one is stack {request.n_stacks + 1}."
        )
    speeds = request.speeds
    if speeds is not None:
        speeds = (*speeds[:index], FULL_SPEED, *speeds[index:])
    # Made even at the end: an empty stack that was added by hand is shown.
    missing = max(index - len(plan.stacks), 0)
    stacks = (*plan.stacks[:index], *[Stack()] * (missing + 1), *plan.stacks[index:])
    asked = replace(request, n_stacks=request.n_stacks + 1, speeds=speeds)
    return replace(plan, request=asked, stacks=stacks)


def remove_stack(plan: Plan, stack: int) -> Plan:
    """Remove a stack; its runs go to the others: largest first, each where it ends earliest.

    `stack` is a 0-based index; the stacks behind it are numbered one down. Raises `StackplanError`
    if the stack does not exist, is the only one, or holds a pinned run.
    """
    check_stack(plan, stack)
    request = plan.request
    if request.n_stacks == 1:
        raise StackplanError("Stack 1 is the only one and cannot be removed; add another first.")
    orphans = plan.stack_at(stack).runs
    if held := [run.number for run in orphans if run.number in plan.pinned]:
        raise StackplanError(_pinned_words(stack, RunNumbers.of(held)))
    speeds = request.speeds
    if speeds is not None:
        speeds = (*speeds[:stack], *speeds[stack + 1 :])
    asked = replace(request, n_stacks=request.n_stacks - 1, speeds=speeds)
    stacks = (*plan.stacks[:stack], *plan.stacks[stack + 1 :])
    return place_runs(replace(plan, request=asked, stacks=stacks), orphans)


def lightest_stack(plan: Plan) -> int:
    """Find the stack that ends earliest, by its 0-based index; the first of several.

    A stack asked for that has no run yet counts, too.
    """
    speeds = plan.request.speeds or (FULL_SPEED,) * plan.request.n_stacks
    ends = [Fraction(plan.stack_at(stack).load, speed) for stack, speed in enumerate(speeds)]
    return ends.index(min(ends))


def _pinned_words(stack: int, held: RunNumbers) -> str:
    if len(held) == 1:
        return f"Stack {stack + 1} holds the pinned run {held}; unpin it first."
    *others, last = str(held).split(", ")
    listed = f"{', '.join(others)} and {last}" if others else last
    few = len(listed) <= _MOST_PINNED
    what = f"the pinned runs {listed}" if few else f"{len(held)} pinned runs"
    return f"Stack {stack + 1} holds {what}; unpin them first."


def risky_last(plan: Plan, risky: Collection[int]) -> Plan:
    """Put runs that may fail last in their stacks; no run changes its stack, and no load changes.

    The others keep their order, and so do the risky ones. The plan itself is given back if nothing
    changes.
    """
    changed: dict[int, tuple[Run, ...]] = {}
    for index, stack in enumerate(plan.stacks):
        order = tuple(sorted(stack.runs, key=lambda run: run.number in risky))
        if order != stack.runs:
            changed[index] = order
    return with_changed(plan, changed) if changed else plan


def planned_in(runs: RunList, plan: Plan) -> tuple[int, ...]:
    """Give the runs of a list, all of them planned, in the order of the list, each once.

    Raises `StackplanError` if it names runs that are not planned.
    """
    strangers = runs.numbers.minus(RunNumbers.of(plan.places))
    if strangers:
        listed = str(strangers)
        if len(listed) > _MOST_LISTED:
            listed = listed[:_MOST_LISTED].rpartition(", ")[0] + ", ..."
        are = f"Run {listed} is" if len(strangers) == 1 else f"Runs {listed} are"
        raise StackplanError(f"{are} not in the plan, so nothing was done.")
    numbers = (n for first, last in runs.intervals for n in range(first, last + 1))
    return tuple(dict.fromkeys(numbers))


# --- what a step is called in the history ---


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
