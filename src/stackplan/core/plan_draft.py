"""The lines of a plan file, sorted into what they say; `plan_reader` builds the plan from it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from stackplan.core.errors import PlanTextError, StackplanError
from stackplan.core.plan_record import HEADER, MAX_RUNS, is_known
from stackplan.core.run_numbers import RunNumbers, parse
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

    def add(self, line: str, number: int) -> None:
        """Take one line."""
        if not line.startswith("#"):
            self._add_stack(line, number)
        elif not is_known(line):
            if line.rstrip() != "#":
                self.unknown.append(line)
        else:
            match = HEADER.fullmatch(line)
            assert match is not None  # is_known said so
            key, index, value = match[1], match[2], match[3].strip()
            with at_line(number):
                if index is None:
                    self._add_header(key, value, number)
                elif key == "run":
                    self._add_run(index, value, number)

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
            numbers, _, reason = value.partition(" ")
            self.skip_reasons.append((parse(numbers), reason))
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

    def value(self, key: str, default: str = "") -> tuple[str, int]:
        """Value and line of a header; the default stands on line 1."""
        return self.values.get(key, (default, 1))
