"""Which stacks of a new plan say something else than before, in any of their cells."""

from collections.abc import Mapping

from stackplan.gui.table.stack_cells import TableWords


def changed_stacks(before: TableWords, after: TableWords, was: Mapping[int, int]) -> set[int]:
    """Compare what is shown; `was` gives the index before of each stack that there was before."""
    plan, old = after.plan, before.plan
    if _has_new_look(before, after):
        return set(range(len(plan.stacks)))
    # The states of files often change no word, and a pin only one.
    touched = plan.pinned ^ old.pinned | {n for n, _ in before.marks.items() ^ after.marks.items()}
    stacks = {plan.places[number] for number in touched if number in plan.places}
    longest = {stack for stack, index in was.items() if index == before.longest}
    if longest != {after.longest}:
        stacks |= longest | ({after.longest} if after.longest is not None else set())
    for stack, content in enumerate(plan.stacks):
        index = was.get(stack)
        if index != stack or content != old.stacks[index]:
            stacks.add(stack)
    return stacks


def _has_new_look(before: TableWords, after: TableWords) -> bool:
    """Tell whether something has changed that every stack shows."""
    first, second = before.plan.request, after.plan.request
    if (first.weight, first.speeds) != (second.weight, second.speeds):
        return True
    one, other = before.comparison, after.comparison
    if (one is None) != (other is None):
        return True
    if one is not None and other is not None and one.before != other.before:
        return True
    if before.pace != after.pace or (after.pace.link is not None and before.times != after.times):
        return True
    return before.level != after.level
