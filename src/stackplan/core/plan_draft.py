"""The lines of a plan file, sorted into what they say; `plan_reader` builds the plan from it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from stackplan.core.errors import PlanTextError, StackplanError
from stackplan.core.plan_record import MAX_RUNS, header_of, read_skip_reason
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run

_MAX_DIGITS = 9
_RUN_WORDS = re.compile(
    r"([0-9]{1,30}) bytes(?:, weight ([0-9]{1,30})( estimated)?)?(, pinned)?", re.ASCII
)


@contextmanager
def at_line(line: int) -> Iterator[None]:
    """Give a mistake in a value the number of its line."""
    try:
        yield
    except PlanTextError:
        raise
    except (StackplanError, ValueError) as error:
        raise PlanTextError(str(error).rstrip("."), line) from error


@dataclass
class PlanDraft:
    """What has been read so far, each thing with its line."""

    values: dict[str, tuple[str, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    skip_reasons: list[tuple[RunNumbers, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    stacks: list[list[int]] = field(default_factory=list)
    stack_lines: list[int] = field(default_factory=list)
    planned: set[int] = field(default_factory=set)
    runs: dict[int, Run] = field(default_factory=dict)
    pinned: set[int] = field(default_factory=set)
    run_lines: dict[int, int] = field(default_factory=dict)
    # Number of runs that a comment above promises for a stack's line, by the line's index.
    promised: dict[int, str] = field(default_factory=dict)
    separated: bool = False

    def add(self, line: str, number: int) -> None:
        """Take one line."""
        if not line.startswith("#"):
            self._add_stack(line, number)
            return
        header = header_of(line)
        if header is None:
            self._add_comment(line)
            return
        key, index, value = header
        with at_line(number):
            if key == "run":
                self._add_run(index, value, number)
            elif key == "stack":
                self.promised[len(self.stacks)] = value.partition(" ")[0]
            else:
                self._add_header(key, value, number)

    def _add_comment(self, line: str) -> None:
        if line.rstrip() == "#":
            self.separated = True
        else:
            self.unknown.append(line)

    def _add_stack(self, line: str, number: int) -> None:
        words = line.split()
        if not words:
            raise PlanTextError("a blank line; delete it", number)
        stack = []
        for word in words:
            if not (word.isascii() and word.isdigit() and len(word.lstrip("0")) <= _MAX_DIGITS):
                raise PlanTextError(f"'{word[:20]}' is no run number", number)
            run = int(word)
            if run in self.planned:
                raise PlanTextError(f"run {run} stands in the plan twice; delete one", number)
            self.planned.add(run)
            stack.append(run)
        if len(self.planned) > MAX_RUNS:
            raise PlanTextError(f"a plan holds at most {MAX_RUNS:,} runs", number)
        self.stacks.append(stack)
        self.stack_lines.append(number)

    def _add_header(self, key: str, value: str, number: int) -> None:
        if key == "note":
            self.notes.append(value)
        elif key == "skip reason":
            self.skip_reasons.append(read_skip_reason(value))
        elif key in self.values:
            raise PlanTextError(f"'# {key}:' stands here a second time; delete one", number)
        else:
            self.values[key] = (value, number)

    def _add_run(self, index: str, value: str, number: int) -> None:
        words = _RUN_WORDS.fullmatch(value)
        if words is None or len(index.lstrip("0")) > _MAX_DIGITS:
            message = "a size must read like '# run 54: 30412345678 bytes'; is the file cut off?"
            raise PlanTextError(message, number)
        run = int(index)
        if run in self.runs:
            raise PlanTextError(f"run {run} has a size twice; delete one", number)
        weight = None if words[2] is None else int(words[2])
        self.runs[run] = Run(run, int(words[1]), weight, bool(words[3]))
        self.run_lines[run] = number
        if words[4]:
            self.pinned.add(run)

    def breaks_off(self, *, ends_with_newline: bool) -> bool:
        """Tell whether the end of the file was lost, for example while it was copied.

        Stackplan ends each line, and writes a size for each run after the stacks, by ascending
        number. Sizes missing at the end are a loss, unless a run was added by hand: then a stack
        has more runs than the comment above it says.
        """
        unsized = self.planned - self.runs.keys()
        if not ends_with_newline:
            # What was written by hand without such comments may lack its last newline.
            return bool(self.promised or unsized or not self.planned)
        if not self.planned:
            return not self.separated or bool(self.promised) or "longest stack" in self.values
        at_end = bool(unsized) and min(unsized) > max(self.runs, default=-1)
        return at_end and bool(self.promised) and self._is_as_promised()

    def _is_as_promised(self) -> bool:
        counts = [f"{len(stack):,}" for stack in self.stacks]
        return all(counts[at : at + 1] in ([], [count]) for at, count in self.promised.items())

    def value(self, key: str, default: str = "") -> tuple[str, int]:
        """Value and line of a header; the default stands on line 1."""
        return self.values.get(key, (default, 1))
