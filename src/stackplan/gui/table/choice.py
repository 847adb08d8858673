"""What is selected in the table, and why something cannot be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackplan.core.edits import lightest_stack
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import count

if TYPE_CHECKING:
    from stackplan.core.plan import Plan

_NO_PLAN = "There is no plan yet; open a folder of runs (Ctrl+O)."
_NO_RUNS = "No run is selected; select runs, or a stack for all of its runs."
_SORTED = "The rows are sorted; show them as planned (Alt+1) to reorder runs."
_SCATTERED = "The selected runs are on several stacks; only runs of one stack can be reordered."


class Choice(NamedTuple):
    """The plan on screen, and what is selected in it.

    Parameters
    ----------
    plan : Plan or None
        What is shown.
    selected : tuple of int
        Runs that are selected themselves, in the order of their rows.
    stacks : tuple of int
        Stacks that are selected themselves (0-based).
    current : int or None
        The stack that the current row is or belongs to.
    is_sorted : bool
        Whether the rows stand in another order than the planned one.
    """

    plan: Plan | None = None
    selected: tuple[int, ...] = ()
    stacks: tuple[int, ...] = ()
    current: int | None = None
    is_sorted: bool = False

    @property
    def runs(self) -> tuple[int, ...]:
        """The runs that an edit is about: the selected ones, and all of selected stacks."""
        if not self.stacks or self.plan is None:
            return self.selected
        whole = (n for stack in self.stacks for n in self.plan.stacks[stack].run_numbers)
        return tuple(dict.fromkeys((*self.selected, *whole)))

    @property
    def words(self) -> str:
        """Name the runs: ``run 88``, ``all 7 runs of stack 3``, ``5 runs``."""
        runs = self.runs
        if len(runs) == 1:
            return f"run {runs[0]}"
        if len(self.stacks) == 1 and not self.selected:
            return f"all {count(len(runs), 'run')} of stack {self.stacks[0] + 1}"
        return count(len(runs), "run")

    def held(self, *, pinned: bool) -> tuple[int, ...]:
        """Give the runs that are pinned, or those that are not."""
        pins = self.plan.pinned if self.plan is not None else frozenset()
        return tuple(run for run in self.runs if (run in pins) == pinned)

    def why_no_plan(self) -> str:
        """Say that there is nothing to work on."""
        return _NO_PLAN if self.plan is None else ""

    def why_no_runs(self) -> str:
        """Say that no run is selected."""
        return self.why_no_plan() or ("" if self.runs else _NO_RUNS)

    def why_no_move(self, stack: int) -> str:
        """Say why the runs cannot be moved to a stack."""
        if self.plan is None or not self.runs:
            return self.why_no_runs()
        n_stacks = self.plan.request.n_stacks
        if stack >= n_stacks:
            return f"There is no stack {stack + 1}; the plan has {count(n_stacks, 'stack')}."
        if all(self.plan.places[run] == stack for run in self.runs):
            are = "is" if len(self.runs) == 1 else "are"
            return f"{_capital(self.words)} {are} on stack {stack + 1} already."
        return ""

    def neighbour(self, step: int) -> int:
        """Index of the stack beside that of the first run; maybe beyond the ends."""
        return self.plan.places[self.runs[0]] + step if self.plan is not None and self.runs else 0

    def why_no_neighbour(self, step: int) -> str:
        """Say why the runs cannot be moved to the stack before, or after."""
        if self.plan is None or not self.runs:
            return self.why_no_runs()
        target = self.neighbour(step)
        if target < 0:
            return "Stack 1 is the first one; there is none before it."
        if target >= self.plan.request.n_stacks:
            return f"Stack {target} is the last one; add a stack with Ctrl+Shift+A."
        return self.why_no_move(target)

    def why_no_lightest(self) -> str:
        """Say why the runs cannot be sent to the lightest stack."""
        if self.plan is None or not self.runs:
            return self.why_no_runs()
        return self.why_no_move(lightest_stack(self.plan))

    def why_no_swap(self) -> str:
        """Say why there are no two runs to swap."""
        if self.why_no_runs() or len(self.runs) == 2:
            return self.why_no_runs()
        return f"Two runs can be swapped; {count(len(self.runs), 'run')} selected."

    def why_no_shift(self, step: int) -> str:
        """Say why the runs cannot go up or down inside their stack."""
        if self.plan is None or not self.runs:
            return self.why_no_runs()
        if self.is_sorted:
            return _SORTED
        if len({self.plan.places[run] for run in self.runs}) > 1:
            return _SCATTERED
        end = "first" if step < 0 else "last"
        is_at_end = self.shifted(step) is None
        return f"{_capital(self.words)} stands {end} already." if is_at_end else ""

    def shifted(self, step: int) -> tuple[tuple[int, ...], int, int | None] | None:
        """Find where the runs stand one row up or down: runs, stack, the run behind them.

        `None` if they are at the end already. Runs that are apart come together.
        """
        if self.plan is None or not self.runs:
            return None
        stack = self.plan.places[self.runs[0]]
        order = self.plan.stacks[stack].run_numbers
        rows = sorted(order.index(run) for run in self.runs)
        runs = tuple(order[row] for row in rows)
        together = rows[-1] - rows[0] == len(rows) - 1
        others = [number for number in order if number not in set(runs)]
        place = rows[0] + step if step < 0 else rows[-1] - len(rows) + 1 + step
        if together and not 0 <= place <= len(others):
            return None
        place = min(max(place, 0), len(others))
        return runs, stack, others[place] if place < len(others) else None

    def why_no_removal(self) -> str:
        """Say why the current stack cannot be removed."""
        if self.plan is None or self.current is None:
            return self.why_no_plan() or "No stack is selected."
        if self.plan.request.n_stacks == 1:
            return "Stack 1 is the only one and cannot be removed; add another first."
        held = [n for n in self.plan.stacks[self.current].run_numbers if n in self.plan.pinned]
        if not held:
            return ""
        which = f"run {RunNumbers.of(held)}" if len(held) == 1 else count(len(held), "pinned run")
        return f"Stack {self.current + 1} holds pinned runs ({which}); unpin them first."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
